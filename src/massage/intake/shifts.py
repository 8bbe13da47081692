"""How far closed days push each client's next visit, less what they would push it on average."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import ndtri

from massage.intake import plan
from massage.intake.closures import WEEK, Closures, weekday
from massage.intake.moved_closures import push_all

SHIFTS = ["shift_after", "shift_before", "shifted", "before_closure", "closure_block",
          "period_block"]  # fmt: skip
FOUND = ["shift_after", "shift_before", "raw_after", "rhythm", "period", "before_closure"]
NORMAL_IQR = 1.349


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
    raw, mean = push_all(day, who, planned, closures)
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

    ``who`` are positions in ``closures.usual``.
    Of the usual working days, the nearest to the rhythm times the quantiles of a normal spread of
    its log; the later of two as near; never the next day.
    """
    order = np.array([0, 1, -1, 2, -2, 3, -3])
    week = closures.usual.to_numpy(bool)
    nearest = np.stack([order[week[:, weekday(1 + d + order)].argmax(axis=1)] for d in range(WEEK)])

    def place(target: np.ndarray) -> np.ndarray:
        return target + nearest[weekday(target), who[:, None]]

    steps = ndtri((np.arange(plan.PLANNED_DAYS) + 0.5) / plan.PLANNED_DAYS)
    gaps = np.floor(rhythm[:, None] * np.exp(spread * steps) + 0.5)
    at = day[:, None]
    planned = place(at + np.maximum(plan.SHORTEST_PLAN, gaps).astype(int))
    return np.where(planned <= at + 1, place(at + 3), planned)


def _find_hers(rows: pd.DataFrame, closures: Closures) -> np.ndarray:
    own = pd.Series(closures.usual.index.get_indexer(rows["therapist"]), rows.index)
    names = rows["therapist"].fillna("")
    before, two_before = (names.groupby(rows["client"]).shift(n) for n in (1, 2))
    agree = before.eq(two_before) & before.ne("") & two_before.notna()
    theirs = closures.usual.index.get_indexer(before.fillna(""))
    return np.where(agree, theirs, own)


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
