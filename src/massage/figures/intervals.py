"""How does the same client arrive after a shorter gap than usual, and after a longer one?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.frames import check_sessions
from analysis.intervals import comparable, complete, list_intervals
from analysis.plan import PLAN, Plan
from analysis.practice import Practice
from analysis.schema import Outcome
from analysis.verdicts import WITHIN
from massage.figures.figure import Figure, withhold, write
from massage.figures.style import BETTER, INK, UNSURE, WORSE
from massage.small_groups import SMALLEST_GROUP
from massage.words import decisions
from massage.words.codes import read_words
from massage.words.decisions import show_within
from massage.words.formats import capital, number
from massage.words.together import explain_block

NAME = "intervals"
TICKS = (-2, -1, 0, 1, 2)  # log2 of times the usual gap
HALF = -1.0  # log2 of the usual gap
EDGE = 1.2  # of the figure, beyond half and double
LOOKS = {decisions.BETTER: (BETTER, "-"), decisions.WORSE: (WORSE, "-")}


def plot_intervals(practice: Practice, outcome: Outcome, *, shared: bool = False) -> Figure:
    """Line: what question 2 says of the same client's shorter and longer gaps, with its interval.

    Dots: means of each tenth of the gaps as written down, both against the client's own mean. Where
    question 2 can't tell, the line is grey and dashed; without a usable answer there is none.
    """
    compared = practice.question_2[str(outcome.name)]
    if shared and (blocks := explain_block(compared)):
        return Figure(withheld=write(NAME, "blocked", blocks=blocks))
    rows = centre_intervals(practice.sessions, outcome, practice.plan)
    if rows.empty:
        return withhold("fewer" if shared else "no_values")
    tenths = average_tenths(rows)
    if shared and tenths["clients"].min() < SMALLEST_GROUP:
        return withhold("fewer")
    answer = practice.verdicts[str(outcome.name)][WITHIN].drawn
    shown = show_within(compared) if answer.answered else decisions.NONE
    colour, line = LOOKS.get(shown, (UNSURE, "--"))
    better = outcome.sign * tenths["y"]
    places = {"name": outcome.name, "Name": capital(outcome.name), "n": len(rows)}
    places |= {"compared": answer, "points": number(answer.estimate)}

    def paint(ax: Axes) -> None:
        ax.axhline(0, color=INK, linewidth=0.8)
        ax.axvline(0, color=INK, linewidth=0.8)
        ax.scatter(tenths["length"], better, s=40, color=UNSURE, alpha=0.7, edgecolor=INK,
                   linewidth=0.6, label=write(NAME, "raw"))  # fmt: skip
        if answer.answered:
            across = EDGE * np.array([-1, 0, 1])
            ends = (across * end / HALF for end in (answer.low, answer.high))
            ax.fill_between(across, *ends, color=colour, alpha=0.18, linewidth=0)
            ax.plot(across, across * answer.estimate / HALF, color=colour, linestyle=line,
                    linewidth=2, label=write(NAME, "answer", compared=answer))  # fmt: skip
            ax.plot([HALF, HALF], [answer.low, answer.high], color=colour, linewidth=3)
            ax.plot(HALF, answer.estimate, "o", color=colour, markersize=8)
        ax.set_xticks(TICKS, read_words("figures")[NAME]["ticks"])
        widest = max(EDGE, 1.05 * tenths["length"].abs().max())
        title, xlabel, ylabel = (write(NAME, one, **places) for one in (shown, "xlabel", "ylabel"))
        ax.set(title=title, xlabel=xlabel, ylabel=ylabel, xlim=(-widest, widest))

    dashed = "line_dashed" if line == "--" else "line_solid"
    drawn = dashed if answer.answered else ""
    ends = {"shortest": better.iloc[0], "longest": better.iloc[-1]}
    alternative = write(NAME, "alternative", drawn, **places, **ends)
    says = write(NAME, "says_answer" if answer.answered else "", "says_raw", **places)
    return Figure(paint, says, alternative, tenths, (4.2, 4.5))


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
