"""How did the ratings go over the first weeks, together and client by client?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.estimate import FEWEST_CLIENTS
from analysis.practice import Practice
from analysis.schema import Outcome
from massage.figures.figure import Figure, has_few_rated, name_scale, withhold, write
from massage.figures.fit import LETTER, POINTS
from massage.figures.style import BETTER, INK, SOFT, TYPE, UNSURE, WORSE, write_title
from massage.figures.values import early_values, mean_course, pick_clients, where_stayers_began
from massage.small_groups import is_small
from massage.words.answers import answer_time_alone
from massage.words.codes import join
from massage.words.formats import short, whole

TOGETHER, SINGLE = "courses", "single_courses"
COLUMNS, WEEKS = 3, (0, 6, 12)
CLOSE, SHARE = 1.0, 0.8  # the week that follows on the first session; what axes take of the width


def plot_courses(
    practice: Practice, outcome: Outcome, title: str = "", *, shared: bool = False
) -> Figure:
    """Line: the mean of two weeks. Band: the middle half of ten clients or more.

    A hollow mark shows where those began who are behind the last mean: they stayed.
    """
    means, fewest = mean_course(practice.sessions, outcome), practice.plan.fewest_clients
    if shared and has_few_rated(practice, outcome):
        return withhold("fewer")
    if shared and has_few_rated(practice, outcome, fewest):
        return withhold("fewer", fewest)
    if means.empty:
        return withhold("no_values")
    first, last, began = means.iloc[0], means.iloc[-1], _tell_began(practice, outcome, means)
    places = {"name": outcome.name, "first": first["mean"], "n_first": first["n"]}
    places |= {"last": last["mean"], "n_last": last["n"]}
    places |= {"week_first": first["week"], "week_last": last["week"]}

    def paint(ax: Axes) -> None:
        edge = 0.05 * (outcome.high - outcome.low)
        ax.set(
            title=title or write(TOGETHER, _choose_title(means), **places),
            xlabel=write(TOGETHER, "xlabel"),
            ylabel=name_scale(outcome),
            ylim=(outcome.low - edge, outcome.high + edge),
        )
        band = means[means["n"] >= FEWEST_CLIENTS]
        ax.fill_between(band["week"], band["low"], band["high"], color=UNSURE, alpha=0.3,
                        linewidth=0, label=write(TOGETHER, "band"))  # fmt: skip
        ax.plot(means["week"], means["mean"], color=INK, marker="o", linewidth=2,
                label=write(TOGETHER, "mean"))  # fmt: skip
        if len(began):
            ax.plot(0, began.mean(), "D", color=INK, markerfacecolor="none", markersize=9,
                    label=write(TOGETHER, "began"))  # fmt: skip
        below = [_write_below(row.week, row.n, ax) for row in means.itertuples()]
        ax.set_xticks(means["week"], below)

    stayed = write(TOGETHER, "stayed" if len(began) else "", began=began.mean(), n=len(began))
    alternative = join(title, write(TOGETHER, "alternative", **places), stayed)
    says = join(answer_time_alone(practice.sessions, outcome), stayed)
    ends = means[["low", "high"]].where(means["n"] >= FEWEST_CLIENTS)
    return Figure(
        paint, says, alternative, means.assign(**ends).rename(columns={"n": "clients"}), (4.2, 4.2)
    )


def _write_below(week: float, n: int, ax: Axes) -> str:
    """Write a week with the clients who came under it, lower where there is no room beside 0."""
    room = ax.figure.get_figwidth() * POINTS * SHARE / WEEKS[-1]
    crowded = week == CLOSE and LETTER * TYPE["xtick.labelsize"] * (len(whole(n)) + 1) > room
    return "\n".join([short(week), "", whole(n)] if crowded else [short(week), whole(n)])


def _choose_title(means: pd.DataFrame) -> str:
    first, last = means.iloc[0], means.iloc[-1]
    if len(means) < 2 or first["week"] > 0:
        return "title_none"
    return "title" if last["n"] < first["n"] else "title_all"


def _tell_began(practice: Practice, outcome: Outcome, means: pd.DataFrame) -> pd.Series:
    """First values of those who stayed; none where nobody left, or few stayed or left."""
    first, began = means.iloc[0], where_stayers_began(practice.sessions, outcome)
    left = int(first["n"]) - len(began)
    told = first["week"] == 0 and len(means) > 1 and left > 0
    return began if told and not (is_small(left) or is_small(len(began))) else began.head(0)


def plot_single_courses(practice: Practice, outcome: Outcome, *, shared: bool = False) -> Figure:
    """Small charts: one client each, from a low to a high first value."""
    if shared:
        return withhold("one_client")
    shown = pick_clients(practice.sessions, outcome)
    if not shown:
        return withhold("no_values")
    rows = early_values(practice.sessions, outcome).set_index("client_id")
    ends = rows.groupby("client_id")["value"].agg(["first", "last"])
    change = outcome.sign * (ends["last"] - ends["first"]).loc[shown]
    counts = {
        "better": (change > 0).sum(),
        "worse": (change < 0).sum(),
        "same": (change == 0).sum(),
    }
    places = {"name": outcome.name, "n": len(shown), **counts}

    def paint(panels: np.ndarray) -> None:
        for ax in panels.flat[len(shown) :]:
            ax.set_axis_off()
        for client, ax in zip(shown, panels.flat, strict=False):
            course, by = rows.loc[[client]], change[client]
            ax.plot(course["week"], course["value"], color=UNSURE, marker="o", markersize=3,
                    linewidth=1)  # fmt: skip
            way, colour = ("better", BETTER) if by > 0 else ("worse", WORSE)
            way, colour = (way, colour) if by else ("same", SOFT)
            ax.plot(course["week"].iloc[-1], course["value"].iloc[-1], "o", color=colour)
            ax.set_title(write(SINGLE, way, size=abs(by)), color=colour, fontsize="medium")
            ax.set_xticks(WEEKS)
        panels.flat[0].set_ylim(outcome.low - 0.5, outcome.high + 0.5)
        figure = panels.flat[0].figure
        write_title(write(SINGLE, "title", **places), figure)
        figure.supxlabel(write(SINGLE, "xlabel"), fontsize="medium")
        figure.supylabel(name_scale(outcome), fontsize="medium")

    says, alternative = (write(SINGLE, one, **places) for one in ("says", "alternative"))
    panels = {"nrows": -(-len(shown) // COLUMNS), "ncols": COLUMNS, "squeeze": False}
    panels |= {"sharex": True, "sharey": True}
    size = (4.2, 1.4 + 1.15 * panels["nrows"])
    return Figure(paint, says, alternative, size=size, panels=panels)
