"""The verdict on one outcome of one question: which way, and what size its interval leaves out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from analysis.bounds import BROUGHT_FORWARD, PUT_OFF, Bound
from analysis.codes import Code, Direction
from analysis.estimate import NO_NUMBER, Estimate, at_level
from analysis.plan import Plan
from analysis.question_1 import Association, withhold_if_wider
from analysis.question_2 import Comparison
from analysis.schema import FULL_RANGE, SLEEP, Outcome

BETTER: Final = "better"
WORSE: Final = "worse"
CANT_TELL: Final = "cant_tell"
NO_ANSWER: Final = "no_answer"
BETWEEN, WITHIN, CLOSED_DAYS, BOUNDS = "between", "within", "closed_days", "bounds"
POINTS_ONLY = Code("points_only")  # the interval in points leaves 0 out, the ranks' p doesn't
RANKS_ONLY = Code("ranks_only")
OPPOSITE_SIGNS = Code("opposite_signs")
SEVERAL = Code("several_outcomes")  # it would leave 0 out if this were the only outcome
LEAN = Code("lean")  # it leaves 0 out by no more than what the method leans by


@dataclass(frozen=True)
class Verdict:
    """What may be said of one outcome of one question.

    ``direction`` is named only where Holm's step is passed. ``drawn`` is the Estimate in the
    outcome's points, positive = better (per halved interval; question 1: per extra weekly session),
    at the level of that step, or of the first that isn't passed. Then question 2's interval leaves
    0 out where a direction is named, and only there. ``excludes`` is the smallest of ``marks`` that
    its whole interval stays under, either way; None where it reaches the largest. ``open_end``: the
    interval is drawn on to 0, which question 1's ranks can't leave out, or question 2 because of
    what it leans by. ``note`` says what else is to be known of it.
    """

    direction: Direction
    drawn: Estimate
    p_decides: float
    marks: tuple[float, ...]
    excludes: float | None = None
    open_end: bool = False
    note: Code | None = None

    @property
    def is_named(self) -> bool:
        """Whether a direction is named."""
        return self.direction in (BETTER, WORSE)


@dataclass(frozen=True)
class Bounds:
    """Where an answer would lie if at most so many visits were moved on bad days, unseen.

    ``low`` and ``high`` are the outer ends in the outcome's points, positive = better, supposing
    that up to ``per_hundred`` of 100 standing visits were put off, or as many brought forward. They
    never name a direction.
    """

    low: float
    high: float
    per_hundred: float
    marks: tuple[float, ...]

    @property
    def size(self) -> float:
        """How far it may lie from 0 at most, either way."""
        return max(-self.low, self.high)

    @property
    def excludes(self) -> float | None:
        """The smallest mark that both ends stay under; None where they reach the largest."""
        return find_excluded(self.low, self.high, self.marks)


def find_source(verdicts: Mapping[str, Any]) -> str:
    """Return which of an outcome's verdicts heads the answer; an empty text where none can.

    Question 2; closed days where that has no answer; then bounds that say a size. Never question 1.
    """
    for source in (WITHIN, CLOSED_DAYS):
        if source in verdicts and verdicts[source].direction != NO_ANSWER:
            return source
    bounds = verdicts.get(BOUNDS)
    return BOUNDS if bounds is not None and bounds.excludes is not None else ""


def disagree(verdicts: Mapping[str, Any]) -> bool:
    """Whether question 2's number lies outside the interval that closed days give."""
    drawn = [verdicts[one].drawn for one in (WITHIN, CLOSED_DAYS) if one in verdicts]
    if len(drawn) < 2 or not all(one.answered for one in drawn):
        return False
    return not drawn[1].low <= drawn[0].estimate <= drawn[1].high


def judge_between(found: Association) -> Verdict:
    """Give question 1's verdict on one outcome.

    Its interval is in points, the planned test one of ranks. Where only one of them leaves 0 out,
    or they point opposite ways, nothing is named; an interval beside 0 is drawn on to it.
    """
    blank = Verdict(found.direction, found.slope, found.p_decides, _list_own_marks(found))
    if found.direction == NO_ANSWER:
        nothing = replace(found.slope, **NO_NUMBER, reason=found.correlation.reason)
        return replace(blank, drawn=nothing)
    level = 1 - found.plan.sure / found.n_tested
    drawn = withhold_if_wider(at_level(found.slope, level), found.outcome)
    if not drawn.answered or blank.is_named:
        return _exclude(replace(blank, drawn=drawn))
    opened = not drawn.low <= 0 <= drawn.high
    drawn = _open(drawn)
    note = _find_note(found, opened=opened)
    return _exclude(replace(blank, drawn=drawn, open_end=opened, note=note))


def judge_within(found: Comparison) -> Verdict:
    """Give question 2's verdict on one outcome; a blocked one has no interval."""
    verdict = Verdict(found.direction, found, found.p_decides, _list_own_marks(found))
    if not found.usable:
        reason = found.reason or Code("blocked", by=found.blocked_by)
        return replace(verdict, drawn=found.unanswered(reason))
    drawn = found.at_level(1 - found.plan.sure / found.n_tested)
    if found.may_be_lean:
        opened = found.p_holm < found.plan.sure
        return _exclude(replace(verdict, drawn=_open(drawn), open_end=opened, note=LEAN))
    note = SEVERAL if found.p_value < found.plan.sure <= found.p_holm else None
    return _exclude(replace(verdict, drawn=drawn, note=note))


def judge_bounds(
    found: Sequence[Bound], per_hundred: float, marks: tuple[float, ...]
) -> Bounds | None:
    """Take the outer ends of both ways at a supposed share; None where there are none."""
    judged = [one for one in found if one.per_hundred == per_hundred and one.answered]
    if {one.when for one in judged} != {PUT_OFF, BROUGHT_FORWARD}:
        return None
    low, high = min(one.low for one in judged), max(one.high for one in judged)
    return Bounds(low, high, per_hundred, marks)


def list_marks(outcome: Outcome, plan: Plan) -> tuple[float, ...]:
    """Return the marks for averages in the outcome's points, smallest first."""
    marks = plan.sleep_marks if outcome.column == SLEEP.column else plan.marks
    return tuple(mark * (outcome.high - outcome.low) / FULL_RANGE for mark in marks)


def find_excluded(low: float, high: float, marks: tuple[float, ...]) -> float | None:
    """Return the smallest mark that the interval stays under, either way; None where none is."""
    return next((mark for mark in marks if -mark < low and high < mark), None)


def _exclude(verdict: Verdict) -> Verdict:
    drawn = verdict.drawn
    if not drawn.answered:
        return verdict
    return replace(verdict, excludes=find_excluded(drawn.low, drawn.high, verdict.marks))


def _open(drawn: Estimate) -> Estimate:
    """Return the same with its interval drawn on to 0."""
    return replace(drawn, low=min(drawn.low, 0.0), high=max(drawn.high, 0.0))


def _list_own_marks(found: Association | Comparison) -> tuple[float, ...]:
    return list_marks(found.outcome, found.plan)


def _find_note(found: Association, *, opened: bool) -> Code | None:
    """Say why a number that looks like a result isn't one."""
    sure = found.plan.sure
    if found.p_holm < sure and not found.signs_agree:
        return OPPOSITE_SIGNS
    if opened:
        return POINTS_ONLY
    if found.correlation.p_value < sure / found.n_tested:
        return RANKS_ONLY
    return SEVERAL if found.p_decides < sure else None
