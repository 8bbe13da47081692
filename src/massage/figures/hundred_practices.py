"""What n does: what a hundred made-up practices would each say, with few clients and with many."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.correlation import correlate
from analysis.estimate import Estimate
from analysis.practice import Practice
from massage.figures.figure import Figure, withhold, write
from massage.figures.style import INK, SOFT, UNSURE, write_title
from massage.small_groups import SMALLEST_GROUP
from massage.words.codes import join
from massage.words.formats import listed

NAME = "hundred"
SEED = 2026
TRUTH, PRACTICES, MOST = 0.3, 100, 320
SIZES = (20, 60, 200)


def draw_pairs(strength: float, n: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return n people with ``x`` and ``y`` from a crowd with this rank correlation.

    Both are normal with mean 0 and SD 1; Pearson's correlation is 2 sin(pi strength / 6), which
    makes Spearman's the strength (Pearson 1907; see Kruskal 1958, doi:10.2307/2281954).
    """
    pearson = 2 * np.sin(np.pi * strength / 6)
    x, other = rng.normal(size=(2, n))
    return pd.DataFrame({"x": x, "y": pearson * x + np.sqrt(1 - pearson**2) * other})


@cache
def ask_practices(n_clients: int, truth: float = TRUTH) -> tuple[Estimate, ...]:
    """Return the rank correlation of each of 100 practices, from its first so many clients.

    All are drawn from one crowd with that rank correlation, and go on from there: the first 20
    clients of a practice are among its first 40. At most 320 clients each.
    """
    rng = np.random.default_rng(SEED)
    practices = [draw_pairs(truth, MOST, rng) for _ in range(PRACTICES)]
    return tuple(correlate(practice.head(n_clients), "x", "y") for practice in practices)


def holds(one: Estimate, value: float) -> bool:
    """Whether the value lies within the interval."""
    return one.low <= value <= one.high


def count_announced(found: Sequence[Estimate]) -> int:
    """How many practices announce something: their interval leaves out 0."""
    return sum(not holds(one, 0) for one in found)


def draw_practices(found: Sequence[Estimate], truth: float, ax: Axes) -> None:
    """Draw each practice's interval on a row of its own; one that leaves out 0 has a dot."""
    for place, one in enumerate(found):
        unclear = holds(one, 0)
        colour = UNSURE if unclear else INK
        ax.plot([one.low, one.high], [place, place], color=colour, linewidth=1,
                label=write(NAME, "holds" if unclear else "leaves"))  # fmt: skip
        if not unclear:
            ax.plot(one.estimate, place, "o", color=INK, markersize=2)
    ax.axvline(0, color=INK, linewidth=0.8)
    if truth:
        ax.axvline(truth, color=SOFT, linestyle="--", linewidth=1.2, label=write(NAME, "truth"))
    ax.set(yticks=[], ylim=(len(found), -1), xlim=(-0.75, 1.0))


def plot_hundred_practices(practice: Practice, *, shared: bool = False) -> Figure:
    """Small charts: 100 practices with nothing there, and with something, by number of clients.

    ``says`` adds how many clients the practice's own records count.
    """
    own = {one.outcome.name: one.correlation.n_clients for one in practice.question_1.values()}
    if shared and min(own.values()) < SMALLEST_GROUP:
        return withhold("fewer")
    table = tabulate_practices()
    found = table.set_index(["truth", "clients"])["announced"]
    level = ask_practices(SIZES[0])[0].level
    places = {"level": level, "truth": TRUTH, "few": SIZES[0], "many": SIZES[-1]}
    places |= {"seen_few": found[TRUTH, SIZES[0]], "seen_many": found[TRUTH, SIZES[-1]]}

    def paint(panels: np.ndarray) -> None:
        for row, truth in zip(panels, (0.0, TRUTH), strict=True):
            for size, ax in zip(SIZES, row, strict=True):
                in_order = sorted(ask_practices(size, truth), key=lambda one: one.estimate)
                draw_practices(in_order, truth, ax)
                keys = ("panel", "count") if not truth else ("count",)
                said = [write(NAME, key, n=size, announced=found[truth, size]) for key in keys]
                ax.set_title("\n".join(said), fontsize="medium")
                ax.set_xticks([0, 0.5], ["0", "0.5"])
            row[0].set_ylabel(write(NAME, "something" if truth else "nothing", truth=truth))
        write_title(write(NAME, "title", **places), panels.flat[0].figure)
        panels[-1, len(SIZES) // 2].set_xlabel(write(NAME, "xlabel", **places))
        panels[0, 0].plot([], [], color=SOFT, linestyle="--", label=write(NAME, "truth"))

    each = [
        write(NAME, "each", n=size, something=found[TRUTH, size], nothing=found[0.0, size],
              truth=TRUTH) for size in SIZES
    ]  # fmt: skip
    counted = listed([write(NAME, "counted", name=name, n=n) for name, n in own.items()])
    says = join(*each, write(NAME, "says", **places), write(NAME, "own", counted=counted))
    alternative = write(NAME, "alternative", each=join(*each), **places)
    panels = {"nrows": 2, "ncols": len(SIZES), "sharex": True, "sharey": True}
    return Figure(paint, says, alternative, table, (4.2, 5.2), panels)


def tabulate_practices() -> pd.DataFrame:
    """One row per ``truth`` and number of ``clients``: ``announced``, of ``practices``."""
    rows = [
        {"truth": truth, "clients": size, "practices": PRACTICES,
         "announced": count_announced(ask_practices(size, truth))}
        for truth in (0.0, TRUTH) for size in SIZES
    ]  # fmt: skip
    return pd.DataFrame(rows)
