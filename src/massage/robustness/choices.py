"""One row per client by other choices than the plan's: minutes, who counts, and which values."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.clients import subtract, summarise_checked
from analysis.intervals import has_values
from analysis.plan import Windows
from analysis.schema import Outcome

DURATION = "duration_min"
EARLY_DAYS = 14


def do_lengths_differ(sessions: pd.DataFrame) -> bool:
    """Whether sessions are known to be of different lengths: else minutes say what sessions do."""
    return DURATION in sessions and sessions[DURATION].nunique() > 1


def middle_length(sessions: pd.DataFrame) -> float:
    """Minutes of the session in the middle: half of those of known length are as long or longer."""
    return float(sessions[DURATION].median())


def summarise_chosen(
    sessions: pd.DataFrame, outcome: Outcome, windows: Windows, *, new_only: bool
) -> pd.DataFrame:
    """Summarise checked sessions as ``summarise_clients``, columns without the outcome's name.

    With ``minutes``, what ``frequency`` is for sessions: minutes a week in the exposure window, in
    sessions of middle length. Missing for clients with a session there of unknown length. Without
    ``new_only``, everyone is taken as new.
    """
    if not new_only and "new_client" in sessions:
        sessions = sessions.drop(columns="new_client")
    clients = summarise_checked(sessions, [outcome], windows)
    clients = clients.rename(columns=lambda name: name.removeprefix(f"{outcome.name}_"))
    return clients.assign(minutes=_count_minutes(sessions, clients["client_id"], windows))


def _count_minutes(sessions: pd.DataFrame, clients: pd.Series, windows: Windows) -> pd.Series:
    if not has_values(sessions, DURATION):
        return pd.Series(np.nan, clients.index)
    rows = sessions[sessions["day"].between(*windows.exposure)]
    minutes = rows[DURATION].groupby(rows["client_id"])
    total = minutes.sum().where(minutes.count() == minutes.size())
    came = clients.isin(rows["client_id"])
    return clients.map(total).where(came, 0.0) / windows.weeks / middle_length(sessions)


def choose_values(
    clients: pd.DataFrame,
    sessions: pd.DataFrame,
    outcome: Outcome,
    windows: Windows,
    *,
    early: bool,
    mean: bool,
) -> pd.DataFrame:
    """Return clients with the chosen first and later value, and the improvement between these.

    ``early``: the mean of the first two weeks stands for the first value; ``mean``: that of the
    follow-up window for the later one.
    """
    if outcome.column not in sessions:
        return clients

    def average(days: tuple[int, int]) -> pd.Series:
        rows = sessions[sessions["day"].between(*days)]
        return clients["client_id"].map(rows.groupby("client_id")[outcome.column].mean())

    if early:
        known = clients["baseline"].notna()
        clients = clients.assign(baseline=average((0, EARLY_DAYS)).where(known))
    if mean:
        clients = clients.assign(follow_up=average(windows.follow_up))
    change = subtract(clients["follow_up"], clients["baseline"])
    return clients.assign(improvement=outcome.sign * change)
