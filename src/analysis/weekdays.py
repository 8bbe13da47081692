"""Standing visits that fell off their client's weekday: a trace of moves that nobody wrote down."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.asked import Asked
from analysis.estimate import NAN
from analysis.looks import Look

DAYS_A_WEEK = 7
MOST_OFF = 0.3  # share of visits off it from which clients have no weekday of their own


def look_at_weekdays(asked: Asked) -> Look | None:
    """Did more standing visits fall off their client's weekday than bounds suppose were moved?

    Only visits of which it isn't known whether they were moved; None where that is known of all.
    One fell off where the days since the visit before aren't whole weeks, unless it brought its
    client back to the weekday of the one before that. The value is their share; NaN where over
    ``MOST_OFF`` fell off. Moves by whole weeks aren't seen, and some clients agree on another day.
    """
    if "agreed_day" not in asked.sessions and "original_day" in asked.sessions:
        return None
    rows = list_as_shown(asked)
    unknown = _are_unknown(rows, asked)
    n_clients = rows.loc[unknown, "client"].nunique()
    own = int(_fell_off(rows)[unknown].sum()), int(unknown.sum()), n_clients
    n_off, n_unknown, n_clients = asked.everyone.add(own).value
    if not n_unknown:
        return None
    share = n_off / n_unknown
    if n_clients < asked.plan.fewest_clients or share > MOST_OFF:
        return Look(NAN)
    return Look(share, fired=share > asked.plan.judged_moved / 100)


def leave_out_off_weekday(asked: Asked) -> pd.DataFrame:
    """Return the intervals as the records show them, but for visits off their weekday.

    Where clients keep one, such visits count as not agreed: most were moved.
    """
    rows, look = list_as_shown(asked), asked.once("off_weekday", look_at_weekdays)
    if look is None or np.isnan(look.value):
        return rows
    off = _fell_off(rows) & _are_unknown(rows, asked)
    return rows.assign(standing=np.where(off, 0.0, rows["standing"]))


def list_as_shown(asked: Asked) -> pd.DataFrame:
    """Return the intervals as the records show them, whether or not it is known what was moved."""
    return asked.list_without("agreed_known")


def _fell_off(rows: pd.DataFrame) -> np.ndarray:
    since = rows["day"] - rows["start"]
    since_two = rows["day"] - rows.groupby("client")["start"].shift()
    return ((since % DAYS_A_WEEK > 0) & ~(since_two % DAYS_A_WEEK == 0)).to_numpy()


def _are_unknown(rows: pd.DataFrame, asked: Asked) -> np.ndarray:
    return (rows["standing"] > 0).to_numpy() & ~_are_known(asked)


def _are_known(asked: Asked) -> np.ndarray:
    """Whether it is known of each row's next visit that it came on the day agreed."""
    if "agreed_day" in asked.sessions:
        return (asked.intervals["standing"] > 0).to_numpy()
    return np.full(len(asked.intervals), "original_day" in asked.sessions)
