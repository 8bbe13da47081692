"""Draw pairs of forms of the final test that are alike for every simple rule."""

from __future__ import annotations

from itertools import permutations
from random import Random

from course.bank import Bank, Entry
from course.rules import CHOICE_RULES
from massage.course.forms import LETTERS
from massage.course.store import CourseError

MANY, SEED = 100, 20261
APART = 1.0  # points that a rule may be apart on two forms
STEPS = 4000
Form = dict[str, list[str]]
States = dict[str, list[tuple[Entry, Entry, list[float]]]]


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
    """What may stand at a place on the two forms, and what each rule gets more on the first."""
    return {
        slot: [(one, two, _less(one, two)) for one, two in permutations(entries, 2)]
        for slot, entries in bank.slots.items()
    }


def _draw_alike(states: States, random: Random) -> dict[str, tuple[Entry, Entry]]:
    for _ in range(100):
        chosen = {slot: random.choice(each) for slot, each in states.items()}
        total = [sum(parts) for parts in zip(*(each[2] for each in chosen.values()), strict=True)]
        for _ in range(STEPS):
            if _excess(total) == 0:
                return {slot: (one, two) for slot, (one, two, _) in chosen.items()}
            slot = random.choice(list(states))
            new = random.choice(states[slot])
            moved = [t - old + now for t, old, now in zip(total, chosen[slot][2], new[2],
                                                         strict=True)]  # fmt: skip
            if _excess(moved) <= _excess(total):
                chosen[slot], total = new, moved
    raise CourseError("no two forms of the final test are alike for every simple rule.")


def _less(one: Entry, two: Entry) -> list[float]:
    if one.kind != "choice":
        return [0.0] * (len(CHOICE_RULES) - len(LETTERS))
    pairs = zip(expected_points(one), expected_points(two), strict=True)
    return [mine - other for mine, other in pairs]


def _excess(total: list[float]) -> float:
    return sum(max(0.0, abs(each) - APART + 1e-9) for each in total if abs(each) > APART - 1e-9)


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
