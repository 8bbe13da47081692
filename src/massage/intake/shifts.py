"""How far closed days push each client's next visit, less what they would push it on average."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.stats import norm

from massage.intake import plan
from massage.intake.closures import WEEK, Closures, weekday

SHIFTS = ["shift_after", "shift_before", "shifted", "before_closure", "closure_block",
          "period_block"]  # fmt: skip
FOUND = ["shift_after", "shift_before", "raw_after", "rhythm", "period", "before_closure"]
AT_ONCE = 2_000_000  # closed planned days over all calendars that are looked at together
NEVER = -(10**9)  # no day at all
NORMAL_IQR = 1.349


@dataclass(frozen=True)
class _Calendars:
    """Closed days in several calendars at once, of therapists from ``start`` on, ``days`` long.

    In what a therapist's day is closed stands together: ``begins`` says from where on, at therapist
    times ``days`` plus day. There, ``calendar``, and the open days after and before.
    """

    start: int
    days: int
    n: int
    begins: np.ndarray
    calendar: np.ndarray
    after: np.ndarray
    before: np.ndarray


def find_shifts(visits: pd.DataFrame, closures: Closures) -> pd.DataFrame:
    """Return how far closed days push each client's visit after each of hers.

    ``visits`` has a row per client and day: ``client``, ``therapist``, ``day`` (an ordinal).
    ``closures`` are what ``find_closures`` found in them. By the index of ``visits``:

    - ``shift_after``, ``shift_before``: mean of log2 of the days to the next (last) open day over
      those to a planned one, 0 where that is open, over eleven planned days; less the mean of the
      same over 200 calendars in which each closure used is moved within its quarter, among those
      in which the visit's day is open
    - ``raw_after``: the first of these before its mean is taken off
    - ``rhythm``: days, from the client's other intervals and the practice's median
    - ``hers``: position in ``closures.usual`` of the therapist of the visit, or of the two before
      it where these agree; -1 for one who isn't there
    - ``period``: blocks of 28 days from the first visit on, in which the next one is expected
    - ``before_closure``: within 7 days before a closure used of a week or more

    All but ``hers`` are NaN where nothing can be said: for visits without a therapist who has a
    week of her own, in the last 28 days, where the day is open in no calendar, and without any
    interval. Source: Borusyak & Hull 2023, doi:10.3982/ECTA19367 (recentring). Cost: n log n in
    visits; therapists times days times calendars.
    """
    rows = visits.sort_values(["client", "day"], kind="stable")
    found = pd.DataFrame(np.nan, rows.index, FOUND).assign(hers=_find_hers(rows, closures))
    rhythm, spread = find_rhythm(rows)
    last = closures.last - plan.LAST_DAYS
    told = (found["hers"] >= 0) & (rows["day"] <= last) & np.isfinite(rhythm)
    day, who, rhythm = (
        rows.loc[told, "day"].to_numpy(int),
        found["hers"][told].to_numpy(),
        rhythm[told],
    )
    if not len(day):
        return found.reindex(visits.index)
    planned = find_planned_days(day, who, rhythm, spread, closures)
    raw, mean = _push(day, who, planned, closures)
    shift = raw - mean
    period = np.floor((day + rhythm - closures.first) / plan.BLOCK)
    values = [*shift.T, raw[:, 0], rhythm, period, _is_before(day, who, closures).astype(float)]
    found.loc[told, FOUND] = np.where(np.isnan(shift[:, :1]), np.nan, np.column_stack(values))
    return found.reindex(visits.index)


def write_shifts(found: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Write what ``find_shifts`` found as the columns of session records; block codes are random.

    Shifts are rounded to 0.01. Codes say nothing of which block is earlier.
    """
    told = found["shift_after"].notna()
    yes_no = {True: "yes", False: "no"}
    shift = {name: found[name].round(2) + 0.0 for name in SHIFTS[:2]}
    pairs = pd.Series(list(zip(found["hers"], found["period"], strict=True)), found.index)
    return pd.DataFrame(
        {
            **shift,
            "shifted": (found["raw_after"] > plan.SHIFTED).map(yes_no).where(told),
            "before_closure": found["before_closure"].eq(1).map(yes_no).where(told),
            "closure_block": _code(pairs.where(told), "B", rng),
            "period_block": _code(found["period"].where(told), "P", rng),
        }
    )


def find_rhythm(rows: pd.DataFrame) -> tuple[np.ndarray, float]:
    """Days after which each client usually comes, by visit, and how widely intervals spread.

    ``rows`` are ordered by ``client`` and ``day``. The interval that starts at a visit doesn't
    count for it. The spread is a normal distribution's, by the quartiles of log interval less log
    rhythm. NaN where no client came twice.
    """
    log = np.log((rows.groupby("client")["day"].shift(-1) - rows["day"]).astype(float))
    by_client = log.groupby(rows["client"])
    total, n = by_client.transform("sum"), by_client.transform("count")
    has = log.notna()
    middle = log.median()
    others = (total - log.fillna(0) + middle) / (n - has + 1)
    low, high = (log - others).dropna().quantile([0.25, 0.75]) if has.any() else (np.nan, np.nan)
    return np.exp(others).to_numpy(), float(np.clip((high - low) / NORMAL_IQR, *plan.SPREADS))


def find_planned_days(
    day: np.ndarray, who: np.ndarray, rhythm: np.ndarray, spread: float, closures: Closures
) -> np.ndarray:
    """Eleven days to which each client may plan to come next, a column each.

    Of the usual working days, the nearest to the rhythm times the quantiles of a normal spread of
    its log; the later of two as near; never the next day.
    """
    order = np.array([0, 1, -1, 2, -2, 3, -3])
    week = closures.usual.to_numpy(bool)
    nearest = np.stack([order[week[:, weekday(1 + d + order)].argmax(axis=1)] for d in range(WEEK)])

    def place(target: np.ndarray) -> np.ndarray:
        return target + nearest[weekday(target), who[:, None]]

    steps = norm.ppf((np.arange(plan.PLANNED_DAYS) + 0.5) / plan.PLANNED_DAYS)
    gaps = np.floor(rhythm[:, None] * np.exp(spread * steps) + 0.5)
    at = day[:, None]
    planned = place(at + np.maximum(plan.SHORTEST_PLAN, gaps).astype(int))
    return np.where(planned <= at + 1, place(at + 3), planned)


def push_after(
    day: np.ndarray, who: np.ndarray, rhythm: np.ndarray, spread: float, closures: Closures
) -> np.ndarray:
    """How far the closures used push the next visit after each day, before any mean is taken off.

    ``who`` are positions in ``closures.usual``. Log2 units.
    """
    planned = find_planned_days(day, who, rhythm, spread, closures)
    return _push_now(day, who, planned, closures)[:, 0]


def _find_hers(rows: pd.DataFrame, closures: Closures) -> np.ndarray:
    own = pd.Series(closures.usual.index.get_indexer(rows["therapist"]), rows.index)
    names = rows["therapist"].fillna("")
    before, two_before = (names.groupby(rows["client"]).shift(n) for n in (1, 2))
    agree = before.eq(two_before) & before.ne("") & two_before.notna()
    theirs = closures.usual.index.get_indexer(before.fillna(""))
    return np.where(agree, theirs, own)


def _push(
    day: np.ndarray, who: np.ndarray, planned: np.ndarray, closures: Closures
) -> tuple[np.ndarray, np.ndarray]:
    """After and before under the actual calendar, and their means over those that might be."""
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
    return _push_now(day, who, planned, closures), mean


def _push_now(
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
    calendars = _Calendars(start, days, n, np.cumsum(np.concatenate(at)), *joined)
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


def _is_before(day: np.ndarray, who: np.ndarray, closures: Closures) -> np.ndarray:
    """Whether each day lies shortly before a closure used, of a week or more, of the therapist."""
    found = np.zeros(len(day), dtype=bool)
    for place, (name, week) in enumerate(closures.usual.iterrows()):
        own = closures.used[closures.used["therapist"] == name]
        usual = np.flatnonzero(week)
        for first, last in zip(own["first"], own["last"], strict=True):
            since = ((weekday(first) - usual - 1) % WEEK).min()
            until = ((usual - weekday(last) - 1) % WEEK).min()
            if last - first + 1 + since + until >= plan.BEFORE_DAYS:
                near = (day < first) & (day >= first - plan.BEFORE_DAYS)
                found |= near & (who == place)
    return found


def _code(values: pd.Series, letter: str, rng: np.random.Generator) -> pd.Series:
    """Random codes of values, the same for the same; all have as many digits."""
    known = values.dropna().unique()
    lowest = 10 ** len(str(len(known)))
    drawn = lowest + rng.choice(9 * lowest, len(known), replace=False)
    codes = {value: f"{letter}{number}" for value, number in zip(known, drawn, strict=True)}
    return values.map(codes, na_action="ignore").astype(object)
