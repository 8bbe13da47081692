"""Standing visits that fell off their client's weekday: a trace of moves that nobody wrote down."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.estimate import NAN
from analysis.intervals import list_intervals
from analysis.looks import Asked, Look

DAYS_A_WEEK = 7
MOST_OFF = 0.3  # share of visits off it from which clients have no weekday of their own


def look_at_weekdays(asked: Asked) -> Look | None:
    """Did more standing visits fall off their client's weekday than bounds suppose were moved?

    Only visits of which it isn't known whether they were moved; None where that is known of all.
    The value is their share; NaN where over ``MOST_OFF`` fell off. Moves by whole weeks aren't
    seen, and some clients agree on another day.
    """
    sessions = asked.sessions.drop(columns="agreed_known", errors="ignore")
    rows = list_intervals(sessions, asked.outcome, asked.plan)
    unknown = (rows["standing"] > 0).to_numpy() & ~_are_known(asked)
    if not unknown.any():
        return None
    if rows.loc[unknown, "client"].nunique() < asked.plan.fewest_clients:
        return Look(NAN)
    ordered = sessions.sort_values(["client_id", "day"], kind="stable")
    later = ordered["client_id"].duplicated()
    share = float(find_off_weekday(ordered)[later].to_numpy()[unknown].mean())
    if share > MOST_OFF:
        return Look(NAN)
    return Look(share, fired=share > asked.plan.judged_moved / 100)


def find_off_weekday(sessions: pd.DataFrame) -> pd.Series:
    """Return whether each visit fell off its client's weekday, by the sessions' index.

    The days since the visit before aren't whole weeks, and it doesn't bring the client back to the
    weekday of the one before that.
    """
    day = sessions.sort_values(["client_id", "day"], kind="stable")["day"]
    by_client = day.groupby(sessions["client_id"])
    since, since_two = (day - by_client.shift(n) for n in (1, 2))
    off = (since % DAYS_A_WEEK > 0) & ~(since_two % DAYS_A_WEEK == 0)
    return off.reindex(sessions.index)


def _are_known(asked: Asked) -> np.ndarray:
    """Whether it is known of each row's next visit that it came on the day agreed."""
    if "agreed_day" in asked.sessions:
        return (asked.intervals["standing"] > 0).to_numpy()
    return np.full(len(asked.intervals), "original_day" in asked.sessions)
