"""Colours, axes and marks that figures share."""

from __future__ import annotations

from contextlib import AbstractContextManager

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from massage.figures.fit import EDGE, LETTER, POINTS
from massage.look.tokens import read_colours
from massage.report.lines import break_lines
from massage.small_groups import list_cells
from massage.words.codes import read_words

INK, SOFT, LINE, PAPER, BETTER, WORSE, UNSURE, SAME = map(
    read_colours().get, ("ink", "soft", "line", "paper", "better", "worse", "unsure", "same")
)
TYPE = {
    "font.size": 10.5,  # points; in a figure 4.2 inches wide
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlepad": 9,
    "figure.titlesize": 12,
    "figure.titleweight": "bold",
    **dict.fromkeys(("axes.labelsize", "xtick.labelsize", "ytick.labelsize"), 10.5),
    "legend.fontsize": 10.5,
}
KEY = 50  # points that a legend's marks and frame take beside its words
MARKERS = ("o", "s", "^", "D")
LINES = ("-", "--", ":", "-.")
AREA = 22  # of a circle, for each client


def new_panels(size: tuple[float, float], **panels: object) -> np.ndarray | Axes:
    """Return what ``Figure.subplots`` gives for ``panels``, in the project's plain style.

    ``size`` is width and height in inches.
    """
    with colours():
        figure = Figure(figsize=size, layout="constrained")
        axes = figure.subplots(**panels)
    for ax in figure.axes:  # ticks are made later, when the figure is
        ax.tick_params(colors=INK)
    sns.despine(figure)
    return axes


def colours() -> AbstractContextManager[None]:
    """Return a context in which words, axes and ground have the project's colours."""
    grounds, words = ("figure.facecolor", "axes.facecolor"), ("text.color", "axes.labelcolor")
    lines = {"grid.color": LINE, "axes.edgecolor": SOFT}
    return sns.axes_style(
        "whitegrid", dict.fromkeys(grounds, PAPER) | dict.fromkeys(words, INK) | lines
    )


def new_axes(width: float = 7.0, height: float = 4.4) -> Axes:
    """Return empty Axes, in inches."""
    return new_panels((width, height))


def write_title(title: str, figure: Figure) -> None:
    """Write a title over a figure, from the left edge on."""
    figure.suptitle(title, x=EDGE / POINTS / figure.get_figwidth(), ha="left")


def draw_bars(ranges: pd.DataFrame, counted: str, step: float, ax: Axes, gap: float = 0.2) -> None:
    """Draw a bar for each row of ``list_ranges``; one of several steps is as high as their mean.

    So the area of every bar is what it holds. ``gap`` is the part of a step left empty.
    """
    places = ((ranges["high"] - ranges["low"]) / step).round() + 1
    middle, width = (ranges["low"] + ranges["high"]) / 2, (places - gap) * step
    height, several = ranges[counted] / places, places > 1
    ax.bar(middle[~several], height[~several], width=width[~several], color=(UNSURE, 0.5),
           edgecolor=INK, linewidth=0.6)  # fmt: skip
    if several.any():
        words = read_words("figures")["marks"]
        ax.bar(middle[several], height[several], width=width[several], color="none", edgecolor=INK,
               linewidth=1, linestyle=":", label=words["several"])  # fmt: skip


def stack(clients: pd.DataFrame, x: str, y: str, fewest: int = 1) -> pd.DataFrame:
    """Count clients at each pair of values, or in each cell, so that ties can be drawn by size."""
    if fewest > 1:
        return list_cells(clients[x], clients[y], clients["client_id"], fewest).drop(columns="rows")
    pairs = clients[[x, y]].dropna().set_axis(["x", "y"], axis=1)
    return pairs.groupby(["x", "y"]).size().rename("clients").reset_index()


def draw_circles(pairs: pd.DataFrame, ax: Axes, fewest: int = 1) -> None:
    """Draw a circle for each row of ``stack``."""
    words, key = read_words("figures")["marks"], "circles" if fewest == 1 else "large_circles"
    ax.scatter(pairs["x"], pairs["y"], s=AREA * pairs["clients"], color=UNSURE, alpha=0.6,
               edgecolor=INK, linewidth=0.6, label=words[key].format(fewest=fewest))  # fmt: skip


def explain_marks(ax: Axes) -> None:
    """Say under the Axes, in a frame, what each mark is: among the points it could be one."""
    handles, names = ax.get_legend_handles_labels()
    letters = int((ax.figure.get_figwidth() * POINTS - KEY) / (LETTER * TYPE["legend.fontsize"]))
    marks = {break_lines(name, letters): one for name, one in zip(names, handles, strict=True)}
    if marks:
        box = {"frameon": True, "fancybox": False, "edgecolor": LINE, "facecolor": PAPER,
               "labelcolor": INK}  # fmt: skip
        entry = KEY + LETTER * TYPE["legend.fontsize"] * max(map(len, marks))
        columns = max(1, min(len(marks), int(ax.figure.get_figwidth() * POINTS / entry)))
        ax.figure.legend(marks.values(), marks.keys(), loc="outside lower center", ncols=columns,
                         **box)  # fmt: skip
