"""How well clients are hidden in session records: groups of alike ones, and a linking attack."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.refusal import Refusal

TRAITS = ("condition", "pain_site", "modality", "therapist_id")
OTHER = "other"
SAFE_HARBOR, PRACTICE = "safe_harbor", "practice"
POLICIES = (PRACTICE, SAFE_HARBOR)
DATE_ELEMENTS = ("month",)
KNOWN_CLIENTS, VISITS_KNOWN = 20, 3


class TooFewClientsError(Refusal):
    """There are fewer clients than the smallest group may have."""


@dataclass(frozen=True)
class Hiding:
    """How alike clients are.

    ``k`` clients at least share all recorded traits; ``diversity`` is the fewest conditions among
    clients who share the other traits (NaN where condition isn't recorded); ``rarest`` lists the
    smallest groups, by trait, with ``n``.
    """

    traits: tuple[str, ...]
    k: int
    diversity: float
    rarest: pd.DataFrame


def apply_policy(records: pd.DataFrame, policy: str) -> pd.DataFrame:
    """Leave out what the policy doesn't let out: ``safe_harbor`` has no date element."""
    left_out = DATE_ELEMENTS if policy == SAFE_HARBOR else ()
    return records.drop(columns=[name for name in left_out if name in records])


def merge_rare_conditions(
    records: pd.DataFrame, fewest: int
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Call conditions with fewer clients than ``fewest`` other, and say which.

    Where ``other`` itself stays too small, the next rarest join it. Raises TooFewClientsError for
    fewer clients than that in all.
    """
    n_clients = records["client_id"].nunique()
    if n_clients < fewest:
        raise TooFewClientsError(
            f"there are {n_clients} clients, and a group may not be smaller than {fewest}: records "
            "of so few people can't be hidden; wait for more, or keep them where they are"
        )
    if "condition" not in records:
        return records, ()
    sizes = records.groupby("condition")["client_id"].nunique().sort_values()
    rare = [name for name, n in sizes.items() if n < fewest and name != OTHER]
    merged = set(rare)
    for name in sizes.index.drop([*rare, OTHER], errors="ignore"):
        inside = records["condition"].isin({*merged, OTHER})
        n_other = records.loc[inside, "client_id"].nunique()
        if n_other == 0 or n_other >= fewest:
            break
        merged.add(name)
    condition = records["condition"].where(~records["condition"].isin(merged), OTHER)
    return records.assign(condition=condition), tuple(sorted(merged))


def measure_hiding(records: pd.DataFrame) -> Hiding:
    """Measure k-anonymity and l-diversity over the traits that don't change from visit to visit.

    A client's trait is her most frequent value. Sources: Sweeney 2002,
    doi:10.1142/S0218488502001648 (k-anonymity); Machanavajjhala et al. 2007,
    doi:10.1145/1217299.1217302 (l-diversity).
    """
    traits = [name for name in TRAITS if name in records and records[name].notna().any()]
    if not traits:
        return Hiding((), records["client_id"].nunique(), np.nan, pd.DataFrame())
    clients = pd.DataFrame({name: _most_frequent(records, name) for name in traits}).fillna("")
    groups = clients.groupby(traits).size().rename("n").reset_index()
    others = [name for name in traits if name != "condition"]
    diversity = np.nan
    if "condition" in traits:
        by_others = clients.groupby(others)["condition"] if others else [("", clients["condition"])]
        diversity = float(min(values.nunique() for _, values in by_others))
    return Hiding(
        tuple(traits), int(groups["n"].min()), diversity, groups.sort_values("n").head(10)
    )


def measure_without(records: pd.DataFrame) -> pd.Series:
    """Return what k would be without each recorded trait, by trait."""
    traits = measure_hiding(records).traits
    return pd.Series(
        {trait: measure_hiding(records.drop(columns=trait)).k for trait in traits}, dtype=int
    )


def _most_frequent(records: pd.DataFrame, name: str) -> pd.Series:
    counted = records.groupby(["client_id", name]).size().rename("n").reset_index()
    counted = counted.sort_values(["client_id", "n", name], ascending=[True, False, True])
    first = counted.drop_duplicates("client_id").set_index("client_id")[name]
    return first.reindex(records["client_id"].unique())


def attack_each_policy(records: pd.DataFrame) -> pd.DataFrame:
    """Attack what each policy lets out; ``attack``'s columns, and one per policy for ``found``.

    A policy under which the knowledge is of no use, since it leaves the field out, has 0.
    """
    tried = [attack(apply_policy(records, policy)).assign(policy=policy) for policy in POLICIES]
    found = pd.concat(tried).pivot_table(
        index=["known", "tried"], columns="policy", values="found", sort=False, fill_value=0
    )
    return found.astype(int).reset_index().rename_axis(columns=None)


def attack(records: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    """Try to find 20 clients again by what an acquaintance may know; one row per kind of knowledge.

    Columns: ``known``, ``tried``, ``found`` (clients whom it fits and nobody else). Days since the
    first session keep every gap, so whoever knows when somebody came can mostly find her.
    """
    days = records.sort_values("day").groupby("client_id")["day"].agg(tuple)
    rng = np.random.default_rng(seed)
    tried = sorted(rng.choice(np.sort(days.index), min(KNOWN_CLIENTS, len(days)), replace=False))
    patterns = {
        "the dates of all visits": days,
        "the dates of the first three visits": days.map(lambda own: own[:VISITS_KNOWN]),
        "how many visits there were": days.map(len),
        "the weekday of each visit": days.map(lambda own: tuple(day % 7 for day in own)),
        "the days between visits, to the week": days.map(_weeks),
    }
    if "month" in records:
        first = records.loc[records["day"] == 0].set_index("client_id")["month"]
        patterns["the month of the first visit, and how many there were"] = pd.Series(
            list(zip(first.reindex(days.index), days.map(len), strict=True)), index=days.index
        )
    rows = []
    for known, pattern in patterns.items():
        alone = ~pattern.duplicated(keep=False)
        rows.append({"known": known, "tried": len(tried), "found": int(alone[tried].sum())})
    return pd.DataFrame(rows)


def _weeks(days: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(round(gap / 7) for gap in np.diff(days))
