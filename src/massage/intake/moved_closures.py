"""Closed days as they were and as they might have been: how far each pushes a next visit."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from massage.intake import plan
from massage.intake.closures import WEEK, Closures, weekday

AT_ONCE = 2_000_000  # closed planned days over all calendars that are looked at together
NEVER = -(10**9)  # no day at all


@dataclass(frozen=True)
class _Calendars:
    """Closed days in several calendars at once, of therapists from ``start`` on, ``days`` long.

    In what a therapist's day is closed stands together: ``begins`` says from where on, at therapist
    times ``days`` plus day. There, ``calendar``, and the open days after and before.
    """

    start: int
    days: int
    begins: np.ndarray
    calendar: np.ndarray
    after: np.ndarray
    before: np.ndarray


def push_all(
    day: np.ndarray, who: np.ndarray, planned: np.ndarray, closures: Closures
) -> tuple[np.ndarray, np.ndarray]:
    """How far closures push visits planned after ``day`` with the therapists at ``who``.

    ``planned`` has a column per planned day; ``who`` are positions in ``closures.usual``. Returns
    two arrays of a row per day, columns to the next open day and to the last, in log2 units: under
    the calendar as it was, and the mean over calendars in which each closure used is moved by whole
    weeks within its 91 days and in which the day is open; NaN where it is open in none.
    """
    used = closures.used
    first = used["first"].to_numpy(int)
    start = closures.first - int(weekday(closures.first))
    block = start + (first - start) // plan.QUARTER * plan.QUARTER
    rng = np.random.default_rng(plan.SHIFTS_SEED)
    weeks = rng.integers(0, plan.QUARTER // WEEK, (plan.COUNTERFACTUALS, len(used)))
    moved = block + (first - block + WEEK * weeks) % plan.QUARTER
    others, is_open = _draw_up(moved, closures)
    key = who * others.days + day - start
    n_open = is_open.sum(axis=1)[key].astype(float)
    n_open[n_open == 0] = np.nan
    sums = _sum_pushes(day, who, planned, key, others, is_open)
    mean = sums / (plan.PLANNED_DAYS * n_open)[:, None]
    return push_now(day, who, planned, closures), mean


def push_now(
    day: np.ndarray, who: np.ndarray, planned: np.ndarray, closures: Closures
) -> np.ndarray:
    """After and before under the actual calendar, a column each."""
    first = closures.used["first"].to_numpy(int)
    actual, _ = _draw_up(first[None], closures)
    anywhere = np.ones((1, 1), dtype=bool)
    key = np.zeros(len(day), dtype=int)
    return _sum_pushes(day, who, planned, key, actual, anywhere) / plan.PLANNED_DAYS


def _draw_up(first: np.ndarray, closures: Closures) -> tuple[_Calendars, np.ndarray]:
    """Calendars in which the closures used begin on these days: a row each, a column per closure.

    Also whether a therapist's day is open in each as the day of a visit: closings that aren't used
    count as closed then, and days that aren't usual as open. After the last visit all are open.
    """
    start = closures.first - int(weekday(closures.first))
    n, days = len(first), closures.last - start + 1
    at, parts, open_at_start = [np.zeros(1, dtype=int)], [], []
    used, runs = closures.used, closures.runs
    length = (used["last"] - used["first"] + 1).to_numpy(int)
    day = np.arange(days)[:, None]
    of_week = weekday(start + np.arange(days + WEEK))
    for name, week in closures.usual.iterrows():
        usual = week.to_numpy(bool)[of_week]
        own = (used["therapist"] == name).to_numpy()
        change = np.zeros((days + 1, n), dtype=int)
        calendar = np.broadcast_to(np.arange(n)[:, None], (n, int(own.sum())))
        begins = first[:, own] - start
        np.add.at(change, (np.minimum(begins, days), calendar), 1)
        np.add.at(change, (np.minimum(begins + length[own], days), calendar), -1)
        closed = (np.cumsum(change, axis=0)[:days] > 0) & usual[:days, None]
        is_open = usual[:days, None] & ~closed
        next_one = days + int(usual[days:].argmax())
        later = np.vstack([np.where(is_open, day, next_one), np.full((1, n), next_one)])
        after = np.minimum.accumulate(later[::-1], axis=0)[::-1]
        before = np.maximum.accumulate(np.where(is_open, day, NEVER), axis=0)
        on, where = np.nonzero(closed)
        parts.append((where, start + after[on, where], start + before[on, where]))
        at.append(closed.sum(axis=1))
        left = runs[(runs["therapist"] == name) & (runs["left_out"] != "")]
        away = np.zeros(days, dtype=bool)
        for begin, end in zip(left["first"], left["last"], strict=True):
            away[int(begin) - start : int(end) - start + 1] = True
        open_at_start.append(~closed & ~(away & usual[:days])[:, None])
    joined = (np.concatenate(part) for part in zip(*parts, strict=True))
    calendars = _Calendars(start, days, np.cumsum(np.concatenate(at)), *joined)
    return calendars, np.concatenate(open_at_start)


def _sum_pushes(
    day: np.ndarray,
    who: np.ndarray,
    planned: np.ndarray,
    key: np.ndarray,
    calendars: _Calendars,
    is_open: np.ndarray,
) -> np.ndarray:
    """Sums of after and before over planned days, and over calendars with the visit's day open."""
    known = (planned < calendars.start + calendars.days) & (planned > day[:, None])
    place = np.where(known, who[:, None] * calendars.days + planned - calendars.start, 0)
    begins = calendars.begins[place]
    counts = np.where(known, calendars.begins[place + 1] - begins, 0)
    sums = np.zeros((len(day), 2))
    ends = np.cumsum(counts.sum(axis=1))
    cuts = np.searchsorted(ends, np.arange(AT_ONCE, ends[-1], AT_ONCE)) + 1
    cuts = np.unique([0, *cuts, len(day)])
    for low, high in pairwise(cuts):
        part = slice(low, high)
        n = counts[part].ravel()
        if not n.sum():
            continue
        row = np.repeat(np.arange(high - low).repeat(planned.shape[1]), n)
        inside = np.arange(n.sum()) - np.repeat(np.cumsum(n) - n, n)
        entry = np.repeat(begins[part].ravel(), n) + inside
        at, gap = day[part][row], np.repeat((planned[part] - day[part, None]).ravel(), n)
        counted = is_open[key[part][row], calendars.calendar[entry]]
        to_last = calendars.before[entry] - at
        after = np.log2((calendars.after[entry] - at) / gap)
        before = np.maximum(-1, np.log2(np.maximum(to_last, 1) / gap))
        before = np.where(to_last < plan.SHORTEST_PLAN, after, before)
        for column, push in enumerate((after, before)):
            sums[part, column] = np.bincount(row, push * counted, high - low)
    return sums
