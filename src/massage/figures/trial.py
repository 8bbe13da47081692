"""What did a published trial find, on its own scale?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from massage.claims.evidence import pick_trial
from massage.figures.figure import Figure
from massage.figures.icons import TEXT
from massage.figures.style import write_title
from massage.look.tokens import read_colours
from massage.practice import Practice
from massage.words.codes import read_words, say
from massage.words.formats import capital, short

WORDS, HALF_POINT = "sure", 0.5


def plot_trial(practice: Practice, *, shared: bool = False) -> Figure:  # noqa: ARG001
    """Points with intervals: the arms of one published trial, which asked another question."""
    arms = pick_trial(practice.evidence)
    if arms.empty:
        return Figure(withheld=say(WORDS, "trial_none"))
    places = {**arms.iloc[0], "people": int(arms["n"].iloc[0])}
    named = arms["massage"].str.partition(",")
    places |= {
        "outcome": places["outcome"].partition(",")[0],
        "scale": places["scale"].removeprefix(read_words("claims")["points_of"]),
        "dose": named[2].iloc[0].strip(),
    }
    labels = [_name_arm(row, arm) for row, arm in zip(arms.itertuples(), named[0], strict=True)]

    def paint(ax: Axes) -> None:
        colours = read_colours()
        for place, (row, label) in enumerate(zip(arms.itertuples(), labels, strict=True)):
            ax.plot([row.low, row.high], [place, place], color=colours["ink"], linewidth=2.5)
            ax.plot(row.estimate, place, "o", color=colours["ink"], markersize=8)
            ax.text(0.06, place - 0.32, label, fontsize=TEXT, color=colours["ink"])
        ax.axvline(0, color=colours["ink"], linewidth=1)
        end = arms["high"].max() * 1.1
        ax.set_xticks(np.arange(0, end, HALF_POINT))
        ax.set(xlim=(0, end), ylim=(len(arms) - 0.5, -0.8), yticks=[])
        ax.set_xlabel(say(WORDS, "trial_axis", **places), loc="left", fontsize=TEXT,
                      color=colours["ink"])  # fmt: skip
        ax.xaxis.set_major_formatter(lambda value, _: short(value))
        ax.tick_params(labelsize=TEXT, labelcolor=colours["ink"])
        ax.grid(axis="x", color=colours["line"])
        ax.spines[:].set_visible(False)
        write_title(say(WORDS, "trial"), ax.figure)

    says = say(WORDS, "trial_says", **places)
    alternative = say(WORDS, "trial_alternative", arms="; ".join(labels), **places)
    names = ["study", "n", "massage", "comparator", "outcome", "when", "scale", "estimate", "low",
             "high", "doi"]  # fmt: skip
    return Figure(paint, says, alternative, pd.DataFrame(arms[names]), (4.2, 3.0))


def _name_arm(row: tuple, arm: str) -> str:
    return say(WORDS, "trial_arm", arm=capital(arm), estimate=row.estimate, low=row.low,
               high=row.high)  # fmt: skip
