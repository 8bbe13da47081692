"""Do two columns of a table of people go together?"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from analysis.correlation import correlate
from analysis.estimate import Estimate
from massage.figures.figure import Figure, write
from massage.figures.style import INK, draw_circles, stack
from massage.words.answers import answer_correlation
from massage.words.formats import capital, plain

NAME = "pairs"


def plot_pairs(table: pd.DataFrame, x: str, y: str, xlabel: str = "") -> Figure:
    """Circles: two columns of a table of people against each other, and Pearson's r in words."""
    known, found = table[[x, y]].dropna(), correlate(table, x, y, method="pearson")
    both = ((known[x] > 0) & (known[y] > 0)).sum()
    places = {"x": plain(x), "y": plain(y), "X": capital(plain(x)), "n": len(known), "both": both}

    def paint(ax: Axes) -> None:
        draw_circles(stack(table, x, y), ax)
        ax.axhline(0, color=INK, linewidth=0.8)
        ax.axvline(0, color=INK, linewidth=0.8)
        title = write(NAME, _choose_title(found), **places)
        across, up = (write(NAME, "axis", name=plain(one)) for one in (x, y))
        ax.set(title=title, xlabel=xlabel or across, ylabel=up)

    says = answer_correlation(found, plain(x), plain(y))
    return Figure(paint, says, write(NAME, "alternative", **places))


def _choose_title(found: Estimate) -> str:
    if not found.answered:
        return "none"
    if found.low <= 0 <= found.high:
        return "unclear"
    return "larger" if found.estimate > 0 else "smaller"
