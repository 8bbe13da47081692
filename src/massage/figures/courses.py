"""How did the ratings go over the first weeks, together and client by client?"""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from analysis.estimate import FEWEST_CLIENTS
from analysis.practice import Practice
from analysis.schema import Outcome
from massage.figures.figure import (
    FEW,
    FEWER,
    NO_VALUES,
    ONE_CLIENT,
    Figure,
    has_few_rated,
    name_scale,
    withhold,
)
from massage.figures.style import INK, UNSURE
from massage.figures.values import early_values, mean_course, pick_clients
from massage.words.answers import answer_time_alone
from massage.words.formats import number, whole

WEEKS = "weeks since the first session"


def plot_courses(
    practice: Practice, outcome: Outcome, title: str = "", *, shared: bool = False
) -> Figure:
    """Thin lines: one per client, or in what is handed on a band. Thick: the mean of two weeks.

    The band is the middle half of ten clients or more.
    """
    rows, means = early_values(practice.sessions, outcome), mean_course(practice.sessions, outcome)
    n, fewest = rows["client_id"].nunique(), practice.plan.fewest_clients
    if shared and has_few_rated(practice.sessions, outcome):
        return withhold(FEW)
    if shared and has_few_rated(practice.sessions, outcome, fewest):
        return withhold(FEWER.format(fewest))
    if means.empty:
        return withhold(NO_VALUES)

    def paint(ax: Axes) -> None:
        ways = ", client by client" * (not shared), " over the first weeks" * shared
        ax.set(
            title=title or f"How did {outcome.name} go{''.join(ways)}? (n = {n})",
            xlabel=WEEKS,
            ylabel=name_scale(outcome),
        )
        if shared:
            _draw_band(ax)
        else:
            lines = [one[["week", "value"]].to_numpy() for _, one in rows.groupby("client_id")]
            ax.add_collection(LineCollection(lines, color=UNSURE, alpha=0.4, linewidth=0.8))
        ax.plot(means["week"], means["mean"], color=INK, marker="o", linewidth=2.5,
                label="mean of those who came")  # fmt: skip

    def _draw_band(ax: Axes) -> None:
        band = means[means["n"] >= FEWEST_CLIENTS]
        ax.fill_between(band["week"], band["low"], band["high"], color=UNSURE, alpha=0.35,
                        linewidth=0, label="the middle half of the clients")  # fmt: skip
        for row in means.itertuples():
            ax.annotate(f"n = {row.n}", (row.week, row.mean), (0, 9), textcoords="offset points",
                        ha="center", fontsize="small", color=INK)  # fmt: skip

    first, last = means.iloc[0], means.iloc[-1]
    alternative = (
        f"{title}{' ' * bool(title)}Line chart of {outcome.name} by {WEEKS}, "
        f"{'with a band for the middle half of clients' if shared else 'one thin line per client'}:"
        f" the mean goes from {number(first['mean'], 1)} (n = {whole(first['n'])}) in week "
        f"{whole(first['week'])} to {number(last['mean'], 1)} (n = {whole(last['n'])}) around week "
        f"{whole(last['week'])}."
    )
    says = answer_time_alone(practice.sessions, outcome)
    ends = means[["low", "high"]].where(means["n"] >= FEWEST_CLIENTS)
    return Figure(paint, says, alternative, means.assign(**ends).rename(columns={"n": "clients"}))


def plot_single_courses(practice: Practice, outcome: Outcome, *, shared: bool = False) -> Figure:
    """Small charts: one client each, from a low to a high first value."""
    if shared:
        return withhold(ONE_CLIENT)
    shown = pick_clients(practice.sessions, outcome)
    if not shown:
        return withhold(NO_VALUES)
    rows = early_values(practice.sessions, outcome).set_index("client_id")

    def paint(panels: Axes) -> None:
        for client, ax in zip(shown, panels.flat, strict=False):
            course = rows.loc[[client]]
            ax.plot(course["week"], course["value"], color=INK, marker="o", markersize=3,
                    linewidth=1)  # fmt: skip
        panels.flat[0].set_ylim(outcome.low - 0.5, outcome.high + 0.5)
        figure = panels.flat[0].figure
        figure.suptitle(f"What do single courses in {outcome.name} look like?")
        figure.supxlabel(WEEKS)
        figure.supylabel(f"{outcome.name} ({outcome.better} is better)")

    ends = rows.groupby("client_id")["value"].agg(["first", "last"])
    change = outcome.sign * (ends["last"] - ends["first"]).loc[shown]
    alternative = (
        f"{len(shown)} small line charts of {outcome.name} by {WEEKS}, one client each, from a low "
        f"to a high first value: {int((change > 0).sum())} end better than they began, "
        f"{int((change < 0).sum())} worse."
    )
    panels = {"nrows": 3, "ncols": 4, "sharex": True, "sharey": True}
    return Figure(paint, "", alternative, size=(7.0, 4.6), panels=panels)
