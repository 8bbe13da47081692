"""A practice whose records stay on an engine: the same answers, from clients and from sums."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property

import pandas as pd

from analysis.by_sums import ask_source
from analysis.looks import Asked
from analysis.plan import PLAN, Plan
from analysis.records import CheckedRecords
from analysis.schema import PAIN, SLEEP, Outcome
from massage.practice import Practice
from massage.registry.checks import Checked, check
from massage.registry.choose import opener
from massage.registry.clients import summarise
from massage.registry.place import Place
from massage.stopping import stopping


class LargePractice(Practice):
    """A practice whose sessions an engine keeps; what needs them all at once isn't there.

    ``sessions`` has a few rows, which say no more than which columns hold values.
    """

    def __init__(self, found: Checked, outcomes: Sequence[Outcome], plan: Plan = PLAN) -> None:
        self.found, self.outcomes, self.plan = found, tuple(outcomes), plan
        self.sessions = found.ends
        self.checked = CheckedRecords(found.ends, (), found.remarks)

    has_every_session = False
    n_for_back = 0  # nobody is picked by where it hurts

    @property
    def n_sessions(self) -> int:
        """How many sessions there are."""
        return self.found.n_sessions

    def count_rated(self, outcome: Outcome) -> int:
        """How many clients have the rating at any session."""
        column = self.found.engine.layout.names.get(outcome.column)
        if column is None:
            return 0
        clients = self.found.engine.layout.names["client_id"]
        counted = f"SELECT count(DISTINCT {clients}) FROM records WHERE {column} IS NOT NULL"
        return int(self.found.engine.ask(counted).iloc[0, 0])

    @cached_property
    def clients(self) -> pd.DataFrame:
        """One row per client, as ``summarise_clients`` returns them."""
        return summarise(self.found.gathered, self.outcomes, self.plan.windows)

    @cached_property
    def _asked(self) -> list[Asked]:
        """What is asked of each outcome, with the totals over all sessions."""
        return ask_source(self.found.engine, self.outcomes, self.plan)

    def in_memory(self) -> Practice:
        """The same with every session in memory, for what needs them all at once."""
        engine = self.found.engine
        names = engine.layout.names
        rows = engine.ask(f"SELECT {', '.join(names.values())} FROM records")
        sessions = rows.rename(columns={safe: name for name, safe in names.items()})
        practice = Practice(sessions, self.outcomes, self.plan)
        practice.checked = CheckedRecords(practice.sessions, (), self.found.remarks)
        return practice


def check_large(
    place: Place, chosen: str, outcomes: Sequence[Outcome], *, master: str = ""
) -> tuple[int, int, tuple[str, ...]]:
    """Check records; return how many sessions and clients there are, and remarks.

    Raises CountedError for records that break the format.
    """
    with stopping():
        found = check(place, outcomes, opener(chosen, master))
        found.engine.close()
    return found.n_sessions, len(found.gathered), found.remarks


@contextmanager
def open_large(
    place: Place,
    chosen: str,
    outcomes: Sequence[Outcome] = (PAIN, SLEEP),
    plan: Plan = PLAN,
    *,
    master: str = "",
) -> Iterator[LargePractice]:
    """Check records and answer from them; what the engine wrote aside is gone at the end.

    Raises CountedError for records that break the format.
    """
    with stopping():
        found = check(place, outcomes, opener(chosen, master), plan, fingerprint=True)
        try:
            yield LargePractice(found, outcomes, plan)
        finally:
            found.engine.close()
