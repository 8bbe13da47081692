"""Other defensible ways to ask question 1: listed before anything is fitted, then all fitted."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import pandas as pd

from analysis.frames import check_sessions
from analysis.intervals import has_values
from analysis.plan import PLAN, Plan
from analysis.question_1 import withhold_if_wider
from analysis.regression import ancova
from analysis.schema import Outcome
from massage.robustness.choices import (
    DURATION,
    choose_values,
    do_lengths_differ,
    middle_length,
    summarise_chosen,
)
from massage.robustness.windows import list_windows, name_own
from massage.small_groups import Told, how_to_tell
from massage.words.codes import join, read_words, say

WORDS = read_words("robustness")["choices"]
IN_MINUTES = WORDS["in_minutes"]  # end of the name of an exposure
VALUES = (WORDS["first"], WORDS["mean"])
ADJUSTMENTS = {
    WORDS["hold_nothing"]: (),
    WORDS["hold_baseline"]: ("baseline",),
    WORDS["hold_day"]: ("baseline", "follow_up_day"),
    WORDS["hold_therapist"]: ("baseline", "follow_up_day", "therapist_id"),
}
EXCLUSIONS = (WORDS["new_only"], WORDS["everyone"])
BASELINES = (WORDS["day_0"], WORDS["two_weeks"])
FOUND = ("estimate", "low", "high", "p_value", "n_clients")
USED = ["improvement", "frequency", "minutes", "baseline", "follow_up_day", "therapist_id"]
SIDES = {1: "above", -1: "below", 0: "holds"}
LEFT_OUT = {Told.EXACTLY: "minutes_left_out", Told.FEW: "minutes_few"}
CHOICES = EXPOSURE, BASELINE, FOLLOW_UP, VALUE, HELD, WHO = tuple(
    WORDS[one] for one in ("exposure", "baseline", "follow_up", "value", "held", "who")
)
OWN = {
    BASELINE: BASELINES[0], VALUE: VALUES[0], HELD: WORDS["hold_day"], WHO: EXCLUSIONS[0]
}  # fmt: skip


def list_specifications(plan: Plan = PLAN, *, minutes: bool = False) -> pd.DataFrame:
    """List every combination of choices, one row each; ``ours`` marks the plan's own.

    ``exposure``: weeks over which sessions are counted or, with ``minutes``, also their minutes
    (for records where ``do_lengths_differ``); ``baseline``: the value at the first
    session, or the mean of the first two weeks; ``follow-up``: weeks after those in which
    the later value is looked for; ``value``: the first one there, or the mean of all; ``held
    equal``: what is adjusted for; ``who``: everyone, or those known to be new. The plan's own
    windows are among them, whatever they are; windows that overlap aren't.
    """
    windows = list_windows(plan)
    exposures, follow_ups = (list(dict.fromkeys(names)) for names in zip(*windows, strict=True))
    if minutes:
        exposures += [f"{name}{IN_MINUTES}" for name in exposures]
    rows = product(exposures, BASELINES, follow_ups, VALUES, ADJUSTMENTS, EXCLUSIONS)
    there = [row for row in rows if (row[0].removesuffix(IN_MINUTES), row[2]) in windows]
    table = pd.DataFrame(there, columns=list(CHOICES))
    own = OWN | dict(zip((EXPOSURE, FOLLOW_UP), name_own(plan.windows), strict=True))
    return table.assign(ours=(table == pd.Series(own)[list(CHOICES)]).all(axis=1))


def tabulate_choices(specifications: pd.DataFrame) -> pd.DataFrame:
    """One row per choice: what can be chosen, and what the plan's own specification chooses."""
    own = specifications[specifications["ours"]].iloc[0]
    each = ["; ".join(specifications[choice].unique()) for choice in CHOICES]
    own = [own[choice] for choice in CHOICES]
    words = read_words("robustness")
    return pd.DataFrame({words["choice"]: CHOICES, words["one_of"]: each, words["own"]: own})


def explain_minutes(sessions: pd.DataFrame) -> str:
    """Say how minutes of massage are counted beside sessions, or why they aren't."""
    if not has_values(sessions, DURATION):
        return say("robustness", "no_lengths")
    key = "minutes" if do_lengths_differ(sessions) else "one_length"
    return say("robustness", key, length=middle_length(sessions))


def fit_specifications(
    sessions: pd.DataFrame, outcome: Outcome, specifications: pd.DataFrame, plan: Plan = PLAN
) -> pd.DataFrame:
    """Fit each row of ``list_specifications``: adds estimate, low, high, p_value, n_clients.

    ``estimate`` is the improvement, in the outcome's points, per extra weekly session (ANCOVA, HC3;
    positive: frequent clients improved more); in minutes, per so many more a week as a session of
    middle length has, where the length of all of a client's sessions in those weeks is known. NaN
    where it can't be worked out, or its interval is wider than the outcome's scale. Raises
    RecordsError for sessions that break the record format.
    """
    sessions = check_sessions(sessions, (outcome,), alone=True)
    windows = list_windows(plan)
    weeks = specifications[EXPOSURE].str.removesuffix(IN_MINUTES)
    parts = []
    for (exposure, follow_up, who), rows in specifications.groupby([weeks, FOLLOW_UP, WHO]):
        own = windows[exposure, follow_up]
        clients = summarise_chosen(sessions, outcome, own, new_only=who == EXCLUSIONS[0])
        for (baseline, value), some in rows.groupby([BASELINE, VALUE]):
            choice = {"early": baseline != BASELINES[0], "mean": value == VALUES[1]}
            chosen = choose_values(clients, sessions, outcome, own, **choice)[USED]
            each = zip(some[EXPOSURE], some[HELD], strict=True)
            fits = [_fit(chosen, name, held, outcome, plan) for name, held in each]
            parts.append(some.assign(**pd.DataFrame(fits, index=some.index)))
    return pd.concat(parts).sort_index()


@dataclass(frozen=True)
class Sides:
    """How many specifications' intervals lie ``above`` 0, ``below`` it, or hold it (``counts``).

    ``own`` says it of the plan's own, of ``n_clients``; it is empty where that has no number.
    """

    counts: dict[str, int]
    own: str
    n_clients: int

    @property
    def n(self) -> int:
        """Specifications that give a number."""
        return sum(self.counts.values())

    @property
    def agree(self) -> int:
        """Other specifications that say what the plan's own does."""
        return self.counts[self.own] - 1 if self.own else 0


def count_sides(fitted: pd.DataFrame) -> Sides:
    """Count the rows of ``fit_specifications`` that give a number by what they say."""
    answered = fitted.dropna(subset=["low"])
    sides = side_of_zero(answered).map(SIDES)
    own = answered["ours"]
    counts = {name: int((sides == name).sum()) for name in SIDES.values()}
    return Sides(counts, "".join(sides[own]), int(answered.loc[own, "n_clients"].sum()))


def answer_specifications(fitted: pd.DataFrame, outcome: Outcome) -> str:
    """Say how many specifications agree with the plan's own, and how far they lie apart.

    Where minutes are counted, also what the plan's own choice gives with them, and what share of
    its clients they leave out.
    """
    sides = count_sides(fitted)
    places = {"name": outcome.name, "n": len(fitted), "n_answered": sides.n}
    if not sides.n:
        return say("robustness", "no_specification", **places)
    answer = say(
        "robustness",
        "specifications",
        f"own_{sides.own}" if sides.own else "own_none",
        lowest=fitted.dropna(subset=["low"])["estimate"].min(),
        highest=fitted.dropna(subset=["low"])["estimate"].max(),
        n_clients=sides.n_clients,
        **places,
        **sides.counts,
    )
    return join(answer, _answer_minutes(fitted))


def _answer_minutes(fitted: pd.DataFrame) -> str:
    """Say the plan's own choice counted in minutes; empty where they aren't counted."""
    own = fitted[fitted["ours"]]
    same = fitted[list(CHOICES)]
    same = same.assign(**{EXPOSURE: same[EXPOSURE].str.removesuffix(IN_MINUTES)})
    twins = fitted[same.isin(own[list(CHOICES)].iloc[:1].to_dict("list")).all(axis=1)]
    minutes = twins[~twins["ours"]]
    if own.empty or minutes.empty:
        return ""
    found, n = minutes.iloc[0], int(own["n_clients"].iloc[0])
    n_minutes = int(found["n_clients"])
    told = how_to_tell(n - n_minutes, n)
    counted = "minutes_counted" if told is Told.EXACTLY else "minutes_counted_few"
    return say(
        "robustness",
        "minutes_none" if pd.isna(found["low"]) else "minutes_own",
        LEFT_OUT.get(told, "") if n > n_minutes else "minutes_all",
        found=found,
        counted=say("robustness", counted, n=n, n_minutes=n_minutes),
        left_out=n - n_minutes,
        n=n,
        share=(n - n_minutes) / max(n, 1),
    )


def title_specifications(sides: Sides) -> str:
    """Say in a title how many other specifications agree, or ask where there is nothing to."""
    key = f"choices_{sides.own}" if sides.own and sides.n > 1 else "choices_none"
    return say("sure", key, agree=sides.agree, others=sides.n - 1, n=sides.n)


def side_of_zero(fitted: pd.DataFrame) -> pd.Series:
    """1 where the interval lies above 0, -1 where below, 0 where it holds 0 or isn't there."""
    return (fitted["low"] > 0).astype(int) - (fitted["high"] < 0).astype(int)


def _fit(
    clients: pd.DataFrame, exposure: str, held: str, outcome: Outcome, plan: Plan
) -> dict[str, float]:
    found = ancova(
        clients,
        outcome="improvement",
        exposure="minutes" if exposure.endswith(IN_MINUTES) else "frequency",
        adjust_for=[c for c in ADJUSTMENTS[held] if not clients[c].isna().all()],
        level=plan.level,
        fewest=plan.fewest_clients,
    )
    found = withhold_if_wider(found, outcome)
    return {name: getattr(found, name) for name in FOUND}
