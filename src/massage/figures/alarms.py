"""How often is something announced where massage does nothing, by the usual sum and by ours?"""

from __future__ import annotations

import numpy as np

from massage.figures.figure import Figure
from massage.figures.icons import HALF, PALE, Icons, draw_icons, explain_icons, write_above
from massage.figures.style import write_title
from massage.practice import Practice
from massage.robustness.false_alarms import pick_nearest, pick_rates
from massage.words.codes import say
from massage.words.formats import of_100
from massage.worlds.calibrate import read_calibrations
from massage.worlds.world import IDENTIFIABLE_NULLS

WORDS = "sure"
ANALYSES = {"today": "today", "ours": "question_2"}


def plot_alarms(practice: Practice, *, shared: bool = False) -> Figure:  # noqa: ARG001
    """Two icon arrays: of 100 made-up practices where massage does nothing, the false alarms.

    The mean over kinds of practice, of the simulated size that is nearest to these records.
    """
    rates = read_calibrations()
    size = pick_nearest(rates, len(practice.clients))
    rates = pick_rates(rates, list(IDENTIFIABLE_NULLS), size)
    rates = rates[rates["analysis"].isin(ANALYSES.values())]
    shares = rates.groupby("analysis")["claimed"].agg(["mean", "max"])
    shown = {name: round(100 * shares.loc[one, "mean"]) for name, one in ANALYSES.items()}

    def paint(axes: np.ndarray) -> None:
        for ax, (name, n) in zip(axes.flat, shown.items(), strict=True):
            draw_icons(_list_icons(n), ax)
            write_above(say(WORDS, f"alarms_{name}", share=n), ax, HALF)
        write_title(say(WORDS, "alarms", **shown), ax.figure)
        explain_icons(_list_icons(shown["today"]), ax.figure)

    says = say(WORDS, "alarms_says", **shown)
    alternative = say(
        WORDS,
        "alarms_alternative",
        **shown,
        kinds=rates["world"].nunique(),
        clients=size,
        runs=int(rates["runs"].iloc[0]),
        error=rates["claimed_error"].max(),
        worst=of_100(shares.loc[ANALYSES["today"], "max"]),
        ours_worst=of_100(shares.loc[ANALYSES["ours"], "max"]),
    )
    names = ["world", "analysis", "clients", "runs", "claimed", "claimed_error"]
    data = rates[names].rename(columns={"clients": "clients_each", "runs": "practices"})
    return Figure(paint, says, alternative, data.reset_index(drop=True), (4.2, 3.6), {"ncols": 2})


def _list_icons(n: int) -> list[Icons]:
    quiet = Icons(100 - n, say(WORDS, "alarms_quiet"), "same", PALE)
    return [Icons(n, say(WORDS, "alarms_alarm"), "worse"), quiet]
