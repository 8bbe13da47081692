"""Where clients' pain is: each client by the first site that is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from analysis.plan import PLAN, Plan
from analysis.records import THIN, CheckedRecords, find_thin
from analysis.schema import PAIN_SITES, Outcome

SITE = "pain_site"


def find_first_sites(sessions: pd.DataFrame) -> pd.Series:
    """Return each client's first recorded ``pain_site``, by day; who has none isn't there.

    ``sessions`` are session records as checked, in any order. The index is ``client_id``.
    """
    if SITE not in sessions:
        return pd.Series(index=pd.Index([], name="client_id"), name=SITE, dtype=object)
    known = sessions[["client_id", "day", SITE]].dropna().sort_values("day", kind="stable")
    return known.drop_duplicates("client_id").set_index("client_id")[SITE]


def restrict_to_sites(sessions: pd.DataFrame, sites: Sequence[str]) -> pd.DataFrame:
    """Return all sessions of the clients whose first recorded ``pain_site`` is one of ``sites``.

    ``sessions`` are session records as checked. Rows keep their order and are counted from 0; none
    is left where nobody came for these sites, or no site is recorded. Raises ValueError for a site
    that the record format doesn't have.
    """
    unknown = [site for site in sites if site not in PAIN_SITES]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is not a pain site; write {', '.join(PAIN_SITES)}")
    first = find_first_sites(sessions)
    theirs = sessions["client_id"].isin(first.index[first.isin(sites)])
    return sessions[theirs].reset_index(drop=True)


def restrict_checked(
    checked: CheckedRecords, sites: Sequence[str], outcomes: Sequence[Outcome], plan: Plan = PLAN
) -> CheckedRecords:
    """Return checked records restricted to sites, with remarks on what is thin in those left.

    Remarks on the file stay. Raises ValueError where ``restrict_to_sites`` does.
    """
    sessions = restrict_to_sites(checked.sessions, sites)
    of_file = [remark for remark in checked.remarks if remark not in THIN]
    asked_for = sessions.drop(columns=SITE, errors="ignore")  # that they share it is no remark
    thin = find_thin(asked_for, outcomes, plan.fewest_clients)
    return replace(checked, sessions=sessions, remarks=(*of_file, *thin))
