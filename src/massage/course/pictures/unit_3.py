"""Unit 3: clouds of several strengths, and the intervals of many practices of the same size."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis.correlation import correlate
from analysis.estimate import Estimate
from massage.course.pictures.parts import put_words
from massage.course.slider import Picture
from massage.figures.hundred_practices import (
    PRACTICES,
    SEED,
    TRUTH,
    ask_practices,
    count_announced,
    draw_pairs,
    draw_practices,
    holds,
)
from massage.figures.style import INK, UNSURE, colours, explain_marks, new_axes, new_panels
from massage.words.codes import fill, read_words
from massage.words.formats import count, listed, number

DOTS = 120
SIZES = (20, 40, 80, 160, 320)
STRENGTHS = {"A": 0.3, "B": -0.6, "C": 0.9, "D": 0.0, "E": 0.6}
BOWL = "F"  # falls, then rises
LOTS = 3  # settles which shuffles are shown


def make_clouds() -> dict[str, pd.DataFrame]:
    """Return six clouds of people by letter, the last one shaped like a bowl."""
    rng = np.random.default_rng(SEED)
    clouds = {letter: draw_pairs(strength, DOTS, rng) for letter, strength in STRENGTHS.items()}
    x = np.linspace(-2, 2, DOTS)
    clouds[BOWL] = pd.DataFrame({"x": x, "y": x**2 - 1.5 + rng.normal(0, 0.4, DOTS)})
    return clouds


def correlate_clouds() -> dict[str, Estimate]:
    """Return the rank correlation of each cloud, by its letter."""
    return {letter: correlate(cloud, "x", "y") for letter, cloud in make_clouds().items()}


def draw_clouds() -> Figure:
    """Six small scatters, named by a letter each and nothing else."""
    with colours():
        panels = new_panels((7.0, 4.8), nrows=2, ncols=3, sharex=True, sharey=True).ravel()
        for (letter, cloud), ax in zip(make_clouds().items(), panels, strict=True):
            ax.scatter(cloud["x"], cloud["y"], s=16, color=UNSURE, alpha=0.7, edgecolor=INK,
                       linewidth=0.5)  # fmt: skip
            ax.set(title=letter, xticks=[], yticks=[])
        figure, words = panels[0].figure, read_words("course")["clouds"]
        figure.suptitle(fill(words["title"], {"dots": DOTS}))
        figure.supxlabel(words["xlabel"])
        figure.supylabel(words["ylabel"])
    return figure


def describe_clouds() -> str:
    """Put ``draw_clouds`` into words, without the correlations."""
    return fill(read_words("course")["clouds"]["says"], {"dots": DOTS})


def tell_clouds() -> str:
    """Say the rank correlation of each cloud."""
    return listed(
        [f"{letter} {number(one.estimate)}" for letter, one in correlate_clouds().items()]
    )


def many_practices(n_clients: int) -> Picture:
    """Draw the intervals of 100 practices, each from its first so many clients."""
    found, ax = ask_practices(n_clients), new_axes(height=5.6)
    draw_practices(found, TRUTH, ax)
    explain_marks(ax)
    return put_words(
        ax,
        "unit_3",
        n=n_clients,
        practices=PRACTICES,
        clients=count(n_clients, "client"),
        truth=number(TRUTH, 1),
        width=number(np.median([one.high - one.low for one in found])),
        hold_nothing=_how_many(PRACTICES - count_announced(found), "hold"),
        leave_truth=_how_many(sum(not holds(one, TRUTH) for one in found), "leave"),
    )


def count_as_far(clients: pd.DataFrame, times: int) -> int:
    """Shuffle the improvements in pain over the clients, and count how often chance does as much.

    ``clients`` has one row per client, as ``summarise_clients`` returns them. The count is of
    shuffles whose rank correlation with sessions per week is at least as far from 0 as that of the
    records; in both, first value and follow-up's day are held equal. Who stays where is settled by
    a fixed seed.
    """
    came, improved = rank_held_equal(clients)
    real, lots = np.corrcoef(came, improved)[0, 1], np.random.default_rng(LOTS)
    shuffled = (np.corrcoef(came, lots.permutation(improved))[0, 1] for _ in range(times))
    return int(sum(abs(each) >= abs(real) for each in shuffled))


def rank_held_equal(clients: pd.DataFrame) -> np.ndarray:
    """Return ranks of sessions per week and of improvement, what is held equal taken off.

    Two rows; clients in which one of the four numbers is missing are left out.
    """
    columns = ["frequency", "pain_improvement", "pain_baseline", "pain_follow_up_day"]
    places = clients[columns].dropna().rank().to_numpy()
    equal = np.column_stack([places[:, 2:], np.ones(len(places))])
    return (places - equal @ np.linalg.lstsq(equal, places, rcond=None)[0])[:, :2].T


def _how_many(intervals: int, verb: str) -> str:
    """Say how many do it: ``None of the intervals holds``, ``9 of the intervals hold``."""
    words, key = read_words("course")["unit_3"], verb if intervals > 1 else f"{verb}s"
    return words[key].format(n=intervals or words["none"])
