"""A practice with all that figures, claims and notebooks take from its records, each once."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import pandas as pd

from analysis import practice as core
from analysis.records import CheckedRecords, RecordsError, check_records
from massage.claims import answer_claims, examine_claims, read_evidence
from massage.claims.conditions import Pooled, pool_changes, pool_halving
from massage.claims.groups import Records, summarise_practice
from massage.claims.time_to_relief import Curve, curves_by_frequency
from massage.outcomes import read_outcomes
from massage.provenance import describe_source, is_synthetic
from massage.robustness.specifications import fit_specifications, list_specifications
from massage.robustness.unrecorded import suppose_put_off
from massage.words.together import answer_both


class Practice(core.Practice):
    """A practice's records, both questions and their threats, and what is built on these.

    ``source`` says whose records these are, ``made_up`` whether they were simulated, ``checked``
    what was noticed where a file was read.
    """

    source = ""
    made_up = False
    checked: CheckedRecords | None = None

    @cached_property
    def answers(self) -> dict[str, str]:
        """Both questions in one sentence, by outcome."""
        both = self.question_1.items()
        return {name: answer_both(found, self.question_2[name]) for name, found in both}

    @cached_property
    def supposed(self) -> dict[str, pd.DataFrame]:
        """Question 2 with visits supposed to be put off, by outcome."""
        return {one.name: suppose_put_off(self.sessions, one, self.plan) for one in self.outcomes}

    @cached_property
    def fitted(self) -> dict[str, pd.DataFrame]:
        """Every specification of question 1, by outcome."""
        listed = list_specifications(self.plan)
        return {
            one.name: fit_specifications(self.sessions, one, listed, self.plan)
            for one in self.outcomes
        }

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


def open_practice(path: str | Path, outcomes: str = "") -> Practice:
    """Load the records at ``path`` and ask about ``outcomes``: both of the format's by default.

    ``outcomes`` is written as on the command line, separated by spaces. Raises RecordsError for
    records that break the format, ValueError for outcomes that can't be asked about.
    """
    asked = read_outcomes(outcomes)
    checked = check_records(path, asked)
    if checked.broken:
        raise RecordsError(checked.broken, checked.remarks)
    practice = Practice(checked.sessions, asked)
    practice.source, practice.checked = describe_source(path), checked
    practice.made_up = is_synthetic(path)
    return practice
