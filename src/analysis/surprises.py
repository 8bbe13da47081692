"""How far each agreed interval lay off what its starting visit let one foresee."""

from __future__ import annotations

import pandas as pd

from analysis.intervals import are_agreed, complete, has_book, log_agreed
from analysis.panel import Panel
from analysis.plan import Plan
from analysis.schema import Outcome
from analysis.terms import name_surprises, needed_columns, starting_terms, timed_terms
from analysis.totals import ALL_AT_HAND, Everyone
from analysis.within import residuals_within, therapist_terms


def add_surprises(
    intervals: pd.DataFrame, outcome: Outcome, plan: Plan, everyone: Everyone = ALL_AT_HAND
) -> pd.DataFrame:
    """Add what was surprising of the intervals agreed at the visits before each starting one.

    A surprise is what a regression within clients on the starting visit's values, the season and
    the therapists leaves of log2 of an agreed interval. Returns the rows of ``list_intervals`` with
    ``surprise_1``, ``surprise_2``, ..., the last visit's first, extra visits passed over, as many
    as the plan says; 0 where there is none. Without the book, the rows as they are.
    """
    if not has_book(intervals):
        return intervals
    own = intervals.index[~(intervals["carried"].to_numpy() > 0)]
    found = find_surprises(intervals[are_agreed(intervals)], outcome, plan, everyone)
    earlier = found.reindex(own).groupby(intervals.loc[own, "client"])
    return intervals.assign(**{
        name: earlier.shift(k).reindex(intervals.index).fillna(0.0)
        for k, name in enumerate(name_surprises(plan), 1)
    })  # fmt: skip


def find_surprises(
    agreed: pd.DataFrame, outcome: Outcome, plan: Plan, everyone: Everyone = ALL_AT_HAND
) -> pd.Series:
    """Return the surprise in each agreed interval that has every value it needs, by its label."""
    rows = complete(agreed, needed_columns(agreed))
    panel = Panel.of(rows, plan, weighted=False, everyone=everyone)
    therapists = therapist_terms(rows, panel, plan)
    if not panel.n_rows:
        return pd.Series(dtype=float)
    foreseen = [
        *starting_terms(rows, outcome, plan),
        *timed_terms(rows, rows["start"].to_numpy(), plan),
        *therapists,
    ]
    return pd.Series(residuals_within(panel, log_agreed(rows), foreseen), rows.index)
