"""One kind of massage against the others: improvement by follow-up, first value held equal."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.codes import Code
from analysis.estimate import Estimate
from analysis.regression import ancova
from massage.claims.groups import Records
from massage.small_groups import is_small
from massage.words.formats import plain

MOSTLY = 0.5


@dataclass(frozen=True)
class TwoGroups(Estimate):
    """How much more the first of two groups of clients has, and how many are in each."""

    n_first: int = 0
    n_second: int = 0


def compare_modality(records: Records, modality: str) -> TwoGroups:
    """Estimate how much more pain improved with one modality than with all others, in points.

    Improvement from the first session to the follow-up, on whether most sessions of the
    exposure window were of that modality; first value and follow-up's day held equal; CR2 errors
    with each client a group of her own, which hold where one side is small. Positive: more with
    this modality. Who gets which kind of massage was chosen, not drawn by lot. NaN with a
    ``reason`` for fewer clients on either side than the plan needs, or where no session is of this
    modality.
    """
    sessions, clients, plan = records.sessions, records.clients, records.plan
    pain, fewest = records.pain.name, plan.fewest_clients
    early = sessions[sessions["day"].between(*plan.windows.exposure)].dropna(subset=["modality"])
    share = (early["modality"] == modality).groupby(early["client_id"]).mean()
    clients = clients[clients["client_id"].isin(share.index)]
    clients = clients.assign(mostly=clients["client_id"].map(share).gt(MOSTLY).astype(float))
    counted = clients.dropna(subset=[f"{pain}_improvement"])
    first, second = (int((counted["mostly"] == one).sum()) for one in (1, 0))
    found = ancova(
        counted.rename(columns={"mostly": f"most sessions {plain(modality)}"}),
        outcome=f"{pain}_improvement",
        exposure=f"most sessions {plain(modality)}",
        adjust_for=[f"{pain}_baseline", f"{pain}_follow_up_day"],
        cluster="client_id",
        level=plan.level,
        fewest=fewest,
    )
    groups = TwoGroups(**vars(found), n_first=first, n_second=second)
    recorded = sessions["modality"].dropna()
    if len(recorded) and not recorded.eq(modality).any():
        kinds = sorted(recorded.unique())
        return groups.unanswered(Code("kind_not_recorded", kind=modality, kinds=kinds))
    if min(first, second) < fewest:
        few = {"kind": modality, "n_first": first, "n_second": second, "needed": fewest}
        hidden = is_small(min(first, second))
        return groups.unanswered(Code("few_by_kind_hidden" if hidden else "few_by_kind", **few))
    return groups
