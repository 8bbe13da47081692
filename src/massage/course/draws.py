"""Small records for the final test, drawn for one learner: each draw returns what is shown.

Each takes a generator and returns facts by name; ``shown`` is the record as text to read, and the
other facts are what an instructor's key works the answer out from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from random import Random
from statistics import mean, median
from typing import Any

from analysis.plan import PLAN
from massage.words.codes import fill, read_words
from massage.words.formats import later_weeks, number, p_value

Facts = dict[str, Any]
WORDS = read_words("course")["draws"]
EMPTY = WORDS["empty"]
HEAD = ["client_id", "day", WORDS["rating"]]
CLIENTS = 5  # of whom one says nothing


def draw(name: str, random: Random) -> Facts:
    """Return the facts of the draw of this name. Raises KeyError for a name that isn't there."""
    return DRAWS[name](random)


def ratings_with_gap(random: Random) -> Facts:
    """Four ratings and an empty cell, in rows with their days; the mean of the four is whole."""
    while True:
        filled = [random.randint(2, 9) for _ in range(CLIENTS - 1)]
        if sum(filled) % len(filled) == 0 and mean(filled) not in filled:
            break
    cells: list[object] = [*filled]
    cells.insert(random.randint(1, len(filled) - 1), EMPTY)
    return {"filled": filled, "shown": _table(HEAD, _rows(random, cells))}


def late_first_day(random: Random) -> Facts:
    """Three days of one client, counted from a day that isn't her first."""
    first = random.randint(3, 9)
    second = first + random.randint(10, 20)
    last = second + random.randint(21, 40)
    days = [first, second, last]
    rows = [(_code(random), day, random.randint(2, 8)) for day in days]
    rows = [(rows[0][0], *row[1:]) for row in rows]
    return {"days": days, "shown": _table(["client_id", "day", "pain_before"], rows)}


def seven_ratings(random: Random) -> Facts:
    """Seven ratings in rows with their days; the median isn't where a glance would take it from."""
    while True:
        ratings = [random.randint(0, 9) for _ in range(7)]
        middle, highest = median(ratings), max(ratings)
        glances = (mean(ratings), (min(ratings) + highest) / 2, ratings[0], ratings[3], ratings[-1])
        if ratings.count(highest) == 1 and middle not in glances and middle < highest:
            return {"ratings": ratings, "shown": _table(HEAD, _rows(random, ratings))}


def first_and_later(random: Random) -> Facts:
    """First and later pain of nine to fourteen clients: some better, some worse, one the same."""
    clients = random.randint(9, 14)
    better = random.randint(2, clients - 3)
    signs = [-1] * better + [1] * (clients - 1 - better) + [0]
    random.shuffle(signs)
    firsts = [random.randint(4, 6) for _ in signs]
    pairs = [(a, a + sign * random.randint(1, 4)) for a, sign in zip(firsts, signs, strict=True)]
    rows = [(letter, *pair) for letter, pair in zip("ABCDEFGHIJKLMN", pairs, strict=False)]
    return {"pairs": pairs, "shown": _table(_say("client", "at_first", "later"), rows)}


def two_ratings(random: Random) -> Facts:
    """Ratings at four times, of which two count; these are 2 to 5 apart, either way."""
    apart = random.choice([-5, -4, -3, -2, 2, 3, 4, 5])
    first = random.randint(max(1, 1 - apart), min(9, 9 - apart))
    later = first + apart
    soon, end = random.sample([each for each in range(1, 10) if each not in (first, later)], 2)
    when = [WORDS["first_session"], WORDS["soon"], later_weeks(PLAN.windows), WORDS["end"]]
    rows = list(zip(when, (first, soon, later, end), strict=True))
    return {"first": first, "later": later, "shown": _table(_say("when", "rating"), rows)}


def several_p(random: Random) -> Facts:
    """Seven to ten p. By Holm's method one or more stay below .05, and none comes near it."""
    asked = random.randint(7, 10)
    while True:
        small = [
            random.choice([*range(1, 9), *range(9, 50, 4)]) for _ in range(random.randint(2, 6))
        ]
        adjusted = [p * (asked - place) for place, p in enumerate(sorted(small))]
        apart = all(abs(p - 50) > 3 for p in adjusted)
        if len(set(small)) == len(small) and apart and adjusted[0] < 50:
            break
    large = [random.randint(70, 950) for _ in range(asked - len(small))]
    p_of_1000 = small + large
    random.shuffle(p_of_1000)
    values = [p / 1000 for p in p_of_1000]
    return {"p": values, "shown": ", ".join(map(p_value, values))}


def alarms(random: Random) -> Facts:
    """Practices in which massage does nothing, and how many of them announce a link."""
    practices = random.choice([200, 300, 400, 500])
    share = random.randint(12, 48)
    announced = practices * share // 100
    rows = zip(_say("practices", "clients", "announced"),
               (practices, random.choice([60, 150, 250]), announced), strict=True)  # fmt: skip
    shown = _table(_say("what", "how_many"), rows)
    return {"practices": practices, "announced": announced, "shown": shown}


def rows_of_people(random: Random) -> Facts:
    """Ratings of six to twelve clients, some seen once and some again, in mixed order."""
    people = random.randint(6, 12)
    again = random.randint(2, people - 2)
    codes = _codes(random, people)
    visits = [random.randint(2, 3) if place < again else 1 for place in range(people)]
    rows = [(code, random.randint(1, 9)) for code, many in zip(codes, visits, strict=True)
            for _ in range(many)]  # fmt: skip
    random.shuffle(rows)
    shown = _table(["client_id", "pain_before"], rows)
    return {"codes": [code for code, _ in rows], "shown": shown}


def moved_visit(random: Random) -> Facts:
    """The day of a visit, the day first agreed for the next, and the day it was moved to."""
    before = random.randint(20, 60)
    agreed = before + random.randint(10, 19)
    moved = agreed + random.randint(2, 8)
    rows = zip(_say("came", "agreed", "moved"), (before, agreed, moved), strict=True)
    shown = _table(_say("what", "day"), rows)
    return {"before": before, "agreed": agreed, "shown": shown}


def booked_visits(random: Random) -> Facts:
    """Eleven visits, each with the day it was booked: at the visit before, or later."""
    agreed = [True] * random.randint(2, 8)
    agreed += [False] * (10 - len(agreed))
    random.shuffle(agreed)
    visits, day = [(0, 0)], 0
    for at_visit in agreed:
        gap = random.randint(9, 21)
        booked = day if at_visit else day + random.randint(2, gap - 2)
        day += gap
        visits.append((day, booked))
    rows = [(place, *visit) for place, visit in enumerate(visits, start=1)]
    return {"visits": visits, "shown": _table(_say("visit", "day", "booked"), rows)}


def forest_row(random: Random) -> Facts:
    """A standardised difference with its interval, and the spread of the ratings in points."""
    difference = random.randint(2, 8) / 10
    half = random.randint(1, 5) / 10
    spread = random.choice([1.5, 2.5, 3.0])
    low, high = difference - half, difference + half
    ends = fill(WORDS["ends"], {"low": low, "high": high})
    told = (number(difference, 1), ends, number(spread, 1))
    rows = zip(_say("difference", "interval", "spread"), told, strict=True)
    shown = _table(_say("what", "number"), rows)
    return {"difference": difference, "high": high, "spread": spread, "shown": shown}


def _rows(random: Random, ratings: Sequence[object]) -> list[tuple[object, ...]]:
    codes = _codes(random, len(ratings))
    return [(code, random.randint(10, 90), rating)
            for code, rating in zip(codes, ratings, strict=True)]  # fmt: skip


def _codes(random: Random, n: int) -> list[str]:
    codes: list[str] = []
    while len(codes) < n:
        codes = list(dict.fromkeys([*codes, _code(random)]))
    return codes


def _code(random: Random) -> str:
    return f"{random.choice('CDFHKLMN')}{random.randint(101, 999)}"


def _say(*keys: str) -> list[str]:
    return [WORDS[key] for key in keys]


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


DRAWS: dict[str, Callable[[Random], Facts]] = {
    each.__name__: each
    for each in (ratings_with_gap, late_first_day, seven_ratings, first_and_later, two_ratings,
                 several_p, alarms, rows_of_people, moved_visit, booked_visits, forest_row)
}  # fmt: skip
