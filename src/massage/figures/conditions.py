"""Change, and what a shorter interval goes with, by condition."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from massage.claims.conditions import Pooled, adjust_changes
from massage.claims.tell import tell_change_unit
from massage.figures.figure import Figure, withhold, write
from massage.figures.style import INK, PAPER, SAME, SOFT, UNSURE
from massage.practice import Practice
from massage.small_groups import follows_from_rest, is_small
from massage.words.formats import capital, listed, plain

NAME, CLAIM = "conditions", "C12"
PARTS = ("change", "halving")  # of the claim, in its order


def plot_changes(practice: Practice, *, shared: bool = False) -> Figure:
    """Points with intervals: change in pain by condition; single clients are faint marks."""
    records = practice.records
    if shared:
        known = records.clients.dropna(subset=["pain_improvement"])
        groups = known["condition"].fillna("").value_counts()
        if not practice.changes.by_condition.empty and follows_from_rest(groups.tolist()):
            return withhold("rest")
    title, unit = _choose_title(practice, "change"), tell_change_unit(practice.plan)
    own = None if shared else adjust_changes(records.clients, records.pain)
    return _plot(practice, practice.changes, title, unit, own, shared=shared)


def plot_halvings(practice: Practice, *, shared: bool = False) -> Figure:
    """Points with intervals: benefit of half the interval by condition."""
    if practice.records.blocked:
        return Figure(withheld=write(NAME, "no_answer", reason=practice.records.blocked))
    drawn = practice.halving.by_condition["n_clients"].sum()
    left = practice.records.compared.n_clients - int(drawn)
    if shared and not practice.halving.by_condition.empty and is_small(left):
        return withhold("rest")
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
        return withhold("no_answer")

    def paint(ax: Axes) -> None:
        places = np.arange(len(table))
        if pooled.mean.answered:
            ax.axvspan(pooled.mean.low, pooled.mean.high, color=SAME, alpha=0.6,
                       label=write(NAME, "average", mean=pooled.mean))  # fmt: skip
            ax.axvline(pooled.mean.estimate, color=SOFT, linestyle="--")
        if clients is not None:
            own = clients[clients["condition"].isin(table["condition"])]
            row = own["condition"].map(dict(zip(table["condition"], places, strict=True)))
            ax.plot(own["improvement"], row - 0.22, "|", color=UNSURE, alpha=0.7,
                    label=write(NAME, "one_client"))  # fmt: skip
        ax.hlines(places, table["low"], table["high"], color=INK, linewidth=2)
        ax.plot(
            table["estimate"], places, "o", color=INK, markersize=7, label=write(NAME, "by_itself")
        )
        if table["pooled"].notna().any():
            ax.plot(table["pooled"], places + 0.22, "D", color=INK, markersize=6,
                    markerfacecolor=PAPER, label=write(NAME, "pooled"))  # fmt: skip
        labels = [f"{plain(row.condition)} (n = {row.n_clients})" for row in table.itertuples()]
        ax.set_yticks(places, labels)
        ax.axvline(0, color=INK, linewidth=0.8)
        ax.set(
            title=write(NAME, title, name=pain, Name=capital(pain), n=pooled.mean.n_clients),
            xlabel=unit,
            ylim=(len(table) - 0.4, -0.6),
        )

    # how many a small condition has would be told by why it has no number
    alternative = _describe(pooled, unit, "some_left_out" if shared else "left_out")
    names = ["condition", "estimate", "low", "high", "pooled", "n_clients"]
    data = table[names].rename(columns={"n_clients": "clients"})
    return Figure(paint, practice.claims[CLAIM], alternative, data, (4.2, 2.2 + 0.5 * len(table)))


def _describe(pooled: Pooled, unit: str, how_left: str) -> str:
    left = [write(NAME, "without", name=name, reason=one) for name, one in pooled.left_out.items()]
    together = "together" if pooled.mean.answered else ""
    rows = pooled.by_condition.itertuples()
    places = {"unit": unit, "mean": pooled.mean, "left": listed(left)}
    places["each"] = "; ".join(write(NAME, "each", row=row) for row in rows)
    return write(NAME, "alternative", together, how_left if left else "", **places)
