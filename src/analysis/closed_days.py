"""Question 2 by the practice's closed days, which push visits for no reason of the client's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
import pandas as pd

from analysis.closed_looks import look_around
from analysis.codes import Code
from analysis.estimate import NAN, NO_NUMBER, adjust_family
from analysis.instrument import Controls, Ratio
from analysis.intervals import are_whole, complete, has_values
from analysis.looks import Asked
from analysis.panel import Panel
from analysis.plan import Plan
from analysis.pushes import SHIFTS, list_pushed
from analysis.question_2 import Comparison
from analysis.schema import Outcome
from analysis.terms import needed_columns, season_terms, time_terms
from analysis.terms import value_columns as name_values
from analysis.within import therapist_terms

METHOD = Code("closed_days")
GROUPINGS = ("client", "closure_block", "period_block")
LACKING = {
    Code("no_shifts"): SHIFTS[0],
    Code("no_booking_dates"): "booked_day",
    Code("no_season"): "month",
}
BLOCKING = ("never_came_back",)


@dataclass(frozen=True)
class ClosedDays(Comparison):
    """Question 2 by closed days for one outcome: the benefit of halving one interval.

    Positive = better. ``n_shifted`` of its intervals were pushed by a closed day;
    ``first_stage_f`` says how strongly, at worst over three ways of grouping rows. From ``ratio``,
    what doubling does, every interval is drawn. ``weights`` are those of the two shifts.
    """

    n_shifted: int = 0
    first_stage_f: float = NAN
    ratio: Ratio | None = field(default=None, compare=False)
    weights: tuple[float, float] = field(default=(NAN, NAN), compare=False)

    def at_level(self, level: float) -> Self:
        """Return the same with its interval at another level; its p-value stays."""
        if not self.answered or self.ratio is None:
            return replace(self, level=level)
        ends = self.ratio.find_interval(level)
        if not np.isfinite(ends).all():
            return replace(self, **NO_NUMBER, reason=_call_weak(self), level=level)
        way = -self.outcome.sign
        low, high = sorted(float(way * end) for end in ends)
        return replace(self, level=level, low=low, high=high)


def compare_by_closed_days(asked: Sequence[Asked]) -> dict[str, ClosedDays]:
    """Answer question 2 by closed days for each outcome, by name, with what was looked at."""
    answers: dict[str, Any] = {}
    for one in asked:
        found = answer_by_closed_days(one)
        looks = look_around(one, found.weights) if found.answered else {}
        blocked_by = tuple(name for name in BLOCKING if name in looks and looks[name].fired)
        answers[one.outcome.name] = replace(found, looks=looks, blocked_by=blocked_by)
    return adjust_family(answers, asked[0].plan.sure) if asked else {}


def holds_shifts(sessions: pd.DataFrame) -> bool:
    """Whether the records say how far closed days push visits."""
    return all(has_values(sessions, name) for name in SHIFTS)


def answer_by_closed_days(asked: Asked) -> ClosedDays:
    """Estimate the benefit of halving the interval from what closed days did to it."""
    outcome, plan = asked.outcome, asked.plan
    blank = ClosedDays.blank(METHOD, plan.level, outcome=outcome, plan=plan)
    for reason, column in LACKING.items():
        if not has_values(asked.sessions, column):
            return blank.unanswered(reason)
    rows, lost = select_rows(list_pushed(asked), outcome, plan)
    panel = Panel.of(rows, plan, weighted=False)
    shifted = rows["shifted"].to_numpy() > 0
    blank = replace(
        blank, n_clients=panel.n_clients, n_rows=panel.n_rows, n_dropped=lost,
        n_shifted=int(shifted.sum()),
    )  # fmt: skip
    n_blocks = rows["closure_block"][shifted].nunique()
    if panel.n_clients < plan.fewest_pushed_clients:
        few = {"n": panel.n_clients, "needed": plan.fewest_pushed_clients}
        return blank.unanswered(Code("few_clients", **few))
    if n_blocks < plan.fewest_closures:
        few = {"blocks": n_blocks, "needed": plan.fewest_closures}
        return blank.unanswered(Code("few_closures", **few))
    if (n := _count_therapists(rows, plan)) < plan.fewest_therapists:
        return blank.unanswered(Code("one_therapist", therapists=n, needed=plan.fewest_therapists))
    ratio, weights = _double(rows, panel, outcome, plan)
    found = replace(blank, first_stage_f=ratio.first_stage_f, ratio=ratio, weights=weights)
    ends = ratio.find_interval(plan.level) if ratio.spreads else (NAN, NAN)
    if not (found.first_stage_f >= plan.least_first_stage_f and np.isfinite(ends).all()):
        return found.unanswered(_call_weak(found))
    benefit = -outcome.sign * ratio.estimate
    number = replace(found, estimate=benefit, p_value=ratio.p_value, df=ratio.df)
    return number.at_level(plan.level)


def select_rows(intervals: pd.DataFrame, outcome: Outcome, plan: Plan) -> tuple[pd.DataFrame, int]:
    """Return the rows used, and how many of those asked about lack a value.

    Those with a shift that start late enough, whose next visit was booked by the starting one, of
    clients whose usual interval holds the days that the rating is about. The last is asked of the
    usual interval, since closed days may have moved the actual one over the limit.
    """
    known = intervals[list(SHIFTS[:2])].notna().all(axis=1)
    in_time = intervals["booked"] <= intervals["start"]
    late = intervals["start"] >= plan.first_start_day
    long = intervals["rhythm"] >= outcome.recall_days
    asked = intervals[known & in_time & late & long]
    needed = ["y", *needed_columns(asked), *GROUPINGS[1:]]
    return complete(asked, needed), int((~are_whole(asked, needed)).sum())


def _count_therapists(rows: pd.DataFrame, plan: Plan) -> int:
    """How many therapists have clients of their own, as many as it takes to hold one equal.

    What happens to all clients at the same time as one therapist's days off, weather or a local
    event, looks like what they do. With a colleague whose clients come on, it can be told apart.
    """
    clients = rows["client"].groupby(rows["hers"]).nunique()
    return int((clients >= plan.fewest_varying).sum())


def _double(
    rows: pd.DataFrame, panel: Panel, outcome: Outcome, plan: Plan
) -> tuple[Ratio, tuple[float, float]]:
    """What doubling the interval does to y at rest, and the mean weights of the two shifts."""
    start, day = rows["start"].to_numpy(), rows["day"].to_numpy()
    length = np.log2(day - start)
    y, pushed = panel.centre(rows["y"].to_numpy()), panel.centre(length)
    actual, foreseen = (
        [
            *rows[name_values(rows)].to_numpy().T,
            *time_terms(start + after),
            *season_terms(rows, plan.closed_waves, after),
            *therapist_terms(rows, panel, plan),
        ]
        for after in (day - start, rows["rhythm"].to_numpy())
    )
    controls = Controls.of(panel, actual, foreseen, plan.ridge)
    shifts = panel.centre(rows[list(SHIFTS[:2])].to_numpy())
    weights = _learn_weights(controls, shifts, pushed, panel.client % plan.closed_folds, plan)
    z = (shifts * weights[panel.client % plan.closed_folds]).sum(axis=1)

    def push(interaction: np.ndarray) -> Ratio:
        both = Controls.of(panel, [*actual, interaction], [*foreseen, interaction], plan.ridge)
        groups = [panel.client, *(rows[name].to_numpy() for name in GROUPINGS[1:])]
        cleared = both.clear_instrument(z)
        return Ratio.of(cleared, both.clear(y), both.clear(pushed), groups)

    off = _find_deviations(rows, panel, plan)
    far = length - length.mean()
    left = y - np.nan_to_num(push(far * off).estimate) * pushed
    rest = _find_rest(rows, panel, off, far, left, outcome, plan)
    after, before = weights.mean(axis=0)
    return push(far * (off + rest)), (float(after), float(before))


def _learn_weights(
    controls: Controls, shifts: np.ndarray, pushed: np.ndarray, fold: np.ndarray, plan: Plan
) -> np.ndarray:
    """Weights of the two shifts for each group of clients, learned from all the other groups."""
    cleared, left = controls.clear_instrument(shifts), controls.clear(pushed)
    return np.array(
        [
            np.linalg.lstsq(cleared[fold != one], left[fold != one], rcond=None)[0]
            for one in range(plan.closed_folds)
        ]
    )


def _find_deviations(rows: pd.DataFrame, panel: Panel, plan: Plan) -> np.ndarray:
    """How far each starting value lies off the client's own mean and course of time and season."""
    start, y = rows["start"].to_numpy(), rows["y"].to_numpy()

    def course(after: np.ndarray) -> np.ndarray:
        season = season_terms(rows, plan.closed_waves, after)
        return np.column_stack([*time_terms(start + after), *season])

    then = course(rows["day"].to_numpy() - start)
    centred = panel.centre(then)
    slopes = np.linalg.lstsq(centred, panel.centre(y), rcond=None)[0]
    expected = panel.means(y) + (course(np.zeros(panel.n_rows)) - (then - centred)) @ slopes
    return rows["before"].to_numpy() - expected


def _find_rest(
    rows: pd.DataFrame, panel: Panel, off: np.ndarray, far: np.ndarray, left: np.ndarray,
    outcome: Outcome, plan: Plan,
) -> float:  # fmt: skip
    """How far the starting values' mean lies off the level at which the rating settles."""
    own = [name for name in ("before", "after") if name in rows]
    columns = [*rows[own].to_numpy().T, far * off, *time_terms(rows["day"].to_numpy())]
    slopes = np.linalg.lstsq(panel.centre(np.column_stack(columns)), left, rcond=None)[0]
    lasts = slopes[: len(own)].sum()
    lasts += (1 + lasts) / (panel.n_rows / panel.n_clients - 1)
    lasts = float(np.clip(lasts, 0, plan.most_lasting))
    pull = float(np.clip(slopes[len(own)], -plan.most_pull, plan.most_pull))
    rest = (lasts * off.mean() + pull * (far * off).mean()) / (1 - lasts)
    most = plan.most_rest * (outcome.high - outcome.low)
    return float(np.clip(rest, -most, most))


def _call_weak(found: ClosedDays) -> Code:
    return Code("weak", f=found.first_stage_f, needed=found.plan.least_first_stage_f)
