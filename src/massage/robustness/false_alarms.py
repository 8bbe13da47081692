"""Calibrations in words and figures' tables: error rates and power of each analysis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.question_2 import Comparison
from massage.words.codes import join, read_words, say
from massage.words.formats import listed, plain

WORDS = "robustness"
EIGHT_IN_TEN = 2.8  # 1.96 + 0.84: how many standard errors are seen in 80 of 100 practices


def pick_rates(rates: pd.DataFrame, worlds: Sequence[str], clients: int) -> pd.DataFrame:
    """Rows of these worlds, for practices of so many clients."""
    return rates[rates["world"].isin(worlds) & (rates["clients"] == clients)]


def pick_nearest(rates: pd.DataFrame, n_clients: int) -> int:
    """Return the simulated size of practice that is nearest to so many clients, in ratio."""
    sizes = np.sort(rates["clients"].unique())
    return int(sizes[np.argmin(np.abs(np.log(sizes / max(n_clients, 1))))])


def answer_false_alarms(rates: pd.DataFrame, analysis: str, label: str) -> str:
    """Say how often an analysis announces a result in practices where massage does nothing."""
    rows = rates[rates["analysis"] == analysis].sort_values("significant")
    worst, mean = rows.iloc[-1], rows["significant"].mean()
    places = {"label": label, "worst": worst, "mean": mean, "kinds": len(rows)}
    return say(WORDS, "false_alarms", **places)


def tabulate_rates(rates: pd.DataFrame, analyses: Mapping[str, str]) -> pd.DataFrame:
    """One row per world: of 100 practices, how often each analysis announces a result."""
    words = read_words(WORDS)
    wide = rates.pivot(index="world", columns="analysis", values="significant")
    wide = wide[list(analyses)].rename(columns=analyses).rename_axis(columns=None)
    blocked = rates[rates["analysis"] == "question_2"].set_index("world")["blocked"]
    shown = (100 * wide.assign(**{words["question_2_blocked"]: blocked})).round().astype(int)
    ordered = shown.loc[rates["world"].drop_duplicates()]
    return ordered.rename(index=plain).reset_index(names=words["kind_of_practice"])


def tabulate_power(rates: pd.DataFrame, kinds: Mapping[str, str]) -> pd.DataFrame:
    """Share of practices in which question 2 sees what is there, by world and clients."""
    rows = rates[(rates["analysis"] == "question_2") & rates["world"].isin(kinds)]
    kind = pd.Categorical(rows["world"].map(kinds), list(kinds.values()))
    power = rows.assign(kind=kind)[["kind", "clients", "claimed", "truth"]]
    return power.sort_values(["kind", "clients"], ignore_index=True)


def answer_power(power: pd.DataFrame) -> str:
    """Say, for each kind, in how many of 100 practices what is there would be seen."""
    said = []
    for kind, rows in power.groupby("kind", sort=False):
        seen = zip(rows["claimed"], rows["clients"], strict=True)
        each = listed([say(WORDS, "power_each", share=share, n=n) for share, n in seen])
        said.append(say(WORDS, "power", kind=kind, truth=rows["truth"].iloc[-1], each=each))
    return join(*said)


def answer_smallest_seen(compared: Comparison) -> str:
    """Say which benefit of halving an interval these records would most likely show."""
    places = {"name": compared.outcome.name, "compared": compared}
    if not np.isfinite(compared.standard_error):
        return say(WORDS, "no_error", **places)
    if compared.blocked_by:
        return say(WORDS, "blocked", **places)
    return say(WORDS, "smallest_seen", seen=EIGHT_IN_TEN * compared.standard_error, **places)
