"""Question 2, within clients: the comparison of intervals, with what could make it wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from analysis.blocks import Looks, certain, look_for_blocks
from analysis.drop_out import look_at_drop_out
from analysis.estimate import NAN, adjust_holm, check_level
from analysis.frames import check_sessions
from analysis.halving import Comparison, halve_interval
from analysis.intervals import list_intervals
from analysis.plan import PLAN, Plan
from analysis.schema import PAIN, SLEEP, Outcome
from analysis.threats import (
    Look,
    look_at_late_bookings,
    look_at_spread,
    look_at_standing,
)
from massage.words.threats import THREATS, is_checked, tell_meaning


@dataclass(frozen=True)
class Examination:
    """Question 2 for one outcome: the comparison, its threats as a table, its adjusted p-value.

    ``plan`` is the one that was followed.
    """

    outcome: Outcome
    comparison: Comparison
    threats: pd.DataFrame
    p_holm: float = NAN
    plan: Plan = PLAN


def compare_intervals(
    sessions: pd.DataFrame,
    outcome: Outcome = PAIN,
    *,
    level: float | None = None,
    plan: Plan = PLAN,
) -> Comparison:
    """Compare how the same client arrives after shorter and longer intervals.

    Parameters
    ----------
    sessions : session records, one row per session, in any order. Uses ``booked_day``,
        ``original_day``, ``therapist_id``, ``month`` and the values on arrival and leaving.
    outcome : what to compare. Where it isn't pain on arrival, pain joins as a covariate. An
        outcome about the past week leaves out intervals under 7 days. Where pain has a range of its
        own, ask about both by ``compare_each``.
    level : coverage of the interval; the plan's unless given.
    plan : the constants of the method.

    Returns
    -------
    Comparison whose ``estimate`` is the benefit of halving one interval for the next visit, in the
    outcome's points, positive = better, for a client at her resting level. It says nothing about
    coming twice as often. ``blocked_by`` names what forbids using it. NaN with a ``reason`` for
    fewer than ten clients with two usable intervals, intervals that don't differ within clients (or
    only together with time, season or therapist), or one client who decides everything. Raises
    ValueError for a level that isn't between 0 and 1, RecordsError for sessions that break the
    record format (see ``check_sessions``).

    Method
    ------
    Intervals from day 42 that were agreed by their starting visit: kept, or moved with the first
    agreed day on record (then by instrument, and weighted down by the size of the move).
    Arrival value on log2 of the interval, the starting visit's values, time, season, therapists and
    a level of each client's own; standard error from leaving out one client at a time, t with
    clients - 1 degrees of freedom.

    Limits
    ------
    Bookings that follow something the records don't hold make it wrong; ``find_threats`` looks for
    traces of that. Error rates by simulation: CALIBRATION.md.

    Sources
    -------
    Efron & Tibshirani 1993, doi:10.1201/9780429246593 (jackknife); Angrist & Imbens 1995,
    doi:10.1080/01621459.1995.10476535 (instruments); Nickell 1981, doi:10.2307/1911408 (short
    panels).
    """
    return compare_each(sessions, (outcome,), level=level, plan=plan)[outcome.name]


def compare_each(
    sessions: pd.DataFrame,
    outcomes: Sequence[Outcome] = (PAIN, SLEEP),
    *,
    level: float | None = None,
    plan: Plan = PLAN,
) -> dict[str, Comparison]:
    """Compare intervals for several outcomes, by name: the same numbers as one at a time."""
    level = plan.level if level is None else level
    found = _answer_each(check_sessions(sessions, outcomes), outcomes, level, plan)
    return {name: answer.comparison for name, answer in found.items()}


def find_threats(
    sessions: pd.DataFrame, outcome: Outcome = PAIN, *, plan: Plan = PLAN
) -> pd.DataFrame:
    """Look for what could make question 2's answer wrong.

    Returns
    -------
    One row per threat: ``outcome``, ``name``, ``value``, ``p_value`` (NaN where chance has no
    part, or nothing could be worked out), ``fired``, ``blocks`` (whether it forbids the answer when
    it fires; else it warns), ``checked`` (False where it didn't fire but could have been missed:
    under 100 clients behind it, or nothing worked out), ``meaning`` (one sentence).

    Where another outcome than pain is asked about and pain is recorded, ``past_pain`` and
    ``short_gap`` also fire where they do for pain, and then give its value.

    ``value`` is, for ``past_pain``: log2 of the agreed interval per point of the outcome one and
    two visits before the starting one; ``short_gap``: points worse after surprisingly short
    intervals; ``late_booking``: points higher at late-booked visits; ``drop_out``: log odds of
    leaving per point of improvement; ``not_standing``: share of intervals; ``gap_spread``: standard
    deviation of log2 of the interval; the others: 1 where it is so, else 0.
    """
    return examine(sessions, outcome, plan=plan).threats


def examine_all(
    sessions: pd.DataFrame, outcomes: Sequence[Outcome] = (PAIN, SLEEP), plan: Plan = PLAN
) -> dict[str, Examination]:
    """Compare and find threats for each outcome, by name; p-values adjusted over all.

    Raises RecordsError for sessions that break the record format.
    """
    return examine_checked(check_sessions(sessions, outcomes), outcomes, plan)


def examine_checked(
    sessions: pd.DataFrame, outcomes: Sequence[Outcome], plan: Plan
) -> dict[str, Examination]:
    """Examine sessions that were checked; see ``examine_all``."""
    found = _answer_each(sessions, outcomes, plan.level, plan)
    adjusted = adjust_holm({name: answer.comparison.p_value for name, answer in found.items()})
    return {
        outcome.name: Examination(
            outcome,
            found[outcome.name].comparison,
            _find_threats(sessions, outcome, found[outcome.name], plan),
            adjusted[outcome.name],
            plan,
        )
        for outcome in outcomes
    }


def examine(sessions: pd.DataFrame, outcome: Outcome = PAIN, *, plan: Plan = PLAN) -> Examination:
    """Compare intervals and find threats for one outcome in one go."""
    return examine_all(sessions, (outcome,), plan)[outcome.name]


@dataclass(frozen=True)
class _Answer:
    intervals: pd.DataFrame
    comparison: Comparison
    blocking: Looks


def _answer_each(
    sessions: pd.DataFrame, outcomes: Sequence[Outcome], level: float, plan: Plan
) -> dict[str, _Answer]:
    check_level(level)
    absent = {o.column: NAN for o in outcomes if o.column not in sessions}
    sessions = sessions.assign(**absent) if absent else sessions
    intervals = {outcome.name: list_intervals(sessions, outcome, plan) for outcome in outcomes}
    blocks = look_for_blocks(sessions, intervals, outcomes, plan)
    answers = {}
    for outcome in outcomes:
        name = outcome.name
        comparison = halve_interval(intervals[name], outcome, plan, level)
        blocking = blocks[name] | {"one_client": certain(comparison.one_client_decides)}
        blocked_by = tuple(threat for threat, look in blocking.items() if look.fired)
        answers[name] = _Answer(
            intervals[name], replace(comparison, blocked_by=blocked_by), blocking
        )
    return answers


def _find_threats(
    sessions: pd.DataFrame, outcome: Outcome, answer: _Answer, plan: Plan
) -> pd.DataFrame:
    warning = {
        "late_booking": look_at_late_bookings(answer.intervals, outcome, plan),
        "drop_out": look_at_drop_out(sessions, outcome, plan),
        "not_standing": look_at_standing(answer.intervals, plan),
        "gap_spread": look_at_spread(answer.intervals, plan),
    }
    return tabulate_looks(answer.blocking | warning, outcome, plan)


def tabulate_looks(looks: Mapping[str, Look], outcome: Outcome, plan: Plan) -> pd.DataFrame:
    """One row per look, as ``find_threats`` returns them."""
    return pd.DataFrame(
        {
            "outcome": str(outcome.name),
            "name": name,
            "value": look.value,
            "p_value": look.p_value,
            "fired": bool(look.fired),
            "blocks": THREATS[name].blocks,
            "checked": is_checked(look, plan),
            "meaning": tell_meaning(name, look, str(outcome.name), plan),
        }
        for name, look in looks.items()
    )
