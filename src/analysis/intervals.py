"""From sessions to intervals: one row per gap between two visits of the same client."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.held import Held
from analysis.plan import PLAN, Plan
from analysis.schema import Outcome
from analysis.visits import Visits


def list_intervals(
    sessions: pd.DataFrame, outcome: Outcome, plan: Plan = PLAN, held: Held | None = None
) -> pd.DataFrame:
    """List the gaps between consecutive visits, ordered by client and day.

    ``held`` is what all records hold, where these are some of them.

    Returns
    -------
    One row per gap, all numbers, NaN where missing:

    - ``client``: a number per client
    - ``start``, ``day``: days of its starting and its next visit; ``agreed_day``: the day that
      stood in the book for the next visit at the end of the starting one's, else the actual one
    - ``standing``: 1 if that day was kept; ``moved``: 1 if the visit came on another; ``late``: 1
      if none stood there, and it was booked since, where that is on record; none: not known
    - ``carried``: 1 where the starting visit was an extra one, so that what stood in the book was
      agreed before it
    - ``book``: 1 on every row, where the records hold what stood in the book
    - ``weight``: 1, halved for every 10 days between the two (14 without the book)
    - ``before``, ``after``: the outcome on arrival at and on leaving the starting visit; where the
      outcome isn't pain on arrival, also ``pain_before``, ``pain_after``, and ``pain_next`` on
      arrival at the next visit
    - ``previous``: log2 of the days between the visit before the starting one and that one
    - ``past``: mean of the outcome one and, where it is there, two visits before the starting one
    - ``y``: the outcome on arrival at the next visit
    - ``therapist``, ``therapist_before``: a number per therapist, at the next and starting visit;
      ``level``: of more than ``MANY_THERAPISTS``, a number per client and pair of them
    - ``calendar``: the starting visit's day of the year: with the book as the months of all of the
      client's visits tell, else the middle of its own month

    What the records don't hold is not a column.
    """
    return Visits.of(sessions, plan, held).list_intervals(outcome)


def has_book(intervals: pd.DataFrame) -> bool:
    """Whether the records hold what stood in the book."""
    return "book" in intervals


def has_values(sessions: pd.DataFrame, column: str) -> bool:
    """Whether a column is there with at least one value."""
    return column in sessions and bool(sessions[column].notna().any())


def are_agreed(intervals: pd.DataFrame) -> np.ndarray:
    """Whether each was agreed by its starting visit: kept, or what was moved or skipped.

    An extra visit may have come because of a flare, so that the gap after it was agreed by no one:
    those that are ``carried`` aren't.
    """
    standing, moved, carried = (intervals[c].to_numpy() for c in ("standing", "moved", "carried"))
    return (standing + moved > 0) & ~(carried > 0)


def are_long_enough(intervals: pd.DataFrame, outcome: Outcome) -> np.ndarray:
    """Whether each holds all the days which a rating of the outcome is about."""
    return intervals["day"].to_numpy() - intervals["start"].to_numpy() >= outcome.recall_days


def are_late(intervals: pd.DataFrame, plan: Plan) -> np.ndarray:
    """Whether each starts when the plan's first weeks of a client are over."""
    return intervals["start"].to_numpy() >= plan.first_start_day


def comparable(intervals: pd.DataFrame, outcome: Outcome, plan: Plan = PLAN) -> pd.DataFrame:
    """Keep the intervals that question 2 is about: agreed in time, late and long enough."""
    return intervals[are_comparable(intervals, outcome, plan)]


def are_comparable(intervals: pd.DataFrame, outcome: Outcome, plan: Plan) -> np.ndarray:
    """Whether question 2 is about each interval."""
    agreed_late = are_agreed(intervals) & are_late(intervals, plan)
    return agreed_late & are_long_enough(intervals, outcome)


def complete(
    intervals: pd.DataFrame, needed: Sequence[str], asked: np.ndarray | bool = True
) -> pd.DataFrame:
    """Keep asked rows with every needed value, of clients with at least two such rows."""
    whole = asked & are_whole(intervals, needed)
    client = intervals["client"].to_numpy().astype(int)
    return intervals[whole & (np.bincount(client, whole)[client] >= 2)]


def are_whole(intervals: pd.DataFrame, needed: Sequence[str]) -> np.ndarray:
    """Whether each row has every needed value."""
    return np.logical_and.reduce([intervals[name].notna().to_numpy() for name in needed])


def log_agreed(intervals: pd.DataFrame) -> np.ndarray:
    """Return log2 of each agreed interval, in days."""
    return np.log2((intervals["agreed_day"] - intervals["start"]).to_numpy())
