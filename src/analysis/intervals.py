"""From sessions to intervals: one row per gap between two visits of the same client."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from analysis.held import NO, Held, order_sessions, says
from analysis.plan import PLAN, Plan
from analysis.schema import Outcome

DAYS_PER_YEAR = 365
DAYS_PER_MONTH = DAYS_PER_YEAR / 12
MANY_THERAPISTS = 200  # above, a column for each takes minutes and gigabytes


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


@dataclass(frozen=True)
class Visits:
    """Visits, ordered by client and day, and what ``intervals`` hold whatever they are asked about.

    Those at ``ends`` are a client's second and later ones: intervals end there.
    """

    ordered: pd.DataFrame
    client: np.ndarray
    ends: np.ndarray
    held: Held
    intervals: pd.DataFrame

    @classmethod
    def of(cls, sessions: pd.DataFrame, plan: Plan, held: Held | None = None) -> Visits:
        """Order session records, and read all of them that isn't a rating."""
        ordered, client = order_sessions(sessions)
        held = Held.of(ordered) if held is None else held
        ends = 1 + np.flatnonzero(client[1:] == client[:-1])
        starts = ends - 1
        number = partial(held.read, ordered)
        days, booked = number("day"), number("booked_day")
        start, day = days[starts], days[ends]
        if "agreed_day" in ordered:
            book = _read_book(number("agreed_day"), _is_known(ordered), starts, ends, start, day)
            if "booked_day" in held:  # else it may have no day of booking
                book["late"] &= booked[ends] > start
        else:
            book = _infer_book(booked[ends], number("original_day")[ends], start, day)
        rows = {
            "client": client[ends],
            "start": start,
            "day": day,
            **book,
            "weight": weigh(day - book["agreed_day"], plan, book="book" in book),
            "previous": np.log2(start - look_back(days, client)[starts]),
        }
        if "therapist_id" in held:
            therapist = held.number(ordered, "therapist_id")
            rows |= {"therapist": therapist[ends], "therapist_before": therapist[starts]}
            if len(held.codes["therapist_id"].codes) > MANY_THERAPISTS:
                both = np.column_stack([client[ends], therapist[ends], therapist[starts]])
                rows["level"] = pd.DataFrame(both).groupby([0, 1, 2], dropna=False).ngroup()
        if "month" in held:
            middle = (number("month") - 0.5) * DAYS_PER_MONTH
            calendar = _place_in_year(middle, days, client) if "book" in book else middle
            rows["calendar"] = calendar[starts]
        return cls(ordered, client, ends, held, _tabulate(rows))

    def list_intervals(self, outcome: Outcome) -> pd.DataFrame:
        """Add the outcome, and pain."""
        starts, number = self.ends - 1, partial(self.held.read, self.ordered)
        value = number(outcome.column)
        one_before, two_before = (look_back(value, self.client, n)[starts] for n in (1, 2))
        rows = {
            "before": value[starts],
            "past": np.where(np.isnan(two_before), one_before, (one_before + two_before) / 2),
            "y": value[self.ends],
        }
        if outcome.on_leaving in self.held:
            rows["after"] = number(outcome.on_leaving)[starts]
        for pain in ("pain_before", "pain_after"):
            if pain in self.held and pain not in (outcome.column, outcome.on_leaving):
                rows[pain] = number(pain)[starts]
        if "pain_before" in rows:
            rows["pain_next"] = number("pain_before")[self.ends]
        return pd.concat([self.intervals, _tabulate(rows)], axis=1)


def _tabulate(columns: dict[str, np.ndarray]) -> pd.DataFrame:
    names = pd.Index(list(columns), dtype=object)  # looked up often: faster than a text index
    return pd.DataFrame(np.array([*columns.values()], dtype=float).T, columns=names, copy=False)


def look_back(values: np.ndarray, client: np.ndarray, n: int = 1) -> np.ndarray:
    """Each client's value so many rows before, NaN where there is none."""
    back = np.full(len(values), np.nan)
    back[n:] = np.where(client[n:] == client[:-n], values[:-n], np.nan)
    return back


def weigh(off: np.ndarray, plan: Plan, *, book: bool) -> np.ndarray:
    """Return what intervals count whose visit came so many days off the day agreed."""
    return 0.5 ** (np.abs(off) / (plan.book_half_life if book else plan.moved_half_life))


def has_book(intervals: pd.DataFrame) -> bool:
    """Whether the records hold what stood in the book."""
    return "book" in intervals


def _read_book(
    agreed: np.ndarray,
    known: np.ndarray,
    starts: np.ndarray,
    ends: np.ndarray,
    start: np.ndarray,
    day: np.ndarray,
) -> dict[str, np.ndarray]:
    """What stood in the book for each next visit, where the records hold it."""
    own, known = agreed[ends], known[ends]
    stood = known & (own > start)
    return {
        "agreed_day": np.where(stood, own, day),
        "standing": stood & (own == day),
        "moved": stood & (own != day),
        "late": np.isnan(own),
        "carried": stood & (own == agreed[starts]),
        "book": np.ones(len(day), dtype=bool),
    }


def _infer_book(
    booked: np.ndarray, original: np.ndarray, start: np.ndarray, day: np.ndarray
) -> dict[str, np.ndarray]:
    """What stood in the book, from the days of booking and of moves; skipped visits aren't seen."""
    is_moved = ~np.isnan(original) & (original != day)
    moved = is_moved & (original > start)
    return {
        "agreed_day": np.where(moved, original, day),
        "standing": (booked <= start) & ~is_moved,
        "moved": moved,
        "late": ~np.isnan(booked) & ~moved & ((booked > start) | is_moved),
        "carried": np.zeros(len(day), dtype=bool),
    }


def _place_in_year(middle: np.ndarray, days: np.ndarray, client: np.ndarray) -> np.ndarray:
    """Each visit's day of the year, as far as the months of all of the client's visits tell.

    ``middle`` is the middle of its own month. Each month allows some thirty days for day 0, and the
    middle of those that all allow lies halfway between what the earliest and the latest say.
    """
    first_day = pd.Series(middle - days).groupby(client)
    told = first_day.transform("first").to_numpy()
    off = (middle - days - told + DAYS_PER_YEAR / 2) % DAYS_PER_YEAR - DAYS_PER_YEAR / 2
    by_client = pd.Series(off).groupby(client)
    ends = by_client.transform("min").to_numpy() + by_client.transform("max").to_numpy()
    return np.where(np.isnan(middle), np.nan, told + ends / 2 + days)


def _is_known(sessions: pd.DataFrame) -> np.ndarray:
    """Whether it is known where each visit stood in the book: yes, unless the records say no."""
    if "agreed_known" not in sessions:
        return np.ones(len(sessions), dtype=bool)
    return ~says(sessions["agreed_known"], NO)


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
