"""The day in the book: for which day a visit was agreed by the end of the visit before."""

from __future__ import annotations

from collections import deque
from heapq import heappop, heappush

import numpy as np
import pandas as pd

NEW_LINE, UNKNOWN = "new line", "unknown"
MOVING = (NEW_LINE, "in place", "both", UNKNOWN)  # what software does with a line that is moved
FIRST, STOOD, NOTHING, UNDATED = "first_visit", "in_book", "nothing_in_book", "no_booking_date"
ENDS = ("day", "cancelled", "given_away")  # from each of these days on, a line stands no more


def read_book(visits: pd.DataFrame, lines: pd.DataFrame, moving: str = UNKNOWN) -> pd.DataFrame:
    """Return what stood in the book for each visit at the end of the day of the visit before.

    ``visits`` has one row per ``person`` and ``day`` of theirs, with ``booked``, the day it was
    booked, and, where the practice keeps a column of moves, ``original``, the day first agreed.
    ``lines`` has one row per appointment, whatever became of it: ``person``, ``day``, ``booked``,
    ``cancelled`` (or moved away), and it may have ``given_away`` (to somebody else). Days are
    numbers that count from any one day, NaN where not recorded. ``moving`` is one of ``MOVING``.

    One row per visit, by its index:

    - ``agreed``: the earliest day after the visit before for which a line stood then, whatever
      became of it; NaN for a first visit, where none stood, and where a line without a day of
      booking lies before all that stood. The practice's own column goes before the lines: a day
      first agreed after the visit before, or the visit's own where it was booked by then and
      never moved.
    - ``agreed_known``: ``yes`` by the practice's own column or where a moved line leaves its old
      one behind, else ``no``; NaN where ``agreed`` is
    - ``found``: ``first_visit``, ``in_book``, ``nothing_in_book`` or ``no_booking_date``
    """
    visits = visits.sort_values(["person", "day"])
    before = visits.groupby("person")["day"].shift()
    later = before.notna()
    asked = pd.DataFrame({"person": visits["person"], "day": before})[later]
    gone = lines[[name for name in ENDS if name in lines]].min(axis=1)
    lines, undated = lines.assign(gone=gone), lines["booked"].isna()
    stood = _find_earliest(lines[~undated], asked)
    perhaps = _find_earliest(lines[undated].assign(booked=-np.inf), asked)
    nothing = np.where(np.isinf(np.minimum(stood, perhaps)), NOTHING, UNDATED)
    agreed = pd.Series(np.nan, visits.index)
    agreed[later] = np.where(stood <= perhaps, stood, np.inf)
    agreed = agreed.where(np.isfinite(agreed))
    own = _read_own(visits, before)
    agreed = own.fillna(agreed)
    found = pd.Series(FIRST, visits.index, dtype=object)
    found[later] = nothing
    known = np.where(own.notna() | (moving == NEW_LINE), "yes", "no")
    return pd.DataFrame(
        {
            "agreed": agreed,
            "agreed_known": pd.Series(known, visits.index, dtype=object).where(agreed.notna()),
            "found": found.mask(agreed.notna(), STOOD),
        }
    )


def _find_earliest(lines: pd.DataFrame, asked: pd.DataFrame) -> np.ndarray:
    """The earliest day for which a line stood at the end of each day asked about, else infinity.

    A line stands from the day it was booked until the day before it is gone. The days asked about
    are taken in order, so each line comes into the book once and leaves it once.
    """
    people = {person: number for number, person in enumerate(asked["person"].unique())}
    owned = lines.assign(person=lines["person"].map(people)).dropna(subset="person")
    ordered = owned.sort_values(["person", "booked"])[["person", "booked", "day", "gone"]]
    coming = deque(ordered.itertuples(index=False, name=None))
    questions = asked.assign(person=asked["person"].map(people)).sort_values(["person", "day"])
    found, book, whose = {}, [], None
    for at, person, evening in questions.itertuples(name=None):
        if person != whose:
            book, whose = [], person
        while coming and coming[0][:2] <= (person, evening):
            owner, _, day, until = coming.popleft()
            if owner == person:
                heappush(book, (day, until))
        while book and book[0][1] <= evening:
            heappop(book)
        found[at] = book[0][0] if book else np.inf
    return np.array([found[at] for at in asked.index], dtype=float)


def _read_own(visits: pd.DataFrame, before: pd.Series) -> pd.Series:
    """The agreed day by the practice's own column of moves; NaN where it doesn't tell.

    A visit that was never moved and has no day of booking isn't told: it may have been booked
    since the visit before.
    """
    if "original" not in visits:
        return pd.Series(np.nan, visits.index)
    day, original = visits["day"], visits["original"].fillna(visits["day"])
    kept = original.eq(day) & (visits["booked"] <= before)
    return original.where(original.ne(day) & (original > before)).mask(kept, day)
