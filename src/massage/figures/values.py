"""Courses of the first weeks, and their mean."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.frames import check_sessions
from analysis.plan import DAYS_PER_WEEK
from analysis.schema import Outcome
from massage.words.formats import SMALLEST_GROUP

WEEKS_SHOWN = 12
BIN_DAYS = 14
CLIENTS_SHOWN = 12


def early_values(sessions: pd.DataFrame, outcome: Outcome) -> pd.DataFrame:
    """Return sessions of the first twelve weeks that carry the outcome: client_id, week, value."""
    sessions = check_sessions(sessions, (outcome,), alone=True)
    if outcome.column not in sessions:
        return pd.DataFrame({"client_id": [], "week": [], "value": []})
    early = sessions[sessions["day"] <= WEEKS_SHOWN * DAYS_PER_WEEK].sort_values(
        ["client_id", "day"]
    )
    rows = early.assign(week=early["day"] / DAYS_PER_WEEK, value=early[outcome.column])
    return rows[["client_id", "week", "value"]].dropna(subset=["value"])


def mean_course(sessions: pd.DataFrame, outcome: Outcome) -> pd.DataFrame:
    """Return the mean per two weeks since the first session, each client counted once.

    Columns ``week`` (middle of the two weeks, 0 for the first session), ``mean``, ``n``, and the
    ends ``low`` and ``high`` of the middle half of the clients. Weeks of fewer than five clients
    are left out.
    """
    per_client = _by_two_weeks(sessions, outcome).groupby("bin")
    found = per_client.agg(["mean", "size"]).rename(columns={"size": "n"})
    ends = {"low": per_client.quantile(0.25), "high": per_client.quantile(0.75)}
    found = found.assign(**ends)[found["n"] >= SMALLEST_GROUP].reset_index()
    week = (found["bin"] - 0.5).clip(lower=0) * BIN_DAYS / DAYS_PER_WEEK
    return found.assign(week=week)[["week", "mean", "n", "low", "high"]]


def where_stayers_began(sessions: pd.DataFrame, outcome: Outcome) -> pd.Series:
    """First values of the clients behind the last mean of ``mean_course``, by ``client_id``."""
    values = _by_two_weeks(sessions, outcome)
    told = values.groupby("bin").size()
    last = told.index[told >= SMALLEST_GROUP].max()
    first = values[values.index.get_level_values("bin") == 0].droplevel("bin")
    stayed = values[values.index.get_level_values("bin") == last].droplevel("bin").index
    return first[first.index.isin(stayed)]


def _by_two_weeks(sessions: pd.DataFrame, outcome: Outcome) -> pd.Series:
    """Each client's mean in the first session (``bin`` 0) and in every two weeks after it."""
    rows = early_values(sessions, outcome)
    bins = np.ceil(rows["week"] * DAYS_PER_WEEK / BIN_DAYS).rename("bin")
    return rows.groupby([bins, "client_id"])["value"].mean()


def pick_clients(sessions: pd.DataFrame, outcome: Outcome) -> list[str]:
    """Pick twelve clients with three values or more, from a low to a high first value."""
    values = early_values(sessions, outcome).groupby("client_id")["value"].agg(["first", "size"])
    ordered = values[values["size"] >= 3].sort_values("first", kind="stable").index
    places = np.linspace(0, len(ordered) - 1, min(CLIENTS_SHOWN, len(ordered))).round().astype(int)
    return list(ordered[places])
