"""Text alternatives: what each figure shows, in words, computed from the same numbers."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.plan import PLAN, Plan
from analysis.question_1 import Association
from analysis.question_2 import Comparison
from analysis.schema import Outcome
from massage.figures.values import early_values, mean_course, mean_of_tenths, pick_clients
from massage.robustness.specifications import side_of_zero
from massage.small_groups import merge_neighbours
from massage.words.codes import tell
from massage.words.formats import clients as clients_of
from massage.words.formats import count, first_weeks, interval, later_weeks, listed, number, plain

IN_CELLS = "Each circle stands at the mean of five clients or more who are near each other."
EMPTY = "An empty figure: these records have no values for it."


def describe_frequency(clients: pd.DataFrame, plan: Plan = PLAN) -> str:
    """Put ``plot_frequency`` into words."""
    weekly = clients["frequency"]
    if weekly.empty:
        return EMPTY
    low, middle, high = (number(value, 1) for value in weekly.quantile([0.1, 0.5, 0.9]))
    return (
        f"Bar chart of sessions per week in the {first_weeks(plan.windows)} for "
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


def describe_courses(sessions: pd.DataFrame, outcome: Outcome, *, single: bool = True) -> str:
    """Put ``plot_courses``, or without single courses ``plot_middle_course``, into words."""
    means = mean_course(sessions, outcome)
    if means.empty:
        return EMPTY
    first, last = means.iloc[0], means.iloc[-1]
    return (
        f"Line chart of {outcome.name} by weeks since the first session, "
        f"{'one thin line per client' if single else 'with a band for the middle half of clients'}:"
        " the mean goes from "
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


def describe_change(
    clients: pd.DataFrame, outcome: Outcome, plan: Plan = PLAN, *, in_cells: bool = False
) -> str:
    """Put ``plot_change`` into words."""
    improvement = clients[f"{outcome.name}_improvement"].dropna()
    if improvement.empty:
        return EMPTY
    counts = [int(one.sum()) for one in (improvement > 0, improvement == 0, improvement < 0)]
    ways = ("had improved", "had the same value", "were worse")
    parts: dict[int, tuple[int, list[str]]] = {}
    for group, n, way in zip(merge_neighbours(counts), counts, ways, strict=True):
        so_far, names = parts.get(group, (0, []))
        parts[group] = (so_far + n, [*names, way])
    each = listed([f"{n:,} {' or '.join(names)}" for n, names in parts.values()])
    few = f" {IN_CELLS}" if in_cells else ""
    return (
        f"Circles of {outcome.name} at the first session against {later_weeks(plan.windows)}: of "
        f"{clients_of(len(improvement))}, {each}.{few}"
    )


def describe_improvement(found: Association, *, in_cells: bool = False) -> str:
    """Put ``plot_improvement`` into words."""
    name, slope = found.outcome.name, found.told_slope
    text = f"Circles of sessions per week against improvement in {name}"
    few = f" {IN_CELLS}" if in_cells else ""
    if not slope.answered:
        return f"{text}, without a line: {tell(slope.reason)}.{few}"
    trend = "rises" if slope.estimate > 0 else "falls"
    return (
        f"{text} for {count(slope.n_clients, 'client')}. The adjusted line {trend} by "
        f"{number(abs(slope.estimate))} points per extra weekly session; {interval(slope)}.{few}"
    )


def describe_slopes(associations: Mapping[str, Association]) -> str:
    """Put ``plot_slopes`` into words."""
    answered = [found for found in associations.values() if found.told_slope.answered]
    if not answered:
        each = [
            f"{found.outcome.name}: {tell(found.told_slope.reason)}"
            for found in associations.values()
        ]
        return f"An empty figure, since nothing can be worked out; {'; '.join(each)}."
    each = [
        f"{found.outcome.name} {number(found.told_slope.estimate)} ({interval(found.told_slope)})"
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


def describe_intervals(rows: pd.DataFrame, outcome: Outcome, *, in_cells: bool = False) -> str:
    """Put ``plot_intervals`` into words; ``rows`` are its centred intervals."""
    if rows.empty:
        return EMPTY
    means = mean_of_tenths(rows)["y"]
    few = f" {IN_CELLS}" if in_cells else ""
    return (
        f"Dots of {count(len(rows), 'interval')} against {outcome.name} at the next arrival, each "
        f"against the same client's own mean: after her shortest tenth of intervals "
        f"{outcome.name} lay {number(means.iloc[0])} points off it, after her longest tenth "
        f"{number(means.iloc[-1])}.{few}"
    )


def describe_put_off(supposed: pd.DataFrame, compared: Comparison) -> str:
    """Put ``plot_put_off`` into words."""
    known = supposed.dropna(subset=["low"])
    if compared.blocked_by:
        return "An empty figure: question 2 is blocked."
    if known.empty:
        return EMPTY
    first, last = known.iloc[0], known.iloc[-1]
    return (
        f"A line with a band. Points better in {compared.outcome.name} after half the interval: "
        f"{number(first['estimate'])} ({number(first['low'])} to {number(first['high'])}) if no "
        f"visit was put off unseen, {number(last['estimate'])} ({number(last['low'])} to "
        f"{number(last['high'])}) if {last['per_hundred']:g} in 100 were."
    )


def describe_halving(compared: Mapping[str, Comparison]) -> str:
    """Put ``plot_halving`` into words; blocked answers are named without a number."""
    each = []
    for name, found in compared.items():
        if found.blocked_by:
            each.append(f"{name} is blocked")
        elif not found.answered:
            each.append(f"{name} can't be worked out")
        else:
            each.append(f"{name} {number(found.estimate)} ({interval(found)})")
    return f"Points better after half the interval, with intervals: {listed(each)}."


def describe_false_alarms(rates: pd.DataFrame, analyses: Mapping[str, str]) -> str:
    """Put ``plot_false_alarms`` into words."""
    each = []
    for analysis, label in analyses.items():
        share = 100 * rates.loc[rates["analysis"] == analysis, "significant"]
        each.append(f"{label} from {share.min():.0f} to {share.max():.0f}")
    return (
        f"Marks for {rates['world'].nunique()} kinds of practice in which massage does nothing: of "
        f"100 practices a result is announced by {listed(each)}. Chance allows 5."
    )


def describe_power(power: pd.DataFrame) -> str:
    """Put ``plot_power`` into words."""
    each = [
        f"{kind}: {', '.join(f'{100 * share:.0f}' for share in rows['claimed'])}"
        for kind, rows in power.groupby("kind", sort=False)
    ]
    clients = listed([str(n) for n in sorted(power["clients"].unique())])
    return (
        f"A line for each kind of practice. Of 100 practices of {clients} clients, what is there "
        f"is seen in: {'; '.join(each)}."
    )


def describe_specifications(fitted: pd.DataFrame) -> str:
    """Put ``plot_specifications`` into words."""
    answered = fitted.dropna(subset=["low"])
    if answered.empty:
        return EMPTY
    outside = int((side_of_zero(answered) != 0).sum())
    return (
        f"{len(answered)} estimates in order, from {number(answered['estimate'].min())} to "
        f"{number(answered['estimate'].max())} points per extra weekly session, each with its "
        f"interval; {outside} intervals leave out 0. Below, a grid of the choices behind each."
    )
