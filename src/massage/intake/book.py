"""The day in the book: for which day a visit was agreed by the end of the visit before."""

from __future__ import annotations

from collections import deque
from heapq import heappop, heappush

import numpy as np
import pandas as pd

NEW_LINE, UNKNOWN = "new line", "unknown"
MOVING = (NEW_LINE, "in place", "both", UNKNOWN)  # what software does with a line that is moved
FIRST, STOOD, NOTHING, UNDATED = "first_visit", "in_book", "nothing_in_book", "no_booking_date"
ENDS = ("day", "cancelled", "given_away", "until")  # from each on, a line stands no more


def read_book(visits: pd.DataFrame, lines: pd.DataFrame, moving: str = UNKNOWN) -> pd.DataFrame:
    """Return what stood in the book for each visit at the end of the day of the visit before.

    ``visits`` has one row per ``person`` and ``day`` of theirs, with ``booked``, the day it was
    booked, and, where the practice keeps a column of moves, ``original``, the day first agreed.
    ``lines`` has one row per appointment, whatever became of it: ``person``, ``day``, ``booked``,
    ``cancelled`` (or moved away), and it may have ``given_away`` (to somebody else) and
    ``original``: until that day it stood there, and since then on its own. Days are numbers that
    count from any one day, NaN where not recorded. ``moving`` is one of ``MOVING``. Where exports
    of several days show where appointments stood, ``lines`` are those of ``place_lines``: a row per
    day on which one stood, ``booked`` since when, ``until`` when, ``seen`` and ``undated``.

    One row per visit, by its index:

    - ``agreed``: the earliest day after the visit before for which a line stood then, whatever
      became of it; NaN for a first visit, where none stood, and where a line without a day of
      booking lies before all that stood. Where the practice's own column says of the visit when
      it was first agreed, it counts from then on whatever its day of booking, which may be that
      of the move.
    - ``agreed_known``: ``yes`` where the practice keeps a column of moves, a moved line leaves its
      old one behind, or every line that may have stood earlier was seen, else ``no``; NaN where
      ``agreed`` is
    - ``found``: ``first_visit``, ``in_book``, ``nothing_in_book`` or ``no_booking_date``
    """
    visits = visits.sort_values(["person", "day"])
    before = visits.groupby("person")["day"].shift()
    later = before.notna()
    asked = pd.DataFrame({"person": visits["person"], "day": before})[later]
    gone = lines[[name for name in ENDS if name in lines]].min(axis=1)
    lines = _place_moved(lines.assign(gone=gone))
    undated = lines.get("undated", lines["booked"].isna()).astype(bool)
    lines = lines.assign(booked=lines["booked"].fillna(-np.inf))
    stood = _find_earliest(lines[~undated], asked)
    perhaps = _find_earliest(lines[undated], asked)
    nothing = np.where(np.isinf(np.minimum(stood, perhaps)), NOTHING, UNDATED)
    agreed = pd.Series(np.nan, visits.index)
    agreed[later] = np.where(stood <= perhaps, stood, np.inf)
    agreed = agreed.where(np.isfinite(agreed))
    own = _read_own(visits, before)
    agreed = own.where(own < agreed.fillna(np.inf), agreed)
    found = pd.Series(FIRST, visits.index, dtype=object)
    found[later] = nothing
    known = pd.Series("original" in visits or moving == NEW_LINE, visits.index)
    if "seen" in lines:
        known[later] |= _is_seen(lines, asked)
    return pd.DataFrame(
        {
            "agreed": agreed,
            "agreed_known": known.map({True: "yes", False: "no"}).where(agreed.notna()),
            "found": found.mask(agreed.notna(), STOOD),
        }
    )


def _is_seen(lines: pd.DataFrame, asked: pd.DataFrame) -> np.ndarray:
    """Whether an export shows of every line where it stood then, or of one that it was next day."""
    seen = lines["seen"].astype(bool)
    unseen = np.isfinite(_find_earliest(lines[~seen], asked))
    return ~unseen | (_find_earliest(lines[seen], asked) == asked["day"] + 1)


def _find_earliest(lines: pd.DataFrame, asked: pd.DataFrame) -> np.ndarray:
    """The earliest day for which a line stood at the end of each day asked about, else infinity.

    A line stands from the day it was booked until the day before it is gone. The days asked about
    are taken in order, so each line comes into the book once and leaves it once.
    """
    if lines.empty:
        return np.full(len(asked), np.inf)
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


def _place_moved(lines: pd.DataFrame) -> pd.DataFrame:
    """Lines moved by the practice's own column: on the day first agreed, and then on their own."""
    if "original" not in lines:
        return lines
    first = lines["original"].fillna(lines["day"])
    moved = first.ne(lines["day"])
    there = lines[moved].assign(day=first, gone=lines["gone"].where(lines["gone"] < first, first))
    since = lines["booked"].where(~moved | (lines["booked"] > first), first)
    return pd.concat([lines.assign(booked=since.where(lines["booked"].notna())), there])


def _read_own(visits: pd.DataFrame, before: pd.Series) -> pd.Series:
    """The day first agreed of a moved visit, if it lies after the visit before; else NaN.

    Without any day of booking, moved visits alone would be told: then none is.
    """
    if "original" not in visits or visits["booked"].isna().all():
        return pd.Series(np.nan, visits.index)
    original = visits["original"]
    return original.where(original.ne(visits["day"]) & (original > before))
