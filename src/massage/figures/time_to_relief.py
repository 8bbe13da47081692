"""How long until pain had fallen and stayed down?"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from massage.claims.tell import tell_curves
from massage.claims.time_to_relief import Curve
from massage.figures.figure import REST, Figure, withhold
from massage.figures.style import INK, LINES
from massage.practice import Practice
from massage.small_groups import Told, how_to_tell
from massage.words.formats import count, first_weeks, listed, percent

TOP = 1.15  # of the axis of shares, so that the line at 1 is seen


def plot_relief_curves(practice: Practice, *, shared: bool = False) -> Figure:
    """Steps: share still without lasting relief, by how often clients came at first."""
    curves, p_value = practice.curves
    says = tell_curves(curves, p_value, practice.plan)
    if not curves:
        return withhold(says)
    if shared and any(how_to_tell(*_end(one)) is not Told.EXACTLY for one in curves):
        return withhold(REST)

    def paint(ax: Axes) -> None:
        for curve, line in zip(curves, LINES, strict=False):
            label = f"came {curve.group} at first (n = {curve.n_clients})"
            ax.step(curve.days, curve.share, where="post", linestyle=line, color=INK,
                    linewidth=2, label=label)  # fmt: skip
        ax.set(
            title="How long until pain had fallen by 2 points and stayed there?\n"
            f"(n = {sum(one.n_clients for one in curves)} clients who began at 4 or more)",
            xlabel=f"days since the {first_weeks(practice.plan.windows)} in which sessions were "
            "counted",
            ylabel="share still without lasting relief",
            ylim=(0, TOP),
        )

    each = listed([
        f"of {count(one.n_clients, 'client')} who came {one.group} at first "
        f"{percent(one.share[-1])} are still without lasting relief at the end"
        for one in curves
    ])  # fmt: skip
    alternative = f"Falling steps over {curves[0].days[-1]} days, one line per group: {each}."
    columns = [
        {"came": one.group, "day": one.days, "share": one.share, "clients": one.n_clients}
        for one in curves
    ]
    data = pd.concat(map(pd.DataFrame, columns), ignore_index=True)
    return Figure(paint, says, alternative, data)


def _end(curve: Curve) -> tuple[int, int]:
    """How many had lasting relief in the end, and of how many."""
    return round((1 - curve.share[-1]) * curve.n_clients), curve.n_clients
