"""Bounds: where question 2 would lie if some visits had been moved on bad days, with no trace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import numpy as np
import pandas as pd

from analysis.asked import Asked
from analysis.codes import Code
from analysis.estimate import NAN, Estimate
from analysis.intervals import has_book
from analysis.panel import number_clients
from analysis.plan import Plan
from analysis.question_2 import Comparison, answer_asked, answer_from, select_recalled
from analysis.surprises import add_surprises
from analysis.totals import Tally
from analysis.visits import weigh
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
    plan, share = asked.plan, most / 100
    part = plan.put_off_worst if when == PUT_OFF else plan.brought_forward_worst
    part = max(part, share)
    double = partial(list_both_ways, when=when, part=part)
    both = asked.once(f"{when} among {part:g}", double)
    among, is_moved = both["among"].to_numpy(), both["moved_unseen"].to_numpy() > 0
    chance = share / part * among
    rows = both.assign(chance=np.where(is_moved, chance, 1 - chance))
    rows = rows if (among < part / share).all() else rows[rows["chance"] > 0]
    _, lost = asked.once("shown", select_shown)
    return answer_from(rows, lost, asked.outcome, plan, asked.everyone)


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


def list_both_ways(asked: Asked, when: str, part: float) -> pd.DataFrame:
    """List the rows, and those ``among`` the first ``part`` of the worst once more, as moved."""
    plan, (rows, _) = asked.plan, asked.once("shown", select_shown)
    worst = asked.once(f"{when} worst", partial(rank_by_worse, when=when))
    among = worst.share_among_first(part)
    times = 1 + (among > 0)
    is_moved = np.zeros(times.sum(), dtype=bool)
    is_moved[np.cumsum(times)[among > 0] - 1] = True
    both = rows.iloc[np.repeat(np.arange(len(rows)), times)]
    start, day = both["start"].to_numpy(), both["day"].to_numpy()
    days = np.full(len(both), -float(plan.brought_forward_days))
    if when == PUT_OFF:
        days = np.minimum(plan.put_off_days, (day - start) // 2)
    as_moved = {
        "standing": 0.0,
        "moved": 1.0,
        "agreed_day": day - days,
        "weight": weigh(days, plan, book=has_book(rows)),
    }
    both = both.assign(**{
        name: np.where(is_moved, values, both[name].to_numpy()) for name, values in as_moved.items()
    })  # fmt: skip
    return both.assign(among=np.repeat(among, times), moved_unseen=is_moved)


def rank_by_worse(asked: Asked, when: str) -> Worst:
    """Rank the standing visits by how much worse than the client's own mean she arrived.

    For visits brought forward, those after a short interval come before all others.
    """
    outcome, plan, (rows, _) = asked.outcome, asked.plan, asked.once("shown", select_shown)
    client = number_clients(rows["client"].to_numpy())

    def off(values: np.ndarray) -> np.ndarray:
        return values - (np.bincount(client, values) / np.bincount(client))[client]

    worse, late = -outcome.sign * off(rows["y"].to_numpy()), np.zeros(len(rows))
    if when == BROUGHT_FORWARD:
        unusual = off(np.log2((rows["day"] - rows["start"]).to_numpy()))
        late = unusual > np.log2(plan.brought_forward_gap)
    known = rows["standing"].to_numpy() > 0
    order = (3 * (outcome.high - outcome.low) * late - worse).round(9)
    tally = asked.everyone.add(Tally.of(pd.DataFrame({"order": order[known]}))).value.rows
    place = np.searchsorted(tally["order"], order)
    return Worst(np.where(known, place, -1), tally["n"].to_numpy())


def _widen(bound: Bound, found: Estimate) -> Bound:
    """Take in another interval; nothing is left where there is none."""
    if not (bound.answered and found.answered):
        reason = bound.reason or found.reason
        return replace(bound, low=NAN, high=NAN, reason=reason)
    return replace(bound, low=min(bound.low, found.low), high=max(bound.high, found.high))
