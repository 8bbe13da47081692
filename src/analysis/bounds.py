"""Bounds: where question 2 would lie if some visits had been moved on bad days, with no trace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import numpy as np
import pandas as pd

from analysis.codes import Code
from analysis.estimate import NAN, Estimate
from analysis.intervals import has_book, weigh
from analysis.looks import Asked
from analysis.plan import Plan
from analysis.question_2 import Comparison, answer_asked, answer_from, select_recalled
from analysis.surprises import add_surprises
from analysis.totals import Tally
from analysis.weekdays import leave_out_off_weekday

AS_SHOWN: Final = "as shown"
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
    or not it is known that nothing was moved; but for visits off the weekday that clients keep. A
    moved visit is drawn by lot among the worst arrivals; what is worked out is the mean over that
    lot: the visit counts both ways, each by its chance. So there is no random number in it, and
    neither the rows' order nor codes matter.
    """
    plan, supposed = asked.plan, list_supposed(asked.plan)
    found = asked.once(AS_SHOWN, answer_as_shown)
    if not found.answered:
        return tuple(
            Bound(most, when, reason=found.reason)
            for when in (PUT_OFF, BROUGHT_FORWARD)
            for most in plan.supposed_moved
        )
    bounds = []
    for when in (PUT_OFF, BROUGHT_FORWARD):
        widest = Bound(0, when, found.low, found.high)
        for most in plan.supposed_moved:
            name = f"{when} {most:g}"
            widest = _widen(widest, asked.once(name, supposed[name]))
            widest = replace(widest, per_hundred=most)
            bounds.append(widest)
    return tuple(bounds)


def list_supposed(plan: Plan) -> dict[str, Callable[[Asked], Comparison]]:
    """Return all that bounds take, by name."""
    supposed: dict[str, Callable[[Asked], Comparison]] = {
        f"{when} {most:g}": partial(answer_supposed, when=when, most=most)
        for when in (PUT_OFF, BROUGHT_FORWARD)
        for most in plan.supposed_moved
    }
    return {AS_SHOWN: answer_as_shown, **supposed}


def answer_as_shown(asked: Asked) -> Comparison:
    """Answer from the records as they are, nothing supposed."""
    if leave_out_off_weekday(asked) is asked.intervals:
        return asked.once("answer", answer_asked)
    rows, lost = asked.once("shown", select_shown)
    return answer_from(rows, lost, asked.outcome, asked.plan, asked.everyone)


def answer_supposed(asked: Asked, when: str, most: float) -> Comparison:
    """Answer from the records if up to ``most`` of 100 standing visits were moved on bad days."""
    rows, lost = asked.once("shown", select_shown)
    worst = asked.once(f"{when} worst", partial(rank_by_worse, when=when))
    supposed = suppose_moved(rows, worst, most / 100, when, asked.plan)
    return answer_from(supposed, lost, asked.outcome, asked.plan, asked.everyone)


def select_shown(asked: Asked) -> tuple[pd.DataFrame, int]:
    """Return the rows that count, and how many others lack a value."""
    shown = leave_out_off_weekday(asked)
    if shown is asked.intervals:
        return select_recalled(asked.recalled, asked.outcome, asked.plan)
    recalled = add_surprises(shown, asked.outcome, asked.plan, asked.everyone)
    return select_recalled(recalled, asked.outcome, asked.plan)


@dataclass(frozen=True)
class Worst:
    """Place of each row among everyone's standing visits, the worst arrivals first.

    Equal ones share a place, others have -1. ``size`` is how many there are in each place.
    """

    place: np.ndarray
    size: np.ndarray

    def share_among_first(self, part: float) -> np.ndarray:
        """How far each ranked one is among the first ``part`` of all: ties share what is left."""
        before = np.cumsum(self.size) - self.size
        among = np.clip((part * self.size.sum() - before) / self.size, 0, 1)
        return np.where(self.place < 0, 0.0, np.append(among, 0.0)[self.place])


def suppose_moved(
    rows: pd.DataFrame, worst: Worst, share: float, when: str, plan: Plan
) -> pd.DataFrame:
    """Return the rows with a share of the standing visits supposed to be moved.

    Rows that may have been moved are there twice, as kept and as moved, with the ``chance`` of
    each.
    """
    part = plan.put_off_worst if when == PUT_OFF else plan.brought_forward_worst
    chance = share / max(part, share) * worst.share_among_first(max(part, share))
    kept, moved = chance < 1, chance > 0
    both = rows.iloc[np.repeat(np.arange(len(rows)), kept.astype(int) + moved)]
    last = np.cumsum(kept.astype(int) + moved) - 1
    is_moved = np.zeros(len(both), dtype=bool)
    is_moved[last[moved]] = True
    start, day = both["start"].to_numpy(), both["day"].to_numpy()
    days = np.full(len(both), -float(plan.brought_forward_days))
    if when == PUT_OFF:
        days = np.minimum(plan.put_off_days, (day - start) // 2)
    chance = np.repeat(chance, kept.astype(int) + moved)
    supposed = {
        "standing": 0.0, "moved": 1.0, "agreed_day": day - days,
        "weight": weigh(days, plan, book=has_book(rows)), "chance": chance,
    }  # fmt: skip
    as_kept = {name: both[name] if name in both else 1 - chance for name in supposed}
    return both.assign(**{
        name: np.where(is_moved, value, as_kept[name]) for name, value in supposed.items()
    })  # fmt: skip


def rank_by_worse(asked: Asked, when: str) -> Worst:
    """Rank the standing visits by how much worse than the client's own mean she arrived.

    For visits brought forward, those after a short interval come before all others.
    """
    outcome, plan, (rows, _) = asked.outcome, asked.plan, asked.once("shown", select_shown)
    clients = rows["client"]
    worse = -outcome.sign * (rows["y"] - rows["y"].groupby(clients).transform("mean"))
    late = np.zeros(len(rows), dtype=bool)
    if when == BROUGHT_FORWARD:
        length = pd.Series(np.log2((rows["day"] - rows["start"]).to_numpy()), rows.index)
        unusual = length - length.groupby(clients).transform("mean")
        late = (unusual > np.log2(plan.brought_forward_gap)).to_numpy()
    span = outcome.high - outcome.low
    order = (3 * span * late - worse).round(9).where(rows["standing"] > 0)
    known = order.notna().to_numpy()
    tally = asked.everyone.add(Tally.of(pd.DataFrame({"order": order[known]}))).value.rows
    place = np.searchsorted(tally["order"], order)
    return Worst(np.where(known, place, -1), tally["n"].to_numpy())


def _widen(bound: Bound, found: Estimate) -> Bound:
    """Take in another interval; nothing is left where there is none."""
    if not (bound.answered and found.answered):
        reason = bound.reason or found.reason
        return replace(bound, low=NAN, high=NAN, reason=reason)
    return replace(bound, low=min(bound.low, found.low), high=max(bound.high, found.high))
