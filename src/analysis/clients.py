"""From sessions to clients: fixed windows, one row per client."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.codes import Code
from analysis.frames import check_sessions
from analysis.plan import PLAN, Windows
from analysis.schema import PAIN, SLEEP, Outcome

NOT_NEW = Code("not_new")
NOT_KNOWN_NEW = Code("not_known_new")
NO_BASELINE = Code("no_baseline")
NOT_RECORDED = Code("came_unrecorded")
AROUND_ONLY = Code("around_only")
TOO_RECENT = Code("too_recent")
LEFT = Code("left")
LEFT_OR_RECENT = Code("left_or_recent")


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


def summarise_checked(
    sessions: pd.DataFrame, outcomes: Sequence[Outcome], windows: Windows
) -> pd.DataFrame:
    """Summarise sessions that were checked; see ``summarise_clients``."""
    rows = sessions.sort_values(["client_id", "day"])
    by_client = rows.groupby("client_id")
    clients = pd.DataFrame(index=by_client.size().index)
    clients["frequency"] = _count(rows, windows.exposure, clients.index) / windows.weeks
    first = rows.drop_duplicates("client_id").set_index("client_id")
    clients["therapist_id"] = first["therapist_id"] if "therapist_id" in rows else None
    new = _answers(rows, "new_client", clients.index)
    active = _answers(rows, "active", clients.index)
    if new.eq("").all():
        new = new.replace("", "yes")
    for outcome in outcomes:
        values = _follow(rows, outcome.column, windows, clients.index)
        values.loc[new != "yes", "baseline"] = np.nan
        values["improvement"] = outcome.sign * subtract(values["follow_up"], values["baseline"])
        values["left_out"] = _explain(values, rows, new, active, windows)
        clients = clients.join(values.add_prefix(f"{outcome.name}_"))
    return clients.reset_index()


def subtract(later: pd.Series, earlier: pd.Series) -> pd.Series:
    """Return differences of ratings at the ratings' own precision.

    0.3 - 0.2 and 0.8 - 0.7 are one difference, 0.1; in binary fractions they are two, and what is
    tied comes apart. Rounded at twelve digits of the largest rating.
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


def _answers(rows: pd.DataFrame, column: str, clients: pd.Index) -> pd.Series:
    """Each client's yes or no, an empty text where it isn't recorded."""
    if column not in rows:
        return pd.Series("", index=clients)
    found = rows.groupby("client_id")[column].first().reindex(clients).astype(object)
    return found.map({"yes": "yes", "no": "no", True: "yes", False: "no"}).fillna("").astype(str)


def _follow(rows: pd.DataFrame, column: str, windows: Windows, clients: pd.Index) -> pd.DataFrame:
    """Baseline, follow-up and its day per client."""
    if column not in rows:
        return pd.DataFrame(np.nan, clients, ["baseline", "follow_up", "follow_up_day"])
    known = rows.dropna(subset=[column])
    later = known[known["day"].between(*windows.follow_up)].drop_duplicates("client_id")
    later = later.set_index("client_id").reindex(clients)
    first = known[known["day"] == 0].drop_duplicates("client_id").set_index("client_id")
    first = first.reindex(clients)
    return pd.DataFrame(
        {
            "baseline": first[column],
            "follow_up": later[column],
            "follow_up_day": later["day"],
        }
    )


def _explain(
    values: pd.DataFrame, rows: pd.DataFrame, new: pd.Series, active: pd.Series, windows: Windows
) -> pd.Series:
    """Say for each client why there is no improvement."""
    came = _count(rows, windows.follow_up, values.index) > 0
    later = rows.groupby("client_id")["day"].max() > windows.follow_up[1]
    reasons = np.select(
        [
            values["improvement"].notna(),
            new == "no",
            new == "",
            values["baseline"].isna(),
            came,
            later,
            active == "yes",
            active == "no",
        ],
        ["", NOT_NEW, NOT_KNOWN_NEW, NO_BASELINE, NOT_RECORDED, AROUND_ONLY, TOO_RECENT, LEFT],
        default=LEFT_OR_RECENT,
    )
    return pd.Series(reasons, index=values.index).replace("", np.nan)
