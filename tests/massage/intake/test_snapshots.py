"""Exports of different days: what they show of where appointments stood, and a second reading."""

import random
from itertools import pairwise

import pandas as pd
import pytest

from massage.intake.anonymise import anonymise
from massage.intake.mapping import make_mapping
from massage.intake.plan import SPACING_DAYS
from tests.massage.intake.days import (
    CAME,
    CANCELLED,
    HEADER,
    MAP,
    MISSED,
    TODAY,
    Line,
    known_of,
    write,
)

# told in test_ledger: lines after Ann's first visit; days of exports; by visit what was agreed, and
# whether it is known
STORIES = {
    "moved in place, exports of days 0 and 15": (
        [Line(0, 14, (12, 21))], [0, 15, 30], {21: (14, "yes")},
    ),
    "made at the desk on 14, moved in place on 18": (
        [Line(0, 14), Line(14, 28, (18, 35))], [10, 14, 24, 40],
        {14: (14, "no"), 35: (28, "yes")},
    ),
    "the same, without an export on that evening": (
        [Line(0, 14), Line(14, 28, (18, 35))], [10, 15, 24, 40],
        {14: (14, "no"), 35: (28, "no")},
    ),
    "given to somebody else": (
        [Line(0, 14, given=(11, "Sister")), Line(0, 28)], [0, 15, 30], {28: (14, "yes")},
    ),
    "series booked ahead, one skipped": (
        [Line(0, 14), Line(0, 28, end=CANCELLED, off=27), Line(0, 42), Line(0, 56)],
        [0, 13, 27, 41, 60], {14: (14, "yes"), 42: (28, "yes"), 56: (56, "yes")},
    ),
    "a cancelled line that the program leaves out": (
        [Line(0, 14, end=CANCELLED, off=9, shown=False), Line(9, 21)], [0, 7, 14, 21, 28],
        {21: (14, "yes")},
    ),
    "moved before the last export on or before the visit": (
        [Line(0, 7), Line(0, 14, (3, 21))], [0, 5, 30], {7: (7, "yes"), 21: (21, "yes")},
    ),
    "moved between the last export and the visit": (
        [Line(0, 10), Line(0, 20, (8, 25))], [0, 7, 30], {10: (10, "yes"), 25: (20, "yes")},
    ),
    "moved to before the visit was over, by then attended": (
        [Line(0, 20, (8, 10)), Line(0, 34)], [0, 7, 40], {10: (20, "yes"), 34: (34, "yes")},
    ),
    "made after the export, the next one on the day after the visit": (
        [Line(0, 10), Line(10, 24)], [0, 11, 30], {10: (10, "yes"), 24: (24, "no")},
    ),
    "made after the export, the next one on the evening of the visit": (
        [Line(0, 10), Line(10, 24)], [0, 10, 30], {10: (10, "yes"), 24: (24, "yes")},
    ),
    "made on the day of the export, after it": (
        [Line(0, 7), Line(7, 21, (10, 28))],
        [0, 7, 14, 35], {7: (7, "yes"), 28: (21, "yes")},
    ),
    "a line that isn't known could have stood earlier": (
        [Line(0, 10), Line(0, 40), Line(10, 24)], [0, 19, 50],
        {10: (10, "yes"), 24: (24, "no"), 40: (40, "yes")},
    ),
    "a line that isn't known could not have stood earlier than the next day": (
        [Line(0, 10), Line(0, 11), Line(10, 24)], [0, 19, 50],
        {10: (10, "yes"), 11: (11, "yes"), 24: (24, "no")},
    ),
    "one export only": ([Line(0, 14)], [30], {14: (14, "no")}),
    "both exports after the visit": ([Line(0, 14)], [3, 30], {14: (14, "no")}),
    "nothing in the book": ([Line(16, 18), Line(38, 40)], [0, 7, 14, 21, 28, 35, 42],
                            {18: (None, None), 40: (None, None)}),
    "moved back and forth": (
        [Line(0, 14, (5, 21), (9, 14))], [0, 7, 14, 21], {14: (14, "yes")},
    ),
    "cancelled between the export and the visit, with its day": (
        [Line(0, 10), Line(0, 20, end=CANCELLED, off=9), Line(0, 30)], [0, 7, 14, 40],
        {10: (10, "yes"), 30: (30, "yes")},
    ),
}  # fmt: skip


# a second reading, by loops over what the exports show
def tell_by_loops(views, who, evening):
    """The agreed day and whether it is known, from ``views``: by day, rows by number."""
    days = sorted(views)
    before = [on for on in days if on <= evening]
    after = [on for on in days if on > evening]
    seen, unseen = [], []
    for number in {number for rows in views.values() for number in rows}:
        tellings = [(on, views[on].get(number)) for on in days]
        there = [(on, row) for on, row in tellings if row]
        gone = any(row["off"] is not None and row["off"] <= evening for _, row in there)
        last_on, last = there[-1]
        past = last["day"] <= evening
        left = bool(before) and before[-1] > last_on
        if gone or past or left:
            continue
        at_last = views[before[-1]].get(number) if before else None
        later = [row for on, row in there if on > evening]
        if at_last:
            if at_last["status"] == CANCELLED or at_last["who"] != who:
                continue
            if at_last["day"] > evening:
                seen.append(at_last["day"])
            elif later and later[0]["who"] == who and later[0]["day"] > evening:
                unseen.append(later[0]["day"])
            continue
        if there[0][0] <= evening:  # it was there, wasn't, and is there again
            if later and later[0]["who"] == who and later[0]["day"] > evening:
                unseen.append(later[0]["day"])
            continue
        first_on, first = there[0]
        if first["made"] > evening or first["day"] <= evening or first["who"] != who:
            continue
        near = first_on == after[0] and first_on - evening <= SPACING_DAYS
        made_since = bool(before) and first["made"] >= before[-1]
        (seen if near and made_since else unseen).append(first["day"])
    if not seen + unseen:
        return None, None
    known = not unseen or (seen and min(seen) == evening + 1)
    return min(seen + unseen), "yes" if known else "no"


def draw_line(rng, horizon):
    made = rng.randint(-4, horizon)
    days = [made + rng.randint(1, 20)]
    moves, since = [], made
    while rng.random() < 0.35 and since < days[-1] - 1:
        since = rng.randint(since + 1, days[-1] - 1) if days[-1] - 1 > since else since + 1
        days.append(since + rng.randint(1, 15))
        moves.append((since, days[-1]))
    end = rng.choice([CAME, CAME, CAME, CANCELLED, MISSED])
    given = (rng.randint(made, days[-1]), "Sister") if rng.random() < 0.08 else None
    off = rng.randint(since, days[-1]) if end == CANCELLED else None
    return Line(made, days[0], *moves, end=end, off=off, given=given, shown=rng.random() < 0.6)


def see(lines, days):
    """Rows of each export by number, as numbers."""
    views = {}
    for on in days:
        views[on] = {}
        for number, line in lines.items():
            row = line.tell(number, on)
            if row:
                views[on][number] = {
                    "who": row[1], "day": line.day_on(on), "made": line.made, "status": row[4],
                    "off": line.off if row[5] else None,
                }  # fmt: skip
    return views


@pytest.mark.parametrize("seed", range(30))
def test_a_second_reading_by_loops_finds_the_same_in_thousands_of_books(seed, tmp_path):
    """100 small books a time, in the same exports."""
    rng = random.Random(seed)
    days = sorted({*rng.sample(range(50), rng.randint(2, 8)), 90})
    books = {}
    for person in range(100):
        own = [Line(-5, 0), *(draw_line(rng, 40) for _ in range(rng.randint(1, 7)))]
        for line in own:
            line.who = f"person {person}"
            line.given = line.given and (line.given[0], f"sister of {person}")
        books[f"person {person}"] = own
    numbered = dict(enumerate((line for own in books.values() for line in own), start=1))
    paths = []
    for on in days:
        rows = [line.tell(number, on) for number, line in numbered.items()]
        table = pd.DataFrame([row for row in rows if row], columns=HEADER)
        paths.append(tmp_path / f"{write(on)}.csv")
        table.sample(frac=1, random_state=seed).to_csv(paths[-1], index=False)
    rng.shuffle(paths)
    found = anonymise(paths, make_mapping(MAP), tmp_path / "key", fewest=2, today=TODAY)
    code = found.key["clients"]
    checked = {"yes": 0, "no": 0, None: 0}
    for person, own in books.items():
        numbers = {number: line for number, line in numbered.items() if line in own}
        views = see(numbers, days)
        visits = sorted({row["day"] for row in views[90].values()
                         if row["status"] == CAME and row["who"] == person})  # fmt: skip
        expected = {
            visit - visits[0]: tell_by_loops(views, person, evening)
            for evening, visit in pairwise(visits)
        }
        expected = {day: (None if agreed is None else agreed - visits[0], known)
                    for day, (agreed, known) in expected.items()}  # fmt: skip
        records = found.records[found.records["client_id"].eq(code[person])].set_index("day")
        assert known_of(records) == expected, person
        for _, known in expected.values():
            checked[known] += 1
    assert min(checked.values()) > 0
