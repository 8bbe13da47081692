"""What was printed? Published figures side by side, a panel for each unit, none of them pooled."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.plan import PLAN
from massage.claims.evidence import RATIO, tell_missing_interval, write_figure
from massage.figures.figure import Figure, write
from massage.figures.style import INK, PAPER, write_title
from massage.practice import Practice
from massage.words.formats import capital, short

NAME = "print"
LETTERS = 50  # in a line over an interval
LINE, ROOM = 0.19, 0.28  # inches: a line of words, and what an interval takes
FRAME, HEAD = 1.6, 0.9  # inches around the figure, and around each panel
RATIO_TICKS = ("0.5", "1", "2", "4", "8")
TELLS = ("outcome", "massage", "comparator", "when")


def plot_print(practice: Practice, *, shared: bool = False) -> Figure:  # noqa: ARG001
    """Draw every published figure that can stand beside others, a panel for each unit."""
    return plot_evidence(practice.evidence)


def plot_evidence(rows: pd.DataFrame) -> Figure:
    """Points with intervals: published figures, each by itself and never pooled.

    ``rows`` are some of ``read_evidence``; each of their groups has a panel with its own scale.
    """
    groups = [group for _, group in rows.groupby("group", sort=False)]
    heights = [sum(ROOM + LINE * len(one) for one in _label(group)) for group in groups]

    def paint(axes: np.ndarray | Axes) -> None:
        if len(groups) == 1:
            _draw_group(groups[0], axes, "own_title")
            return
        for group, ax in zip(groups, axes.flat, strict=True):
            _draw_group(group, ax, "group")
        write_title(_entitle(rows, "title"), axes.flat[0].figure)

    each = "; ".join(_describe(row, rows) for row in rows.itertuples())
    panels = {"nrows": len(groups), "height_ratios": heights} if len(groups) > 1 else {}
    size = (4.2, FRAME + HEAD * len(groups) + sum(heights))
    return Figure(
        paint, write(NAME, "says"), write(NAME, "alternative", each=each), rows, size, panels
    )


def _draw_group(rows: pd.DataFrame, ax: Axes, title: str) -> None:
    scale, group, known = rows["scale"].iloc[0], rows["group"].iloc[0], rows["low"].notna()
    nothing, labels = _no_difference(scale), _label(rows)
    if scale == RATIO:
        ax.set_xscale("log")
        ax.set_xticks([float(tick) for tick in RATIO_TICKS], RATIO_TICKS)
        ax.minorticks_off()
    below = np.cumsum([ROOM + LINE * len(lines) for lines in labels])
    places = pd.Series(below - ROOM / 2, rows.index)
    ax.hlines(places[known], rows["low"][known], rows["high"][known], color=INK, linewidth=2)
    if known.any():
        ax.plot(rows["estimate"][known], places[known], "o", color=INK, label=write(NAME, "known"))
    if not known.all():
        ax.plot(rows["estimate"][~known], places[~known], "o", color=INK, markerfacecolor=PAPER,
                label=tell_missing_interval(rows["seen"][~known]))  # fmt: skip
    over = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.5}
    for place, lines in zip(places - ROOM / 2, labels, strict=True):
        ax.text(0.01, place, "\n".join(lines), va="bottom", bbox=over, in_layout=False,
                transform=ax.get_yaxis_transform())  # fmt: skip
    ax.set_yticks([])
    ax.axvline(nothing, color=INK, linewidth=0.8)
    ax.spines["left"].set_visible(False)
    size = "large" if title == "own_title" else "medium"
    ax.set_title(_entitle(rows, title, Group=capital(group)), fontsize=size)
    ax.set(xlabel=write(NAME, "xlabel", scale=scale, nothing=nothing), ylim=(below[-1], 0))


def _entitle(rows: pd.DataFrame, key: str, **places: str) -> str:
    """Count those that leave out no difference, among those of which print tells."""
    n = int((rows["low"].notna() | rows["p"].notna()).sum())
    key = key if n else f"{key}_none"
    return write(NAME, key, clear=int(_is_clear(rows).sum()), n=n, **places)


def _no_difference(scale: str) -> int:
    return 1 if scale == RATIO else 0


def _is_clear(rows: pd.DataFrame) -> pd.Series:
    """Whether each interval leaves out no difference, or p is small where none is printed."""
    nothing = rows["scale"].map(_no_difference)
    outside = (rows["low"] > nothing) | (rows["high"] < nothing)
    return outside.where(rows["low"].notna(), rows["p"] < PLAN.sure)


def _describe(row: Any, rows: pd.DataFrame) -> str:  # noqa: ANN401
    numbers = write_figure(row) or f"{short(row.estimate)} {row.scale}"
    lacks = f", {tell_missing_interval(rows['seen'].loc[[row.Index]])}" * pd.isna(row.low)
    return f"{row.study}, {row.outcome}, {row.massage}: {numbers}{lacks}"


def _label(rows: pd.DataFrame) -> list[Sequence[str]]:
    """Lines over each interval: the study with its n, and what isn't the same in all the rows."""
    telling = [name for name in TELLS if rows[name].nunique(dropna=False) > 1] or ["outcome"]
    labels = []
    for row in rows.itertuples():
        people = "" if pd.isna(row.n) else write(NAME, "people", n=row.n)
        told = {name: getattr(row, name) for name in telling if not pd.isna(getattr(row, name))}
        said = [write(NAME, name, told=one) for name, one in told.items()]
        study = write(NAME, "row", study=row.study, people=people, told="; ".join(said))
        labels.append(wrap(study, LETTERS))
    return labels
