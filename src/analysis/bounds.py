"""Bounds: where question 2 would lie if some visits had been moved on bad days, with no trace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from analysis.codes import Code
from analysis.estimate import NAN, Estimate
from analysis.intervals import has_book, weigh
from analysis.looks import Asked
from analysis.plan import Plan
from analysis.question_2 import answer_from, select_rows
from analysis.schema import Outcome
from analysis.weekdays import leave_out_off_weekday

PUT_OFF: Final = "put_off"
BROUGHT_FORWARD: Final = "brought_forward"


@dataclass(frozen=True)
class Bound:
    """Question 2 if up to ``per_hundred`` of 100 standing visits were moved on bad days, unseen.

    ``low`` and ``high`` are the smallest lower and largest upper end of its interval over none and
    the plan's shares up to that many, in the outcome's points, positive = better: in between, the
    ends lie between theirs. ``when`` is "put_off" or "brought_forward". NaN with a ``reason`` where
    nothing can be worked out.
    """

    per_hundred: float
    when: str
    low: float = NAN
    high: float = NAN
    reason: Code | None = None

    @property
    def answered(self) -> bool:
        """Whether there are numbers."""
        return self.reason is None


def find_bounds(asked: Asked) -> tuple[Bound, ...]:
    """Work out the bounds for each share of the plan, put off first.

    Counts every row on which a day stood in the book, or was booked by the visit before, whether
    or not it is known that nothing was moved; but for visits off the weekday that clients keep.
    """
    intervals, outcome, plan = leave_out_off_weekday(asked), asked.outcome, asked.plan
    return bounds_from(*select_rows(intervals, outcome, plan), outcome, plan)


def bounds_from(rows: pd.DataFrame, lost: int, outcome: Outcome, plan: Plan) -> tuple[Bound, ...]:
    """Work out the bounds from rows that were selected, where as many others lack a value.

    A moved visit is drawn by lot among the worst arrivals; what is worked out is the mean over that
    lot: the visit counts both ways, each by its chance. So there is no random number in it, and
    neither the rows' order nor codes matter.
    """
    found = answer_from(rows, lost, outcome, plan)
    if not found.answered:
        return tuple(
            Bound(most, when, reason=found.reason)
            for when in (PUT_OFF, BROUGHT_FORWARD)
            for most in plan.supposed_moved
        )
    bounds = []
    for when in (PUT_OFF, BROUGHT_FORWARD):
        worst = _order_by_worse(rows, outcome, plan, when)
        widest = Bound(0, when, found.low, found.high)
        for most in plan.supposed_moved:
            supposed = suppose_moved(rows, worst, most / 100, when, plan)
            widest = _widen(widest, answer_from(supposed, lost, outcome, plan))
            widest = replace(widest, per_hundred=most)
            bounds.append(widest)
    return tuple(bounds)


def suppose_moved(
    rows: pd.DataFrame, worst: np.ndarray, share: float, when: str, plan: Plan
) -> pd.DataFrame:
    """Return the rows with a share of the standing visits supposed to be moved.

    ``worst`` ranks the standing ones, as ``_order_by_worse`` does. Rows that may have been moved
    are there twice, as kept and as moved, with the ``chance`` of each.
    """
    part = plan.put_off_worst if when == PUT_OFF else plan.brought_forward_worst
    chance = share / max(part, share) * _share_among_first(worst, max(part, share))
    some = np.flatnonzero(chance > 0)
    moved = rows.iloc[some].assign(standing=0.0, moved=1.0, chance=chance[some])
    gap = (moved["day"] - moved["start"]).to_numpy()
    days = np.full(len(moved), -float(plan.brought_forward_days))
    if when == PUT_OFF:
        days = np.minimum(plan.put_off_days, gap // 2)
    moved["agreed_day"] = moved["day"] - days
    moved["weight"] = weigh(days, plan, book=has_book(moved))
    both = pd.concat([rows.assign(chance=1 - chance), moved])
    return both[both["chance"] > 0].sort_values(["client", "day"], kind="stable")


def _order_by_worse(rows: pd.DataFrame, outcome: Outcome, plan: Plan, when: str) -> np.ndarray:
    """Number the standing visits, the worst arrivals first and equal ones alike; NaN for others.

    Worse than the client's own mean. For visits brought forward, those after a short interval come
    before all others.
    """
    clients = rows["client"]
    worse = -outcome.sign * (rows["y"] - rows["y"].groupby(clients).transform("mean"))
    late = np.zeros(len(rows), dtype=bool)
    if when == BROUGHT_FORWARD:
        length = pd.Series(np.log2((rows["day"] - rows["start"]).to_numpy()), rows.index)
        unusual = length - length.groupby(clients).transform("mean")
        late = (unusual > np.log2(plan.brought_forward_gap)).to_numpy()
    span = outcome.high - outcome.low
    order = (3 * span * late - worse).round(9)
    return order.where(rows["standing"] > 0).rank(method="dense").to_numpy()


def _share_among_first(rank: np.ndarray, part: float) -> np.ndarray:
    """How far each ranked one is among the first ``part`` of all: those tied share what is left."""
    ranked = ~np.isnan(rank)
    place = rank[ranked].astype(int) - 1
    size = np.bincount(place)
    before = np.cumsum(size) - size
    among = np.zeros(len(rank))
    among[ranked] = np.clip((part * ranked.sum() - before) / size, 0, 1)[place]
    return among


def _widen(bound: Bound, found: Estimate) -> Bound:
    """Take in another interval; nothing is left where there is none."""
    if not (bound.answered and found.answered):
        reason = bound.reason or found.reason
        return replace(bound, low=NAN, high=NAN, reason=reason)
    return replace(bound, low=min(bound.low, found.low), high=max(bound.high, found.high))
