"""How does the same client arrive after a shorter interval? Raw records, each against her mean."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.frames import check_sessions
from analysis.intervals import comparable, complete, list_intervals
from analysis.plan import PLAN, Plan
from analysis.practice import Practice
from analysis.schema import Outcome
from massage.figures.figure import FEW, IN_CELLS, NO_VALUES, Figure, withhold
from massage.figures.style import INK, UNSURE
from massage.small_groups import SMALLEST_GROUP, list_cells
from massage.words.formats import count, number, whole
from massage.words.together import explain_block

TICKS = {-2: "a quarter", -1: "half", 0: "usual", 1: "twice", 2: "four times"}
NOT_THE_ANSWER = "Raw records: nothing is held equal, so this line is not the answer."
BLOCKED = "Question 2 is blocked, and these dots would be read as its answer. {}"


def plot_intervals(practice: Practice, outcome: Outcome, *, shared: bool = False) -> Figure:
    """Dots: each interval and the next arrival, both against the same client's own mean.

    In what is handed on, circles at the mean of intervals of five clients or more.
    """
    if shared and (blocks := explain_block(practice.question_2[str(outcome.name)])):
        return withhold(BLOCKED.format(blocks))
    rows = centre_intervals(practice.sessions, outcome, practice.plan)
    if rows.empty:
        return withhold(FEW if shared else NO_VALUES)
    tenths = average_tenths(rows)
    if shared and tenths["clients"].min() < SMALLEST_GROUP:
        return withhold(FEW)

    def paint(ax: Axes) -> None:
        if shared:
            cells = list_cells(rows["length"], rows["y"], rows["client"])
            said = f"intervals of {SMALLEST_GROUP} clients or more (area: how many)"
            ax.scatter(cells["x"], cells["y"], s=4 * cells["rows"], color=UNSURE, alpha=0.8,
                       edgecolor=INK, linewidth=0.4, label=said)  # fmt: skip
        else:
            ax.plot(rows["length"], rows["y"], ".", color=UNSURE, alpha=0.5, markersize=5,
                    label="one interval")  # fmt: skip
        ax.plot(tenths["length"], tenths["y"], color=INK, marker="o", linewidth=2,
                label="mean of each tenth of the intervals")  # fmt: skip
        ax.axhline(0, color=INK, linewidth=0.8)
        ax.set_xticks(list(TICKS), list(TICKS.values()))
        ax.set(
            title=f"How does the same client arrive in {outcome.name} after a shorter interval?\n"
            f"(n = {whole(len(rows))} intervals)",
            xlabel="length of the interval against her own usual one",
            ylabel=f"{outcome.name} on arrival against her own mean\n"
            f"(points, {outcome.better} is better)",
            xlim=(-2.5, 2.5),
        )

    shortest, longest = (number(tenths["y"].iloc[place]) for place in (0, -1))
    alternative = (
        f"Dots of {count(len(rows), 'interval')} against {outcome.name} at the next arrival, each "
        f"against the same client's own mean: after her shortest tenth of intervals "
        f"{outcome.name} lay {shortest} points off it, after her longest tenth {longest}."
        f"{IN_CELLS * shared}"
    )
    return Figure(paint, NOT_THE_ANSWER, alternative, tenths)


def centre_intervals(sessions: pd.DataFrame, outcome: Outcome, plan: Plan = PLAN) -> pd.DataFrame:
    """Return each interval with a value on arrival, and its client's own mean taken off.

    ``client``, ``length`` (log2 of days) and ``y`` (points). Question 2 needs more values
    of each, and counts fewer intervals.
    """
    checked = check_sessions(sessions, (outcome,), alone=True)
    rows = complete(comparable(list_intervals(checked, outcome, plan), outcome, plan), ["y"])
    rows = rows[["client", "y"]].assign(length=np.log2(rows["day"] - rows["start"]))
    own = rows.groupby("client")[["length", "y"]].transform("mean")
    return rows[["client"]].assign(length=rows["length"] - own["length"], y=rows["y"] - own["y"])


def average_tenths(rows: pd.DataFrame) -> pd.DataFrame:
    """Means of each tenth of centred intervals, shortest first.

    ``length`` is log2 of days and ``y`` the outcome's points, both against the client's own mean;
    ``intervals`` and ``clients`` stand behind them.
    """
    tenths = pd.qcut(rows["length"], 10, labels=False, duplicates="drop").rename("tenth") + 1
    grouped = rows.groupby(tenths)
    return grouped.agg(
        length=("length", "mean"),
        y=("y", "mean"),
        intervals=("y", "size"),
        clients=("client", "nunique"),
    ).reset_index()
