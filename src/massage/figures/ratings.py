"""Which values were written down for a rating?"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from analysis.practice import Practice
from analysis.schema import Outcome
from massage.figures.figure import (
    Figure,
    fewest_in_a_mark,
    has_few_rated,
    name_scale,
    withhold,
    write,
)
from massage.figures.style import draw_bars
from massage.small_groups import list_ranges

NAME = "ratings"


def plot_ratings(practice: Practice, outcome: Outcome, *, shared: bool = False) -> Figure:
    """Bars: how often each value was written down."""
    sessions, fewest = practice.sessions, fewest_in_a_mark(shared)
    if has_few_rated(practice, outcome, fewest):
        return withhold("fewer" if shared else "no_values")
    values = sessions[outcome.column].dropna()
    ranges = list_ranges(values, sessions.loc[values.index, "client_id"], fewest)
    step = min(1.0, np.diff(np.sort(values.unique())).min(initial=1.0))

    places = {
        "name": outcome.name,
        "n": len(values),
        "half": values.median(),
        "common": values.value_counts().index[0],
        "lowest": values.min(),
        "highest": values.max(),
    }

    def paint(ax: Axes) -> None:
        draw_bars(ranges, "rows", step, ax)
        title, ylabel = (write(NAME, one, **places) for one in ("title", "ylabel"))
        ax.set(title=title, xlabel=name_scale(outcome), ylabel=ylabel)

    says, alternative = (write(NAME, one, **places) for one in ("says", "alternative"))
    names = {"low": "value_from", "high": "value_to", "rows": "sessions"}
    return Figure(paint, says, alternative, ranges.rename(columns=names), (4.2, 3.0))
