"""Question 2, within clients: the comparison of intervals, and what could make it wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from analysis.estimate import adjust_holm
from analysis.halving import Comparison, halve_interval
from analysis.looks import Asked
from analysis.plan import Plan
from analysis.schema import PAIN, Outcome
from analysis.threats import BLOCKING, WARNING, Looks, look_at_pain, look_for


def compare(
    sessions: pd.DataFrame,
    intervals: Mapping[str, pd.DataFrame],
    outcomes: Sequence[Outcome],
    plan: Plan,
) -> dict[str, Comparison]:
    """Answer question 2 for each outcome, by name, with the threats that forbid the answer.

    ``sessions`` were checked; ``intervals`` holds the rows of ``list_intervals`` by outcome's name.
    """
    found = {
        outcome.name: halve_interval(intervals[outcome.name], outcome, plan) for outcome in outcomes
    }
    asked = {
        name: Asked(sessions, intervals[name], one.outcome, plan, one.one_client_decides)
        for name, one in found.items()
    }
    of_pain = look_at_pain(asked, sessions, plan)
    adjusted = adjust_holm({name: one.p_value for name, one in found.items()})
    answers = {}
    for name, one in found.items():
        is_pain = one.outcome.column == PAIN.column
        looks = look_for(BLOCKING, asked[name], {} if is_pain else of_pain)
        blocked_by = tuple(threat for threat, look in looks.items() if look.fired)
        answers[name] = replace(one, blocked_by=blocked_by, looks=looks, p_holm=adjusted[name])
    return answers


def look_for_warnings(
    sessions: pd.DataFrame, intervals: pd.DataFrame, outcome: Outcome, plan: Plan
) -> Looks:
    """Look for the threats that warn of an answer without forbidding it."""
    return look_for(WARNING, Asked(sessions, intervals, outcome, plan), {})
