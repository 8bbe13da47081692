"""The privacy report: what left, what stayed, and what could still identify someone."""

from __future__ import annotations

import pandas as pd

from massage.intake.anonymise import Anonymised
from massage.intake.attack import days_of_first_visit
from massage.intake.privacy import SAFE_HARBOR, measure_without
from massage.intake.wording import render
from massage.small_groups import is_small
from massage.words.formats import SMALLEST_GROUP

ROLES = {"therapist_id": "therapist", "modality": "service"}


def write_privacy_report(found: Anonymised) -> str:
    """Write the report as Markdown; it holds numbers and the record's own words only."""
    records, hiding, attacks = found.records, found.hiding, found.attacks
    shares = attacks[found.policy] / attacks["tried"]
    k_without = measure_without(records)
    return render(
        "privacy.md.j2",
        found=found,
        hiding=hiding,
        n_sessions=len(records),
        n_clients=records["client_id"].nunique(),
        months_kept=found.policy != SAFE_HARBOR,
        rarest=_hide_small(hiding.rarest),
        conditions=_count_clients_by_condition(records),
        best=attacks.loc[shares.idxmax()],
        least=attacks.loc[shares.idxmin()],
        months_recorded="month" in records,
        first_days=days_of_first_visit(records),
        k_without=k_without,
        left_out_by={trait: role for trait, role in ROLES.items() if trait in k_without},
    )


def _count_clients_by_condition(records: pd.DataFrame) -> pd.Series:
    if "condition" not in records:
        return pd.Series(dtype=int)
    return records.groupby("condition")["client_id"].nunique()


def _hide_small(rarest: pd.DataFrame) -> pd.DataFrame:
    """The rarest combinations, without saying how few share those of under five."""
    if rarest.empty:
        return rarest
    shown = [f"under {SMALLEST_GROUP}" if is_small(n) else f"{n:,}" for n in rarest["n"]]
    return rarest.assign(n=shown)
