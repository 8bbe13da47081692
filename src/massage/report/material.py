"""Everything that figures are drawn from, worked out once from session records."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from analysis.practice import Practice
from massage.claims import answer_claims, examine_claims, read_evidence
from massage.claims.conditions import Pooled, pool_changes, pool_halving
from massage.claims.groups import Records, summarise_records
from massage.claims.time_to_relief import Curve, curves_by_frequency
from massage.robustness.specifications import fit_specifications, list_specifications
from massage.robustness.unrecorded import suppose_put_off


class Material(Practice):
    """A practice, and what figures draw beside the answers to both questions."""

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
        return summarise_records(self.sessions, self.outcomes, self.plan)

    @cached_property
    def claims(self) -> dict[str, str]:
        """What the records say to each claim."""
        return answer_claims(examine_claims(self))

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
