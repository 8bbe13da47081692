"""What simulated practices tell: false alarms where massage does nothing, and what is seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from massage.figures.figure import Figure, write
from massage.figures.style import INK, LINES, MARKERS, SAME, SOFT, WORSE
from massage.robustness.false_alarms import answer_power
from massage.words.codes import join, read_words
from massage.words.formats import capital, listed, of_100, plain

FALSE, POWER = "false_alarms", "power"
CHANCE, WANTED = 5, 80  # of 100 practices


def plot_false_alarms(
    rates: pd.DataFrame, worlds: Sequence[str], analyses: Mapping[str, str]
) -> Figure:
    """Marks: of 100 practices in which massage does nothing, in how many a result is announced.

    ``rates`` is a calibration; ``analyses`` gives each analysis the name it has in the figure.
    """
    wide = rates.pivot(index="world", columns="analysis", values="significant")
    table = wide.loc[list(worlds), list(analyses)]
    ranges = [
        {"label": label, "Label": capital(label), "low": table[one].min(), "high": table[one].max()}
        for one, label in analyses.items()
    ]
    each, own = ([write(FALSE, key, **one) for one in ranges] for key in ("each", "own"))
    places = {"runs": rates["runs"].iloc[0], "clients": rates["clients"].iloc[0]}
    places |= {"each": listed(each), "own": join(*own)}
    places |= {"kinds": len(table), "most": table.max(axis=None)}

    names = read_words("figures")["worlds"]

    def paint(ax: Axes) -> None:
        rows = np.arange(len(table))
        for (analysis, label), marker in zip(analyses.items(), MARKERS, strict=False):
            colour = INK if analysis.startswith("question_2") else SAME
            colour = WORSE if analysis == "today" else colour
            ax.plot(100 * table[analysis], rows, marker, color=colour, markersize=7,
                    label=label, markeredgecolor=INK, alpha=0.9)  # fmt: skip
        ax.axvline(CHANCE, color=INK, linestyle="--", linewidth=1)
        ax.set_yticks(rows, [names.get(world, plain(world)) for world in table.index])
        title, xlabel = (write(FALSE, one, **places) for one in ("title", "xlabel"))
        ax.set(title=title, xlabel=xlabel, xlim=(-2, 102), ylim=(len(table) - 0.5, -0.5))

    says, alternative = (write(FALSE, one, **places) for one in ("says", "alternative"))
    return Figure(paint, says, alternative, size=(4.2, 2.4 + 0.38 * len(table)))


def plot_power(power: pd.DataFrame) -> Figure:
    """Lines: of 100 practices, in how many question 2 sees what is there, by number of clients.

    ``power`` has ``clients``, ``kind`` (label of the line) and ``claimed`` (share of practices).
    """
    kinds = power.groupby("kind", sort=False, observed=True)
    ticks = sorted(power["clients"].unique())
    most = power.loc[power["clients"] == ticks[-1], "claimed"]
    title = "title" if of_100(most.min()) != of_100(most.max()) else "title_one"
    places = {"clients": ticks[-1], "low": most.min(), "high": most.max()}

    def paint(ax: Axes) -> None:
        for (kind, rows), line, marker in zip(kinds, LINES * 2, MARKERS * 2, strict=False):
            ax.plot(rows["clients"], 100 * rows["claimed"], color=INK, linestyle=line,
                    marker=marker, label=kind)  # fmt: skip
        ax.axhline(WANTED, color=SOFT, linewidth=1, linestyle="--")
        said, xlabel, ylabel = (write(POWER, one, **places) for one in (title, "xlabel", "ylabel"))
        ax.set(title=said, xlabel=xlabel, ylabel=ylabel, ylim=(0, 102), xscale="log")
        ax.set_xticks(ticks, [str(tick) for tick in ticks])
        ax.minorticks_off()

    each = "; ".join(f"{kind}: {', '.join(map(of_100, rows['claimed']))}" for kind, rows in kinds)
    sizes = listed([str(n) for n in ticks])
    alternative = write(POWER, "alternative", sizes=sizes, each=each)
    return Figure(paint, answer_power(power), alternative, size=(4.2, 4.6))
