"""Other defensible ways to ask question 1: listed before anything is fitted, then all fitted."""

from __future__ import annotations

from itertools import product

import pandas as pd

from analysis.clients import subtract, summarise_checked
from analysis.frames import check_sessions
from analysis.plan import DAYS_PER_WEEK, PLAN, Plan, Windows
from analysis.question_1 import withhold_if_wider
from analysis.regression import ancova
from analysis.schema import Outcome
from massage.words.formats import count, number

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
    "baseline": "day 0",
    "value": "first",
    "held equal": "baseline, day",
    "who": "new clients only",
}


def list_specifications(plan: Plan = PLAN) -> pd.DataFrame:
    """List every combination of choices, one row each; ``ours`` marks the plan's own.

    ``exposure``: weeks over which sessions are counted; ``baseline``: the value at the first
    session, or the mean of the first two weeks; ``follow-up``: weeks after those in which
    the later value is looked for; ``value``: the first one there, or the mean of all; ``held
    equal``: what is adjusted for; ``who``: everyone, or those known to be new. The plan's own
    windows are among them, whatever they are; windows that overlap aren't.
    """
    windows = _list_windows(plan)
    exposures, follow_ups = (list(dict.fromkeys(names)) for names in zip(*windows, strict=True))
    rows = product(exposures, BASELINES, follow_ups, VALUES, ADJUSTMENTS, EXCLUSIONS)
    table = pd.DataFrame(rows, columns=list(CHOICES))
    there = [pair in windows for pair in zip(table["exposure"], table["follow-up"], strict=True)]
    table = table[there].reset_index(drop=True)
    own = OWN | dict(zip(("exposure", "follow-up"), _name_own(plan.windows), strict=True))
    return table.assign(ours=(table == pd.Series(own)[list(CHOICES)]).all(axis=1))


def _list_windows(plan: Plan) -> dict[tuple[str, str], Windows]:
    """Windows by the names of their exposure and follow-up, those that don't overlap."""
    own = plan.windows
    first, later = _name_own(own)
    exposures = {f"{weeks} weeks": (0, DAYS_PER_WEEK * weeks) for weeks in WEEKS}
    named = {}
    for name, exposure in (exposures | {first: own.exposure}).items():
        after = exposure[1] + 1
        follow_ups = {
            f"{weeks} weeks after": (after, exposure[1] + DAYS_PER_WEEK * weeks)
            for weeks in LENGTHS
        }
        weeks_after = {later: (after, after + own.follow_up[1] - own.follow_up[0])}
        follow_ups |= weeks_after if later.endswith("after") else {later: own.follow_up}
        named |= {
            (name, other): Windows(exposure, days)
            for other, days in follow_ups.items()
            if days[0] > exposure[1]
        }
    return named | {(first, later): own}


def _name_own(windows: Windows) -> tuple[str, str]:
    """Name the plan's exposure and follow-up in weeks, or in days where they aren't whole weeks."""
    (start, end), (after, last) = windows.exposure, windows.follow_up
    first = f"days {start} to {end}"
    if start == 0 and end % DAYS_PER_WEEK == 0:
        first = f"{end // DAYS_PER_WEEK} weeks"
    if after == end + 1 and (last - end) % DAYS_PER_WEEK == 0:
        return first, f"{(last - end) // DAYS_PER_WEEK} weeks after"
    return first, f"days {after} to {last}"


def tabulate_choices(specifications: pd.DataFrame) -> pd.DataFrame:
    """One row per choice: what can be chosen, and what the plan's own specification chooses."""
    own = specifications[specifications["ours"]].iloc[0]
    rows = [
        {"choice": c, "one of": "; ".join(specifications[c].unique()), "the plan's own": own[c]}
        for c in CHOICES
    ]
    return pd.DataFrame(rows)


def fit_specifications(
    sessions: pd.DataFrame, outcome: Outcome, specifications: pd.DataFrame, plan: Plan = PLAN
) -> pd.DataFrame:
    """Fit each row of ``list_specifications``: adds estimate, low, high, p_value, n_clients.

    ``estimate`` is the improvement, in the outcome's points, per extra weekly session (ANCOVA, HC3;
    positive: frequent clients improved more); NaN where it can't be worked out, or its interval is
    wider than the outcome's scale. Raises RecordsError for sessions that break the record format.
    """
    sessions = check_sessions(sessions, (outcome,), alone=True)
    windows = _list_windows(plan)
    kinds = ["exposure", "baseline", "follow-up", "value", "who"]
    parts = []
    for (exposure, baseline, follow_up, *rest), rows in specifications.groupby(kinds, sort=False):
        own = windows[exposure, follow_up]
        clients = _summarise(sessions, outcome, own, baseline, *rest)
        fits = [_fit(clients, held, outcome, plan) for held in rows["held equal"]]
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
    windows: Windows,
    baseline: str,
    value: str,
    who: str,
) -> pd.DataFrame:
    """One row per client by these choices, columns without the outcome's name."""
    if who == "everyone" and "new_client" in sessions:
        sessions = sessions.drop(columns="new_client")
    clients = summarise_checked(sessions, [outcome], windows)
    clients = clients.rename(columns=lambda name: name.removeprefix(f"{outcome.name}_"))
    if outcome.column not in sessions:
        return clients
    if baseline != BASELINES[0]:
        early = _mean(sessions, outcome, (0, EARLY_DAYS), clients)
        clients = clients.assign(baseline=early.where(clients["baseline"].notna()))
    if value == "mean":
        later = _mean(sessions, outcome, windows.follow_up, clients)
        clients = clients.assign(follow_up=later)
    change = subtract(clients["follow_up"], clients["baseline"])
    return clients.assign(improvement=outcome.sign * change)


def _mean(
    sessions: pd.DataFrame, outcome: Outcome, days: tuple[int, int], clients: pd.DataFrame
) -> pd.Series:
    rows = sessions[sessions["day"].between(*days)]
    return clients["client_id"].map(rows.groupby("client_id")[outcome.column].mean())


def _fit(clients: pd.DataFrame, held: str, outcome: Outcome, plan: Plan) -> dict[str, float]:
    columns = [c for c in ADJUSTMENTS[held] if not clients[c].isna().all()]
    found = ancova(
        clients,
        outcome="improvement",
        exposure="frequency",
        adjust_for=columns,
        level=plan.level,
        fewest=plan.fewest_clients,
    )
    found = withhold_if_wider(found, outcome)
    names = ("estimate", "low", "high", "p_value", "n_clients")
    return {name: getattr(found, name) for name in names}
