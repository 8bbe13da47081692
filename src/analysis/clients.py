"""From sessions to clients: fixed windows, one row per client."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.codes import Code
from analysis.frames import check_sessions
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

    ``n_exposure`` and ``n_follow_up`` (sessions in the windows), ``last_day``, ``therapist_id`` of
    the first session, ``new_client`` and ``active`` (missing where not recorded), and for each
    outcome the first value: ``pain_baseline`` on day 0, ``pain_follow_up`` in the window, and
    ``pain_follow_up_day``.
    """
    used = {*USED, *(outcome.column for outcome in outcomes)}
    rows = sessions[[name for name in sessions if name in used]].sort_values(["client_id", "day"])
    last_day = rows.groupby("client_id")["day"].max()
    clients = pd.DataFrame({"last_day": last_day})
    clients["n_exposure"] = _count(rows, windows.exposure, clients.index)
    clients["n_follow_up"] = _count(rows, windows.follow_up, clients.index)
    first = _first(rows, clients.index)
    clients["therapist_id"] = first["therapist_id"] if "therapist_id" in rows else None
    for column in ("new_client", "active"):
        clients[column] = _answers(rows, column, clients.index)
    for outcome in outcomes:
        values = _follow(rows, outcome.column, windows, clients.index)
        clients = clients.join(values.add_prefix(f"{outcome.name}_"))
    return clients


def complete(gathered: pd.DataFrame, outcomes: Sequence[Outcome], windows: Windows) -> pd.DataFrame:
    """Complete what ``gather`` gathered, whoever gathered it; see ``summarise_clients``."""
    clients = pd.DataFrame(index=gathered.index)
    clients["frequency"] = gathered["n_exposure"] / windows.weeks
    clients["therapist_id"] = gathered["therapist_id"]
    new, active = gathered["new_client"], gathered["active"]
    if new.isna().all():
        new = new.astype(object).fillna("yes")
    for outcome in outcomes:
        names = ["baseline", "follow_up", "follow_up_day"]
        values = gathered[[f"{outcome.name}_{name}" for name in names]].set_axis(names, axis=1)
        values["baseline"] = values["baseline"].where(new == "yes")
        values["improvement"] = outcome.sign * subtract(values["follow_up"], values["baseline"])
        left_out = {
            np.nan: values["improvement"].notna(),
            Code("not_new"): new == "no",
            Code("not_known_new"): new.isna(),
            Code("no_baseline"): values["baseline"].isna(),
            Code("came_unrecorded"): gathered["n_follow_up"] > 0,
            Code("around_only"): gathered["last_day"] > windows.follow_up[1],
            Code("too_recent"): active == "yes",
            Code("left"): active == "no",
        }
        reasons = np.array([*left_out, Code("left_or_recent")], dtype=object)
        which = np.select([*left_out.values()], range(len(left_out)), default=len(left_out))
        values["left_out"] = pd.Series(reasons[which], values.index, dtype="str")
        clients = clients.join(values.add_prefix(f"{outcome.name}_"))
    return clients.reset_index()


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


def _count(rows: pd.DataFrame, window: tuple[int, int], clients: pd.Index) -> pd.Series:
    within = rows[rows["day"].between(*window)]
    return within.groupby("client_id").size().reindex(clients, fill_value=0)


def _first(rows: pd.DataFrame, clients: pd.Index) -> pd.DataFrame:
    """Each client's first row, empty where she has none."""
    return rows.drop_duplicates("client_id").set_index("client_id").reindex(clients)


def _answers(rows: pd.DataFrame, column: str, clients: pd.Index) -> pd.Series:
    """Each client's yes or no, missing where it isn't recorded."""
    if column not in rows:
        return pd.Series(np.nan, clients, dtype=object)
    known = rows[["client_id", column]].dropna()
    return _first(known, clients)[column].astype(object)


def _follow(rows: pd.DataFrame, column: str, windows: Windows, clients: pd.Index) -> pd.DataFrame:
    """Baseline, follow-up and its day per client."""
    if column not in rows:
        return pd.DataFrame(np.nan, clients, ["baseline", "follow_up", "follow_up_day"])
    known = rows[["client_id", "day", column]].dropna()
    first = _first(known[known["day"] == 0], clients)[column]
    later = _first(known[known["day"].between(*windows.follow_up)], clients)
    return pd.DataFrame(
        {"baseline": first, "follow_up": later[column], "follow_up_day": later["day"]}
    )
