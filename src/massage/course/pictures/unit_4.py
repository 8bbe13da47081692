"""Unit 4: the usual analysis of ever more clients, in practices where massage does nothing."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from analysis import Estimate
from analysis.correlation import correlate
from massage.course.pictures.parts import holds, put_words
from massage.course.slider import Picture
from massage.figures.style import INK, PAPER, explain_marks, new_axes
from massage.robustness.usual import summarise_as_today
from massage.words.codes import fill, read_words
from massage.words.formats import count, interval, number, whole
from massage.worlds import simulate_sessions

SEED = 2026
SIZES = (50, 100, 200, 400, 800, 1_600)
FILLS, MARKERS, SHIFT = (INK, PAPER), ("o", "s"), (-0.14, 0.14)


def correlate_as_today(sessions: pd.DataFrame) -> Estimate:
    """Correlate sessions per week with first minus last pain, as a spreadsheet does.

    Pearson's correlation of the columns of ``summarise_as_today``, with Fisher's interval.
    """
    clients = summarise_as_today(sessions)
    return correlate(clients, "sessions_per_week", "fall_in_pain", method="pearson",
                     interval="fisher")  # fmt: skip


def more_clients(up_to: int) -> Picture:
    """Draw the usual analysis of two kinds of practice, of 50 clients and up to so many.

    Marks with intervals, a row for each number of clients; 0 is where a right answer lies.
    """
    ax, sizes = new_axes(), [size for size in SIZES if size <= up_to]
    places, each, words = np.arange(len(sizes)), [], read_words("course")["unit_4"]
    for (world, who), inside, marker, shift in zip(
        words["who"].items(), FILLS, MARKERS, SHIFT, strict=True
    ):
        found = [analyse(world, size) for size in sizes]
        for place, one in zip(places + shift, found, strict=True):
            ax.plot([one.low, one.high], [place, place], color=INK, linewidth=2)
        ax.plot([one.estimate for one in found], places + shift, marker, color=INK,
                markerfacecolor=inside, label=words["mark"].format(who=who))  # fmt: skip
        each.append(_say_last(found[-1], who))
    ax.axvline(0, color=INK, linestyle="--", linewidth=1)
    ax.set(xlim=(-0.6, 0.6), ylim=(len(SIZES) - 0.5, -0.5))
    ax.set_yticks(range(len(SIZES)), [whole(size) for size in SIZES])
    explain_marks(ax)
    return put_words(ax, "unit_4", clients=count(sizes[-1], "client"), each=" ".join(each))


@cache
def analyse(world: str, n_clients: int) -> Estimate:
    """Analyse one simulated practice as usual."""
    return correlate_as_today(simulate_sessions(world, n_clients=n_clients, seed=SEED))


def _say_last(one: Estimate, who: str) -> str:
    words = read_words("course")["unit_4"]
    facts = {"r": number(one.estimate), "interval": interval(one), "n": one.n_clients,
             "holds": words["holds" if holds(one, 0) else "leaves"]}  # fmt: skip
    return fill(words["each"], {"who": who, **facts})
