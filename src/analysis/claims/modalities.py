"""One kind of massage against the others: improvement by follow-up, first value held equal."""

from __future__ import annotations

from dataclasses import replace

from analysis.claims.groups import Records
from analysis.estimate import Estimate
from analysis.plan import PLAN
from analysis.regression import ancova

FEWEST_PER_GROUP = 5


def compare_modality(records: Records, modality: str) -> Estimate:
    """Estimate how much more pain improved with one modality than with all others, in points.

    Improvement from the first session to the follow-up, on whether most sessions of the first six
    weeks were of that modality; first value and follow-up's day held equal; HC3 errors. Positive:
    more with this modality. Who gets which kind of massage was chosen, not drawn by lot. NaN with a
    ``reason`` for fewer than ten clients, or fewer than five on either side.
    """
    sessions, clients = records.sessions, records.clients
    early = sessions[sessions["day"].between(*PLAN.windows.exposure)].dropna(subset=["modality"])
    share = (early["modality"] == modality).groupby(early["client_id"]).mean()
    clients = clients[clients["client_id"].isin(share.index)]
    clients = clients.assign(mostly=clients["client_id"].map(share).gt(0.5).astype(float))
    found = ancova(
        clients,
        outcome="pain_improvement",
        exposure="mostly",
        adjust_for=["pain_baseline", "pain_follow_up_day"],
    )
    counted = clients.dropna(subset=["pain_improvement"])
    sizes = counted["mostly"].value_counts().reindex([1.0, 0.0], fill_value=0)
    if sizes.min() >= FEWEST_PER_GROUP:
        return found
    few = f"clients with {modality} massage: {sizes[1.0]}, with other kinds: {sizes[0.0]}"
    reason = f"{few}, where {FEWEST_PER_GROUP} of each are needed"
    nothing = dict.fromkeys(("estimate", "low", "high", "p_value", "df"), float("nan"))
    return replace(found, **nothing, reason=reason)
