"""Figures of question 2, of calibrations and of specifications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.plan import PLAN, Plan
from analysis.question_2 import Comparison
from analysis.schema import Outcome
from massage.figures.between import (
    ACCENT,
    INK,
    PALE,
    SOFT,
    draw_estimates,
    explain_marks,
    new_panels,
    say_empty,
)
from massage.figures.values import centre_intervals, mean_of_tenths
from massage.robustness.specifications import CHOICES, side_of_zero
from massage.small_groups import list_cells
from massage.words.formats import coverage, plain

MARKERS = ("o", "s", "^", "D")
LINES = ("-", "--", ":", "-.")


def plot_intervals(
    sessions: pd.DataFrame, outcome: Outcome, ax: Axes, fewest: int = 1, plan: Plan = PLAN
) -> Axes:
    """Dots: each interval and the next arrival, both against the same client's own mean.

    With ``fewest`` clients or more, each circle stands at the mean of their intervals.
    """
    rows = centre_intervals(sessions, outcome, plan)
    ax.set(
        title=f"How does the same client arrive in {outcome.name} after a shorter interval?\n"
        f"(n = {len(rows):,} intervals)",
        xlabel="length of the interval against her own usual one",
        ylabel=f"{outcome.name} on arrival against her own mean\n"
        f"(points, {outcome.better} is better)",
    )
    if rows.empty:
        return say_empty(ax)
    if fewest > 1:
        cells = list_cells(rows["length"], rows["y"], rows["client"], fewest)
        ax.scatter(cells["x"], cells["y"], s=4 * cells["rows"], color=SOFT, alpha=0.6,
                   edgecolor=INK, linewidth=0.4,
                   label=f"intervals of {fewest} clients or more (area: how many)")  # fmt: skip
    else:
        ax.plot(rows["length"], rows["y"], ".", color=SOFT, alpha=0.35, markersize=5,
                label="one interval")  # fmt: skip
    means = mean_of_tenths(rows)
    ax.plot(means["length"], means["y"], color=ACCENT, marker="o", linewidth=2,
            label="mean of each tenth of the intervals")  # fmt: skip
    ax.axhline(0, color=INK, linewidth=0.8)
    ax.set_xticks([-2, -1, 0, 1, 2], ["a quarter", "half", "usual", "twice", "four times"])
    ax.set_xlim(-2.5, 2.5)
    return explain_marks(ax)


def plot_put_off(supposed: pd.DataFrame, compared: Comparison, ax: Axes) -> Axes:
    """Draw the benefit of half the interval, by how many visits are supposed to be put off."""
    n = int(supposed["n_appointments"].iloc[0])
    ax.set(
        title=f"How many visits put off when worse, and not written down,\nwould undo the answer "
        f"for {compared.outcome.name}? (n = {n:,} standing visits)",
        xlabel="visits put off by up to a week, of 100 standing ones (the worst arrivals)",
        ylabel="points better after half the interval",
    )
    if compared.blocked_by:
        return say_empty(ax, "Question 2 is blocked: there is no answer to undo.")
    if supposed["low"].isna().all():
        return say_empty(ax)
    ax.fill_between(supposed["per_hundred"], supposed["low"], supposed["high"], color=PALE,
                    label=f"{coverage(compared.level)} interval")  # fmt: skip
    ax.plot(supposed["per_hundred"], supposed["estimate"], color=ACCENT, label="estimate")
    ax.axhline(0, color=INK, linewidth=0.8)
    return explain_marks(ax)


def plot_halving(compared: Mapping[str, Comparison], ax: Axes) -> Axes:
    """Points with intervals: benefit of halving one interval, where nothing blocks it."""
    usable = [one for one in compared.values() if one.usable]
    ax.set(
        title="How much better did the same client arrive\nafter half the interval?",
        xlabel="points (right of 0: better after the shorter interval)",
    )
    if not usable:
        return say_empty(ax, "No number can be given from these records.")
    labels = [
        f"{one.outcome.name}\nn = {one.n_clients} clients,\n{one.n_intervals:,} intervals"
        for one in usable
    ]
    marks = [[] if one.outcome.smallest is None else [one.outcome.smallest] for one in usable]
    return draw_estimates(usable, labels, marks, ax)


def plot_false_alarms(
    rates: pd.DataFrame, worlds: Sequence[str], analyses: Mapping[str, str], ax: Axes
) -> Axes:
    """Marks: of 100 practices in which massage does nothing, in how many a result is announced.

    ``rates`` is a calibration; ``analyses`` gives each analysis the name it has in the figure.
    """
    table = rates.pivot(index="world", columns="analysis", values="significant").loc[list(worlds)]
    runs, clients = int(rates["runs"].iloc[0]), int(rates["clients"].iloc[0])
    places = np.arange(len(table))
    for (analysis, label), marker in zip(analyses.items(), MARKERS, strict=False):
        colour = INK if analysis.startswith("question_2") else SOFT
        colour = ACCENT if analysis == "today" else colour
        ax.plot(100 * table[analysis], places, marker, color=colour, markersize=7, label=label,
                markeredgecolor=INK, alpha=0.9)  # fmt: skip
    ax.axvline(5, color=INK, linestyle="--", linewidth=1)
    ax.set_yticks(places, [plain(world) for world in table.index])
    ax.set_ylim(len(table) - 0.5, -0.5)
    ax.set(
        title="How often is a result announced\nwhere massage does nothing?\n"
        f"({runs:,} practices of {clients} clients each)",
        xlabel="of 100 practices (dashed: the 5 that chance allows)",
        xlim=(-2, 102),
    )
    return explain_marks(ax)


def plot_power(power: pd.DataFrame, ax: Axes) -> Axes:
    """Lines: of 100 practices, in how many question 2 sees what is there, by number of clients.

    ``power`` has ``clients``, ``kind`` (label of the line) and ``claimed`` (share of practices).
    """
    for (kind, rows), line, marker in zip(
        power.groupby("kind", sort=False), LINES * 2, MARKERS * 2, strict=False
    ):
        ax.plot(rows["clients"], 100 * rows["claimed"], color=INK, linestyle=line, marker=marker,
                label=kind)  # fmt: skip
    ax.axhline(80, color=ACCENT, linewidth=1, linestyle="--")
    ax.set(
        title="How many clients does it take to see what is there?",
        xlabel="clients in the records",
        ylabel="of 100 practices, seen in\n(dashed: 80)",
        ylim=(0, 102),
        xscale="log",
    )
    ax.set_xticks(ticks := sorted(power["clients"].unique()), [str(tick) for tick in ticks])
    ax.minorticks_off()
    return explain_marks(ax)


def plot_specifications(fitted: pd.DataFrame, name: str) -> Figure:
    """Curve of all specifications, sorted, over the grid of what each of them chose."""
    upper, lower = new_panels(heights=(2, 3))
    ordered = fitted.sort_values("estimate", ignore_index=True)
    places = np.arange(len(ordered))
    answered = ordered["estimate"].notna()
    upper.vlines(places, ordered["low"], ordered["high"], color=SOFT, linewidth=1)
    outside = side_of_zero(ordered) != 0
    upper.plot(places[~outside], ordered.loc[~outside, "estimate"], ".", color=INK,
               label="interval holds 0")  # fmt: skip
    upper.plot(places[outside], ordered.loc[outside, "estimate"], "^", color=ACCENT,
               label="interval leaves out 0")  # fmt: skip
    upper.axhline(0, color=INK, linewidth=0.8)
    upper.set(
        ylabel="points per\nextra weekly session",
        xticks=[],
    )
    explain_marks(upper)
    labels = [(c, value) for c in CHOICES for value in fitted[c].unique()]
    for row, (choice, value) in enumerate(labels):
        here = places[(ordered[choice] == value).to_numpy()]
        lower.plot(here, np.full(len(here), row), "|", color=INK, markersize=6)
    lower.set_yticks(range(len(labels)), [f"{choice}: {value}" for choice, value in labels])
    lower.set_ylim(len(labels) - 0.5, -0.5)
    lower.set(xlabel="specifications, from the lowest estimate to the highest", xticks=[])
    lower.grid(color=PALE)
    upper.figure.suptitle(f"Do other choices say the same about {name}? (n = {answered.sum()})")
    return upper.figure
