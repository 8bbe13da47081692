"""The analyses that are tried in every world: what people do today, question 1, question 2."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd
from scipy import stats

from analysis.correlation import correlate
from analysis.estimate import NAN, Estimate
from analysis.practice import Practice, compare_intervals
from analysis.question_2 import Comparison
from analysis.regression import ancova
from analysis.schema import PAIN, SLEEP, Outcome
from massage.robustness.usual import summarise_as_today

BOOK = ["agreed_day", "agreed_known"]
MOVES = ["original_day", *BOOK]


@dataclass(frozen=True)
class Result:
    """One analysis of one practice; positive favours massage. NaN where there is no answer."""

    estimate: float = NAN
    low: float = NAN
    high: float = NAN
    p_value: float = NAN
    blocked: bool = False
    past_pain: bool = False


def open_practices(sessions: pd.DataFrame) -> list[Practice]:
    """Split the records of several practices, whose clients have codes of their own."""
    return [Practice(one) for _, one in sessions.groupby("practice")]


def analyse_as_today(practice: Practice) -> Result:
    """Pearson's correlation of sessions per week with first minus last pain, all visits."""
    clients = summarise_as_today(practice.sessions)
    if len(clients) < 4 or clients["fall_in_pain"].nunique() == 1:
        return Result()
    found = stats.pearsonr(clients["sessions_per_week"], clients["fall_in_pain"])
    return Result(found.statistic, *found.confidence_interval(), found.pvalue)


def analyse_fixed_windows(practice: Practice) -> Result:
    """ANCOVA in fixed windows: improvement on sessions per week, baseline, therapist indicators."""
    codes = practice.clients["therapist_id"].map(str)
    found = ancova(
        practice.clients.assign(therapist=codes),
        outcome="pain_improvement",
        exposure="frequency",
        adjust_for=["pain_baseline", "therapist"],
    )
    return _result(found)


def analyse_question_1(practice: Practice) -> Result:
    """Question 1 as designed: partial Spearman in fixed windows, jackknife interval."""
    adjust_for = ["pain_baseline", "pain_follow_up_day"]
    found = correlate(practice.clients, "frequency", "pain_improvement", adjust_for=adjust_for)
    return _result(found)


def analyse_as_asked(practice: Practice, question: str, outcome: str) -> Result:
    """Question 2 by the day in the book (``question_2``), or by ``closed_days``."""
    found = getattr(practice, question)[outcome]
    return _result(found, found.blocked_by)


def analyse_without(practice: Practice, columns: Sequence[str], outcome: Outcome = PAIN) -> Result:
    """Question 2 where some columns are not on record."""
    found = compare_intervals(practice.sessions.drop(columns=columns, errors="ignore"), outcome)
    return _result(found, found.blocked_by)


def _result(found: Estimate | Comparison, blocked_by: Collection[str] = ()) -> Result:
    blocked, past = bool(blocked_by), "past_pain" in blocked_by
    return Result(found.estimate, found.low, found.high, found.p_value, blocked, past)


ANALYSES: dict[str, Callable[[Practice], Result]] = {
    "today": analyse_as_today,
    "fixed_windows": analyse_fixed_windows,
    "question_1": analyse_question_1,
    "question_2": partial(analyse_without, columns=BOOK),
    "question_2_sleep": partial(analyse_without, columns=BOOK, outcome=SLEEP),
    "question_2_in_book": partial(analyse_as_asked, question="question_2", outcome="pain"),
    "question_2_in_book_sleep": partial(analyse_as_asked, question="question_2", outcome="sleep"),
    "question_2_without_moves": partial(analyse_without, columns=MOVES),
    "question_2_without_month": partial(analyse_without, columns=["month", *BOOK]),
    "closed_days": partial(analyse_as_asked, question="closed_days", outcome="pain"),
    "closed_days_sleep": partial(analyse_as_asked, question="closed_days", outcome="sleep"),
}
USUAL = ("today", "fixed_windows", "question_1", "question_2", "question_2_sleep")
WITHIN = {
    name: SLEEP if "sleep" in name else PAIN
    for name in ANALYSES
    if name.startswith(("question_2", "closed_days"))
}
