"""Text alternatives: what each figure shows, in words, computed from the same numbers."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.association import Association
from analysis.courses import early_values, mean_course, pick_clients
from analysis.schema import Outcome
from analysis.words import count, interval, listed, number, plain

EMPTY = "An empty figure: these records have no values for it."


def describe_frequency(clients: pd.DataFrame) -> str:
    """Put ``plot_frequency`` into words."""
    weekly = clients["frequency"]
    if weekly.empty:
        return EMPTY
    low, middle, high = (number(value, 1) for value in weekly.quantile([0.1, 0.5, 0.9]))
    return (
        f"Bar chart of sessions per week in the first six weeks for "
        f"{count(len(clients), 'client')}: the client in the middle came {middle} times a week; "
        f"eight in ten came between {low} and {high} times."
    )


def describe_ratings(sessions: pd.DataFrame, outcome: Outcome) -> str:
    """Put ``plot_ratings`` into words."""
    values = sessions.get(outcome.column, pd.Series(dtype=float)).dropna()
    if values.empty:
        return EMPTY
    common = values.value_counts().index[0]
    return (
        f"Bar chart of {count(len(values), 'rating')} of {outcome.name}: they run from "
        f"{values.min():g} to {values.max():g}, half are at or below {values.median():g}, and "
        f"{common:g} was written down most often."
    )


def describe_courses(sessions: pd.DataFrame, outcome: Outcome) -> str:
    """Put ``plot_courses`` into words."""
    means = mean_course(sessions, outcome)
    if means.empty:
        return EMPTY
    first, last = means.iloc[0], means.iloc[-1]
    return (
        f"Line chart of {outcome.name} by weeks since the first session, one thin line per client: "
        f"the mean goes from "
        f"{number(first['mean'], 1)} (n = {first['n']:.0f}) in week {first['week']:.0f} to "
        f"{number(last['mean'], 1)} (n = {last['n']:.0f}) around week {last['week']:.0f}."
    )


def describe_some_courses(sessions: pd.DataFrame, outcome: Outcome) -> str:
    """Put ``plot_some_courses`` into words."""
    shown = pick_clients(sessions, outcome)
    if not shown:
        return EMPTY
    courses = early_values(sessions, outcome).groupby("client_id")["value"].agg(["first", "last"])
    change = outcome.sign * (courses["last"] - courses["first"]).loc[shown]
    return (
        f"{len(shown)} small line charts of {outcome.name} by weeks since the first session, one "
        f"client each, from a low to a high first value: {int((change > 0).sum())} end better than "
        f"they began, {int((change < 0).sum())} worse."
    )


def describe_change(clients: pd.DataFrame, outcome: Outcome) -> str:
    """Put ``plot_change`` into words."""
    improvement = clients[f"{outcome.name}_improvement"].dropna()
    if improvement.empty:
        return EMPTY
    better, worse = int((improvement > 0).sum()), int((improvement < 0).sum())
    same = len(improvement) - better - worse
    return (
        f"Circles of {outcome.name} at the first session against weeks 7 to 12: of "
        f"{count(len(improvement), 'client')}, {better} had improved, {same} had the same value "
        f"and {worse} were worse."
    )


def describe_improvement(found: Association) -> str:
    """Put ``plot_improvement`` into words."""
    name, slope = found.outcome.name, found.slope
    text = f"Circles of sessions per week against improvement in {name}"
    if not slope.answered:
        return f"{text}, without a line: {slope.reason}."
    trend = "rises" if slope.estimate > 0 else "falls"
    return (
        f"{text} for {count(slope.n_clients, 'client')}. The adjusted line {trend} by "
        f"{number(abs(slope.estimate))} points per extra weekly session; {interval(slope)}."
    )


def describe_slopes(associations: Mapping[str, Association]) -> str:
    """Put ``plot_slopes`` into words."""
    answered = [found for found in associations.values() if found.slope.answered]
    if not answered:
        each = [f"{found.outcome.name}: {found.slope.reason}" for found in associations.values()]
        return f"An empty figure, since nothing can be worked out; {'; '.join(each)}."
    each = [
        f"{found.outcome.name} {number(found.slope.estimate)} ({interval(found.slope)})"
        for found in answered
    ]
    return f"Points of improvement per extra weekly session, with intervals: {listed(each)}."


def describe_pairs(table: pd.DataFrame, x: str, y: str) -> str:
    """Put ``plot_pairs`` into words."""
    pairs = table[[x, y]].dropna()
    both = int(((pairs[x] > 0) & (pairs[y] > 0)).sum())
    return (
        f"Circles of {plain(x)} against {plain(y)} for {len(pairs)} people: "
        f"both are above zero for {both} of them."
    )
