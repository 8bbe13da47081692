"""Do clients who come more often improve more?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.practice import Practice
from analysis.question_1 import Association
from analysis.schema import Outcome
from massage.figures.change import why_no_change
from massage.figures.figure import IN_CELLS, Figure, fewest_in_a_mark, withhold
from massage.figures.style import INK, draw_circles, stack
from massage.words.answers import answer_between
from massage.words.codes import tell
from massage.words.formats import count, coverage, first_weeks, interval, number


def plot_improvement(practice: Practice, outcome: Outcome, *, shared: bool = False) -> Figure:
    """Circles: how often clients came against how much they improved, with the adjusted slope."""
    if reason := why_no_change(practice, outcome, shared=shared):
        return withhold(reason)
    found, fewest = practice.question_1[str(outcome.name)], fewest_in_a_mark(shared)
    pairs = stack(practice.clients, "frequency", f"{outcome.name}_improvement", fewest)

    def paint(ax: Axes) -> None:
        ax.set(
            title=f"Do clients who come more often improve more in {outcome.name}? "
            f"(n = {int(pairs['clients'].sum())})",
            xlabel=f"sessions per week in the {first_weeks(practice.plan.windows)}",
            ylabel=f"improvement in {outcome.name} (points, up is better)",
        )
        draw_circles(pairs, ax, fewest)
        ax.axhline(0, color=INK, linewidth=0.8)
        if found.told_slope.answered:
            _draw_slope(pairs, found, ax)

    alternative = _describe(found) + IN_CELLS * shared
    data = pairs.rename(columns={"x": "sessions_per_week", "y": "points_better"})
    return Figure(paint, answer_between(found), alternative, data)


def _draw_slope(pairs: pd.DataFrame, found: Association, ax: Axes) -> None:
    """Line through the means with the adjusted slope, and the range that its interval allows."""
    x, y = (np.average(pairs[axis], weights=pairs["clients"]) for axis in ("x", "y"))
    across = np.array([pairs["x"].min(), x, pairs["x"].max()])
    low, middle, high = (
        y + (across - x) * slope
        for slope in (found.told_slope.low, found.told_slope.estimate, found.told_slope.high)
    )
    ax.plot(across, middle, color=INK, linewidth=2,
            label=f"adjusted slope, {coverage(found.slope.level)} interval")  # fmt: skip
    ax.fill_between(across, low, high, color=INK, alpha=0.18, linewidth=0)
    shown = np.concatenate([pairs["y"], low, high, [0]])
    ax.set_ylim(shown.min() - 0.5, shown.max() + 0.5)


def _describe(found: Association) -> str:
    slope = found.told_slope
    text = f"Circles of sessions per week against improvement in {found.outcome.name}"
    if not slope.answered:
        return f"{text}, without a line: {tell(slope.reason)}."
    trend = "rises" if slope.estimate > 0 else "falls"
    return (
        f"{text} for {count(slope.n_clients, 'client')}. The adjusted line {trend} by "
        f"{number(abs(slope.estimate))} points per extra weekly session; {interval(slope)}."
    )
