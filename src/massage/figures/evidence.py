"""What was printed? Published figures of one group, each by itself."""

from __future__ import annotations

from dataclasses import replace
from textwrap import wrap
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from massage.claims.evidence import RATIO, tell_missing_interval, write_figure
from massage.figures.figure import Figure
from massage.figures.style import INK, PAPER
from massage.practice import Practice
from massage.words.formats import short, whole

LABEL_WIDTH = 46
RATIO_TICKS = ("0.5", "1", "2", "4", "8")
NONE_POOLED = "Each row is one published figure; none are pooled."


def plot_group(practice: Practice, group: str, *, shared: bool = False) -> Figure:  # noqa: ARG001
    """Draw the published figures of one group."""
    rows = practice.evidence[practice.evidence["group"] == group]
    return replace(plot_evidence(rows), says=NONE_POOLED)


def plot_evidence(rows: pd.DataFrame, height: float | None = None) -> Figure:
    """Points with intervals: published figures of one group, each by itself and never pooled.

    ``rows`` are some of ``read_evidence``; ``height`` in inches grows with them unless given.
    """
    ratio, known = rows["scale"].iloc[0] == RATIO, rows["low"].notna().to_numpy()

    def paint(ax: Axes) -> None:
        scale, group = rows["scale"].iloc[0], rows["group"].iloc[0]
        if ratio:
            ax.set_xscale("log")
            ax.set_xticks([float(tick) for tick in RATIO_TICKS], RATIO_TICKS)
            ax.minorticks_off()
        places = np.arange(len(rows))
        ax.hlines(places[known], rows["low"][known], rows["high"][known], color=INK, linewidth=2)
        ax.plot(rows["estimate"][known], places[known], "o", color=INK, label="with its interval")
        if not known.all():
            without = tell_missing_interval(rows["seen"][~known])
            ax.plot(rows["estimate"][~known], places[~known], "o", color=INK,
                    markerfacecolor=PAPER, label=without)  # fmt: skip
        ax.set_yticks(places, [_label(row) for row in rows.itertuples()])
        ax.axvline(1 if ratio else 0, color=INK, linewidth=0.8)
        ax.set(
            title=f"{group[0].upper()}{group[1:]}: what was printed?",
            xlabel=f"{scale} (right of {1 if ratio else 0}: in favour of massage)",
            ylim=(len(rows) - 0.5, -0.5),
        )

    each = "; ".join(_describe(row, rows) for row in rows.itertuples())
    alternative = f"Points, one published figure per row, none pooled. {each}."
    size = (8.5, height or 1.6 + 0.75 * len(rows))
    return Figure(paint, "", alternative, rows, size)


def _describe(row: Any, rows: pd.DataFrame) -> str:  # noqa: ANN401
    numbers = write_figure(row) or f"{short(row.estimate)} {row.scale}"
    lacks = f", {tell_missing_interval(rows['seen'].loc[[row.Index]])}" * pd.isna(row.low)
    return f"{row.study}, {row.outcome}, {row.massage}: {numbers}{lacks}"


def _label(row: Any) -> str:  # noqa: ANN401
    people = "" if pd.isna(row.n) else f", n = {whole(row.n)}"
    compared = f"{row.outcome}; {row.massage}; against {row.comparator}; {row.when}"
    return "\n".join([f"{row.study}{people}", *wrap(compared, LABEL_WIDTH)])
