"""Do two columns of a table of people go together?"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from massage.figures.figure import Figure
from massage.figures.style import INK, draw_circles, stack
from massage.words.formats import plain


def plot_pairs(table: pd.DataFrame, x: str, y: str, xlabel: str = "") -> Figure:
    """Circles: two columns of a table of people against each other."""
    known = table[[x, y]].dropna()

    def paint(ax: Axes) -> None:
        draw_circles(stack(table, x, y), ax)
        ax.axhline(0, color=INK, linewidth=0.8)
        ax.axvline(0, color=INK, linewidth=0.8)
        ax.set(
            title=f"Do {plain(x)} and {plain(y)} go together? (n = {len(known)})",
            xlabel=xlabel or f"{plain(x)} (points)",
            ylabel=f"{plain(y)} (points)",
        )

    both = int(((known[x] > 0) & (known[y] > 0)).sum())
    alternative = (
        f"Circles of {plain(x)} against {plain(y)} for {len(known)} people: both are above zero "
        f"for {both} of them."
    )
    return Figure(paint, alternative=alternative)
