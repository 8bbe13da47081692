"""A practice whose records stay on an engine: the same answers, from clients and from sums."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property

import pandas as pd

from analysis.bounds import Bound
from analysis.closed_days import ClosedDays
from analysis.looks import Asked
from analysis.plan import PLAN, Plan
from analysis.question_2 import Comparison
from analysis.records import CheckedRecords
from analysis.schema import PAIN, SLEEP, Outcome
from analysis.threats import Looks
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
        self._asked = [Asked(self.sessions, one, plan) for one in self.outcomes]
        self.checked = CheckedRecords(found.ends, (), found.remarks)

    @property
    def n_sessions(self) -> int:
        """How many sessions there are."""
        return self.found.n_sessions

    @cached_property
    def clients(self) -> pd.DataFrame:
        """One row per client, as ``summarise_clients`` returns them."""
        return summarise(self.found.gathered, self.outcomes, self.plan.windows)

    @cached_property
    def question_2(self) -> dict[str, Comparison]:
        """Whether the same client arrived better after shorter intervals, from sums."""
        from analysis.by_sums import compare_source

        return compare_source(self.found.engine, self.outcomes, self.plan)

    @cached_property
    def looks(self) -> dict[str, Looks]:
        """What was found of each threat to question 2's answer, by outcome and threat."""
        return {name: found.looks for name, found in self.question_2.items()}

    @cached_property
    def closed_days(self) -> dict[str, ClosedDays]:
        """The same as question 2, from what the practice's closed days did to intervals."""
        from analysis.by_sums import compare_source_by_closed_days

        return compare_source_by_closed_days(self.found.engine, self.outcomes, self.plan)

    @cached_property
    def bounds(self) -> dict[str, tuple[Bound, ...]]:
        """Where question 2 would lie if some visits had been moved on bad days, unseen."""
        from analysis.by_sums import bound_source

        return bound_source(self.found.engine, self.outcomes, self.plan)

    def in_memory(self) -> Practice:
        """The same with every session in memory, for what needs them all at once."""
        engine = self.found.engine
        names = engine.layout.names
        rows = engine.ask(f"SELECT {', '.join(names.values())} FROM records")
        sessions = rows.rename(columns={safe: name for name, safe in names.items()})
        practice = Practice(sessions, self.outcomes, self.plan)
        practice.checked = CheckedRecords(practice.sessions, (), self.found.remarks)
        return practice


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
