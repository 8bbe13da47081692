"""How long until pain had fallen and stayed down?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from massage.claims.tell import tell_curves
from massage.claims.time_to_relief import Curve
from massage.figures.figure import Figure, withhold, write
from massage.figures.style import INK, UNSURE
from massage.practice import Practice
from massage.small_groups import Told, how_to_tell
from massage.words.codes import join
from massage.words.formats import first_weeks

NAME = "relief_curves"
TOP = 1.05  # of the axis of shares, so that the line at 1 is seen
LOOKS = ((INK, "-", 0.15), (UNSURE, "--", 0.3))


def plot_relief_curves(practice: Practice, *, shared: bool = False) -> Figure:
    """Steps: share still without lasting relief, by how often clients came at first, with bands.

    In what is handed on the bands end at the next whole hundredth outwards: exact ones would tell
    how many were no longer watched.
    """
    curves, p_value = practice.curves
    says = tell_curves(curves, p_value, practice.plan)
    if not curves:
        return Figure(withheld=says)
    if shared and any(how_to_tell(*_end(one)) is not Told.EXACTLY for one in curves):
        return withhold("rest")
    bands = [_round_outwards(one) if shared else (one.low, one.high) for one in curves]
    places = {"n": sum(one.n_clients for one in curves), "days": curves[0].days[-1]}
    places |= {"first_weeks": first_weeks(practice.plan.windows), "level": curves[0].level}

    def paint(ax: Axes) -> None:
        for curve, band, (colour, line, alpha) in zip(curves, bands, LOOKS, strict=True):
            ax.step(curve.days, curve.share, where="post", linestyle=line, color=colour,
                    linewidth=2, label=write(NAME, "group", curve=curve))  # fmt: skip
            ax.fill_between(curve.days, *band, step="post", color=colour, alpha=alpha, linewidth=0)
        ax.set_xticks(curves[0].days)
        title, xlabel, ylabel = (
            write(NAME, one, **places) for one in ("title", "xlabel", "ylabel")
        )
        ax.set(title=title, xlabel=xlabel, ylabel=ylabel, ylim=(0, TOP))

    each = [
        write(NAME, "each" if np.isfinite(low[-1]) else "each_plain", curve=one,
              share=one.share[-1], low=low[-1], high=high[-1], level=one.level)
        for one, (low, high) in zip(curves, bands, strict=True)
    ]  # fmt: skip
    alternative = write(NAME, "alternative", each=join(*each), **places)
    columns = [
        {"came": one.group, "day": one.days, "share": one.share, "low": low, "high": high,
         "clients": one.n_clients}
        for one, (low, high) in zip(curves, bands, strict=True)
    ]  # fmt: skip
    data = pd.concat(map(pd.DataFrame, columns), ignore_index=True)
    return Figure(paint, join(says, write(NAME, "says", **places)), alternative, data)


def _end(curve: Curve) -> tuple[int, int]:
    """How many had lasting relief in the end, and of how many."""
    return round((1 - curve.share[-1]) * curve.n_clients), curve.n_clients


def _round_outwards(curve: Curve) -> tuple[np.ndarray, np.ndarray]:
    return np.floor(100 * curve.low) / 100, np.ceil(100 * curve.high) / 100
