"""Whom a claim is about: clients by condition, and what is known of their first visit."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.asked import Asked
from analysis.clients import first_rows, summarise_checked
from analysis.codes import Code
from analysis.frames import check_sessions
from analysis.held import order_sessions
from analysis.plan import PLAN, Plan
from analysis.practice import Practice
from analysis.question_2 import Comparison, compare, halve_interval
from analysis.schema import CONDITIONS, PAIN, Outcome
from analysis.visits import are_many

MONTHS = 12
MADE_OF = {  # columns of intervals that are there where a session has a value
    "pain_before": "pain_before",
    "pain_after": "pain_after",
    "pain_next": "pain_before",
    "therapist": "therapist_id",
    "therapist_before": "therapist_id",
    "calendar": "month",
}


@dataclass(frozen=True)
class Records:
    """Session records (a row is a session) and their clients (a row is a client).

    ``clients`` is the table of ``summarise_clients`` and ``condition``, the first one recorded: all
    clients of these sessions, ordered by code.
    ``pain`` is the rating of pain that was asked about, ``plan`` the one that is followed;
    ``asked`` and ``answer`` are question 2 on pain in these sessions, if it was asked already.
    Where they are a choice ``of`` others, ``chosen`` says which rows of their ``clients``.
    """

    recorded: pd.DataFrame
    clients: pd.DataFrame
    pain: Outcome = PAIN
    plan: Plan = PLAN
    asked: Asked | None = None
    answer: Comparison | None = None
    of: Records | None = None
    chosen: np.ndarray | None = None

    @cached_property
    def sessions(self) -> pd.DataFrame:
        """These clients' sessions: copied when they are asked for, most claims never do."""
        return self.recorded if self._theirs is None else self.recorded[self._theirs]

    def read(self, *columns: str) -> pd.DataFrame:
        """Return those of these columns of the sessions that are recorded."""
        recorded = self.recorded[[name for name in columns if name in self.recorded]]
        return recorded if self._theirs is None else recorded[self._theirs]

    @cached_property
    def _theirs(self) -> np.ndarray | None:
        """Which of the recorded sessions are theirs; None for all."""
        return None if self.of is None else self.chosen[self.of.client]

    @cached_property
    def client(self) -> np.ndarray:
        """Whose each session is, as a row of ``clients``; ValueError where they aren't all."""
        if self.of is not None:
            return (np.cumsum(self.chosen) - 1)[self.of.client[self._theirs]]
        number, codes = pd.factorize(self.sessions["client_id"], sort=True)
        if not pd.Index(codes).equals(pd.Index(self.clients["client_id"])):
            raise ValueError("clients must be all clients of these sessions, ordered by code")
        return number

    @cached_property
    def _of_pain(self) -> Asked:
        return self.asked or Asked(self.sessions, self.pain, self.plan)

    @cached_property
    def intervals(self) -> pd.DataFrame:
        """Gaps between visits, as ``list_intervals`` returns them for pain."""
        if self.of is None:
            return self._of_pain.intervals
        (rows, among), place = self.of._gaps_of(self.chosen), np.cumsum(self.chosen) - 1.0
        return rows[among].assign(client=place[rows["client"].to_numpy(int)[among]])

    @cached_property
    def compared(self) -> Comparison:
        """Question 2 on pain, whatever else is asked about."""
        return self.answer or compare([self._of_pain])[str(self.pain.name)]

    @property
    def blocked(self) -> Code | None:
        """Which threats forbid using question 2 on pain in these records; None where none does."""
        by = self.compared.blocked_by
        return Code("blocked", by=by) if by else None

    @cached_property
    def by_condition(self) -> dict[str, Records]:
        """The clients who first came for each condition, and their sessions."""
        self.client, self._of_pain  # noqa: B018 (worked out once, for the copy, too)
        came_for, all_of_them = self.clients["condition"], copy(self)  # no ring of references
        return {one: all_of_them.keep((came_for == one).to_numpy(bool)) for one in CONDITIONS}

    def halve(self, chosen: np.ndarray) -> Comparison:
        """Answer question 2 on pain for the chosen rows of ``clients``, as if they were all."""
        intervals, among = self._gaps_of(chosen)
        return halve_interval(intervals, self.pain, self.plan, among)

    def _gaps_of(self, chosen: np.ndarray) -> tuple[pd.DataFrame, np.ndarray]:
        """Return intervals, and which of them are of the chosen rows of ``clients``.

        A column that ``list_intervals`` makes of values which none of theirs has is left out,
        levels where their therapists aren't many, and ``late``, which only threats look at.
        """
        theirs = chosen[self.client]
        made_of = {"after": self.pain.on_leaving} | MADE_OF
        none = [
            name
            for name in self.intervals.columns.intersection(list(made_of))
            if not (self.sessions[made_of[name]].notna().to_numpy() & theirs).any()
        ]
        if "level" in self.intervals:
            therapists = self.sessions["therapist_id"][theirs].nunique()
            none += ["level"] * (not are_many(therapists))
        among = chosen[self.intervals["client"].to_numpy(int)]
        none += ["late"]  # it hangs on whether any of theirs has a day of booking
        return self.intervals.drop(columns=none, errors="ignore"), among

    def keep(self, chosen: np.ndarray) -> Records:
        """Keep the chosen rows of ``clients``, and their sessions."""
        clients = self.clients[chosen]
        return Records(self.sessions, clients, self.pain, self.plan, of=self, chosen=chosen)

    def average(self, values: pd.Series) -> pd.Series:
        """Return the mean of each client's values, by row of ``clients``; NaN for none."""
        return values.groupby(self.client).mean().reindex(range(len(self.clients)))


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
    return Records(sessions, _add_condition(clients, sessions), pain, plan)


def summarise_practice(practice: Practice, outcomes: Sequence[Outcome] = ()) -> Records:
    """Return a practice's records, with what is known of other outcomes and of pain added."""
    clients, pain = practice.clients, as_asked(PAIN, practice.outcomes)
    others = [one for one in dict.fromkeys([*outcomes, pain]) if one not in practice.outcomes]
    if others:
        more = summarise_checked(practice.sessions, others, practice.plan.windows)
        clients = clients.join(more.drop(columns=clients.columns, errors="ignore"))
    clients = _add_condition(clients, practice.sessions)
    records = Records(practice.sessions, clients, pain, practice.plan)
    if pain not in practice.outcomes:
        return records
    return replace(records, asked=practice.asked(pain), answer=practice.question_2[pain.name])


def _add_condition(clients: pd.DataFrame, sessions: pd.DataFrame) -> pd.DataFrame:
    known = "condition" in sessions
    came_for = clients["client_id"].map(first_value(sessions, "condition")) if known else None
    return clients.assign(condition=came_for)


def first_value(sessions: pd.DataFrame, column: str) -> pd.Series:
    """Return each client's first recorded value, by client; those without any are left out."""
    known = sessions[["client_id", "day", column]].dropna(subset=[column])
    rows, client = order_sessions(known)
    return rows.iloc[first_rows(client)].set_index("client_id")[column]


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
