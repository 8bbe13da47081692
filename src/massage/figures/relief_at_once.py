"""By how much does pain fall from arriving to leaving?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.frames import check_sessions
from analysis.schema import FULL_RANGE, PAIN, Outcome
from massage.claims.changes import average_relief, mean_relief
from massage.claims.claim import BETTER, WORSE
from massage.figures.figure import Figure, fewest_in_a_mark, withhold, write
from massage.figures.style import INK, draw_bars
from massage.practice import Practice
from massage.small_groups import list_ranges
from massage.words.codes import tell
from massage.words.formats import capital, interval

NAME = "relief_at_once"
BAR = 0.25  # points of a rating from 0 to 10
OVER = 1.08  # times the highest bar: where the mean stands
TITLES = {BETTER: "better", WORSE: "worse"}


def plot_relief(practice: Practice, *, shared: bool = False) -> Figure:
    """Bars: by how much pain fell from arriving to leaving, each client by the mean of her own.

    Over them their mean with its interval.
    """
    pain, fewest = practice.records.pain, practice.plan.fewest_clients
    fall = relief_by_client(practice.sessions, pain)
    if len(fall) < fewest:
        return withhold("fewer", fewest)
    width = BAR * (pain.high - pain.low) / FULL_RANGE
    starts, people = np.floor(fall / width) * width, fall.index.to_series()
    ranges = list_ranges(starts, people, fewest_in_a_mark(shared))
    middles = ranges.assign(low=ranges["low"] + width / 2, high=ranges["high"] + width / 2)
    found, judged = average_relief(practice.records), practice.examined.set_index("id")
    title = TITLES.get(judged.loc["C10", "verdict"], "unclear")
    places = {"name": pain.name, "Name": capital(pain.name), "n": len(fall), "mean": fall.mean()}
    places |= {"size": abs(fall.mean()), "level": found.level}

    def paint(ax: Axes) -> None:
        draw_bars(middles, "clients", width, ax, gap=0)
        ax.axvline(0, color=INK, linewidth=0.8)
        if found.answered:
            place = OVER * max(bar.get_height() for bar in ax.patches)
            ax.plot([found.low, found.high], [place, place], color=INK, linewidth=3)
            ax.plot(found.estimate, place, "D", color=INK, markersize=5,
                    label=write(NAME, "mean", **places))  # fmt: skip
        said, xlabel, ylabel = (write(NAME, one, **places) for one in (title, "xlabel", "ylabel"))
        ax.set(title=said, xlabel=xlabel, ylabel=ylabel)

    low, high = fall.quantile([0.1, 0.9])
    told = interval(found) if found.answered else tell(found.reason)
    alternative = write(NAME, "alternative", **places, low=low, high=high, found=told)
    ends = {"from_points": ranges["low"], "to_points": ranges["high"] + width}
    data = pd.DataFrame(ends | {"clients": ranges["clients"]})
    return Figure(paint, practice.claims["C10"], alternative, data)


def relief_by_client(sessions: pd.DataFrame, pain: Outcome = PAIN) -> pd.Series:
    """Return each client's mean fall in pain from arriving to leaving; none where not recorded."""
    sessions = check_sessions(sessions, (pain,), alone=True)
    return mean_relief(sessions, sessions["client_id"], pain).dropna()
