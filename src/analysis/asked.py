"""What is asked of an outcome in session records, each thing worked out once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeVar

import pandas as pd

from analysis.held import Held
from analysis.plan import Plan
from analysis.schema import FULL_RANGE, Outcome
from analysis.surprises import add_surprises
from analysis.totals import ALL_AT_HAND, Everyone, Unknown
from analysis.visits import Visits

T = TypeVar("T")


@dataclass(frozen=True)
class Asked:
    """An outcome that is asked about in sessions that were checked.

    ``one_client`` says whether one client alone decides question 2's number. The sessions may be
    those of some clients, of ``everyone``. What was worked out is kept by name: in ``found``, and
    in ``together`` what is the same for all outcomes asked about in these sessions.
    """

    sessions: pd.DataFrame
    outcome: Outcome
    plan: Plan
    one_client: bool = False
    everyone: Everyone = ALL_AT_HAND
    found: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    together: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, name: str, work: Callable[[Asked], T]) -> T:
        """Return what ``work`` makes of this, worked out once, with totals of its own."""
        return self._keep(self.found, name, f"{self.outcome.column} {name}", work)

    def once_for_all(self, name: str, work: Callable[[Asked], T]) -> T:
        """Do the same, once for all outcomes, with what doesn't ask which it is."""
        return self._keep(self.together, name, name, work)

    def _keep(self, found: dict[str, Any], name: str, totals: str, work: Callable[[Asked], T]) -> T:
        if name not in found:
            try:
                found[name] = work(replace(self, everyone=self.everyone.named(totals)))
            except Unknown:  # itself, it would keep all that was at hand where it was raised
                found[name] = Unknown
        if found[name] is Unknown:
            raise Unknown
        return found[name]

    @property
    def held(self) -> Held:
        """What all records hold."""
        own = partial(Held.of, self.sessions)
        return self.once_for_all("held", lambda one: one.everyone.add_up(own).value)

    @property
    def intervals(self) -> pd.DataFrame:
        """One row per gap between two visits of a client, as ``list_intervals`` returns them."""
        return self.once("intervals", Asked.list_without)

    def list_without(self, *columns: str) -> pd.DataFrame:
        """The same of sessions without these columns."""
        there = [name for name in columns if name in self.sessions]
        if columns and not there:
            return self.intervals

        def read(asked: Asked) -> Visits:
            return Visits.of(asked.sessions.drop(columns=there), asked.plan, asked.held)

        return self.once_for_all(f"visits {there}", read).list_intervals(self.outcome)

    @property
    def recalled(self) -> pd.DataFrame:
        """The intervals, with what was surprising of the ones before."""
        return self.once(
            "recalled",
            lambda one: add_surprises(one.intervals, one.outcome, one.plan, one.everyone),
        )

    @property
    def span(self) -> float:
        """The outcome's range in those for which the plan's sizes are."""
        return (self.outcome.high - self.outcome.low) / FULL_RANGE


def ask_together(
    sessions: pd.DataFrame,
    outcomes: Sequence[Outcome],
    plan: Plan,
    everyone: Everyone = ALL_AT_HAND,
) -> list[Asked]:
    """Ask about several outcomes in the same sessions."""
    together: dict[str, Any] = {}
    return [Asked(sessions, one, plan, everyone=everyone, together=together) for one in outcomes]
