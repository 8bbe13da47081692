"""Whom a claim is about: clients by condition, and what is known of their first visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.clients import summarise_checked
from analysis.codes import Code
from analysis.frames import check_sessions
from analysis.plan import PLAN, Plan
from analysis.question_2 import Comparison, compare
from analysis.schema import PAIN, Outcome
from analysis.threats import Asked

MONTHS = 12


@dataclass(frozen=True)
class Records:
    """Session records (a row is a session) and their clients (a row is a client).

    ``clients`` is the table of ``summarise_clients`` and ``condition``, the first one recorded.
    ``pain`` is the rating of pain that was asked about, ``plan`` the one that is followed.
    """

    sessions: pd.DataFrame
    clients: pd.DataFrame
    pain: Outcome = PAIN
    plan: Plan = PLAN

    @cached_property
    def compared(self) -> Comparison:
        """Question 2 on pain, whatever else is asked about."""
        return compare([Asked(self.sessions, self.pain, self.plan)])[str(self.pain.name)]

    @property
    def blocked(self) -> Code | None:
        """Which threats forbid using question 2 on pain in these records; None where none does."""
        by = self.compared.blocked_by
        return Code("blocked", by=by) if by else None


def as_asked(own: Outcome, outcomes: Sequence[Outcome]) -> Outcome:
    """Return the outcome asked about that stands for one of the format's: by column, else name.

    The format's own where nothing that was asked about stands for it.
    """
    same = [one for one in outcomes if one.column == own.column]
    return next(iter([*same, *(one for one in outcomes if one.name == own.name)]), own)


def summarise_records(
    sessions: pd.DataFrame, outcomes: Sequence[Outcome] = (PAIN,), plan: Plan = PLAN
) -> Records:
    """Summarise sessions into clients once, for every claim about these outcomes, and pain.

    Raises RecordsError for sessions that break the record format.
    """
    return summarise_records_checked(check_sessions(sessions, outcomes), outcomes, plan)


def summarise_records_checked(
    sessions: pd.DataFrame, outcomes: Sequence[Outcome], plan: Plan
) -> Records:
    """Summarise sessions that were checked; see ``summarise_records``."""
    pain = as_asked(PAIN, outcomes)
    clients = summarise_checked(sessions, list(dict.fromkeys([*outcomes, pain])), plan.windows)
    known = "condition" in sessions
    came_for = clients["client_id"].map(first_value(sessions, "condition")) if known else None
    return Records(sessions, clients.assign(condition=came_for), pain, plan)


def first_value(sessions: pd.DataFrame, column: str) -> pd.Series:
    """Return each client's first recorded value, by client; missing where there is none."""
    return sessions.sort_values("day").groupby("client_id")[column].first()


def pick_condition(records: Records, condition: str) -> Records:
    """Keep the clients who first came for this condition, and their sessions."""
    clients = records.clients[records.clients["condition"] == condition]
    sessions = records.sessions[records.sessions["client_id"].isin(clients["client_id"])]
    return replace(records, sessions=sessions, clients=clients)


def season_of_first_visit(sessions: pd.DataFrame) -> pd.DataFrame:
    """Return the place of each client's first month on the year's circle.

    Indexed by client: ``season_cos`` and ``season_sin``; no column where no month is recorded.
    """
    if "month" not in sessions or sessions["month"].isna().all():
        return pd.DataFrame(index=pd.Index(sessions["client_id"].unique(), name="client_id"))
    return pd.DataFrame(place_in_year(first_value(sessions, "month")))


def place_in_year(month: pd.Series) -> dict[str, pd.Series]:
    """Return the place of the middle of each month on the year's circle, by name."""
    angle = 2 * np.pi * (month.astype(float) - 0.5) / MONTHS
    return {"season_cos": np.cos(angle), "season_sin": np.sin(angle)}
