"""Visits and intervals with how far closed days push them, as the records tell."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.asked import Asked
from analysis.estimate import NAN
from analysis.held import order_sessions, read_answers
from analysis.intervals import are_whole, complete
from analysis.terms import needed_columns
from analysis.totals import ALL_AT_HAND, Everyone, Tally

SHIFTS = ("shift_after", "shift_before")
ANSWERS = ("shifted", "before_closure")
BLOCKS = ("closure_block", "period_block")
BOOK = ("agreed_day", "agreed_known")


def list_visits(asked: Asked) -> pd.DataFrame:
    """List the visits, ordered by client and day, with what closed days do to the next one.

    Returns one row per visit, all numbers, NaN where missing: ``client`` and ``day``; ``value``,
    the outcome; ``rhythm``, days after which she usually comes; ``shift_after``, ``shift_before``;
    ``shifted`` and ``before_closure`` (1 for yes); ``closure_block`` and ``period_block``, a number
    per code; ``hers``, a number for the therapist of the visit, or of the two before where these
    agree; ``booked``, the day on which it was booked; ``last``, 1 if it is the last; ``stayed``, 1
    if the client was still there when the records ended, and ``last_day``, the day of her last.
    """
    (ordered, client), held = order_sessions(asked.sessions), asked.held
    day = ordered["day"].to_numpy(dtype=float)
    following = pd.Series(day).groupby(client).shift(-1).to_numpy()
    visits = {
        "client": client,
        "day": day,
        "value": held.read(ordered, asked.outcome.column),
        "rhythm": find_rhythm(client, following - day, asked.everyone),
        **{name: held.read(ordered, name) for name in SHIFTS},
        **{name: read_answers(ordered, name) for name in ANSWERS},
        **{name: held.number(ordered, name) for name in BLOCKS},
        "hers": _find_hers(client, held.number(ordered, "therapist_id")),
        "booked": held.read(ordered, "booked_day"),
        "last": np.isnan(following),
        "stayed": read_answers(ordered, "active"),
        "last_day": pd.Series(day).groupby(client).transform("max").to_numpy(),
    }
    names = pd.Index(list(visits), dtype=object)
    return pd.DataFrame(np.array([*visits.values()], dtype=float).T, columns=names)


def list_pushed(asked: Asked) -> pd.DataFrame:
    """List the intervals as ``list_intervals`` does, with what closed days do to them.

    Beside its columns, those of ``list_visits`` at the starting visit from ``rhythm`` to ``hers``;
    of the next visit, when it was ``booked``, and ``near``, 1 if a closure is near then. Days that
    stood in the book aren't asked about.
    """
    visits = asked.once("visits", list_visits)
    next_one = np.flatnonzero(~visits["last"].shift(1, fill_value=1.0).astype(bool))
    starting = visits.loc[:, "rhythm":"hers"].iloc[next_one - 1]
    rows = asked.list_without(*BOOK)
    booked, near = visits[["booked", "before_closure"]].to_numpy()[next_one].T
    return rows.join(starting.set_axis(rows.index)).assign(booked=booked, near=near)


def list_booked(asked: Asked) -> pd.DataFrame:
    """List the intervals that closed days are asked about, as ``list_pushed`` does.

    Those with a shift that start late enough, whose next visit was booked by the starting one, of
    clients whose usual interval holds the days that the rating is about. The last is asked of the
    usual interval, since closed days may have moved the actual one over the limit. ``cut_short`` is
    1 where the visit came after less than a share of that.
    """
    rows, plan = asked.once("pushed", list_pushed), asked.plan
    known = rows[list(SHIFTS)].notna().all(axis=1)
    in_time = rows["booked"] <= rows["start"]
    late = rows["start"] >= plan.first_start_day
    long = rows["rhythm"] >= asked.outcome.recall_days
    cut_short = rows["day"] - rows["start"] < plan.shortest_of_usual * rows["rhythm"]
    return rows.assign(cut_short=cut_short.astype(float))[known & in_time & late & long]


def select_rows(booked: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return the rows used of ``list_booked``, and how many of those asked about lack a value.

    A visit that comes far sooner than the client usually does wasn't set by her rhythm, and days
    off keep it from coming so soon where she is sore: such rows are left out.
    """
    asked = booked[~booked["cut_short"].to_numpy(bool)]
    needed = ["y", *needed_columns(asked), *BLOCKS]
    return complete(asked, needed), int((~are_whole(asked, needed)).sum())


def find_rhythm(
    client: np.ndarray, gap: np.ndarray, everyone: Everyone = ALL_AT_HAND
) -> np.ndarray:
    """Days after which each client usually comes, the interval that starts there not counted.

    Geometric mean of her other intervals and, once, the practice's median. ``gap`` is NaN at her
    last visit; NaN everywhere where nobody came twice.
    """
    log = pd.Series(np.log(gap))
    by_client = log.groupby(client)
    total, n, known = by_client.transform("sum"), by_client.transform("count"), log.notna()
    gaps = everyone.add(Tally.of(pd.DataFrame({"gap": gap[known]})))
    others = (total - log.fillna(0.0) + _find_median_log(gaps.value.rows)) / (n - known + 1)
    return np.exp(others.to_numpy())


def _find_median_log(gaps: pd.DataFrame) -> float:
    up_to, half = gaps["n"].cumsum().to_numpy(), (gaps["n"].sum() - 1) / 2
    if half < 0:
        return NAN
    middle = np.searchsorted(up_to, [np.floor(half), np.ceil(half)], side="right")
    return float(np.log(gaps["gap"].to_numpy()[middle]).mean())


def _find_hers(client: np.ndarray, therapist: np.ndarray) -> np.ndarray:
    by_client = pd.Series(therapist).groupby(client)
    one, two = (by_client.shift(n).to_numpy() for n in (1, 2))
    return np.where(one == two, one, therapist)
