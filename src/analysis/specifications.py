"""Other defensible ways to ask question 1: listed before anything is fitted, then all fitted."""

from __future__ import annotations

from itertools import product

import pandas as pd

from analysis.association import withhold_if_wider
from analysis.clients import summarise_clients
from analysis.plan import DAYS_PER_WEEK, Windows
from analysis.regression import ancova
from analysis.schema import Outcome
from analysis.words import count, number

EARLY_DAYS = 14
WEEKS = (4, 6, 8)
LENGTHS = (6, 12)
VALUES = ("first", "mean")
ADJUSTMENTS = {
    "nothing": (),
    "baseline": ("baseline",),
    "baseline, day": ("baseline", "follow_up_day"),
    "baseline, day, therapist": ("baseline", "follow_up_day", "therapist_id"),
}
EXCLUSIONS = ("new clients only", "everyone")
BASELINES = ("day 0", "mean of days 0 to 14")
CHOICES = ("exposure", "baseline", "follow-up", "value", "held equal", "who")
OWN = {
    "exposure": "6 weeks",
    "baseline": "day 0",
    "follow-up": "6 weeks after",
    "value": "first",
    "held equal": "baseline, day",
    "who": "new clients only",
}


def list_specifications() -> pd.DataFrame:
    """List every combination of choices, one row each; ``ours`` marks the plan's own.

    ``exposure``: weeks over which sessions are counted; ``baseline``: the value at the first
    session, or the mean of the first two weeks; ``follow-up``: weeks after those in which
    the later value is looked for; ``value``: the first one there, or the mean of all; ``held
    equal``: what is adjusted for; ``who``: everyone, or those known to be new.
    """
    rows = product(
        (f"{weeks} weeks" for weeks in WEEKS),
        BASELINES,
        (f"{weeks} weeks after" for weeks in LENGTHS),
        VALUES,
        ADJUSTMENTS,
        EXCLUSIONS,
    )
    table = pd.DataFrame(rows, columns=list(CHOICES))
    return table.assign(ours=(table == pd.Series(OWN)).all(axis=1))


def tabulate_choices(specifications: pd.DataFrame) -> pd.DataFrame:
    """One row per choice: what can be chosen, and what the plan's own specification chooses."""
    own = specifications[specifications["ours"]].iloc[0]
    rows = [
        {"choice": c, "one of": "; ".join(specifications[c].unique()), "the plan's own": own[c]}
        for c in CHOICES
    ]
    return pd.DataFrame(rows)


def fit_specifications(
    sessions: pd.DataFrame, outcome: Outcome, specifications: pd.DataFrame
) -> pd.DataFrame:
    """Fit each row of ``list_specifications``: adds estimate, low, high, p_value, n_clients.

    ``estimate`` is the improvement, in the outcome's points, per extra weekly session (ANCOVA, HC3;
    positive: frequent clients improved more); NaN where it can't be worked out, or its interval is
    wider than the outcome's scale.
    """
    kinds = ["exposure", "baseline", "follow-up", "value", "who"]
    parts = []
    for key, rows in specifications.groupby(kinds, sort=False):
        clients = _summarise(sessions, outcome, *key)
        fits = [_fit(clients, held, outcome) for held in rows["held equal"]]
        parts.append(rows.assign(**pd.DataFrame(fits, index=rows.index)))
    return pd.concat(parts).sort_index()


def answer_specifications(fitted: pd.DataFrame, outcome: Outcome) -> str:
    """Say how many specifications agree with the plan's own, and how far they lie apart."""
    answered = fitted.dropna(subset=["low"])
    if answered.empty:
        return f"None of the {len(fitted)} choices gives a number for {outcome.name}."
    sides = side_of_zero(answered)
    above, below = int((sides > 0).sum()), int((sides < 0).sum())
    own = answered[answered["ours"]]
    text = (
        f"For {outcome.name}, {len(answered)} of {len(fitted)} choices give a number, from "
        f"{number(answered['estimate'].min())} to {number(answered['estimate'].max())} points per "
        f"extra weekly session. The interval lies above 0 in {above}, below 0 in {below}, and "
        f"holds 0 in {len(answered) - above - below}."
    )
    if own.empty:
        return f"{text} The plan's own choice gives no number."
    side = side_of_zero(own).iloc[0]
    agree = int((side_of_zero(answered) == side).sum())
    words = {1: "lies above 0", -1: "lies below 0", 0: "holds 0"}[side]
    return (
        f"{text} In the plan's own it {words} (n = {count(int(own['n_clients'].iloc[0]), 'client')}"
        f"), and {agree} of {len(answered)} agree with that."
    )


def side_of_zero(fitted: pd.DataFrame) -> pd.Series:
    """1 where the interval lies above 0, -1 where below, 0 where it holds 0 or isn't there."""
    return (fitted["low"] > 0).astype(int) - (fitted["high"] < 0).astype(int)


def _summarise(
    sessions: pd.DataFrame,
    outcome: Outcome,
    exposure: str,
    baseline: str,
    follow_up: str,
    value: str,
    who: str,
) -> pd.DataFrame:
    """One row per client by these choices, columns without the outcome's name."""
    end = DAYS_PER_WEEK * int(exposure.split()[0])
    windows = Windows((0, end), (end + 1, end + DAYS_PER_WEEK * int(follow_up.split()[0])))
    if who == "everyone" and "new_client" in sessions:
        sessions = sessions.drop(columns="new_client")
    clients = summarise_clients(sessions, [outcome], windows)
    clients = clients.rename(columns=lambda name: name.removeprefix(f"{outcome.name}_"))
    if outcome.column not in sessions:
        return clients
    if baseline != BASELINES[0]:
        early = _mean(sessions, outcome, (0, EARLY_DAYS), clients)
        clients = clients.assign(baseline=early.where(clients["baseline"].notna()))
    if value == "mean":
        later = _mean(sessions, outcome, windows.follow_up, clients)
        clients = clients.assign(follow_up=later)
    change = outcome.sign * (clients["follow_up"] - clients["baseline"])
    return clients.assign(improvement=change)


def _mean(
    sessions: pd.DataFrame, outcome: Outcome, days: tuple[int, int], clients: pd.DataFrame
) -> pd.Series:
    rows = sessions[sessions["day"].between(*days)]
    return clients["client_id"].map(rows.groupby("client_id")[outcome.column].mean())


def _fit(clients: pd.DataFrame, held: str, outcome: Outcome) -> dict[str, float]:
    columns = [c for c in ADJUSTMENTS[held] if not clients[c].isna().all()]
    found = ancova(clients, outcome="improvement", exposure="frequency", adjust_for=columns)
    found = withhold_if_wider(found, outcome)
    names = ("estimate", "low", "high", "p_value", "n_clients")
    return {name: getattr(found, name) for name in names}
