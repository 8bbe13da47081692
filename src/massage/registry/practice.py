"""A practice whose records stay on an engine: the same answers, from clients and from sums."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property

import pandas as pd

from analysis.asked import Asked
from analysis.by_sums import ask_source
from analysis.clients import complete
from analysis.plan import PLAN, Plan
from analysis.records import THIN, CheckedRecords
from analysis.schema import PAIN, SLEEP, Outcome
from analysis.sites import SITE
from massage.practice import Practice
from massage.registry.checks import Checked, check, find_ends, tell_thin
from massage.registry.choose import opener
from massage.registry.place import Place
from massage.registry.typed import render
from massage.sites import refuse_sites
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
    n_for_back = 0  # they have no board of their own: their sums would be added up anew

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
        return complete(self.found.gathered, self.outcomes, self.plan.windows)

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
        practice.sites, practice.n_everybody = self.sites, self.n_everybody
        return practice


def keep_sites(
    found: Checked, sites: Sequence[str], outcomes: Sequence[Outcome], plan: Plan = PLAN
) -> Checked:
    """Keep only clients whose first recorded ``pain_site`` is one of these, in the engine, too.

    As ``analysis.sites.restrict_checked``. Raises NobodyError where there are none.
    """
    first = found.engine.ask(render("sites")).set_index("client_id")[SITE]
    refuse_sites(first, sites)
    gathered = found.gathered[found.gathered.index.isin(first.index[first.isin(sites)])]
    found.engine.keep_clients(gathered.index)
    ends = find_ends(found.engine, gathered, plan.fewest_clients)
    asked_for = ends.drop(columns=SITE)  # that they share it is no remark
    of_file = [remark for remark in found.remarks if remark not in THIN]
    told = tell_thin(found.engine, gathered, asked_for, outcomes, plan)
    thin = [remark for remark in told if remark in THIN]
    return replace(found, gathered=gathered, ends=ends, remarks=(*of_file, *thin))


def check_large(
    place: Place,
    chosen: str,
    outcomes: Sequence[Outcome],
    *,
    master: str = "",
    sites: Sequence[str] = (),
) -> list[Checked]:
    """Check records; return what was found of all, then of those who came for sites.

    Raises CountedError for records that break the format, NobodyError where nobody came for these.
    """
    with stopping():
        found = [check(place, outcomes, opener(chosen, master))]
        try:
            return [*found, *([keep_sites(*found, sites, outcomes)] if sites else [])]
        finally:
            found[0].engine.close()


@contextmanager
def open_large(
    place: Place,
    chosen: str,
    outcomes: Sequence[Outcome] = (PAIN, SLEEP),
    plan: Plan = PLAN,
    *,
    master: str = "",
    sites: Sequence[str] = (),
) -> Iterator[LargePractice]:
    """Check records and answer from them; what the engine wrote aside is gone at the end.

    With ``sites`` about clients who came for one of these. Raises CountedError for records that
    break the format, NobodyError where nobody came for these sites.
    """
    with stopping():
        found = check(place, outcomes, opener(chosen, master), plan, fingerprint=True)
        try:
            kept = keep_sites(found, sites, outcomes, plan) if sites else found
            practice = LargePractice(kept, outcomes, plan)
            practice.sites, practice.n_everybody = tuple(dict.fromkeys(sites)), len(found.gathered)
            yield practice
        finally:
            found.engine.close()
