"""Draw pairs of forms of the final test that are alike for every simple rule."""

from __future__ import annotations

from itertools import permutations
from random import Random
from typing import Any

import numpy as np

from course.bank import Bank, Entry
from course.rules import CHOICE_RULES
from massage.course.forms import LETTERS
from massage.course.store import CourseError

MANY, SEED = 100, 20261
APART = 0.5  # points that a rule may be expected to be apart on two forms
STARTS, STEPS = 1000, 200
Form = dict[str, list[str]]
States = dict[str, tuple[list[tuple[Entry, Entry]], Any]]


def draw_pairs(bank: Bank, many: int = MANY) -> list[tuple[Form, Form]]:
    """Draw pairs of forms without a question in common.

    A form gives, for each place, the question's name and the order of its options. In both forms
    each letter is right equally often, give or take one, and every rule of ``CHOICE_RULES`` is
    expected to get the same points, within ``APART``. Raises CourseError where none is found.
    """
    random, states = Random(SEED), _states(bank)
    return [_order(_draw_alike(states, random), random) for _ in range(many)]


def expected_points(entry: Entry) -> list[float]:
    """What each rule for choices that doesn't go by the letter gets here, from 0 to 1."""
    place = entry.options.index(entry.right)
    by_letter = {"first", "second", "third", "last"}
    return [rule(entry.stem, entry.options)[place]
            for name, rule in CHOICE_RULES.items() if name not in by_letter]  # fmt: skip


def _states(bank: Bank) -> States:
    """Every two questions that may stand at a place, and what each rule gets more on the first."""
    found = {}
    for slot, entries in bank.slots.items():
        pairs = list(permutations(entries, 2))
        found[slot] = pairs, np.array([_less(one, two) for one, two in pairs])
    return found


def _draw_alike(states: States, random: Random) -> dict[str, tuple[Entry, Entry]]:
    """Begin with any questions, and change those at one place after the other for the better."""
    slots = list(states)
    for _ in range(STARTS):
        at = {slot: random.randrange(len(pairs)) for slot, (pairs, _) in states.items()}
        total = sum(less[at[slot]] for slot, (_, less) in states.items())
        for _ in range(STEPS):
            if np.abs(total).max() <= APART + 1e-9:
                return {slot: pairs[at[slot]] for slot, (pairs, _) in states.items()}
            slot = random.choice(slots)
            moved = total - states[slot][1][at[slot]] + states[slot][1]
            excess = np.clip(np.abs(moved) - APART, 0, None).sum(axis=1)
            at[slot] = random.choice(np.flatnonzero(excess <= excess.min() + 1e-9).tolist())
            total = moved[at[slot]]
    raise CourseError("no two forms of the final test are alike for every simple rule.")


def _less(one: Entry, two: Entry) -> list[float]:
    if one.kind != "choice":
        return [0.0] * (len(CHOICE_RULES) - len(LETTERS))
    pairs = zip(expected_points(one), expected_points(two), strict=True)
    return [mine - other for mine, other in pairs]


def _order(chosen: dict[str, tuple[Entry, Entry]], random: Random) -> tuple[Form, Form]:
    choices = [slot for slot, (one, _) in chosen.items() if one.kind == "choice"]
    forms: tuple[Form, Form] = ({}, {})
    for form in (0, 1):
        places = [place % len(LETTERS) for place in range(len(choices))]
        random.shuffle(places)
        right_at = dict(zip(choices, places, strict=True))
        for slot, pair in chosen.items():
            entry = pair[form]
            forms[form][slot] = [entry.name, _order_of(entry, right_at.get(slot), random)]
    return forms


def _order_of(entry: Entry, right_at: int | None, random: Random) -> str:
    if right_at is None:
        return ""
    right = entry.options.index(entry.right)
    order = [place for place in range(len(entry.options)) if place != right]
    random.shuffle(order)
    order.insert(right_at, right)
    return "".join(map(str, order))
