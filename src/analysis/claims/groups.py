"""Whom a claim is about: clients by condition, and what is known of their first visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.clients import summarise_clients
from analysis.comparison import compare_intervals
from analysis.schema import COLUMNS, PAIN, Outcome
from analysis.words import count

MONTHS = 12
NUMBERS, YES_NO = ("number", "whole"), "yes / no"
SAID = {True: "yes", False: "no"}


@dataclass(frozen=True)
class Records:
    """Session records (a row is a session) and their clients (a row is a client).

    ``clients`` is the table of ``summarise_clients`` and ``condition``, the first one recorded.
    """

    sessions: pd.DataFrame
    clients: pd.DataFrame

    @cached_property
    def blocked(self) -> str | None:
        """Which threats forbid using question 2 on pain in these records; None where none does."""
        by = compare_intervals(self.sessions, PAIN).blocked_by
        return f"question 2 is blocked by {', '.join(by)}" if by else None


def summarise_records(sessions: pd.DataFrame, outcomes: Sequence[Outcome] = (PAIN,)) -> Records:
    """Summarise sessions into clients once, for every claim about these outcomes."""
    clients = summarise_clients(sessions, outcomes)
    known = "condition" in sessions
    came_for = clients["client_id"].map(first_value(sessions, "condition")) if known else None
    return Records(sessions, clients.assign(condition=came_for))


def in_plain_types(sessions: pd.DataFrame) -> pd.DataFrame:
    """Return the records with numbers as floats and words as objects, missing ones as NaN.

    True and False become yes and no.
    """
    kinds = {name: COLUMNS[name].metadata["kind"] for name in COLUMNS if name in sessions}
    numbers = {n: sessions[n].astype(float) for n, kind in kinds.items() if kind in NUMBERS}
    words = {
        name: sessions[name].astype(object).where(sessions[name].notna(), np.nan)
        for name in kinds.keys() - numbers
    }
    answers = {
        name: words[name].map(lambda answer: SAID.get(answer, answer))
        for name in words
        if kinds[name] == YES_NO
    }
    return sessions.assign(**numbers, **words | answers)


def check_values(sessions: pd.DataFrame) -> None:
    """Raise ValueError for a missing code or day, or a value that the record format doesn't know.

    The frame is one of ``in_plain_types``.
    """
    wrong = []
    for name, column in COLUMNS.items():
        if column.required and name not in sessions:
            wrong.append(f"there is no column {name}")
        if name not in sessions:
            continue
        values = sessions[name].dropna()
        if column.required and len(values) < len(sessions):
            wrong.append(f"{name} is missing in {count(len(sessions) - len(values), 'row')}")
        for check in column.checks:
            bad = values[~check(values).check_output]
            if len(bad):
                right = column.metadata["right"]
                wrong.append(f"{name}: {bad.tolist()[0]!r} is {check.error}; write {right}")
                break
    if wrong:
        raise ValueError(f"these aren't session records: {'; '.join(wrong)}")


def first_value(sessions: pd.DataFrame, column: str) -> pd.Series:
    """Return each client's first recorded value, by client; missing where there is none."""
    return sessions.sort_values("day").groupby("client_id")[column].first()


def pick_condition(records: Records, condition: str) -> Records:
    """Keep the clients who first came for this condition, and their sessions."""
    clients = records.clients[records.clients["condition"] == condition]
    sessions = records.sessions
    return Records(sessions[sessions["client_id"].isin(clients["client_id"])], clients)


def season_of_first_visit(sessions: pd.DataFrame) -> pd.DataFrame:
    """Return the place of each client's first month on the year's circle.

    Indexed by client: ``season_cos`` and ``season_sin``; no column where no month is recorded.
    """
    if "month" not in sessions or sessions["month"].isna().all():
        return pd.DataFrame(index=pd.Index(sessions["client_id"].unique(), name="client_id"))
    angle = 2 * np.pi * (first_value(sessions, "month") - 0.5) / MONTHS
    return pd.DataFrame({"season_cos": np.cos(angle), "season_sin": np.sin(angle)})
