"""Draw pairs of forms of the final test that are alike for every simple rule."""

from __future__ import annotations

from itertools import combinations, permutations
from random import Random
from typing import Any

import numpy as np

from course import CourseError
from course.bank import Bank, Entry
from course.rules import CHOICE_RULES, NUMBER_RULES, read_shown
from course.worked_out import ANSWERS
from massage.course.draws import draw
from massage.course.forms import LETTERS

MANY, SEED = 100, 20261
APART = 0.5  # points that a rule may be expected to be apart on two forms
STARTS, STEPS = 1000, 200
RECORDS = 200  # for each two questions with numbers
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


def draw_records(bank: Bank, many: int = RECORDS) -> dict[str, list[tuple[int, int]]]:
    """Draw seeds for each two questions with numbers that may stand at one place of two forms.

    With both seeds of a pair, each rule of ``NUMBER_RULES`` is right on both questions, or on
    neither. The key is the names of both in the order of the alphabet, with a blank between.
    """
    found = {}
    for entries in bank.slots.values():
        if entries[0].kind == "number":
            for one, two in combinations(sorted(entries, key=lambda each: each.name), 2):
                names = f"{one.name} {two.name}"
                random = Random(f"{SEED} {names}")
                found[names] = [_draw_records_alike(one, two, random) for _ in range(many)]
    return found


def find_hits(entry: Entry, seed: int) -> list[bool]:
    """Whether each rule of ``NUMBER_RULES`` finds the number that is drawn with this seed."""
    facts = draw(entry.draw, Random(seed))
    shown = read_shown(entry.stem.replace("{shown}", facts["shown"]))
    right = ANSWERS[entry.answer](facts)
    return [abs(rule(shown) - right) <= entry.within + 1e-9 for rule in NUMBER_RULES.values()]


def expected_points(entry: Entry) -> list[float]:
    """What each rule for choices that doesn't go by the letter gets here, from 0 to 1."""
    place = entry.options.index(entry.right)
    by_letter = {"first", "second", "third", "last"}
    return [rule(entry.stem, entry.options)[place]
            for name, rule in CHOICE_RULES.items() if name not in by_letter]  # fmt: skip


def _draw_records_alike(one: Entry, two: Entry, random: Random) -> tuple[int, int]:
    for _ in range(STARTS):
        seeds = random.getrandbits(32), random.getrandbits(32)
        if find_hits(one, seeds[0]) == find_hits(two, seeds[1]):
            return seeds
    raise CourseError(f"no records of {one.slot} are alike for every rule for numbers.")


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
