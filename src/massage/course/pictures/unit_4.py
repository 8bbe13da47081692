"""Unit 4: the usual analysis of ever more clients, in practices where massage does nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis import Estimate
from analysis.correlation import correlate
from massage.course.slider import Picture
from massage.figures.style import ACCENT, INK, explain_marks, new_axes
from massage.robustness.usual import summarise_as_today
from massage.words.formats import count, interval, number
from massage.worlds import simulate_sessions

SEED = 2026
SIZES = (50, 100, 200, 400, 800, 1_600)
WHO_COMES_OFTEN = {
    "motivated_recoverers": "hopeful clients",
    "severity_confounding": "clients in worse pain",
}
COLOURS, MARKERS, SHIFT = (ACCENT, INK), ("o", "s"), (-0.14, 0.14)


def correlate_as_today(sessions: pd.DataFrame) -> Estimate:
    """Correlate sessions per week with first minus last pain, as a spreadsheet does.

    Pearson's correlation of the columns of ``summarise_as_today``, with Fisher's interval.
    """
    clients = summarise_as_today(sessions)
    return correlate(clients, "sessions_per_week", "fall_in_pain", method="pearson",
                     interval="fisher")  # fmt: skip


def more_clients(up_to: int) -> Picture:
    """Draw the usual analysis of two kinds of practice, of 50 clients and up to so many."""
    sizes = [size for size in SIZES if size <= up_to]
    found = {world: [analyse(world, size) for size in sizes] for world in WHO_COMES_OFTEN}
    return draw_growing(found, sizes, new_axes()), describe_growing(found, sizes[-1])


def analyse(world: str, n_clients: int) -> Estimate:
    """Analyse one simulated practice as usual."""
    return correlate_as_today(simulate_sessions(world, n_clients=n_clients, seed=SEED))


def draw_growing(found: dict[str, list[Estimate]], sizes: list[int], ax: Axes) -> Axes:
    """Marks with intervals, a row for each number of clients; 0 is where a right answer lies."""
    places = np.arange(len(sizes))
    for (world, estimates), colour, marker, shift in zip(
        found.items(), COLOURS, MARKERS, SHIFT, strict=True
    ):
        for place, one in zip(places + shift, estimates, strict=True):
            ax.plot([one.low, one.high], [place, place], color=colour, linewidth=2)
        ax.plot([one.estimate for one in estimates], places + shift, marker, color=colour,
                label=f"{WHO_COMES_OFTEN[world]} come more often")  # fmt: skip
    ax.axvline(0, color=INK, linestyle="--", linewidth=1)
    ax.set(
        title="Massage does nothing. What do more clients make of it?",
        xlabel="correlation of sessions per week with the fall in pain, 95 % interval\n"
        "(dashed: 0, the truth about massage)",
        ylabel="clients in the practice",
        xlim=(-0.6, 0.6),
        ylim=(len(SIZES) - 0.5, -0.5),
    )
    ax.set_yticks(range(len(SIZES)), [f"{size:,}" for size in SIZES])
    explain_marks(ax)
    return ax


def describe_growing(found: dict[str, list[Estimate]], size: int) -> str:
    """Put the last row of ``draw_growing`` into words."""
    each = [
        f"Where {WHO_COMES_OFTEN[world]} come more often: r = {number(last.estimate)}; "
        f"{interval(last)}, which {'holds' if last.low <= 0 <= last.high else 'leaves out'} 0; "
        f"n = {last.n_clients:,} with two ratings."
        for world, last in ((world, estimates[-1]) for world, estimates in found.items())
    ]
    return f"Two practices of {count(size, 'client')}; massage does nothing. {' '.join(each)}"
