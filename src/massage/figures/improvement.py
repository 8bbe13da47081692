"""Do clients who come more often improve more?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.practice import Practice
from analysis.schema import Outcome
from analysis.verdicts import BETWEEN, Verdict
from massage.figures.change import withhold_change
from massage.figures.figure import Figure, fewest_in_a_mark, write
from massage.figures.style import INK, UNSURE, draw_circles, stack
from massage.words.answers import answer_between
from massage.words.codes import join
from massage.words.decisions import show_between
from massage.words.formats import capital, first_weeks

NAME = "improvement"


def plot_improvement(practice: Practice, outcome: Outcome, *, shared: bool = False) -> Figure:
    """Circles: how often clients came against how much they improved, with the adjusted slope.

    Where the answer is that these records can't tell, the line is grey and dashed.
    """
    if withheld := withhold_change(practice, outcome, shared=shared):
        return withheld
    found, fewest = practice.question_1[str(outcome.name)], fewest_in_a_mark(shared)
    verdict = practice.verdicts[str(outcome.name)][BETWEEN]
    pairs = stack(practice.clients, "frequency", f"{outcome.name}_improvement", fewest)
    places = {"name": outcome.name, "Name": capital(outcome.name), "n": pairs["clients"].sum()}
    places["first_weeks"] = first_weeks(practice.plan.windows)

    def paint(ax: Axes) -> None:
        title, xlabel, ylabel = (
            write(NAME, one, **places) for one in (show_between(found), "xlabel", "ylabel")
        )
        ax.set(title=title, xlabel=xlabel, ylabel=ylabel)
        draw_circles(pairs, ax, fewest)
        ax.axhline(0, color=INK, linewidth=0.8)
        if verdict.drawn.answered:
            _draw_slope(pairs, verdict, ax)

    alternative = join(_describe(verdict, outcome), write(NAME, "in_cells" * shared))
    data = pairs.rename(columns={"x": "sessions_per_week", "y": "points_better"})
    return Figure(paint, answer_between(found), alternative, data, (4.2, 4.2))


def _draw_slope(pairs: pd.DataFrame, verdict: Verdict, ax: Axes) -> None:
    """Line through the means with the adjusted slope, and the range that its interval allows."""
    x, y = (np.average(pairs[axis], weights=pairs["clients"]) for axis in ("x", "y"))
    across = np.array([pairs["x"].min(), x, pairs["x"].max()])
    slope = verdict.drawn
    low, middle, high = (y + (across - x) * one for one in (slope.low, slope.estimate, slope.high))
    colour, line = (INK, "-") if verdict.is_named else (UNSURE, "--")
    said = write(NAME, "line" if verdict.is_named else "line_unclear", slope=slope)
    ax.plot(across, middle, color=colour, linestyle=line, linewidth=2, label=said)
    ax.fill_between(across, low, high, color=colour, alpha=0.18, linewidth=0)
    shown = np.concatenate([pairs["y"], low, high, [0]])
    ax.set_ylim(shown.min() - 0.5, shown.max() + 0.5)


def _describe(verdict: Verdict, outcome: Outcome) -> str:
    slope = verdict.drawn
    places = {"name": outcome.name, "slope": slope, "n": slope.n_clients}
    if not slope.answered:
        return write(NAME, "circles_only", reason=slope.reason, **places)
    unclear = "" if verdict.is_named else "is_unclear"
    way = "rises" if slope.estimate > 0 else "falls"
    return write(NAME, "circles", way, unclear, size=abs(slope.estimate), **places)
