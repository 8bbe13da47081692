"""The columns of the regressions within clients: time, season, and the starting visit's values."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.intervals import has_book
from analysis.plan import Plan
from analysis.schema import Outcome
from analysis.visits import DAYS_PER_YEAR

HALF_YEAR = 180


def time_terms(day: np.ndarray) -> list[np.ndarray]:
    """Return log(1 + day) and day in half-years: recovery that slows down, and a trend."""
    return [np.log1p(day), day / HALF_YEAR]


def season_terms(
    intervals: pd.DataFrame, waves: int, after: np.ndarray | float = 0.0
) -> list[np.ndarray]:
    """Waves of the year, read so many days after the starting visit; none without a calendar."""
    if "calendar" not in intervals:
        return []
    angle = 2 * np.pi * (intervals["calendar"].to_numpy() + after) / DAYS_PER_YEAR
    return [wave(n * angle) for n in range(1, waves + 1) for wave in (np.cos, np.sin)]


def own_terms(intervals: pd.DataFrame, plan: Plan, own_waves: int) -> np.ndarray:
    """Return the columns of which each client has slopes of her own; none without the book."""
    if not has_book(intervals):
        return np.empty((len(intervals), 0))
    season = season_terms(intervals, own_waves)
    time = intervals["start"].to_numpy() / HALF_YEAR
    columns = [plan.own_trend * time, *(plan.own_season * wave for wave in season)]
    return np.column_stack(columns)


def timed_terms(
    intervals: pd.DataFrame, day: np.ndarray, plan: Plan, hinges: Sequence[int] = ()
) -> list[np.ndarray]:
    """Return the terms of time and season on these days, and the days beyond each hinge.

    One wave where the records don't hold what stood in the book: they are read as they always were.
    """
    waves = plan.season_waves if has_book(intervals) else 1
    beyond = [np.maximum(0, day - hinge) for hinge in hinges]
    after = day - intervals["start"].to_numpy()
    return [*time_terms(day), *beyond, *season_terms(intervals, waves, after)]


def name_surprises(plan: Plan) -> list[str]:
    """Name the columns of what was surprising of the intervals agreed before, the last first."""
    return [f"surprise_{k}" for k in range(1, plan.earlier_surprises + 1)]


def starting_terms(intervals: pd.DataFrame, outcome: Outcome, plan: Plan) -> list[np.ndarray]:
    """Return the starting visit's values, square and cube of before, and surprises before it.

    A rating lasts, and a client's mean holds her earlier intervals: were these left out, what they
    did to earlier ratings would be read into later intervals. Where an interval follows the course
    of pain, so do earlier ones, and only what was surprising of them tells nothing of that course.
    """
    middle, range_ = (outcome.low + outcome.high) / 2, outcome.high - outcome.low
    bent = (intervals["before"].to_numpy() - middle) / (0.3 * range_)
    earlier = intervals.columns.intersection(name_surprises(plan))
    values, surprises = intervals[value_columns(intervals)], intervals[earlier]
    return [*values.to_numpy().T, bent**2, bent * bent**2, *surprises.to_numpy().T]


def value_columns(intervals: pd.DataFrame) -> list[str]:
    """Name the columns of values at the starting visit, the outcome on arrival first."""
    return [c for c in ("before", "after", "pain_before", "pain_after") if c in intervals]


def needed_columns(intervals: pd.DataFrame) -> list[str]:
    """Name the columns at the starting visit that a row must have a value in."""
    shared = [c for c in ("therapist", "therapist_before", "calendar") if c in intervals]
    return value_columns(intervals) + shared
