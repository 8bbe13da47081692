"""Question 2, within clients: how does one arrive after half the interval, at her resting level?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Self, cast

import numpy as np
import pandas as pd

from analysis.asked import Asked
from analysis.codes import Code, Direction
from analysis.estimate import NAN, Estimate, adjust_family, around, at_level
from analysis.intervals import are_comparable, are_whole, complete, has_book, log_agreed
from analysis.lean import find_lean, may_be_lean
from analysis.panel import Panel
from analysis.plan import PLAN, Plan
from analysis.schema import PAIN, Outcome
from analysis.surprises import add_surprises
from analysis.terms import name_surprises, needed_columns, timed_terms, value_columns
from analysis.threats import BLOCKING, Looks, ask_of_pain, look_for
from analysis.totals import ALL_AT_HAND, Everyone, Total
from analysis.within import (
    ONE_DECIDES,
    count_therapists,
    fit_within,
    jackknife_error,
    therapist_terms,
)

METHOD = Code("halved_interval")
# ratings whose resting level counts: the next value, and those at the starting visit
RATINGS = {"y": ("before", "after"), "pain_next": ("pain_before", "pain_after")}


@dataclass(frozen=True)
class Comparison(Estimate):
    """Question 2 for one outcome: the benefit of halving one interval, positive = better.

    ``n_moved`` of its visits came on another day than stood in the book. ``blocked_by`` names the
    threats that forbid using the number, ``looks`` what was found of them. ``p_holm`` is the
    p-value adjusted over the outcomes asked about together that aren't blocked, ``n_tested`` among
    how many of them Holm's step tests this one, ``plan`` the one that was followed.
    """

    outcome: Outcome = PAIN
    plan: Plan = PLAN
    n_moved: int = 0
    blocked_by: tuple[str, ...] = ()
    p_holm: float = field(default=NAN, compare=False)
    n_tested: int = field(default=1, compare=False)
    looks: Looks = field(default_factory=dict, compare=False)

    @property
    def n_intervals(self) -> int:
        """Intervals behind the number."""
        return self.n_rows

    @property
    def p_decides(self) -> float:
        """Its interval's p-value; NaN where it is blocked or there is no number."""
        return self.p_value if self.usable else NAN

    @property
    def direction(self) -> Direction:
        """Which way: where nothing blocks it, Holm's step is passed, and no lean explains it."""
        if not self.usable:
            return "no_answer"
        if self.may_be_lean or not self.p_holm < self.plan.sure:
            return "cant_tell"
        return "better" if self.estimate > 0 else "worse"

    @property
    def may_be_lean(self) -> bool:
        """Whether what the method leans by may be all that its interval shows."""
        return may_be_lean(self, find_lean(self.outcome, self.plan))

    @property
    def usable(self) -> bool:
        """Whether there is a number, and nothing blocks it."""
        return self.answered and not self.blocked_by

    def at_level(self, level: float) -> Self:
        """Return the same with its interval at another level; its p-value stays."""
        return at_level(self, level)


def compare(asked: Sequence[Asked]) -> dict[str, Comparison]:
    """Answer question 2 for each outcome, by name, with the threats that forbid the answer."""
    found = [one.once("answer", answer_asked) for one in asked]
    pain, answers = ask_of_pain(asked), {}
    for one, answer in zip(asked, found, strict=True):
        if answer.reason == ONE_DECIDES:
            one = replace(one, one_client=True)
        name, other = one.outcome.name, one.outcome.column != PAIN.column
        looks = look_for(BLOCKING, one, pain if other else None)
        blocked_by = tuple(threat for threat, look in looks.items() if look.fired)
        answers[name] = replace(answer, blocked_by=blocked_by, looks=looks)
    return adjust_family(answers, asked[0].plan.sure) if asked else {}


def answer_asked(asked: Asked) -> Comparison:
    """Estimate the benefit of halving the interval, of everyone asked about."""
    rows, lost = select_recalled(asked.recalled, asked.outcome, asked.plan)
    return answer_from(rows, lost, asked.outcome, asked.plan, asked.everyone)


def halve_interval(
    intervals: pd.DataFrame, outcome: Outcome, plan: Plan = PLAN, among: np.ndarray | bool = True
) -> Comparison:
    """Estimate the benefit of halving the interval from rows of ``list_intervals``, all or some."""
    return answer_from(*select_rows(intervals, outcome, plan, among), outcome, plan)


def select_rows(
    intervals: pd.DataFrame, outcome: Outcome, plan: Plan = PLAN, among: np.ndarray | bool = True
) -> tuple[pd.DataFrame, int]:
    """Return the rows among them that question 2 uses, and how many asked about lack a value."""
    if has_book(intervals) and isinstance(among, np.ndarray):
        return select_rows(intervals[among], outcome, plan)
    return select_recalled(add_surprises(intervals, outcome, plan), outcome, plan, among)


def select_recalled(
    recalled: pd.DataFrame, outcome: Outcome, plan: Plan, among: np.ndarray | bool = True
) -> tuple[pd.DataFrame, int]:
    """Do what ``select_rows`` does with rows of ``add_surprises``."""
    asked = among & are_comparable(recalled, outcome, plan)
    needed = [
        *(name for name in (*RATINGS, *_lagged_columns(recalled, plan)) if name in recalled),
        *needed_columns(recalled),
    ]
    return complete(recalled, needed, asked), int((asked & ~are_whole(recalled, needed)).sum())


def answer_from(
    rows: pd.DataFrame, lost: int, outcome: Outcome, plan: Plan, everyone: Everyone = ALL_AT_HAND
) -> Comparison:
    """Answer from rows that were selected, where as many others lack a value.

    A visit may have several rows, each with the ``chance`` that it is the true one.
    """
    panel = Panel.of(rows, plan, weighted=True, own_waves=plan.own_waves, everyone=everyone)
    counts = everyone.add((lost, int(rows["moved"].sum())))
    lengths = log_agreed(rows)
    mean = everyone.add((float(panel.weight @ lengths), float(panel.weight.sum())))
    counted = count_therapists(rows, panel)
    n_clients, (lost, n_moved) = panel.n_clients, counts.value
    blank = Comparison.blank(
        METHOD, plan.level, n_clients, panel.n_rows, lost,
        outcome=outcome, plan=plan, n_moved=n_moved,
    )  # fmt: skip
    if n_clients < plan.fewest_clients:
        few = {"n": n_clients, "needed": plan.fewest_clients, "lost": lost}
        return blank.unanswered(Code("few_intervals_left" if lost else "few_intervals", **few))
    deciding = _add_information(panel, lengths)
    total, weight = mean.value
    therapists = therapist_terms(rows, panel, plan, counted)
    doubling = _double(rows, panel, plan, total / weight, therapists)
    if isinstance(doubling, Code):
        return blank.unanswered(doubling)
    n_deciding = deciding.value[0] ** 2 / deciding.value[1]
    df = n_clients - 1 if n_deciding >= plan.few_deciding else max(1.0, n_deciding - 1)
    decided, benefit = replace(blank, n_deciding=n_deciding), -outcome.sign * doubling[0]
    return cast(Comparison, around(decided, benefit, doubling[1], df))


def _add_information(panel: Panel, lengths: np.ndarray) -> Total[tuple[float, float]]:
    """Add up how far clients' agreed intervals differ, and the squares of that.

    As how many clients those count whose intervals differ, all if alike in that, is the first
    squared over the second. The error rests on them; where few differ, clients - 1 degrees of
    freedom announce something in up to 16 % of practices with nothing to find
    (tests/reference/few_vary.csv).
    """

    def add() -> tuple[float, float]:
        information = panel.sums(panel.settle(lengths) ** 2)
        return float(information.sum()), float(np.sum(information**2))

    return panel.everyone.add_up(add)


def _double(
    rows: pd.DataFrame, panel: Panel, plan: Plan, centre: float, therapists: list[np.ndarray]
) -> tuple[float, float] | Code:
    """Effect of doubling the interval on y at rest, and its error from leaving out each client."""
    ratings = {following: RATINGS[following] for following in RATINGS if following in rows}
    start, values = rows["start"].to_numpy(), value_columns(rows)
    deviations = [
        rows[arriving].to_numpy() - panel.means(rows[following].to_numpy())
        for following, (arriving, _) in ratings.items()
    ]
    at_start = [rows[name].to_numpy() for name in values]
    lagged = [rows[name].to_numpy() for name in _lagged_columns(rows, plan)]

    def columns(day: np.ndarray) -> list[np.ndarray]:
        length = np.log2(day - start)
        interactions = [(length - centre) * deviation for deviation in deviations]
        timed = timed_terms(rows, day, plan)
        return [length, *interactions, *at_start, *timed, *therapists, *lagged]

    actual, agreed = columns(rows["day"].to_numpy()), columns(rows["agreed_day"].to_numpy())
    first_value = 1 + len(ratings)
    fit = fit_within(
        panel, rows[list(ratings)].to_numpy().T, actual,
        instruments=agreed, always=first_value + len(values), ridge=plan.ridge,
        wanted=first_value + len(values),
    )  # fmt: skip
    size = np.bincount(panel.client, panel.chance, minlength=panel.n_here)
    summed = [
        np.column_stack([panel.total_weight, *map(panel.sums, both), size])
        for both in zip(deviations, actual[1:], strict=False)
    ]
    totals = [panel.everyone.add(one.sum(axis=0)) for one in summed]
    doubling = fit.estimates[:, 0].copy()
    for place, starting in enumerate(ratings.values()):
        last = [first_value + values.index(value) for value in starting if value in values]
        estimates, total = fit.of(place), totals[place].value
        sums = np.vstack([total, total - summed[place]])
        lasts, pull = estimates[:, last].sum(axis=1), estimates[:, 1 + place]
        rest = _find_rest(sums, panel.n_clients, lasts, pull, plan)
        doubling -= fit.estimates[:, 1 + place] * rest
    error = jackknife_error(doubling, panel.everyone)
    return fit.fault or (float(doubling[0]), error)


def _lagged_columns(intervals: pd.DataFrame, plan: Plan) -> list[str]:
    """Name the interval before, and what was surprising of those agreed earlier; none without book.

    What they left over would else pull the answer towards none once slow courses are taken off.
    """
    return ["previous", *name_surprises(plan)[1:]] if has_book(intervals) else []


def _find_rest(
    sums: np.ndarray, n_clients: int, lasts: np.ndarray, pull: np.ndarray, plan: Plan
) -> np.ndarray:
    """How far the visits' own mean lies off the level at which a rating settles.

    ``sums`` are of weights, of deviations at the starting visit, of those times the interval, and
    of chances, of all clients first, then without each. A deviation lasts to the next visit by the
    share ``lasts``, which short panels make too small, and by ``pull`` more for each doubling of
    the interval.
    """
    weight, deviations, interactions, rows = sums.T
    clients = np.r_[n_clients, np.full(len(sums) - 1, n_clients - 1)]
    lasts = np.clip(lasts + (1 + lasts) / (rows / clients - 1), 0, plan.most_lasting)
    return (lasts * deviations + pull * interactions) / (weight * (1 - lasts))
