"""From sessions to intervals: one row per gap between two visits of the same client."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.plan import PLAN, Plan
from analysis.schema import Outcome

DAYS_PER_MONTH = 365 / 12


def list_intervals(sessions: pd.DataFrame, outcome: Outcome, plan: Plan = PLAN) -> pd.DataFrame:
    """List the gaps between consecutive visits, ordered by client and day.

    Returns
    -------
    One row per gap, all numbers, NaN where missing:

    - ``client``: a number per client
    - ``start``, ``day``: days of its starting and its next visit; ``agreed_day``: the day first
      agreed for the next visit, the actual one unless it was moved
    - ``standing``: 1 if fixed no later than the starting visit and kept; ``moved``: 1 if agreed by
      then and moved since; ``late``: 1 if fixed or moved otherwise; none of them: not known when
    - ``weight``: 1, halved for every 14 days of a move
    - ``before``, ``after``: the outcome on arrival at and on leaving the starting visit; where the
      outcome isn't pain on arrival, also ``pain_before``, ``pain_after``, and ``pain_next`` on
      arrival at the next visit
    - ``past``: mean of the outcome one and, where it is there, two visits before the starting one
    - ``y``: the outcome on arrival at the next visit
    - ``therapist``, ``therapist_before``: a number per therapist, at the next and starting visit
    - ``calendar``: the middle of the starting visit's month, as a day of the year

    What the records don't hold is not a column.
    """
    ordered = sessions.sort_values(["client_id", "day"], kind="stable", ignore_index=True)
    client = pd.factorize(ordered["client_id"])[0]
    ends = 1 + np.flatnonzero(client[1:] == client[:-1])
    starts = ends - 1

    def number(column: str) -> np.ndarray:
        if not has_values(ordered, column):
            return np.full(len(ordered), np.nan)
        return ordered[column].to_numpy(dtype=float)

    value, days, original = number(outcome.column), number("day"), number("original_day")[ends]
    start, day, booked = days[starts], days[ends], number("booked_day")[ends]
    is_moved = ~np.isnan(original) & (original != day)
    moved = is_moved & (original > start)
    agreed = np.where(moved, original, day)
    by_client = pd.Series(value).groupby(client)
    one_before, two_before = (by_client.shift(n).to_numpy()[starts] for n in (1, 2))
    rows = {
        "client": client[ends],
        "start": start,
        "day": day,
        "agreed_day": agreed,
        "standing": (booked <= start) & ~is_moved,
        "moved": moved,
        "late": ~np.isnan(booked) & ~moved & ((booked > start) | is_moved),
        "weight": 0.5 ** (np.abs(day - agreed) / plan.moved_half_life),
        "before": value[starts],
        "past": np.where(np.isnan(two_before), one_before, (one_before + two_before) / 2),
        "y": value[ends],
    }
    if has_values(ordered, outcome.on_leaving):
        rows["after"] = number(outcome.on_leaving)[starts]
    for pain in ("pain_before", "pain_after"):
        if has_values(ordered, pain) and pain not in (outcome.column, outcome.on_leaving):
            rows[pain] = number(pain)[starts]
    if "pain_before" in rows:
        rows["pain_next"] = number("pain_before")[ends]
    if has_values(ordered, "therapist_id"):
        codes, _ = pd.factorize(ordered["therapist_id"], sort=True)
        therapist = np.where(codes < 0, np.nan, codes)
        rows |= {"therapist": therapist[ends], "therapist_before": therapist[starts]}
    if has_values(ordered, "month"):
        rows["calendar"] = (number("month")[starts] - 0.5) * DAYS_PER_MONTH
    names = pd.Index(list(rows), dtype=object)  # looked up often: faster than a text index
    return pd.DataFrame(np.column_stack([*rows.values()]).astype(float), columns=names)


def has_values(sessions: pd.DataFrame, column: str) -> bool:
    """Whether a column is there with at least one value."""
    return column in sessions and bool(sessions[column].notna().any())


def agreed_in_time(intervals: pd.DataFrame) -> pd.DataFrame:
    """Keep the intervals agreed by their starting visit: standing, or moved and on record."""
    return intervals[(intervals["standing"] + intervals["moved"]).to_numpy() > 0]


def long_enough(intervals: pd.DataFrame, outcome: Outcome) -> pd.DataFrame:
    """Keep the intervals that hold all the days which a rating of the outcome is about."""
    return intervals[intervals["day"] - intervals["start"] >= outcome.recall_days]


def comparable(intervals: pd.DataFrame, outcome: Outcome, plan: Plan = PLAN) -> pd.DataFrame:
    """Keep the intervals that question 2 is about: agreed in time, late and long enough."""
    agreed = agreed_in_time(intervals)
    return long_enough(agreed[agreed["start"] >= plan.first_start_day], outcome)


def complete(intervals: pd.DataFrame, needed: Sequence[str]) -> pd.DataFrame:
    """Keep rows with every needed value, of clients with at least two such rows."""
    whole = are_whole(intervals, needed)
    client = intervals["client"].to_numpy().astype(int)
    return intervals[whole & (np.bincount(client, whole)[client] >= 2)]


def are_whole(intervals: pd.DataFrame, needed: Sequence[str]) -> np.ndarray:
    """Whether each row has every needed value."""
    missing = np.isnan(np.column_stack([intervals[name].to_numpy() for name in needed]))
    return ~missing.any(axis=1)


def log_agreed(intervals: pd.DataFrame) -> np.ndarray:
    """Return log2 of each agreed interval, in days."""
    return np.log2((intervals["agreed_day"] - intervals["start"]).to_numpy())
