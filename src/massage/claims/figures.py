"""Figures of the claims: conditions, time to relief, one client, relief at once, print."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.frames import check_sessions
from analysis.plan import PLAN, Plan
from analysis.schema import FULL_RANGE, PAIN, Outcome
from massage.claims.changes import mean_relief
from massage.claims.conditions import Pooled
from massage.claims.evidence import RATIO, tell_missing_interval
from massage.claims.one_client import WEEKS_PER_STEP, Course
from massage.claims.time_to_relief import Curve
from massage.figures.between import ACCENT, INK, PALE, SOFT, draw_bars, explain_marks, say_empty
from massage.small_groups import list_ranges
from massage.words.formats import coverage, first_weeks, plain

LINES = ("-", "--")
LARGEST, LABEL_WIDTH = 1.15, 46
BAR = 0.25  # of relief at once, in points of a rating from 0 to 10


def plot_conditions(
    pooled: Pooled, title: str, unit: str, ax: Axes, clients: pd.DataFrame | None = None
) -> Axes:
    """Points with intervals: each condition's own answer, and what pooling draws it to.

    ``clients`` (``condition``, ``improvement``) are drawn behind as faint marks, one each.
    """
    table = pooled.by_condition
    ax.set(title=f"{title} (n = {pooled.mean.n_clients} clients)", xlabel=unit)
    if table.empty:
        return say_empty(ax, "Every condition has too few clients for a number.")
    places = np.arange(len(table))
    if pooled.mean.answered:
        ax.axvspan(
            pooled.mean.low,
            pooled.mean.high,
            color=PALE,
            label=f"average, {coverage(pooled.mean.level)} interval",
        )
        ax.axvline(pooled.mean.estimate, color=SOFT, linestyle="--")
    if clients is not None:
        own = clients[clients["condition"].isin(table["condition"])]
        row = own["condition"].map(dict(zip(table["condition"], places, strict=True)))
        ax.plot(own["improvement"], row - 0.22, "|", color=SOFT, alpha=0.7, label="one client")
    ax.hlines(places, table["low"], table["high"], color=INK, linewidth=2)
    ax.plot(table["estimate"], places, "o", color=INK, markersize=7, label="by itself")
    if table["pooled"].notna().any():
        ax.plot(table["pooled"], places + 0.22, "D", color=ACCENT, markersize=6,
                label="partially pooled")  # fmt: skip
    labels = [f"{plain(row.condition)}\nn = {row.n_clients}" for row in table.itertuples()]
    ax.set_yticks(places, labels)
    ax.set_ylim(len(table) - 0.4, -0.6)
    ax.axvline(0, color=INK, linewidth=0.8)
    return explain_marks(ax)


def plot_relief_curves(curves: Sequence[Curve], ax: Axes, plan: Plan = PLAN) -> Axes:
    """Steps: share still without lasting relief, by how often clients came at first."""
    ax.set(
        title="How long until pain had fallen by 2 points and stayed there?\n"
        f"(n = {sum(curve.n_clients for curve in curves)} clients who began at 4 or more)",
        xlabel=f"days since the {first_weeks(plan.windows)} in which sessions were counted",
        ylabel="share still without lasting relief",
        ylim=(0, LARGEST),
    )
    if not curves:
        return say_empty(ax)
    for curve, line, colour in zip(curves, LINES, (ACCENT, INK), strict=False):
        ax.step(curve.days, curve.share, where="post", linestyle=line, color=colour, linewidth=2,
                label=f"came {curve.group} at first (n = {curve.n_clients})")  # fmt: skip
    return explain_marks(ax)


def plot_course(course: Course | None, ax: Axes) -> Axes:
    """Dots: one client's ratings by week, the middle of the exposure window, and the trend."""
    ax.set(title="What did one client's course look like? (n = 1)",
           xlabel="weeks since the first session")  # fmt: skip
    if course is None:
        return say_empty(ax, "No client has enough ratings for a course.")
    outcome = course.outcome
    ax.axvspan(0, course.weeks[course.early].max(), color=PALE,
               label=first_weeks(course.plan.windows))  # fmt: skip
    ax.plot(course.weeks, course.ratings, "o-", color=INK, markersize=4, linewidth=0.8)
    ax.axhline(course.early_middle, color=SOFT, linestyle="--", label="middle of those weeks")
    ends = np.array([course.weeks[0], course.weeks[-1]])
    ax.plot(ends, course.level + ends * course.trend / WEEKS_PER_STEP, color=ACCENT, linewidth=2,
            label="trend")  # fmt: skip
    edge = 0.05 * (outcome.high - outcome.low)
    ax.set(
        ylabel=f"{outcome.name} ({outcome.low:g} to {outcome.high:g}, {outcome.better} is better)",
        ylim=(outcome.low - edge, outcome.high + edge),
    )
    return explain_marks(ax)


def plot_relief(
    sessions: pd.DataFrame,
    ax: Axes,
    fewest: int = 1,
    pain: Outcome = PAIN,
    plan: Plan = PLAN,
) -> Axes:
    """Bars: by how much pain fell from arriving to leaving, each client by the mean of her own.

    Neighbouring bars are put together until each holds ``fewest`` clients.
    """
    fall, width = relief_by_client(sessions, pain), bar_width(pain)
    ax.set(
        title=f"By how much does pain fall from arriving to leaving? (n = {len(fall)} clients)",
        xlabel="points less on leaving, mean of a client's sessions",
        ylabel="clients",
    )
    if len(fall) < plan.fewest_clients:
        return say_empty(ax, f"Fewer than {plan.fewest_clients} clients have both ratings.")
    middles = np.floor(fall / width) * width + width / 2
    ranges = list_ranges(middles, pd.Series(fall.index, index=fall.index), fewest)
    draw_bars(ranges, "clients", width, ax, gap=0)
    ax.axvline(0, color=INK, linewidth=0.8)
    ax.axvline(fall.mean(), color=ACCENT, linestyle="--", label=f"mean: {fall.mean():.2f}")
    return explain_marks(ax)


def relief_by_client(sessions: pd.DataFrame, pain: Outcome = PAIN) -> pd.Series:
    """Return each client's mean fall in pain from arriving to leaving; none where not recorded."""
    return mean_relief(check_sessions(sessions, (pain,), alone=True), pain).dropna()


def bar_width(pain: Outcome) -> float:
    """Width of a bar of relief at once, in the rating's points."""
    return BAR * (pain.high - pain.low) / FULL_RANGE


def plot_evidence(rows: pd.DataFrame, ax: Axes) -> Axes:
    """Points with intervals: published figures of one group, each by itself and never pooled."""
    scale, group = rows["scale"].iloc[0], rows["group"].iloc[0]
    ratio = scale == RATIO
    ax.set(
        title=f"{group[0].upper()}{group[1:]}: what was printed?",
        xlabel=f"{scale} (right of {1 if ratio else 0}: in favour of massage)",
    )
    if ratio:
        ax.set_xscale("log")
        ax.set_xticks([0.5, 1, 2, 4, 8], ["0.5", "1", "2", "4", "8"])
        ax.minorticks_off()
    places = np.arange(len(rows))
    known = rows["low"].notna().to_numpy()
    ax.hlines(places[known], rows["low"][known], rows["high"][known], color=INK, linewidth=2)
    ax.plot(rows["estimate"][known], places[known], "o", color=INK, label="with its interval")
    if not known.all():
        ax.plot(rows["estimate"][~known], places[~known], "o", color=INK, markerfacecolor="white",
                label=tell_missing_interval(rows["seen"][~known]))  # fmt: skip
    ax.set_yticks(places, [_label(row) for row in rows.itertuples()])
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.axvline(1 if ratio else 0, color=INK, linewidth=0.8)
    return explain_marks(ax)


def _label(row: tuple) -> str:
    people = "" if pd.isna(row.n) else f", n = {row.n:,.0f}"
    compared = f"{row.outcome}; {row.massage}; against {row.comparator}; {row.when}"
    return "\n".join([f"{row.study}{people}", *wrap(compared, LABEL_WIDTH)])
