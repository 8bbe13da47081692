"""Text alternatives of the claims' figures, computed from the same numbers."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.plan import PLAN, Plan
from analysis.schema import PAIN, Outcome
from massage.claims.conditions import Pooled
from massage.claims.evidence import tell_missing_interval, write_figure
from massage.claims.figures import relief_by_client
from massage.claims.one_client import Course, answer_course
from massage.claims.time_to_relief import Curve
from massage.words.codes import read_words, tell
from massage.words.formats import count, coverage, interval, listed, number, percent, plain

EMPTY = read_words("claims")["empty_figure"]


def describe_conditions(pooled: Pooled, unit: str, plan: Plan = PLAN) -> str:
    """Put ``plot_conditions`` into words."""
    if pooled.by_condition.empty:
        return EMPTY.format(plan.fewest_clients)
    each = [
        f"{plain(row.condition)} {number(row.estimate)} ({number(row.low)} to {number(row.high)}, "
        f"n = {row.n_clients})"
        for row in pooled.by_condition.itertuples()
    ]
    without = [f"{plain(name)} ({tell(reason)})" for name, reason in pooled.left_out.items()]
    left = f" Without a number: {listed(without)}." if without else ""
    together = f" Average: {number(pooled.mean.estimate)}, {interval(pooled.mean)}."
    return (
        f"Points with {coverage(pooled.mean.level)} intervals, one condition per row, in {unit}: "
        f"{'; '.join(each)}."
        f"{together if pooled.mean.answered else ''}{left}"
    )


def describe_relief_curves(curves: Sequence[Curve], plan: Plan = PLAN) -> str:
    """Put ``plot_relief_curves`` into words."""
    if not curves:
        return EMPTY.format(plan.fewest_clients)
    each = [
        f"of {count(curve.n_clients, 'client')} who came {curve.group} at first "
        f"{percent(curve.share[-1])} are still without lasting relief at the end"
        for curve in curves
    ]
    return f"Falling steps over {curves[0].days[-1]} days, one line per group: {listed(each)}."


def describe_course(course: Course | None, plan: Plan = PLAN) -> str:
    """Put ``plot_course`` into words."""
    drawn = "An empty figure." if course is None else "Dots by week with a trend."
    return f"{drawn} {answer_course(course, plan)}"


def describe_relief(sessions: pd.DataFrame, pain: Outcome = PAIN, plan: Plan = PLAN) -> str:
    """Put ``plot_relief`` into words."""
    fall = relief_by_client(sessions, pain)
    if len(fall) < plan.fewest_clients:
        return EMPTY.format(plan.fewest_clients)
    low, high = (number(value) for value in fall.quantile([0.1, 0.9]))
    return (
        f"Bar chart of {count(len(fall), 'client')}: pain falls by {number(fall.mean())} points on "
        f"average from arriving to leaving; eight in ten clients lie between {low} and {high}."
    )


def describe_evidence(rows: pd.DataFrame) -> str:
    """Put ``plot_evidence`` into words."""
    each = []
    for row in rows.itertuples():
        numbers = write_figure(row) or f"{row.estimate:g} {row.scale}"
        lacks = f", {tell_missing_interval(rows['seen'].loc[[row.Index]])}" * pd.isna(row.low)
        each.append(f"{row.study}, {row.outcome}, {row.massage}: {numbers}{lacks}")
    return f"Points, one published figure per row, none pooled. {'; '.join(each)}."
