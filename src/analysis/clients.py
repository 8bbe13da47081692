"""From sessions to clients: fixed windows, one row per client."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.codes import Code
from analysis.frames import check_sessions
from analysis.held import order_sessions
from analysis.plan import PLAN, Windows
from analysis.schema import PAIN, SLEEP, Outcome


def summarise_clients(
    sessions: pd.DataFrame,
    outcomes: Sequence[Outcome] = (PAIN, SLEEP),
    windows: Windows = PLAN.windows,
) -> pd.DataFrame:
    """Summarise sessions into one row per client, by windows that are the same for everyone.

    Returns
    -------
    Every client, ordered by code, with ``client_id``; ``frequency`` (sessions per week in the
    exposure window); ``therapist_id`` of the first session (missing where not recorded); and for
    each outcome, under its name:

    - ``pain_baseline``: value on day 0; missing for clients who were not new. Where ``new_client``
      isn't recorded at all, everyone is taken as new
    - ``pain_follow_up``, ``pain_follow_up_day``: first value in the follow-up window, and its day
    - ``pain_improvement``: positive is better, whichever direction the outcome has
    - ``pain_left_out``: why there is no improvement, as a code; missing where there is one

    An outcome whose column isn't there gets empty columns. The sessions may come in any order.
    Raises RecordsError for sessions that break the record format (see ``check_sessions``).
    """
    return summarise_checked(check_sessions(sessions, outcomes), outcomes, windows)


USED = ("client_id", "day", "therapist_id", "new_client", "active")


def summarise_checked(
    sessions: pd.DataFrame, outcomes: Sequence[Outcome], windows: Windows
) -> pd.DataFrame:
    """Summarise sessions that were checked; see ``summarise_clients``."""
    return complete(gather(sessions, outcomes, windows), outcomes, windows)


def gather(sessions: pd.DataFrame, outcomes: Sequence[Outcome], windows: Windows) -> pd.DataFrame:
    """Gather what ``complete`` takes of each client, whom the index names, in order of codes.

    ``n_exposure`` and ``n_later`` (sessions in the windows), ``last_day``, ``therapist_id`` of
    the first session, ``new_client`` and ``active`` (missing where not recorded), and for each
    outcome the first value: ``pain_baseline`` on day 0, ``pain_follow_up`` in the window, and
    ``pain_follow_up_day``.
    """
    used = {*USED, *(outcome.column for outcome in outcomes)}
    rows, client = order_sessions(sessions[[name for name in sessions if name in used]])
    rows = rows.set_axis(client)
    on_day_0, exposure, follow_up = (
        rows["day"].between(*days).to_numpy()
        for days in ((0, 0), windows.exposure, windows.follow_up)
    )
    ratings = rows.drop(columns=[name for name in USED if name != "day"], errors="ignore")
    starts, later, first = ratings[on_day_0], ratings[follow_up], rows.iloc[first_rows(client)]
    gathered = {
        "last_day": rows["day"].groupby(client).max(),
        "n_exposure": np.bincount(client[exposure], minlength=len(first)),
        "n_later": np.bincount(client[follow_up], minlength=len(first)),
        "therapist_id": first.get("therapist_id"),
    }
    for answer in ("new_client", "active"):
        gathered[answer] = _first_known(rows, answer)[answer]
    for outcome in outcomes:
        name, column = outcome.name, outcome.column
        gathered[f"{name}_baseline"] = _first_known(starts, column)[column]
        found = _first_known(later, column)
        gathered[f"{name}_follow_up"] = found[column]
        gathered[f"{name}_follow_up_day"] = found["day"]
    return pd.DataFrame(gathered, first.index).set_axis(pd.Index(first["client_id"]))


def first_rows(client: np.ndarray) -> np.ndarray:
    """Where each client's first row stands, of rows in the order of clients' numbers."""
    return np.flatnonzero(np.diff(client, prepend=-1))


def complete(gathered: pd.DataFrame, outcomes: Sequence[Outcome], windows: Windows) -> pd.DataFrame:
    """Complete what ``gather`` gathered, whoever gathered it; see ``summarise_clients``."""
    gathered = gathered.reset_index()  # faster by number than by code
    clients = gathered[["client_id"]].assign(
        frequency=gathered["n_exposure"] / windows.weeks, therapist_id=gathered["therapist_id"]
    )
    new, active = gathered["new_client"], gathered["active"]
    if new.isna().all():
        new = new.astype(object).fillna("yes")
    is_new = new == "yes"
    unknown_before = {Code("not_new"): new == "no", Code("not_known_new"): new.isna()}
    unknown_later = {
        Code("came_unrecorded"): gathered["n_later"] > 0,
        Code("around_only"): gathered["last_day"] > windows.follow_up[1],
        Code("too_recent"): active == "yes",
        Code("left"): active == "no",
    }
    by_outcome = []
    for outcome in outcomes:
        names = ["baseline", "follow_up", "follow_up_day"]
        values = gathered[[f"{outcome.name}_{name}" for name in names]].set_axis(names, axis=1)
        values["baseline"] = values["baseline"].where(is_new)
        values["improvement"] = outcome.sign * subtract(values["follow_up"], values["baseline"])
        left_out: dict[Any, pd.Series] = {
            np.nan: values["improvement"].notna(),
            **unknown_before,
            Code("no_baseline"): values["baseline"].isna(),
            **unknown_later,
        }
        reasons = pd.array([*left_out, Code("left_or_recent")], dtype="str")
        which = np.select([*left_out.values()], range(len(left_out)), default=len(left_out))
        values["left_out"] = reasons[which]
        by_outcome.append(values.add_prefix(f"{outcome.name}_"))
    return pd.concat([clients, *by_outcome], axis=1)


def subtract(later: pd.Series, earlier: pd.Series) -> pd.Series:
    """Return differences of ratings, rounded at twelve digits of the largest rating.

    0.3 - 0.2 and 0.8 - 0.7 are one difference, 0.1; in binary fractions, ties would come apart.
    """
    largest = pd.concat([later, earlier]).abs().max()
    digits = 12 - int(np.ceil(np.log10(largest))) if largest > 0 else 0
    return (later - earlier).round(digits)


def count_left_out(clients: pd.DataFrame, outcome: Outcome) -> pd.Series:
    """Count clients without an improvement in this outcome by reason, most frequent first."""
    return clients[f"{outcome.name}_left_out"].value_counts()


def _first_known(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Day and value of each client's first value in a column, by her number, the rows' index."""
    known = rows.reindex(columns=["day", column]).dropna()
    return known.iloc[first_rows(known.index.to_numpy())]
