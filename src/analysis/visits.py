"""Consecutive visits of the same client, and what their intervals hold whatever is asked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from analysis.held import NO, Held, order_sessions, says
from analysis.plan import Plan
from analysis.schema import Outcome

DAYS_PER_YEAR = 365
DAYS_PER_MONTH = DAYS_PER_YEAR / 12
MANY_THERAPISTS = 200  # above, a column for each takes minutes and gigabytes


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
            if are_many(len(held.codes["therapist_id"].codes)):
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
        tables = [self.intervals, _tabulate(rows)]
        return pd.concat(tables, axis=1).set_axis(_name([*self.intervals, *rows]), axis=1)


def are_many(n_therapists: int) -> bool:
    """Whether intervals have a level for each client's pairs of so many therapists."""
    return n_therapists > MANY_THERAPISTS


def _tabulate(columns: dict[str, np.ndarray]) -> pd.DataFrame:
    table = np.array([*columns.values()], dtype=float).T
    return pd.DataFrame(table, columns=_name([*columns]), copy=False)


def _name(columns: list[str]) -> pd.Index:
    """Index columns that are looked up often: an index of objects is faster than one of text."""
    return pd.Index(columns, dtype=object)


def look_back(values: np.ndarray, client: np.ndarray, n: int = 1) -> np.ndarray:
    """Each client's value so many rows before, NaN where there is none."""
    back = np.full(len(values), np.nan)
    back[n:] = np.where(client[n:] == client[:-n], values[:-n], np.nan)
    return back


def weigh(off: np.ndarray, plan: Plan, *, book: bool) -> np.ndarray:
    """Return what intervals count whose visit came so many days off the day agreed."""
    return 0.5 ** (np.abs(off) / (plan.book_half_life if book else plan.moved_half_life))


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
