"""A practice's records, and what is worked out from them: each thing once, when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import pandas as pd

from analysis.clients import summarise_checked
from analysis.frames import check_sessions
from analysis.halving import Comparison
from analysis.intervals import list_intervals
from analysis.plan import PLAN, Plan
from analysis.question_1 import Association, associate_clients
from analysis.question_2 import compare, look_for_warnings
from analysis.schema import PAIN, SLEEP, Outcome
from analysis.threats import Looks, tabulate_looks


class Practice:
    """Session records, the outcomes asked about, and the plan that is followed.

    ``sessions`` are the records as checked: rows in their order, counted from 0. Answers are by the
    outcome's name. Raises RecordsError for sessions that break the record format, and ValueError
    for outcomes that can't be asked about together.
    """

    def __init__(
        self,
        sessions: pd.DataFrame,
        outcomes: Sequence[Outcome] = (PAIN, SLEEP),
        plan: Plan = PLAN,
    ) -> None:
        self.sessions = check_sessions(sessions, outcomes)
        self.outcomes = tuple(outcomes)
        self.plan = plan

    @cached_property
    def clients(self) -> pd.DataFrame:
        """One row per client, as ``summarise_clients`` returns them."""
        return summarise_checked(self.sessions, self.outcomes, self.plan.windows)

    @cached_property
    def question_1(self) -> dict[str, Association]:
        """Whether clients who came more often improved more."""
        return associate_clients(self.clients, self.outcomes, self.plan)

    @cached_property
    def intervals(self) -> dict[str, pd.DataFrame]:
        """One row per gap between two visits of a client, as ``list_intervals`` returns them."""
        return {one.name: list_intervals(self.sessions, one, self.plan) for one in self.outcomes}

    @cached_property
    def question_2(self) -> dict[str, Comparison]:
        """Whether the same client arrived better after shorter intervals."""
        return compare(self.sessions, self.intervals, self.outcomes, self.plan)

    @cached_property
    def looks(self) -> dict[str, Looks]:
        """What was found of each threat to question 2's answer, by outcome and threat."""
        return {
            one.name: self.question_2[one.name].looks
            | look_for_warnings(self.sessions, self.intervals[one.name], one, self.plan)
            for one in self.outcomes
        }

    @cached_property
    def threats(self) -> pd.DataFrame:
        """One row per outcome and threat, as ``find_threats`` returns them."""
        tables = [tabulate_looks(self.looks[one.name], one, self.plan) for one in self.outcomes]
        return pd.concat(tables, ignore_index=True)


def compare_intervals(
    sessions: pd.DataFrame, outcome: Outcome = PAIN, *, plan: Plan = PLAN
) -> Comparison:
    """Compare how the same client arrives after shorter and longer intervals.

    Parameters
    ----------
    sessions : session records, one row per session, in any order. Uses ``booked_day``,
        ``original_day``, ``therapist_id``, ``month`` and the values on arrival and leaving.
    outcome : what to compare. Where it isn't pain on arrival, pain joins as a covariate. An
        outcome about the past week leaves out intervals under 7 days. Where pain has a range of its
        own, ask a ``Practice`` about both.
    plan : the constants of the method, and the interval's coverage.

    Returns
    -------
    Comparison whose ``estimate`` is the benefit of halving one interval for the next visit, in the
    outcome's points, positive = better, for a client at her resting level. It says nothing about
    coming twice as often. ``blocked_by`` names what forbids using it. NaN with a ``reason`` for
    fewer than ten clients with two usable intervals, intervals that don't differ within clients (or
    only together with time, season or therapist), or one client who decides everything. Raises
    RecordsError for sessions that break the record format (see ``check_sessions``).

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
    return Practice(sessions, (outcome,), plan).question_2[outcome.name]


def find_threats(
    sessions: pd.DataFrame, outcome: Outcome = PAIN, *, plan: Plan = PLAN
) -> pd.DataFrame:
    """Look for what could make question 2's answer wrong.

    Returns
    -------
    One row per threat: ``outcome``, ``name``, ``value``, ``p_value`` (NaN where chance has no
    part, or nothing could be worked out), ``fired``, ``blocks`` (whether it forbids the answer when
    it fires; else it warns), ``checked`` (False where it didn't fire but could have been missed:
    under 100 clients behind it, or nothing worked out).

    Where another outcome than pain is asked about and pain is recorded, ``past_pain`` and
    ``short_gap`` also fire where they do for pain, and then give its value.

    ``value`` is, for ``past_pain``: log2 of the agreed interval per point of the outcome one and
    two visits before the starting one; ``short_gap``: points worse after surprisingly short
    intervals; ``late_booking``: points higher at late-booked visits; ``drop_out``: log odds of
    leaving per point of improvement; ``not_standing``: share of intervals; ``gap_spread``: standard
    deviation of log2 of the interval; the others: 1 where it is so, else 0.
    """
    return Practice(sessions, (outcome,), plan).threats


def associate(
    sessions: pd.DataFrame, outcomes: Sequence[Outcome] = (PAIN, SLEEP), plan: Plan = PLAN
) -> dict[str, Association]:
    """Answer question 1 for each outcome, by its name; see ``Association``.

    Raises RecordsError for sessions that break the record format.
    """
    return Practice(sessions, outcomes, plan).question_1
