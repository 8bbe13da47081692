"""By how much does pain fall from arriving to leaving?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.frames import check_sessions
from analysis.schema import FULL_RANGE, PAIN, Outcome
from massage.claims.changes import mean_relief
from massage.figures.figure import FEWER, Figure, fewest_in_a_mark, withhold
from massage.figures.style import INK, draw_bars
from massage.practice import Practice
from massage.small_groups import list_ranges
from massage.words.formats import count, fixed, number

BAR = 0.25  # points of a rating from 0 to 10


def plot_relief(practice: Practice, *, shared: bool = False) -> Figure:
    """Bars: by how much pain fell from arriving to leaving, each client by the mean of her own."""
    pain, fewest = practice.records.pain, practice.plan.fewest_clients
    fall = relief_by_client(practice.sessions, pain)
    if len(fall) < fewest:
        return withhold(FEWER.format(fewest))
    width = BAR * (pain.high - pain.low) / FULL_RANGE
    starts, people = np.floor(fall / width) * width, fall.index.to_series()
    ranges = list_ranges(starts, people, fewest_in_a_mark(shared))
    middles = ranges.assign(low=ranges["low"] + width / 2, high=ranges["high"] + width / 2)

    def paint(ax: Axes) -> None:
        draw_bars(middles, "clients", width, ax, gap=0)
        ax.axvline(0, color=INK, linewidth=0.8)
        ax.axvline(fall.mean(), color=INK, linestyle="--", label=f"mean: {fixed(fall.mean())}")
        ax.set(
            title=f"By how much does pain fall from arriving to leaving? (n = {len(fall)} clients)",
            xlabel="points less on leaving, mean of a client's sessions",
            ylabel="clients",
        )

    low, high = (number(value) for value in fall.quantile([0.1, 0.9]))
    alternative = (
        f"Bar chart of {count(len(fall), 'client')}: pain falls by {number(fall.mean())} points on "
        f"average from arriving to leaving; eight in ten clients lie between {low} and {high}."
    )
    ends = {"from_points": ranges["low"], "to_points": ranges["high"] + width}
    data = pd.DataFrame(ends | {"clients": ranges["clients"]})
    return Figure(paint, practice.claims["C10"], alternative, data)


def relief_by_client(sessions: pd.DataFrame, pain: Outcome = PAIN) -> pd.Series:
    """Return each client's mean fall in pain from arriving to leaving; none where not recorded."""
    return mean_relief(check_sessions(sessions, (pain,), alone=True), pain).dropna()
