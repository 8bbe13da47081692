"""Columns that the within-client regressions share: time, season, therapists, levels."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.plan import Plan
from analysis.schema import Outcome
from analysis.within import Panel

DAYS_PER_YEAR = 365
HALF_YEAR = 180


def time_terms(day: np.ndarray) -> list[np.ndarray]:
    """Return log(1 + day) and day in half-years: recovery that slows down, and a trend."""
    return [np.log1p(day), day / HALF_YEAR]


def season_terms(intervals: pd.DataFrame, after: np.ndarray | float = 0.0) -> list[np.ndarray]:
    """One wave a year, read so many days after the starting visit; none without a calendar."""
    if "calendar" not in intervals:
        return []
    angle = 2 * np.pi * (intervals["calendar"].to_numpy() + after) / DAYS_PER_YEAR
    return [np.cos(angle), np.sin(angle)]


def therapist_terms(intervals: pd.DataFrame, panel: Panel, plan: Plan) -> list[np.ndarray]:
    """Indicators of the therapist at the next and at the starting visit, the first code left out.

    An indicator that varies within fewer than ten clients is left out too.
    """
    size = np.bincount(panel.client, minlength=panel.n_clients)
    terms = []
    for column in ("therapist", "therapist_before"):
        if column not in intervals:
            continue
        codes = intervals[column].to_numpy()
        for code in np.unique(codes)[1:]:
            here = codes == code
            share = np.bincount(panel.client, here, minlength=panel.n_clients) / size
            if ((share > 0) & (share < 1)).sum() >= plan.fewest_varying:
                terms.append(here.astype(float))
    return terms


def starting_terms(intervals: pd.DataFrame, outcome: Outcome) -> list[np.ndarray]:
    """Return the starting visit's values: before, after, other pain, square and cube of before."""
    before = intervals["before"].to_numpy()
    middle = (outcome.low + outcome.high) / 2
    bent = (before - middle) / (0.3 * (outcome.high - outcome.low))
    return [before, *other_values(intervals), bent**2, bent**3]


def other_values(intervals: pd.DataFrame) -> list[np.ndarray]:
    """Return the values at the starting visit beside the outcome on arrival, where recorded."""
    return [intervals[column].to_numpy() for column in value_columns(intervals)[1:]]


def value_columns(intervals: pd.DataFrame) -> list[str]:
    """Name the columns of values at the starting visit, the outcome on arrival first."""
    return [c for c in ("before", "after", "pain_before", "pain_after") if c in intervals]


def needed_columns(intervals: pd.DataFrame) -> list[str]:
    """Name the columns at the starting visit that a row must have a value in."""
    shared = [c for c in ("therapist", "therapist_before", "calendar") if c in intervals]
    return value_columns(intervals) + shared
