"""Calibrations in words and figures' tables: error rates and power of each analysis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.question_2 import Comparison
from massage.words.codes import tell
from massage.words.formats import listed, number, percent, plain, points

EIGHT_IN_TEN = 2.8  # 1.96 + 0.84: how many standard errors are seen in 80 of 100 practices


def pick_rates(rates: pd.DataFrame, worlds: Sequence[str], clients: int) -> pd.DataFrame:
    """Rows of these worlds, for practices of so many clients."""
    return rates[rates["world"].isin(worlds) & (rates["clients"] == clients)]


def answer_false_alarms(rates: pd.DataFrame, analysis: str, label: str) -> str:
    """Say how often an analysis announces a result in practices where massage does nothing."""
    rows = rates[rates["analysis"] == analysis].sort_values("significant")
    worst, mean = rows.iloc[-1], rows["significant"].mean()
    return (
        f"In 100 practices where massage does nothing, {label} announces a result in "
        f"{number(100 * worst['significant'], 0)} at worst ({plain(worst['world'])}; Monte Carlo "
        f"error {number(100 * worst['significant_error'], 1)}), and in {number(100 * mean, 0)} on "
        f"average over {len(rows)} kinds of practice ({worst['clients']} clients each, "
        f"{worst['runs']:,} practices of each kind). Chance alone allows 5."
    )


def tabulate_rates(rates: pd.DataFrame, analyses: Mapping[str, str]) -> pd.DataFrame:
    """One row per world: of 100 practices, how often each analysis announces a result."""
    wide = rates.pivot(index="world", columns="analysis", values="significant")
    shown = (100 * wide[list(analyses)]).round().astype(int).rename(columns=analyses)
    blocked = rates[rates["analysis"] == "question_2"].set_index("world")["blocked"]
    order = rates["world"].drop_duplicates()
    table = (
        shown.rename_axis(columns=None)
        .assign(blocked=(100 * blocked).round().astype(int))
        .loc[order]
    )
    return table.rename(index=plain, columns={"blocked": "question 2 blocked"}).reset_index(
        names="kind of practice"
    )


def tabulate_power(rates: pd.DataFrame, kinds: Mapping[str, str]) -> pd.DataFrame:
    """Share of practices in which question 2 sees what is there, by world and clients."""
    rows = rates[(rates["analysis"] == "question_2") & rates["world"].isin(kinds)]
    power = pd.DataFrame(
        {
            "kind": pd.Categorical(rows["world"].map(kinds), list(kinds.values())),
            "clients": rows["clients"],
            "claimed": rows["claimed"],
            "truth": rows["truth"],
        }
    )
    return power.sort_values(["kind", "clients"], ignore_index=True)


def answer_power(power: pd.DataFrame) -> str:
    """Say, for each kind, in how many of 100 practices what is there would be seen."""
    sentences = []
    for kind, rows in power.groupby("kind", sort=False):
        each = [f"{100 * r['claimed']:.0f} with {r['clients']} clients" for _, r in rows.iterrows()]
        truth = number(rows["truth"].iloc[-1])
        sentences.append(
            f"Where {kind} (one halved interval is worth {truth} points), of 100 practices it is "
            f"seen in {listed(each)}."
        )
    return " ".join(sentences)


def answer_smallest_seen(compared: Comparison) -> str:
    """Say which benefit of halving an interval these records would most likely show."""
    name = compared.outcome.name
    if not np.isfinite(compared.standard_error):
        return f"What these records could show for {name} can't be said: {tell(compared.reason)}."
    if compared.blocked_by:
        return f"What these records could show for {name} can't be said: question 2 is blocked."
    seen = EIGHT_IN_TEN * compared.standard_error
    records = f"{compared.n_clients:,} clients and {compared.n_intervals:,} intervals"
    text = (
        f"With {records}, a benefit of {number(seen)} points in {name} for one halved interval "
        "would, asked about alone, be seen in 80 of 100 practices like this one; a much smaller "
        "one would mostly be missed."
    )
    matters = compared.outcome.smallest
    if matters is None:
        return text
    share = percent(seen / matters)
    return f"{text} That is {share} of the smallest difference that matters ({points(matters)})."
