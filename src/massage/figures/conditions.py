"""Change, and what a shorter interval goes with, by condition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.codes import Code
from massage.claims.conditions import Pooled, adjust_changes
from massage.claims.tell import tell_change_unit
from massage.figures.figure import NO_ANSWER, REST, Figure, write
from massage.figures.style import INK, PAPER, SAME, SOFT, UNSURE
from massage.practice import Practice
from massage.small_groups import follows_from_rest, is_small
from massage.words.codes import tell
from massage.words.formats import capital, coverage, interval, listed, number, plain

NAME, CLAIM = "conditions", "C12"
PARTS = ("change", "halving")  # of the claim, in its order
SOME_LEFT_OUT = " Conditions with too few clients are not drawn."


def plot_changes(practice: Practice, *, shared: bool = False) -> Figure:
    """Points with intervals: change in pain by condition; single clients are faint marks."""
    records = practice.records
    if shared:
        known = records.clients.dropna(subset=["pain_improvement"])
        groups = known["condition"].fillna("").value_counts()
        if not practice.changes.by_condition.empty and follows_from_rest(groups.tolist()):
            return Figure(withheld=REST)
    title, unit = _choose_title(practice, "change"), tell_change_unit(practice.plan)
    own = None if shared else adjust_changes(records.clients, records.pain)
    return _plot(practice, practice.changes, title, unit, own, shared=shared)


def plot_halvings(practice: Practice, *, shared: bool = False) -> Figure:
    """Points with intervals: benefit of half the interval by condition."""
    if practice.records.blocked:
        return Figure(withheld=f"There is no answer: {tell(practice.records.blocked)}.")
    drawn = practice.halving.by_condition["n_clients"].sum()
    left = practice.records.compared.n_clients - int(drawn)
    if shared and not practice.halving.by_condition.empty and is_small(left):
        return Figure(withheld=REST)
    title = _choose_title(practice, "halving")
    unit = write(NAME, "halving_unit", name=practice.records.pain.name)
    return _plot(practice, practice.halving, title, unit, None, shared=shared)


def _choose_title(practice: Practice, of: str) -> str:
    """Name the title by whether conditions differ, once all claims are allowed for."""
    claim = practice.examined[practice.examined["id"] == CLAIM]
    differ = claim["p_adjusted"].iloc[PARTS.index(of)] < practice.plan.sure
    return f"{'differ' if differ else 'unclear'}_{of}"


def _plot(
    practice: Practice,
    pooled: Pooled,
    title: str,
    unit: str,
    clients: pd.DataFrame | None,
    *,
    shared: bool,
) -> Figure:
    """Each condition's own answer, and what pooling draws it to.

    ``clients`` (``condition``, ``improvement``) are drawn behind as faint marks, one each.
    """
    table, pain = pooled.by_condition, practice.records.pain.name
    if table.empty:
        return Figure(withheld=NO_ANSWER)

    def paint(ax: Axes) -> None:
        places = np.arange(len(table))
        if pooled.mean.answered:
            ax.axvspan(pooled.mean.low, pooled.mean.high, color=SAME, alpha=0.6,
                       label=f"average, {coverage(pooled.mean.level)} interval")  # fmt: skip
            ax.axvline(pooled.mean.estimate, color=SOFT, linestyle="--")
        if clients is not None:
            own = clients[clients["condition"].isin(table["condition"])]
            row = own["condition"].map(dict(zip(table["condition"], places, strict=True)))
            ax.plot(
                own["improvement"], row - 0.22, "|", color=UNSURE, alpha=0.7, label="one client"
            )
        ax.hlines(places, table["low"], table["high"], color=INK, linewidth=2)
        ax.plot(table["estimate"], places, "o", color=INK, markersize=7, label="by itself")
        if table["pooled"].notna().any():
            ax.plot(table["pooled"], places + 0.22, "D", color=INK, markersize=6,
                    markerfacecolor=PAPER, label="partially pooled")  # fmt: skip
        labels = [f"{plain(row.condition)} (n = {row.n_clients})" for row in table.itertuples()]
        ax.set_yticks(places, labels)
        ax.axvline(0, color=INK, linewidth=0.8)
        ax.set(
            title=write(NAME, title, name=pain, Name=capital(pain), n=pooled.mean.n_clients),
            xlabel=unit,
            ylim=(len(table) - 0.4, -0.6),
        )

    # how many a small condition has would be told by why it has no number
    alternative = _describe(replace(pooled, left_out={}) if shared else pooled, unit)
    alternative += SOME_LEFT_OUT if shared and pooled.left_out else ""
    names = ["condition", "estimate", "low", "high", "pooled", "n_clients"]
    data = table[names].rename(columns={"n_clients": "clients"})
    return Figure(paint, practice.claims[CLAIM], alternative, data, (4.2, 2.2 + 0.5 * len(table)))


def _describe(pooled: Pooled, unit: str) -> str:
    each = "; ".join(
        f"{plain(row.condition)} {number(row.estimate)} ({number(row.low)} to {number(row.high)}, "
        f"n = {row.n_clients})"
        for row in pooled.by_condition.itertuples()
    )
    together = f" Average: {number(pooled.mean.estimate)}, {interval(pooled.mean)}."
    return (
        f"Points with {coverage(pooled.mean.level)} intervals, one condition per row, in {unit}: "
        f"{each}.{together if pooled.mean.answered else ''}{_name_left_out(pooled.left_out)}"
    )


def _name_left_out(left_out: Mapping[str, Code]) -> str:
    without = [f"{plain(name)} ({tell(reason)})" for name, reason in left_out.items()]
    return f" Without a number: {listed(without)}." if without else ""
