"""Figures of clients and their courses: each takes Axes and returns them, raw data in view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from analysis.estimate import FEWEST_CLIENTS, Estimate
from analysis.frames import check_sessions
from analysis.plan import PLAN, Plan
from analysis.question_1 import Association
from analysis.schema import Outcome
from massage.figures.values import early_values, mean_course, pick_clients
from massage.small_groups import list_cells, list_ranges
from massage.words.formats import coverage, first_weeks, later_weeks, plain

NO_VALUES = "These records have no values for this figure."
INK, ACCENT, SOFT, PALE = "#1b2a41", "#b3541e", "#8d99ae", "#e3e6ec"


def new_axes(width: float = 7.0, height: float = 4.4) -> Axes:
    """Return empty Axes, in inches, in the project's plain style."""
    with sns.axes_style("whitegrid", {"grid.color": PALE, "axes.edgecolor": SOFT}):
        ax = Figure(figsize=(width, height), layout="constrained").subplots()
    sns.despine(ax=ax)
    return ax


def new_panels(heights: tuple[int, int], width: float = 7.0, height: float = 7.0) -> list[Axes]:
    """Return two empty Axes, one above the other, with heights in this proportion."""
    with sns.axes_style("whitegrid", {"grid.color": PALE, "axes.edgecolor": SOFT}):
        figure = Figure(figsize=(width, height), layout="constrained")
        panels = figure.subplots(2, 1, height_ratios=heights, sharex=True)
    sns.despine(figure)
    return list(panels)


def plot_frequency(clients: pd.DataFrame, ax: Axes, fewest: int = 1, plan: Plan = PLAN) -> Axes:
    """Bars: how many clients came how often in the exposure window.

    Neighbouring bars are put together until each holds ``fewest`` clients.
    """
    ranges = list_ranges(clients["frequency"], clients["client_id"], fewest)
    draw_bars(ranges, "clients", 1 / plan.windows.weeks, ax)
    middle = clients["frequency"].median()
    ax.axvline(middle, color=ACCENT, linestyle="--", label=f"client in the middle: {middle:.2g}")
    ax.set(
        title=f"How often did clients come in their {first_weeks(plan.windows)}? "
        f"(n = {len(clients)})",
        xlabel="sessions per week",
        ylabel="clients",
    )
    return explain_marks(ax)


def draw_bars(ranges: pd.DataFrame, counted: str, step: float, ax: Axes, gap: float = 0.2) -> None:
    """Draw a bar for each row of ``list_ranges``; one of several steps is as high as their mean.

    So the area of every bar is what it holds. ``gap`` is the part of a step left empty.
    """
    places = ((ranges["high"] - ranges["low"]) / step).round() + 1
    middle, width = (ranges["low"] + ranges["high"]) / 2, (places - gap) * step
    height, several = ranges[counted] / places, places > 1
    ax.bar(middle[~several], height[~several], width=width[~several], color=SOFT, edgecolor=INK,
           linewidth=0.6)  # fmt: skip
    if several.any():
        ax.bar(middle[several], height[several], width=width[several], color="none", edgecolor=INK,
               linewidth=1, linestyle=":", label="few clients: mean of several bars")  # fmt: skip


def plot_ratings(sessions: pd.DataFrame, outcome: Outcome, ax: Axes, fewest: int = 1) -> Axes:
    """Bars: how often each value was written down.

    Neighbouring bars are put together until each holds ratings of ``fewest`` clients.
    """
    sessions = check_sessions(sessions, (outcome,), alone=True)
    values = sessions.get(outcome.column, pd.Series(dtype=float)).dropna()
    ax.set(
        title=f"Which values were written down for {outcome.name}? (n = {len(values)} sessions)",
        xlabel=f"{outcome.name} ({outcome.low:g} to {outcome.high:g}, {outcome.better} is better)",
        ylabel="sessions",
    )
    if values.empty:
        return say_empty(ax)
    step = min(1.0, np.diff(np.sort(values.unique())).min(initial=1.0))
    draw_bars(
        list_ranges(values, sessions.loc[values.index, "client_id"], fewest), "rows", step, ax
    )
    return explain_marks(ax)


def plot_courses(sessions: pd.DataFrame, outcome: Outcome, ax: Axes) -> Axes:
    """Thin lines: one per client over the first weeks. Thick: the mean of each two weeks."""
    rows = early_values(sessions, outcome)
    ax.set(
        title=f"How did {outcome.name} go, client by client? (n = {rows['client_id'].nunique()})",
        xlabel="weeks since the first session",
        ylabel=f"{outcome.name} ({outcome.low:g} to {outcome.high:g}, {outcome.better} is better)",
    )
    if rows.empty:
        return say_empty(ax)
    courses = [course[["week", "value"]].to_numpy() for _, course in rows.groupby("client_id")]
    ax.add_collection(LineCollection(courses, color=SOFT, alpha=0.3, linewidth=0.8))
    _draw_means(mean_course(sessions, outcome), ax)
    return explain_marks(ax)


def plot_middle_course(sessions: pd.DataFrame, outcome: Outcome, ax: Axes) -> Axes:
    """Line: the mean of each two weeks. Band: the middle half of ten clients or more."""
    means = mean_course(sessions, outcome)
    n = early_values(sessions, outcome)["client_id"].nunique()
    ax.set(
        title=f"How did {outcome.name} go over the first weeks? (n = {n})",
        xlabel="weeks since the first session",
        ylabel=f"{outcome.name} ({outcome.low:g} to {outcome.high:g}, {outcome.better} is better)",
    )
    if means.empty:
        return say_empty(ax)
    band = means[means["n"] >= FEWEST_CLIENTS]
    ax.fill_between(band["week"], band["low"], band["high"], color=SOFT, alpha=0.35, linewidth=0,
                    label="the middle half of the clients")  # fmt: skip
    _draw_means(means, ax)
    for row in means.itertuples():
        ax.annotate(f"n = {row.n}", (row.week, row.mean), (0, 9), textcoords="offset points",
                    ha="center", fontsize="small", color=INK)  # fmt: skip
    return explain_marks(ax)


def _draw_means(means: pd.DataFrame, ax: Axes) -> None:
    ax.plot(means["week"], means["mean"], color=ACCENT, marker="o", linewidth=2.5,
            label="mean of those who came")  # fmt: skip


def plot_some_courses(sessions: pd.DataFrame, outcome: Outcome) -> Figure:
    """Small charts: one client each, from a low to a high first value."""
    with sns.axes_style("whitegrid", {"grid.color": PALE}):
        figure = Figure(figsize=(7.0, 4.6), layout="constrained")
        panels = figure.subplots(3, 4, sharex=True, sharey=True).ravel()
    rows = early_values(sessions, outcome).set_index("client_id")
    for client, ax in zip(pick_clients(sessions, outcome), panels, strict=False):
        course = rows.loc[[client]]
        ax.plot(course["week"], course["value"], color=INK, marker="o", markersize=3, linewidth=1)
    panels[0].set_ylim(outcome.low - 0.5, outcome.high + 0.5)
    figure.suptitle(f"What do single courses in {outcome.name} look like?")
    figure.supxlabel("weeks since the first session")
    figure.supylabel(f"{outcome.name} ({outcome.better} is better)")
    return figure


def plot_change(
    clients: pd.DataFrame, outcome: Outcome, ax: Axes, fewest: int = 1, plan: Plan = PLAN
) -> Axes:
    """Circles: value at the first session against the follow-up; the line means no change.

    Each circle stands at the mean of ``fewest`` clients or more who are near each other.
    """
    first, later = f"{outcome.name}_baseline", f"{outcome.name}_follow_up"
    pairs = _stack(clients, first, later, fewest)
    n = int(pairs["clients"].sum())
    ax.set(
        title=f"Who changed in {outcome.name}? (n = {n})",
        xlabel=f"{outcome.name} at the first session",
        ylabel=f"{outcome.name} in {later_weeks(plan.windows)}",
    )
    if not n:
        return say_empty(ax)
    _draw_circles(pairs, ax, fewest)
    ax.axline((outcome.low, outcome.low), slope=1, color=INK, linestyle="--", label="no change")
    edge = 0.05 * (outcome.high - outcome.low)
    ends = (outcome.low - edge, outcome.high + edge)
    ax.set(xlim=ends, ylim=ends)
    return explain_marks(ax)


def plot_pairs(table: pd.DataFrame, x: str, y: str, ax: Axes) -> Axes:
    """Circles: two columns of a table of people against each other."""
    pairs = _stack(table, x, y)
    ax.set(
        title=f"Do {plain(x)} and {plain(y)} go together? (n = {int(pairs['clients'].sum())})",
        xlabel=f"{plain(x)} (points)",
        ylabel=f"{plain(y)} (points)",
    )
    _draw_circles(pairs, ax)
    ax.axhline(0, color=INK, linewidth=0.8)
    ax.axvline(0, color=INK, linewidth=0.8)
    return explain_marks(ax)


def plot_improvement(clients: pd.DataFrame, found: Association, ax: Axes, fewest: int = 1) -> Axes:
    """Circles: how often clients came against how much they improved, with the adjusted slope.

    Each circle stands at the mean of ``fewest`` clients or more who are near each other.
    """
    name = found.outcome.name
    pairs = _stack(clients, "frequency", f"{name}_improvement", fewest)
    n = int(pairs["clients"].sum())
    ax.set(
        title=f"Do clients who come more often improve more in {name}? (n = {n})",
        xlabel=f"sessions per week in the {first_weeks(found.plan.windows)}",
        ylabel=f"improvement in {name} (points, up is better)",
    )
    if not n:
        return say_empty(ax)
    _draw_circles(pairs, ax, fewest)
    ax.axhline(0, color=INK, linewidth=0.8)
    if found.told_slope.answered:
        _draw_slope(pairs, found, ax)
    return explain_marks(ax)


def _draw_slope(pairs: pd.DataFrame, found: Association, ax: Axes) -> None:
    """Line through the means with the adjusted slope, and the range that its interval allows."""
    x, y = (np.average(pairs[axis], weights=pairs["clients"]) for axis in ("x", "y"))
    across = np.array([pairs["x"].min(), x, pairs["x"].max()])
    low, middle, high = (
        y + (across - x) * slope
        for slope in (found.told_slope.low, found.told_slope.estimate, found.told_slope.high)
    )
    ax.plot(across, middle, color=ACCENT, linewidth=2,
            label=f"adjusted slope, {coverage(found.slope.level)} interval")  # fmt: skip
    ax.fill_between(across, low, high, color=ACCENT, alpha=0.18, linewidth=0)
    shown = np.concatenate([pairs["y"], low, high, [0]])
    ax.set_ylim(shown.min() - 0.5, shown.max() + 0.5)


def plot_slopes(associations: Mapping[str, Association], ax: Axes) -> Axes:
    """Points with intervals: improvement per extra weekly session, and what would matter."""
    answered = [found for found in associations.values() if found.told_slope.answered]
    ax.set(
        title="How much more improvement went with one more session a week?",
        xlabel="points (right of 0: frequent clients improved more)",
    )
    if not answered:
        return say_empty(ax, "Nothing can be worked out from these records.")
    labels = [f"{found.outcome.name}\nn = {found.told_slope.n_clients}" for found in answered]
    marks = [_both_ways(found.outcome.smallest) for found in answered]
    return draw_estimates([found.told_slope for found in answered], labels, marks, ax)


def draw_estimates(
    estimates: Sequence[Estimate], labels: Sequence[str], marks: Sequence[Sequence[float]], ax: Axes
) -> Axes:
    """Draw each estimate with its interval on a row of its own; ``marks`` are what matters."""
    for place, (found, matters) in enumerate(zip(estimates, marks, strict=True)):
        ax.plot([found.low, found.high], [place, place], color=INK, linewidth=2)
        ax.plot(found.estimate, place, "o", color=INK, markersize=8)
        if matters:
            ax.vlines(matters, place - 0.18, place + 0.18, color=ACCENT, linewidth=3,
                      linestyle=":", label="smallest difference that matters")  # fmt: skip
    ax.set_yticks(range(len(labels)), labels)
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.axvline(0, color=INK, linewidth=0.8)
    return explain_marks(ax)


def _both_ways(matters: float | None) -> list[float]:
    return [] if matters is None else [-matters, matters]


def _stack(clients: pd.DataFrame, x: str, y: str, fewest: int = 1) -> pd.DataFrame:
    """Count clients at each pair of values, or in each cell, so that ties can be drawn by size."""
    if fewest > 1:
        return list_cells(clients[x], clients[y], clients["client_id"], fewest)
    pairs = clients[[x, y]].dropna().set_axis(["x", "y"], axis=1)
    return pairs.groupby(["x", "y"]).size().rename("clients").reset_index()


def _draw_circles(pairs: pd.DataFrame, ax: Axes, fewest: int = 1) -> None:
    area = "area: how many" if fewest == 1 else f"area: how many, {fewest} or more"
    ax.scatter(pairs["x"], pairs["y"], s=22 * pairs["clients"], color=SOFT, alpha=0.6,
               edgecolor=INK, linewidth=0.6, label=f"clients ({area})")  # fmt: skip


def explain_marks(ax: Axes) -> Axes:
    """Say under the Axes, in a frame, what each mark is: among the points it could be one."""
    handles, names = ax.get_legend_handles_labels()
    marks = dict(zip(names, handles, strict=True))
    if marks:
        box = {"frameon": True, "fancybox": False, "edgecolor": SOFT, "fontsize": "small"}
        ax.figure.legend(marks.values(), marks.keys(), loc="outside lower center", ncols=2, **box)
    return ax


def say_empty(ax: Axes, text: str = NO_VALUES) -> Axes:
    """Write on empty Axes why there is nothing to draw."""
    ax.text(0.5, 0.5, text, ha="center", va="center",
            transform=ax.transAxes, color=INK)  # fmt: skip
    ax.set(xticks=[], yticks=[])
    return ax
