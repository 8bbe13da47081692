"""Unit 3: clouds of several strengths, and the intervals of many practices of the same size."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.correlation import correlate
from analysis.estimate import Estimate
from massage.course.slider import Picture
from massage.figures.style import ACCENT, INK, PALE, SOFT, new_axes
from massage.words.formats import count, listed, number

SEED, DOTS = 2026, 120
TRUTH, PRACTICES = 0.3, 40
SIZES = (20, 40, 80, 160, 320)
STRENGTHS = {"A": 0.3, "B": -0.6, "C": 0.9, "D": 0.0, "E": 0.6}
BOWL = "F"  # falls, then rises


def draw_pairs(strength: float, n: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return n people with ``x`` and ``y`` from a crowd with this rank correlation.

    Both are normal with mean 0 and SD 1; Pearson's correlation is 2 sin(pi strength / 6), which
    makes Spearman's the strength (Pearson 1907; see Kruskal 1958, doi:10.2307/2281954).
    """
    pearson = 2 * np.sin(np.pi * strength / 6)
    x, other = rng.normal(size=(2, n))
    return pd.DataFrame({"x": x, "y": pearson * x + np.sqrt(1 - pearson**2) * other})


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
    with sns.axes_style("whitegrid", {"grid.color": PALE, "axes.edgecolor": SOFT}):
        figure = Figure(figsize=(7.0, 4.8), layout="constrained")
        panels = figure.subplots(2, 3, sharex=True, sharey=True).ravel()
    for (letter, cloud), ax in zip(make_clouds().items(), panels, strict=True):
        ax.scatter(cloud["x"], cloud["y"], s=16, color=SOFT, alpha=0.7, edgecolor=INK,
                   linewidth=0.5)  # fmt: skip
        ax.set(title=letter, xticks=[], yticks=[])
    sns.despine(figure)
    figure.suptitle(f"How do the two numbers go together? (made up, n = {DOTS} in each)")
    figure.supxlabel("first number: further right is more")
    figure.supylabel("second number: further up is more")
    return figure


def describe_clouds() -> str:
    """Put ``draw_clouds`` into words, without the correlations."""
    return (
        f"Six scatters of {count(DOTS, 'dot')} each. A: a round cloud that leans upwards a little. "
        "B: a cloud that falls from left to right. C: a thin band that rises. D: a round cloud. "
        "E: a cloud that rises, thinner than A and thicker than C. F: a bowl, which falls at first "
        "and then rises."
    )


def tell_clouds() -> str:
    """Say the rank correlation of each cloud."""
    return listed(
        [f"{letter} {number(one.estimate)}" for letter, one in correlate_clouds().items()]
    )


def ask_practices(n_clients: int) -> list[Estimate]:
    """Return the rank correlation of each of 40 practices, from its first so many clients.

    All practices are drawn from one crowd whose rank correlation is 0.3, and go on from there: the
    first 20 clients of a practice are among its first 40.
    """
    rng = np.random.default_rng(SEED)
    practices = [draw_pairs(TRUTH, SIZES[-1], rng) for _ in range(PRACTICES)]
    return [correlate(practice.head(n_clients), "x", "y") for practice in practices]


def holds(one: Estimate, value: float) -> bool:
    """Whether the value lies within the interval."""
    return one.low <= value <= one.high


def many_practices(n_clients: int) -> Picture:
    """Draw the intervals of 40 practices, each from its first so many clients."""
    found = ask_practices(n_clients)
    return draw_intervals(found, n_clients, new_axes()), describe_intervals(found, n_clients)


def draw_intervals(found: Sequence[Estimate], n_clients: int, ax: Axes) -> Axes:
    """Lines: each practice's interval; thick where it holds 0."""
    for place, one in enumerate(found):
        over = holds(one, 0)
        ax.plot([place, place], [one.low, one.high], linewidth=3 if over else 1.4,
                color=ACCENT if over else INK)  # fmt: skip
        ax.plot(place, one.estimate, "o", color=ACCENT if over else INK, markersize=4)
    ax.axhline(0, color=INK, linewidth=0.8)
    ax.axhline(TRUTH, color=INK, linestyle="--", linewidth=1, label="the truth about the crowd")
    ax.plot([], [], color=ACCENT, linewidth=3, label="interval holds 0")
    ax.plot([], [], color=INK, linewidth=1.4, label="interval leaves out 0")
    ax.set(
        title=f"One crowd, {PRACTICES} practices: what does each find? (n = {n_clients} in each)",
        xlabel=f"{PRACTICES} practices, side by side",
        ylabel="rank correlation, 95 % interval",
        ylim=(-0.75, 1.05),
        xticks=[],
    )
    ax.legend(frameon=False, loc="upper center", ncols=3, fontsize=9)
    return ax


def describe_intervals(found: Sequence[Estimate], n_clients: int) -> str:
    """Put ``draw_intervals`` into words."""
    over = sum(holds(one, 0) for one in found)
    off = sum(not holds(one, TRUTH) for one in found)
    widths = pd.Series([one.high - one.low for one in found])
    return (
        f"Intervals of {len(found)} practices of {count(n_clients, 'client')}, all drawn from one "
        f"crowd with a rank correlation of {number(TRUTH, 1)}. {_how_many(over, 'hold')} 0. "
        f"Half of all {len(found)} are wider than {number(widths.median())}. "
        f"{_how_many(off, 'leave')} out the truth; about 2 are to be expected."
    )


def _how_many(intervals: int, verb: str) -> str:
    """Say how many do it: ``None of the intervals holds``, ``9 of the intervals hold``."""
    return f"{intervals or 'None'} of the intervals {verb}{'' if intervals > 1 else 's'}"
