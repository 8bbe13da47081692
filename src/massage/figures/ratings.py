"""Which values were written down for a rating?"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from analysis.practice import Practice
from analysis.schema import Outcome
from massage.figures.figure import (
    FEW,
    NO_VALUES,
    Figure,
    fewest_in_a_mark,
    has_few_rated,
    name_scale,
    withhold,
)
from massage.figures.style import draw_bars
from massage.small_groups import list_ranges
from massage.words.formats import count, short


def plot_ratings(practice: Practice, outcome: Outcome, *, shared: bool = False) -> Figure:
    """Bars: how often each value was written down."""
    sessions, fewest = practice.sessions, fewest_in_a_mark(shared)
    if has_few_rated(sessions, outcome, fewest):
        return withhold(FEW if shared else NO_VALUES)
    values = sessions[outcome.column].dropna()
    ranges = list_ranges(values, sessions.loc[values.index, "client_id"], fewest)
    step = min(1.0, np.diff(np.sort(values.unique())).min(initial=1.0))

    def paint(ax: Axes) -> None:
        draw_bars(ranges, "rows", step, ax)
        ax.set(
            title=f"Which values were written down for {outcome.name}? "
            f"(n = {len(values)} sessions)",
            xlabel=name_scale(outcome),
            ylabel="sessions",
        )

    half = f"half are at or below {short(values.median())}"
    common = f"{short(values.value_counts().index[0])} was written down most often"
    rated = f"{count(len(values), 'rating')} of {outcome.name}"
    ends = f"from {short(values.min())} to {short(values.max())}"
    alternative = f"Bar chart of {rated}: they run {ends}, {half}, and {common}."
    says = f"Of {rated} {half}; {common}."
    names = {"low": "value_from", "high": "value_to", "rows": "sessions"}
    return Figure(paint, says, alternative, ranges.rename(columns=names), (7.0, 3.4))
