"""Question 2 by the practice's closed days, which push visits for no reason of the client's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
import pandas as pd

from analysis.asked import Asked
from analysis.closed_looks import (
    CUT_SHORT,
    NEVER_CAME_BACK,
    PLAIN,
    SORER,
    SWITCHING,
    look_at_colleagues,
    look_at_cut_short,
    look_at_plain,
    look_at_staying_away,
    look_before_closures,
)
from analysis.codes import Code
from analysis.estimate import NAN, NO_NUMBER, adjust_family
from analysis.instrument import Ratio, take_off
from analysis.looks import Look, look_at_unrated
from analysis.panel import Panel
from analysis.plan import Plan
from analysis.pushes import BLOCKS, SHIFTS, list_booked, select_rows
from analysis.question_2 import Comparison
from analysis.terms import season_terms, time_terms
from analysis.terms import value_columns as name_values
from analysis.threats import UNRATED, add_pain, ask_of_pain
from analysis.totals import ByNumber
from analysis.within import count_therapists, therapist_terms

METHOD = Code("closed_days")
CLOSED_DAYS = "closed_days"
LACKING = {
    Code("no_shifts"): SHIFTS[0],
    Code("no_booking_dates"): "booked_day",
    Code("no_season"): "month",
}
BLOCKING = (NEVER_CAME_BACK, CUT_SHORT, UNRATED)
GO_WITH_PAIN = {CUT_SHORT, UNRATED}


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

    @property
    def stands_apart(self) -> bool:
        """Whether the plain regression on the same rows lies outside its interval."""
        return PLAIN in self.looks and self.looks[PLAIN].fired

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
    """Answer question 2 by closed days for each outcome, by name, with what was looked at.

    Visits that bad days bring in pain are such visits whatever the outcome is.
    """
    answers: dict[str, Any] = {}
    pain = ask_of_pain(asked)
    for one in asked:
        found = one.once(CLOSED_DAYS, answer_by_closed_days)
        names = LOOKS_AROUND if found.answered else ()
        looks = {name: one.once(name, LOOKS_AROUND[name]) for name in names}
        looks = add_pain(looks, LOOKS_AROUND, GO_WITH_PAIN, pain)
        blocked_by = tuple(name for name in BLOCKING if name in looks and looks[name].fired)
        answers[one.outcome.name] = replace(found, looks=looks, blocked_by=blocked_by)
    return adjust_family(answers, asked[0].plan.sure) if asked else {}


def look_at_those_away(asked: Asked) -> Look:
    """Look at who stays away, by the answer's weights."""
    found = asked.once(CLOSED_DAYS, answer_by_closed_days)
    return look_at_staying_away(asked, found.weights) if found.answered else Look(NAN)


def look_at_all_gaps(asked: Asked) -> Look:
    """Look at the plain regression on the answer's rows, against its interval."""
    found = asked.once(CLOSED_DAYS, answer_by_closed_days)
    rows = select_rows(asked.once("booked", list_booked))[0]
    return look_at_plain(asked, rows, found.low, found.high) if found.answered else Look(NAN)


LOOKS_AROUND = {
    NEVER_CAME_BACK: look_at_those_away,
    CUT_SHORT: look_at_cut_short,
    UNRATED: look_at_unrated,
    SORER: look_before_closures,
    SWITCHING: look_at_colleagues,
    PLAIN: look_at_all_gaps,
}


def holds_shifts(asked: Asked) -> bool:
    """Whether the records say how far closed days push visits."""
    return all(name in asked.held for name in SHIFTS)


def answer_by_closed_days(asked: Asked) -> ClosedDays:
    """Estimate the benefit of halving the interval from what closed days did to it."""
    outcome, plan, everyone = asked.outcome, asked.plan, asked.everyone
    blank = ClosedDays.blank(METHOD, plan.level, outcome=outcome, plan=plan)
    for reason, column in LACKING.items():
        if column not in asked.held:
            return blank.unanswered(reason)
    rows, lost = select_rows(asked.once("booked", list_booked))
    panel = Panel.of(rows, plan, weighted=False, everyone=everyone)
    shifted = rows["shifted"].to_numpy() > 0
    counts = everyone.add((lost, int(shifted.sum())))
    blocks = everyone.add(ByNumber.of(rows["closure_block"].to_numpy()[shifted]))
    seen = rows[["client", "hers"]].dropna().drop_duplicates()
    clients = everyone.add(ByNumber.of(seen["hers"].to_numpy()))
    counted = count_therapists(rows, panel)
    lost, n_shifted = counts.value
    blank = replace(
        blank, n_clients=panel.n_clients, n_rows=panel.n_rows, n_dropped=lost, n_shifted=n_shifted
    )
    n_blocks = int((blocks.value.sums[:, 0] > 0).sum())
    needed = max(plan.fewest_pushed_clients, plan.fewest_clients)
    if panel.n_clients < needed:
        return blank.unanswered(Code("few_clients", n=panel.n_clients, needed=needed))
    if n_blocks < plan.fewest_closures:
        few = {"blocks": n_blocks, "needed": plan.fewest_closures}
        return blank.unanswered(Code("few_closures", **few))
    # therapists with clients enough to hold one equal: what happens to all clients at the same time
    # as one therapist's days off can be told apart where a colleague's clients come on
    n = int((clients.value.sums[:, 0] >= plan.fewest_varying).sum())
    if n < plan.fewest_therapists:
        return blank.unanswered(Code("one_therapist", therapists=n, needed=plan.fewest_therapists))
    ratio, weights = _double(asked, rows, panel, therapist_terms(rows, panel, plan, counted))
    found = replace(blank, first_stage_f=ratio.first_stage_f, ratio=ratio, weights=weights)
    ends = ratio.find_interval(plan.level) if ratio.spreads else (NAN, NAN)
    if not (found.first_stage_f >= plan.least_first_stage_f and np.isfinite(ends).all()):
        return found.unanswered(_call_weak(found))
    benefit = -outcome.sign * ratio.estimate
    number = replace(found, estimate=benefit, p_value=ratio.p_value, df=ratio.df)
    return number.at_level(plan.level)


def _double(
    asked: Asked, rows: pd.DataFrame, panel: Panel, therapists: list[np.ndarray]
) -> tuple[Ratio, tuple[float, float]]:
    """What doubling the interval does to y at rest, and the mean weights of the two shifts."""
    plan, everyone = asked.plan, asked.everyone
    start, day = rows["start"].to_numpy(), rows["day"].to_numpy()
    length = np.log2(day - start)
    y, pushed = panel.centre(rows["y"].to_numpy()), panel.centre(length)
    actual, foreseen = (
        [
            *rows[name_values(rows)].to_numpy().T,
            *time_terms(start + after),
            *season_terms(rows, plan.closed_waves, after),
            *therapists,
        ]
        for after in (day - start, rows["rhythm"].to_numpy())
    )
    shifts = panel.centre(rows[list(SHIFTS[:2])].to_numpy())
    far = length - everyone.add(float(length.sum())).value / panel.n_rows
    values = np.column_stack([y, pushed, shifts])
    weights = _learn_weights(panel, *take_off(panel, actual, foreseen, values, plan.ridge))
    mean_weight = everyone.add(weights.sum(axis=0))
    z = (shifts * weights[panel.client]).sum(axis=1)
    groups = [rows[name].to_numpy() for name in BLOCKS]

    def push(interaction: np.ndarray) -> Ratio:
        both = [*actual, interaction], [*foreseen, interaction]
        left, cleared = take_off(panel, *both, np.column_stack([y, pushed, z]), plan.ridge)
        return Ratio.of(cleared[:, 2], left[:, 0], left[:, 1], panel.client, groups, everyone)

    off = _find_deviations(rows, panel, plan)
    left = y - np.nan_to_num(push(far * off).estimate) * pushed
    ratio = push(far * (off + _find_rest(rows, panel, off, far, left, asked)))
    after, before = mean_weight.value / panel.n_clients
    return ratio, (float(after), float(before))


def _learn_weights(panel: Panel, left: np.ndarray, cleared: np.ndarray) -> np.ndarray:
    """Weights of the two shifts for each client at hand, learned from all the others."""
    shifts = cleared[:, 2:]
    products = shifts[:, :, None] * np.column_stack([shifts, left[:, 1]])[:, None, :]
    own = np.stack([[panel.sums(one) for one in row] for row in products.transpose(1, 2, 0)])
    total = panel.everyone.add(own.sum(axis=-1)).value
    others = (total[:, :, None] - own).transpose(2, 0, 1)
    return np.squeeze(np.linalg.pinv(others[:, :, :2], hermitian=True) @ others[:, :, 2:], -1)


def _find_deviations(rows: pd.DataFrame, panel: Panel, plan: Plan) -> np.ndarray:
    """How far each starting value lies off the client's own mean and course of time and season."""
    start, y = rows["start"].to_numpy(), rows["y"].to_numpy()

    def course(after: np.ndarray) -> np.ndarray:
        season = season_terms(rows, plan.closed_waves, after)
        return np.column_stack([*time_terms(start + after), *season])

    then = course(rows["day"].to_numpy() - start)
    centred = panel.centre(then)
    slopes = panel.regress(panel.centre(y), centred)
    expected = panel.means(y) + (course(np.zeros(len(y))) - (then - centred)) @ slopes
    return rows["before"].to_numpy() - expected


def _find_rest(
    rows: pd.DataFrame, panel: Panel, off: np.ndarray, far: np.ndarray, left: np.ndarray,
    asked: Asked,
) -> float:  # fmt: skip
    """How far the starting values' mean lies off the level at which the rating settles."""
    outcome, plan, n = asked.outcome, asked.plan, panel.n_rows
    own = [name for name in ("before", "after") if name in rows]
    columns = [*rows[own].to_numpy().T, far * off, *time_terms(rows["day"].to_numpy())]
    sums = asked.everyone.add((float(off.sum()), float((far * off).sum())))
    slopes = panel.regress(left, panel.centre(np.column_stack(columns)))
    lasts = slopes[: len(own)].sum()
    lasts += (1 + lasts) / (n / panel.n_clients - 1)
    lasts = float(np.clip(lasts, 0, plan.most_lasting))
    pull = float(np.clip(slopes[len(own)], -plan.most_pull, plan.most_pull))
    rest = (lasts * sums.value[0] / n + pull * sums.value[1] / n) / (1 - lasts)
    most = plan.most_rest * (outcome.high - outcome.low)
    return float(np.clip(rest, -most, most))


def _call_weak(found: ClosedDays) -> Code:
    return Code("weak", f=found.first_stage_f, needed=found.plan.least_first_stage_f)
