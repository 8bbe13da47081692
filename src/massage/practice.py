"""A practice with all that figures, claims and notebooks take from its records, each once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

import pandas as pd

from analysis import practice as core
from analysis.plan import PLAN, Plan
from analysis.records import CheckedRecords, RecordsError, check_records
from analysis.schema import PAIN, SLEEP, Outcome
from analysis.sites import find_first_sites, restrict_checked, restrict_to_sites
from massage.claims import answer_claims, examine_claims, read_evidence
from massage.claims.conditions import Pooled, pool_changes, pool_halving
from massage.claims.groups import Records, summarise_practice
from massage.claims.time_to_relief import Curve, curves_by_frequency
from massage.outcomes import read_outcomes
from massage.provenance import describe_source, is_synthetic
from massage.robustness.choices import do_lengths_differ
from massage.robustness.specifications import fit_specifications, list_specifications
from massage.robustness.unrecorded import suppose_put_off
from massage.sites import BACK, count_clients, name_clients, refuse_sites, say
from massage.words.codes import join
from massage.words.formats import plain
from massage.words.together import answer_both


class ByOutcome(dict[str, pd.DataFrame]):
    """Tables by an outcome's name, each worked out when it is first looked up."""

    def __init__(self, of: Sequence[Outcome], work: Callable[[Outcome], pd.DataFrame]) -> None:
        self._outcomes, self._work = {str(one.name): one for one in of}, work

    def __missing__(self, name: str) -> pd.DataFrame:
        self[name] = self._work(self._outcomes[name])
        return self[name]


class Practice(core.Practice):
    """A practice's records, both questions and their threats, and what is built on these.

    ``source`` says whose records these are, ``made_up`` whether they were simulated, ``checked``
    what was noticed where a file was read. ``sites`` are those by which clients were picked, none
    where everybody is looked at, and ``n_everybody`` is how many clients there were then.
    """

    source = ""
    made_up = False
    checked: CheckedRecords | None = None
    sites: tuple[str, ...] = ()
    n_everybody = 0

    def restrict_to(self, sites: Sequence[str]) -> Practice:
        """The same outcomes and plan for the clients whose first recorded site is one of these.

        Raises NobodyError where there are none, with what is recorded.
        """
        refuse_sites(find_first_sites(self.sessions), sites)
        picked = restrict_to_sites(self.sessions, sites)
        practice = Practice(picked, self.outcomes, self.plan)
        if self.checked:
            practice.checked = restrict_checked(self.checked, sites, self.outcomes, self.plan)
        practice.made_up, practice.sites = self.made_up, tuple(dict.fromkeys(sites))
        practice.n_everybody = self.sessions["client_id"].nunique()
        practice.source = join(self.source, practice.tell_who())
        return practice

    @property
    def n_sessions(self) -> int:
        """How many sessions there are."""
        return len(self.sessions)

    def tell_who(self, *, shared: bool = False) -> str:
        """Say that only some clients are looked at; empty where everybody is.

        ``shared`` is for what is handed on, where other rules say which numbers may be told.
        """
        if not self.sites:
            return ""
        counts = len(self.clients), self.n_everybody
        clients = name_clients(self.sites) if shared else count_clients(self.sites, *counts)
        return say("only", clients=clients)

    @property
    def about_back(self) -> bool:
        """Whether only clients who came for the back are looked at: then pain is back pain."""
        return bool(self.sites) and {*self.sites} <= {*BACK}

    def name(self, outcome: Outcome) -> str:
        """The outcome's name in words, which is back pain where the answer is about the back."""
        is_pain = (outcome.column, outcome.name) == (PAIN.column, PAIN.name)
        return say("back_pain") if is_pain and self.about_back else plain(outcome.name)

    @cached_property
    def n_for_back(self) -> int:
        """How many clients came for the low back or the upper back, by their first site."""
        return int(find_first_sites(self.sessions).isin(BACK).sum())

    @cached_property
    def for_back(self) -> Practice | None:
        """The same about those who came for the low back or the upper back.

        None where nobody did, no site is recorded, or clients were picked by their site before.
        """
        return self.restrict_to(BACK) if self.n_for_back and not self.sites else None

    @cached_property
    def answers(self) -> dict[str, str]:
        """What both questions say together, by outcome."""
        within = self.question_2
        return {name: answer_both(found, within[name]) for name, found in self.question_1.items()}

    @cached_property
    def supposed(self) -> dict[str, pd.DataFrame]:
        """Question 2 with visits supposed to be put off, by outcome."""
        return ByOutcome(self.outcomes, lambda one: suppose_put_off(self.sessions, one, self.plan))

    @cached_property
    def listed(self) -> pd.DataFrame:
        """Every specification of question 1, before any is fitted."""
        return list_specifications(self.plan, minutes=do_lengths_differ(self.sessions))

    @cached_property
    def fitted(self) -> dict[str, pd.DataFrame]:
        """Every specification of question 1, by outcome."""
        return ByOutcome(
            self.outcomes,
            lambda one: fit_specifications(self.sessions, one, self.listed, self.plan),
        )

    @cached_property
    def records(self) -> Records:
        """Sessions and clients as the claims use them."""
        return summarise_practice(self)

    @cached_property
    def examined(self) -> pd.DataFrame:
        """One row per part of a claim, as ``examine_claims`` returns them."""
        return examine_claims(self)

    @cached_property
    def claims(self) -> dict[str, str]:
        """What the records say to each claim."""
        return answer_claims(self.examined)

    @cached_property
    def changes(self) -> Pooled:
        """Change in pain by condition."""
        return pool_changes(self.records.clients, self.records.pain, self.plan)

    @cached_property
    def halving(self) -> Pooled:
        """Question 2 for pain by condition."""
        return pool_halving(self.records)

    @cached_property
    def curves(self) -> tuple[list[Curve], float]:
        """Time to relief of those who came more and less often, and its p-value."""
        return curves_by_frequency(self.records)

    @cached_property
    def evidence(self) -> pd.DataFrame:
        """Published figures that can be drawn side by side."""
        return read_evidence().dropna(subset=["group"])


def load_practice(
    path: str | Path,
    outcomes: Sequence[Outcome] = (PAIN, SLEEP),
    plan: Plan = PLAN,
    *,
    sites: Sequence[str] = (),
) -> Practice:
    """Load the records at ``path``; with ``sites``, only clients who came for one of these.

    Raises RecordsError for records that break the format, NobodyError where nobody came for these
    sites, ValueError for outcomes that can't be asked about.
    """
    checked = check_records(path, outcomes, plan)
    if checked.broken:
        raise RecordsError(checked.broken, checked.remarks)
    practice = Practice(checked.sessions, outcomes, plan)
    practice.source, practice.checked = describe_source(path), checked
    practice.made_up = is_synthetic(path)
    return practice.restrict_to(sites) if sites else practice


def open_practice(path: str | Path, outcomes: str = "", sites: str = "") -> Practice:
    """Load the records at ``path`` and ask about ``outcomes``: both of the format's by default.

    ``outcomes`` and ``sites`` are written as on the command line, separated by spaces. Raises as
    ``load_practice`` does.
    """
    return load_practice(path, read_outcomes(outcomes), sites=sites.split())
