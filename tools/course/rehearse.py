"""What somebody who has read nothing gets in the final test, by rule, worked out without lots.

A learner's form is fixed, so the chance that a rule is right is known at every place; the points
are a sum of such chances, and their distribution is worked out place by place (Poisson binomial;
Hong 2013, doi:10.1016/j.csda.2012.10.006).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np

from course import PASS_SHARE
from course.bank import Bank
from course.key import make_key
from course.rules import CHOICE_RULES, NUMBER_RULES, read_shown
from massage.course.final_test import is_right
from massage.course.forms import LETTERS, draw_question

WORKED_OUT = "every one worked out"  # no rule: what rules for letters add to all the numbers


@dataclass(frozen=True)
class Sitting:
    """One learner's form: by rule, the chance to be right at each choice, and points of numbers.

    ``entries`` names the question of the bank at each place.
    """

    letters: Mapping[str, Sequence[float]]
    numbers: Mapping[str, int]
    key: Mapping[str, Mapping[str, Any]]
    entries: Mapping[str, str]


def sit(bank: Bank, code: str, form: int) -> Sitting:
    """Answer one learner's form by every rule."""
    key = make_key(bank, code, form)
    letters: dict[str, list[float]] = {name: [] for name in CHOICE_RULES}
    numbers, entries = dict.fromkeys(NUMBER_RULES, 0), {}
    asked_for = sum(question.kind == "number" for question in bank.questions.values())
    for slot, question in bank.questions.items():
        asked = draw_question(code, form, slot)
        entries[slot] = asked.entry
        if question.kind == "choice":
            place = LETTERS.index(key[slot]["letter"])
            for name, rule in CHOICE_RULES.items():
                letters[name].append(rule(asked.stem, asked.options)[place])
        else:
            shown = read_shown(asked.stem)
            for name, number in NUMBER_RULES.items():
                numbers[name] += is_right(question, float(number(shown)), key[slot])
    return Sitting(letters, numbers | {WORKED_OUT: asked_for}, key, entries)


def needed(bank: Bank) -> int:
    """How many points pass."""
    return ceil(PASS_SHARE * len(bank.questions))


def chance_to_pass(letters: Sequence[float], numbers: int, points: int) -> float:
    """Return the chance of ``points`` or more, given the chance at each choice."""
    return float(spread_points(letters)[max(0, points - numbers) :].sum())


def spread_points(chances: Sequence[float]) -> np.ndarray:
    """Return the chance of 0, 1, 2 ... points, given the chance to be right at each place."""
    distribution = np.ones(1)
    for chance in chances:
        distribution = np.convolve(distribution, [1 - chance, chance])
    return distribution


def know(sitting: Sitting, known: Collection[str]) -> list[float]:
    """Return the chance to be right at each place of somebody who knows some, and guesses by lot.

    ``known`` are places of the test, or questions of the bank. A number that isn't known is wrong.
    """
    return [
        1.0 if slot in known or entry in known
        else len(LETTERS) ** -1 if "letter" in sitting.key[slot]
        else 0.0
        for slot, entry in sitting.entries.items()
    ]  # fmt: skip


def chance_within(first: Sequence[float], second: Sequence[float], points: int = 1) -> float:
    """Return the chance that two forms give points at most so far apart."""
    one, two = spread_points(first), spread_points(second)
    apart = np.convolve(one, two[::-1])
    middle = len(two) - 1
    return float(apart[max(0, middle - points) : middle + points + 1].sum())


def copied(mine: Sitting, neighbour: Sitting) -> int:
    """How many points a learner gets by a neighbour's right answers, place by place."""
    return sum(_same(right, neighbour.key[slot]) for slot, right in mine.key.items())


def _same(mine: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    if "letter" in mine:
        return bool(mine["letter"] == other["letter"])
    return bool(abs(mine["value"] - other["value"]) <= mine["within"] + 1e-9)
