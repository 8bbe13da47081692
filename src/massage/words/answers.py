"""What the records answer, in sentences and tables: every one computed from the numbers."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.estimate import Estimate, average
from analysis.plan import PLAN, Plan
from analysis.question_1 import WIDER, Association
from analysis.records import CheckedRecords
from analysis.schema import Outcome
from massage.figures.values import mean_course
from massage.words.codes import read_words, tell, tell_left_out, tell_remarks
from massage.words.formats import (
    count,
    coverage,
    interval,
    later_weeks,
    number,
    p_value,
    percent,
    points,
)

HARDLY = "these records can hardly tell"
NOT_A_CAUSE = "What would happen if a client came more often can't be known from this."


def answer_between(found: Association) -> str:
    """Answer question 1 for one outcome in one or two sentences, with interval and n."""
    name, correlation = found.outcome.name, found.correlation
    if not correlation.answered:
        return f"These records can't answer the question for {name}: {tell(correlation.reason)}."
    numbers = (
        f"rank correlation {number(correlation.estimate)}, first value and follow-up's day held "
        f"equal ({interval(correlation)}; n = {correlation.n_clients} clients)"
    )
    first = explain_few(found)
    if found.p_holm < found.plan.sure:
        more = "more" if correlation.estimate > 0 else "less"
        return (
            f"{first}Clients who came more often improved {more} in {name}: {numbers}. "
            f"{NOT_A_CAUSE}"
        )
    text = (
        f"{first}These records can't tell whether clients who come more often improve more or "
        f"less in {name}: {numbers}."
    )
    if correlation.p_value < found.plan.sure:
        allowed = f"p = {p_value(found.p_holm)} once several questions are allowed for"
        return f"{text} The interval leaves out 0, but {allowed}. {NOT_A_CAUSE}"
    return f"{text} Every value in that interval fits the records. {NOT_A_CAUSE}"


def explain_few(found: Association) -> str:
    """Say that few clients decide question 1, as a sentence to begin with; else an empty text."""
    if not found.correlation.n_deciding < found.plan.few_deciding:
        return ""
    visits, n_commonest = found.commonest
    if 2 * n_commonest < found.correlation.n_clients:
        return f"A few clients who came at quite another pace decide this: {HARDLY}. "
    times = "once" if visits == 1 else f"{visits} times"
    return (
        f"{n_commonest} of {count(found.correlation.n_clients, 'client')} came {times} in their "
        f"first {found.plan.windows.weeks:g} weeks: {HARDLY}. "
    )


def answer_slope(found: Association) -> str:
    """Put question 1 in the outcome's own points, against the smallest difference that matters."""
    name, slope, matters = found.outcome.name, found.told_slope, found.outcome.smallest
    low, high = found.middle_half
    if slope.reason == WIDER:
        return (
            f"How many points of {name} go with one more session a week can't be told: "
            f"{tell(WIDER)} (n = {slope.n_clients}; the middle half of them came {number(low, 1)} "
            f"to {number(high, 1)} times a week)."
        )
    if not slope.answered:
        return f"By how many points can't be said for {name}: {tell(slope.reason)}."
    pace = _tell_pace(found)
    text = (
        f"One more session a week went with anything from {_more_or_less(slope.low)} to "
        f"{_more_or_less(slope.high)} improvement in {name} ({coverage(slope.level)} interval "
        f"around {number(slope.estimate)}; n = {slope.n_clients}; {pace})."
    )
    if not slope.low < 0 < slope.high and not found.p_holm < found.plan.sure:
        text = f"{text} Taken with the correlation and all questions, no direction is sure."
    if matters is None:
        return f"{text} Which difference would matter to people is not known for {name}."
    text = f"{text} The smallest difference that matters to people is {points(matters)}:"
    if slope.low >= matters or slope.high <= -matters:
        return f"{text} the whole interval reaches it."
    if -matters < slope.low and slope.high < matters:
        return f"{text} the whole interval stays below it, in either direction."
    return f"{text} the interval holds differences that reach it and differences that don't."


def _tell_pace(found: Association) -> str:
    low, high = (number(end, 1) for end in found.middle_half)
    if low == high:
        return f"at least half of them came about {low} times a week"
    return f"the middle half of them came {low} to {high} times a week"


def _more_or_less(change: float) -> str:
    return f"{number(abs(change))} points {'less' if change < 0 else 'more'}"


def explain_left_out(found: Association) -> str:
    """Say how many clients stand behind the answer, and why the others don't."""
    left_out = tell_left_out(found.left_out)
    total = int(left_out.sum()) + found.correlation.n_clients
    if not total:
        return "There are no clients."
    if left_out.empty:
        return f"All {count(total, 'client')} are counted for {found.outcome.name}."
    reasons = "; ".join(f"{reason} ({n})" for reason, n in left_out.items())
    return (
        f"Of {count(total, 'client')}, {found.correlation.n_clients} are counted for "
        f"{found.outcome.name}. Left out: {reasons}."
    )


def tabulate_associations(associations: Mapping[str, Association]) -> pd.DataFrame:
    """One row per outcome and measure of question 1, in words."""
    rows = []
    for found in associations.values():
        for measure, one in (
            ("rank correlation of frequency with improvement", found.correlation),
            ("points of improvement per extra weekly session", found.told_slope),
            (
                "points per extra weekly session, allowing for therapists",
                found.told_slope_by_therapist,
            ),
        ):
            rows.append(
                {
                    "outcome": found.outcome.name,
                    "measure": measure,
                    "estimate": number(one.estimate) if one.answered else "can't be given",
                    "interval": interval(one) if one.answered else tell(one.reason),
                    "n": one.n_clients,
                    "p": p_value(one.p_value) if one.answered else "",
                }
            )
    return pd.DataFrame(rows)


def tabulate_columns(sessions: pd.DataFrame) -> pd.DataFrame:
    """One row per column of the record format: what it is, and how many sessions carry a value."""
    rows = []
    for name, meaning in read_words("columns").items():
        recorded = percent(sessions[name].notna().mean()) if name in sessions else "not recorded"
        rows.append({"column": name, "meaning": meaning, "has a value": recorded})
    return pd.DataFrame(rows)


def answer_check(checked: CheckedRecords) -> str:
    """Say whether the records keep the format, and what was noticed."""
    if checked.broken:
        return f"The records break {count(len(checked.broken), 'rule')}, so nothing is computed."
    sessions = checked.sessions
    kept = (
        f"{count(len(sessions), 'session')} of "
        f"{count(sessions['client_id'].nunique(), 'client')} keep every rule of the record format."
    )
    remarks = [f"Remark: {remark}." for remark in tell_remarks(checked.remarks)]
    return " ".join([kept, *(remarks or ["Nothing thin or odd was noticed."])])


def answer_change(clients: pd.DataFrame, outcome: Outcome, plan: Plan = PLAN) -> str:
    """Say how much clients seen again had changed, and that time alone can do that."""
    improvement = clients[f"{outcome.name}_improvement"]
    change = average(improvement, level=plan.level, fewest=plan.fewest_clients)
    weeks = later_weeks(plan.windows)
    if not change.answered:
        return f"How {outcome.name} changed can't be said: {tell(change.reason)}."
    known = f"{interval(change, 1)} for the improvement; n = {change.n_clients}"
    if change.low <= 0 <= change.high:
        return (
            f"Whether clients seen again in {weeks} were better or worse in {outcome.name} "
            f"than at their first session can't be told ({known})."
        )
    way = "better" if change.estimate > 0 else "worse"
    why = "people come when they feel worst" if change.estimate > 0 else "trouble comes and goes"
    return (
        f"Clients seen again in {weeks} were {number(abs(change.estimate), 1)} points {way} "
        f"in {outcome.name} than at their first session ({known}). Time alone can do that: {why}."
    )


def answer_time_alone(sessions: pd.DataFrame, outcome: Outcome) -> str:
    """Say how far the mean of a practice moves over the first weeks."""
    means = mean_course(sessions, outcome)
    if len(means) < 2 or means["week"].iloc[0] > 0:
        return f"The course of {outcome.name} can't be told: first or later values are missing."
    first, last = means.iloc[0], means.iloc[-1]
    return (
        f"The mean of {outcome.name} went from {number(first['mean'], 1)} at the first session "
        f"(n = {first['n']:.0f} clients) to {number(last['mean'], 1)} around week "
        f"{last['week']:.0f} (n = {last['n']:.0f})."
    )


def answer_correlation(found: Estimate, x: str, y: str) -> str:
    """Say what a correlation between two columns of people shows, with interval and n."""
    if not found.answered:
        return f"Whether {x} and {y} go together can't be said: {tell(found.reason)}."
    numbers = f"r = {number(found.estimate)} ({interval(found)}; n = {found.n_clients} people)"
    if found.low <= 0 <= found.high:
        return f"Whether {x} and {y} go together can't be told: {numbers}."
    way = "larger" if found.estimate > 0 else "smaller"
    return f"Where {x} was larger, {y} tended to be {way}: {numbers}. Neither need cause the other."
