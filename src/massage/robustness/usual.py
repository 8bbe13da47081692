"""What people do today: sessions per week against first minus last rating, over the whole stay."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.clients import subtract
from analysis.frames import check_sessions
from analysis.plan import DAYS_PER_WEEK
from analysis.schema import PAIN


def summarise_as_today(sessions: pd.DataFrame) -> pd.DataFrame:
    """One row per client with two pain ratings: ``sessions_per_week`` and ``fall_in_pain``.

    Sessions per week are a client's visits with a rating over the weeks from the first of them to
    the last, begun ones counted. The sessions may come in any order.
    Its two sides share how long a client stayed, and why: it is here to be compared with, not used.
    Raises RecordsError for sessions that break the record format.
    """
    sessions = check_sessions(sessions, (PAIN,), alone=True)
    rated = sessions.dropna(subset=["pain_before"]).sort_values(["client_id", "day"])
    by_client = rated.groupby("client_id")
    values, days = by_client["pain_before"], by_client["day"]
    weeks = np.ceil((days.last() - days.first() + 1) / DAYS_PER_WEEK)
    table = pd.DataFrame(
        {
            "sessions_per_week": values.size() / weeks,
            "fall_in_pain": subtract(values.first(), values.last()),
        }
    )
    return table[values.size() >= 2].reset_index()
