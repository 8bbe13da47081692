"""What simulated practices tell: false alarms where massage does nothing, and what is seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from massage.figures.figure import Figure
from massage.figures.style import INK, LINES, MARKERS, SAME, SOFT, WORSE
from massage.robustness.false_alarms import answer_power
from massage.words.formats import listed, of_100, plain, whole


def plot_false_alarms(
    rates: pd.DataFrame, worlds: Sequence[str], analyses: Mapping[str, str], height: float = 4.4
) -> Figure:
    """Marks: of 100 practices in which massage does nothing, in how many a result is announced.

    ``rates`` is a calibration; ``analyses`` gives each analysis the name it has in the figure.
    """
    table = rates.pivot(index="world", columns="analysis", values="significant").loc[list(worlds)]

    def paint(ax: Axes) -> None:
        runs, clients = int(rates["runs"].iloc[0]), int(rates["clients"].iloc[0])
        places = np.arange(len(table))
        for (analysis, label), marker in zip(analyses.items(), MARKERS, strict=False):
            colour = INK if analysis.startswith("question_2") else SAME
            colour = WORSE if analysis == "today" else colour
            ax.plot(100 * table[analysis], places, marker, color=colour, markersize=7, label=label,
                    markeredgecolor=INK, alpha=0.9)  # fmt: skip
        ax.axvline(5, color=INK, linestyle="--", linewidth=1)
        ax.set_yticks(places, [plain(world) for world in table.index])
        ax.set(
            title="How often is a result announced\nwhere massage does nothing?\n"
            f"({whole(runs)} practices of {clients} clients each)",
            xlabel="of 100 practices (dashed: the 5 that chance allows)",
            xlim=(-2, 102),
            ylim=(len(table) - 0.5, -0.5),
        )

    shares = {label: table[analysis] for analysis, label in analyses.items()}
    each = [
        f"{label} from {of_100(one.min())} to {of_100(one.max())}" for label, one in shares.items()
    ]
    alternative = (
        f"Marks for {rates['world'].nunique()} kinds of practice in which massage does nothing: of "
        f"100 practices a result is announced by {listed(each)}. Chance allows 5."
    )
    return Figure(paint, "", alternative, size=(7.0, height))


def plot_power(power: pd.DataFrame) -> Figure:
    """Lines: of 100 practices, in how many question 2 sees what is there, by number of clients.

    ``power`` has ``clients``, ``kind`` (label of the line) and ``claimed`` (share of practices).
    """
    kinds = power.groupby("kind", sort=False)

    def paint(ax: Axes) -> None:
        for (kind, rows), line, marker in zip(kinds, LINES * 2, MARKERS * 2, strict=False):
            ax.plot(rows["clients"], 100 * rows["claimed"], color=INK, linestyle=line,
                    marker=marker, label=kind)  # fmt: skip
        ax.axhline(80, color=SOFT, linewidth=1, linestyle="--")
        ax.set(
            title="How many clients does it take to see what is there?",
            xlabel="clients in the records",
            ylabel="of 100 practices, seen in\n(dashed: 80)",
            ylim=(0, 102),
            xscale="log",
        )
        ax.set_xticks(ticks := sorted(power["clients"].unique()), [str(tick) for tick in ticks])
        ax.minorticks_off()

    each = "; ".join(f"{kind}: {', '.join(map(of_100, rows['claimed']))}" for kind, rows in kinds)
    clients = listed([str(n) for n in sorted(power["clients"].unique())])
    alternative = (
        f"A line for each kind of practice. Of 100 practices of {clients} clients, what is there "
        f"is seen in: {each}."
    )
    return Figure(paint, answer_power(power), alternative, size=(7.0, 4.8))
