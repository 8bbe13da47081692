"""What each practice answers that shared its sums, below what all of them say together."""

from __future__ import annotations

from matplotlib.axes import Axes

from massage.figures.figure import Figure, write
from massage.figures.style import BETTER, INK, SOFT, UNSURE, WORSE
from massage.registry.pool import Pooled
from massage.words.formats import capital, plain

NAME = "forest"
FRAME, ROOM = 2.1, 0.24  # inches: around the rows, and for each
LOOKS = {"better": BETTER, "worse": WORSE}


def plot_forest(pooled: Pooled) -> Figure:
    """Points with intervals, a row for each practice, then their mean and the next one's place."""
    rows = pooled.practices.sort_values("estimate", kind="stable", ignore_index=True)
    if rows.empty:
        return Figure(withheld=write(NAME, "none"))
    mean, next_one, k = pooled.mean, pooled.together.next_one, len(rows)
    colour = LOOKS.get(pooled.direction, UNSURE)
    name = plain(pooled.outcome.name)
    places = {"name": name, "Name": capital(name), "k": k, "level": mean.level, "mean": mean}
    title = "title_contradict" if pooled.contradict else f"title_{pooled.direction}"
    labels = [write(NAME, "row", practice=r.practice, n=r.n_clients) for r in rows.itertuples()]
    more = [write(NAME, "all"), write(NAME, "next")] if mean.answered else []

    def paint(ax: Axes) -> None:
        ax.axvline(0, color=INK, linewidth=0.8)
        ax.hlines(rows.index, rows["low"], rows["high"], color=SOFT, linewidth=1.5)
        ax.plot(rows["estimate"], rows.index, "s", color=SOFT, markersize=5,
                label=write(NAME, "each", **places))  # fmt: skip
        if mean.answered:
            ax.hlines(k, mean.low, mean.high, color=colour, linewidth=3)
            ax.plot(mean.estimate, k, "D", color=colour, markersize=8,
                    label=write(NAME, "mean", **places))  # fmt: skip
            ax.hlines(k + 1, next_one.low, next_one.high, color=colour, linewidth=1.5,
                      linestyle=":", label=write(NAME, "next_one"))  # fmt: skip
        ax.set_yticks(range(k + len(more)), [*labels, *more])
        ax.set(title=write(NAME, title, **places), ylim=(k + len(more) - 0.5, -0.6),
               xlabel=write(NAME, f"xlabel_{pooled.question}"))  # fmt: skip
        ax.grid(visible=False, axis="y")

    each = [
        write(NAME, "one", practice=r.practice, estimate=r.estimate, low=r.low, high=r.high)
        for r in rows.itertuples()
    ]
    key = "alternative" if mean.answered else "alternative_none"
    told = {"rows": "; ".join(each), "estimate": mean.estimate, "reason": mean.reason}
    alternative = write(NAME, key, **told, **places)
    size = (4.2, FRAME + ROOM * (k + len(more)))
    says = write(NAME, "says", **places) if mean.answered else ""
    return Figure(paint, says, alternative, rows.drop(columns="fired"), size)
