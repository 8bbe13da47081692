"""A practice's records, and what is worked out from them: each thing once, when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import pandas as pd

from analysis.asked import Asked, ask_together
from analysis.bounds import Bound, find_bounds
from analysis.clients import summarise_checked
from analysis.closed_days import BLOCKING as CLOSED_BLOCKING
from analysis.closed_days import ClosedDays, compare_by_closed_days, holds_shifts
from analysis.frames import check_sessions
from analysis.plan import PLAN, Plan
from analysis.question_1 import Association, associate_clients
from analysis.question_2 import Comparison, compare
from analysis.schema import PAIN, SLEEP, Outcome
from analysis.threats import THREATS, WARNING, Looks, look_for
from analysis.verdicts import (
    BETWEEN,
    BOUNDS,
    CLOSED_DAYS,
    WITHIN,
    Bounds,
    Verdict,
    judge_between,
    judge_bounds,
    judge_within,
    list_marks,
)


class Practice:
    """Session records, the outcomes asked about, and the plan that is followed.

    ``sessions`` are the records as checked: rows in their order, counted from 0. Answers are by the
    outcome's name. Raises RecordsError for sessions that break the record format, and ValueError
    for outcomes that can't be asked about together.
    """

    has_every_session = True

    def __init__(
        self,
        sessions: pd.DataFrame,
        outcomes: Sequence[Outcome] = (PAIN, SLEEP),
        plan: Plan = PLAN,
    ) -> None:
        self.sessions = check_sessions(sessions, outcomes)
        self.outcomes = tuple(outcomes)
        self.plan = plan
        self._asked = ask_together(self.sessions, self.outcomes, plan)

    def asked(self, outcome: Outcome) -> Asked:
        """What question 2 asks of one of the outcomes."""
        return self._asked[self.outcomes.index(outcome)]

    def count_rated(self, outcome: Outcome) -> int:
        """How many clients have the rating at any session."""
        if outcome.column not in self.sessions:
            return 0
        rated = self.sessions[outcome.column].notna()
        return int(self.sessions.loc[rated, "client_id"].nunique())

    @cached_property
    def clients(self) -> pd.DataFrame:
        """One row per client, as ``summarise_clients`` returns them."""
        return summarise_checked(self.sessions, self.outcomes, self.plan.windows)

    @cached_property
    def question_1(self) -> dict[str, Association]:
        """Whether clients who came more often improved more."""
        return associate_clients(self.clients, self.outcomes, self.plan)

    @cached_property
    def question_2(self) -> dict[str, Comparison]:
        """Whether the same client arrived better after shorter intervals."""
        return compare(self._asked)

    @cached_property
    def closed_days(self) -> dict[str, ClosedDays]:
        """The same as question 2, from what the practice's closed days did to intervals."""
        return compare_by_closed_days(self._asked)

    @cached_property
    def bounds(self) -> dict[str, tuple[Bound, ...]]:
        """Where question 2 would lie if some visits had been moved on bad days, unseen.

        Worked out whether it is blocked or not.
        """
        return {str(one.outcome.name): find_bounds(one) for one in self._asked}

    @cached_property
    def verdicts(self) -> dict[str, dict[str, Verdict | Bounds]]:
        """What may be said of each outcome: ``between``, ``within``, ``closed_days``, ``bounds``.

        Closed days aren't there where the records don't hold them. Bounds aren't where they can't
        be worked out, or something blocks question 2 that moves without a trace don't explain:
        then nothing bounds it.
        """
        found: dict[str, dict[str, Verdict | Bounds]] = {}
        for one, asked in zip(self.outcomes, self._asked, strict=True):
            name = str(one.name)
            within, marks = self.question_2[name], list_marks(one, self.plan)
            between = judge_between(self.question_1[name])
            found[name] = {BETWEEN: between, WITHIN: judge_within(within)}
            if holds_shifts(asked):
                found[name][CLOSED_DAYS] = judge_within(self.closed_days[name])
            bounds = judge_bounds(self.bounds[name], self.plan.judged_moved, marks)
            if bounds and all(THREATS[threat].bounded for threat in within.blocked_by):
                found[name][BOUNDS] = bounds
        return found

    @cached_property
    def looks(self) -> dict[str, Looks]:
        """What was found of each threat to question 2's answer, by outcome and threat."""
        both = zip(self.question_2.items(), self._asked, strict=True)
        return {name: found.looks | look_for(WARNING, asked) for (name, found), asked in both}

    @cached_property
    def threats(self) -> pd.DataFrame:
        """One row per outcome and threat, as ``find_threats`` returns them."""
        closed = {name: found.looks for name, found in self.closed_days.items()}
        blocks = {name: one.blocks for name, one in THREATS.items()}
        blocks |= dict.fromkeys(CLOSED_BLOCKING, True)
        return pd.DataFrame(
            {
                "outcome": outcome,
                "question": question,
                "name": name,
                "value": look.value,
                "p_value": look.p_value,
                "fired": look.fired,
                "blocks": blocks.get(name, False),
                "checked": look.is_checked(self.plan),
            }
            for question, of_all in {WITHIN: self.looks, CLOSED_DAYS: closed}.items()
            for outcome, looks in of_all.items()
            for name, look in looks.items()
        )


def compare_intervals(
    sessions: pd.DataFrame, outcome: Outcome = PAIN, *, plan: Plan = PLAN
) -> Comparison:
    """Compare how the same client arrives after shorter and longer intervals.

    Parameters
    ----------
    sessions : session records, one row per session, in any order
    outcome : pain on arrival joins another one as a covariate; where pain has a range of its own,
        ask a ``Practice`` about both
    plan : the constants of the method, and the interval's coverage

    Returns
    -------
    Comparison whose ``estimate`` is the benefit of halving one interval for the next visit, in the
    outcome's points, positive = better, for a client at her resting level. NaN with a ``reason``
    for fewer than ten clients with two usable intervals, intervals that don't differ within clients
    (or only together with time, season or therapist), or one client who decides everything.
    Raises as ``Practice`` does.

    Method
    ------
    Intervals that were agreed by their starting visit and hold the days the rating is about; moved
    ones by instrument, weighted down by the size of the move (docs/analysis-plan.md). Arrival value
    on log2 of the interval, the starting visit's values, time, season, therapists and a level of
    each client's own. Where what stood in the book is on record (``agreed_day``), each client has a
    trend and a season of her own too, as random slopes, and the interval before is held equal;
    without it, records are read as they always were. Error from leaving out one client at a time,
    t with clients - 1 degrees of freedom, or fewer where few clients' intervals differ.

    Limits
    ------
    It says nothing about coming twice as often. Bookings that follow something the records don't
    hold make it wrong: ``blocked_by`` names the traces of that which forbid using it. Error rates
    by simulation: CALIBRATION.md.

    Sources
    -------
    Efron & Tibshirani 1993, doi:10.1201/9780429246593 (jackknife); Angrist & Imbens 1995,
    doi:10.1080/01621459.1995.10476535 (instruments); Nickell 1981, doi:10.2307/1911408 (short
    panels); Laird & Ware 1982, doi:10.2307/2529876 (random slopes).
    """
    return Practice(sessions, (outcome,), plan).question_2[outcome.name]


def compare_closed_days(
    sessions: pd.DataFrame, outcome: Outcome = PAIN, *, plan: Plan = PLAN
) -> ClosedDays:
    """Compare how the same client arrives where closed days made an interval longer or shorter.

    Parameters
    ----------
    sessions : session records, one row per session, in any order, with what ``anonymise`` writes
        of closed days, ``booked_day``, ``month`` and ``therapist_id``
    outcome : as for ``compare_intervals``
    plan : the constants of the method, and the interval's coverage

    Returns
    -------
    ClosedDays whose ``estimate`` is what ``compare_intervals`` estimates: the benefit of halving
    one interval, in the outcome's points, positive = better. NaN with a ``reason``: ``no_shifts``,
    ``no_booking_dates``, ``no_season``, ``few_clients``, ``few_closures``, ``one_therapist``,
    ``weak``. Raises as ``Practice`` does.

    Method
    ------
    Intervals whose next visit was booked by the starting one, as they came about; how far closed
    days would push the next visit, less what they would push it on average, is the instrument for
    log2 of the interval. Its two parts are weighted by what other clients show. What depends on the
    day of the next visit is held equal by what was foreseen of it. The interval is Anderson and
    Rubin's, which holds however weak the instrument is, the widest of three ways of grouping rows.
    Cost: rows times the square of the columns.

    Limits
    ------
    Closed days that follow how clients feel, or do to them what no interval does, make it wrong;
    ``blocked_by`` names what forbids using it. Appointments that are moved at will in a flare,
    unseen, lean it against massage: they can't be moved into days off.

    Sources
    -------
    Borusyak & Hull 2023, doi:10.3982/ECTA19367 (recentring); Anderson & Rubin 1949,
    doi:10.1214/aoms/1177730090 (intervals); Adao, Kolesar & Morales 2019, doi:10.1093/qje/qjz025
    (shocks that rows share).
    """
    return Practice(sessions, (outcome,), plan).closed_days[outcome.name]


def find_threats(
    sessions: pd.DataFrame, outcome: Outcome = PAIN, *, plan: Plan = PLAN
) -> pd.DataFrame:
    """Look for what could make question 2's answer wrong. Raises as ``Practice`` does.

    Returns
    -------
    One row per threat: ``outcome``, ``question`` ("within", or "closed_days" for those to the
    answer by closed days, where there is one), ``name``, ``value``, ``p_value`` (NaN where chance
    has no part, or nothing could be worked out), ``fired``, ``blocks`` (whether it forbids the
    answer when it fires; else it warns), ``checked`` (False where it didn't fire but could have
    been missed: under 100 clients behind it, or nothing worked out).

    What ``value`` is stands in ``analysis.looks`` and ``analysis.closed_looks``, at each look. Of
    another rating than pain, ``past_pain`` and ``short_gap`` also fire where they do for pain, and
    then give its value.
    """
    return Practice(sessions, (outcome,), plan).threats
