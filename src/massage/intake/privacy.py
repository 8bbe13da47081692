"""How well clients are hidden in session records: what leaves, and groups of alike clients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.refusal import Refusal
from massage.intake.attack import BOOK, attack
from massage.intake.shifts import SHIFTS
from massage.intake.wording import say, say_in

TRAITS = ("condition", "pain_site", "modality", "therapist_id")
OTHER = "other"
SAFE_HARBOR, PRACTICE = "safe_harbor", "practice"
POLICIES = (PRACTICE, SAFE_HARBOR)
DATE_ELEMENTS = ["month", *SHIFTS]


class TooFewClientsError(Refusal):
    """There are fewer clients than the smallest group may have."""


@dataclass(frozen=True)
class Merged:
    """Conditions that were called other, and those that were left empty since too few had any."""

    into_other: tuple[str, ...] = ()
    left_empty: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hiding:
    """How alike clients are.

    ``k`` clients at least share the ``traits``; ``diversity`` is the fewest conditions among
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
    return records.drop(columns=left_out, errors="ignore")


def merge_rare_conditions(records: pd.DataFrame, fewest: int) -> tuple[pd.DataFrame, Merged]:
    """Call conditions with fewer clients than ``fewest`` other, and say which.

    Where ``other`` itself stays too small, the next rarest join it; where all together are too few,
    they are left empty. Raises TooFewClientsError for fewer clients than that in all.
    """
    n_clients = records["client_id"].nunique()
    if n_clients < fewest:
        raise TooFewClientsError(say("few_clients", n=n_clients, fewest=fewest))
    if "condition" not in records:
        return records, Merged()
    sizes = records.groupby("condition")["client_id"].nunique().sort_values()
    rare = [name for name, n in sizes.items() if n < fewest and name != OTHER]
    merged = set(rare)
    for name in sizes.index.drop([*rare, OTHER], errors="ignore"):
        if not 0 < _count_inside(records, merged) < fewest:
            break
        merged.add(name)
    if 0 < _count_inside(records, merged) < fewest:
        left = records.drop(columns="condition")
        return left, Merged(left_empty=tuple(sorted({*merged, *sizes.index})))
    condition = records["condition"].where(~records["condition"].isin(merged), OTHER)
    return records.assign(condition=condition), Merged(into_other=tuple(sorted(merged)))


def _count_inside(records: pd.DataFrame, merged: set[str]) -> int:
    """How many clients have one of these conditions, or other."""
    return records.loc[records["condition"].isin({*merged, OTHER}), "client_id"].nunique()


def measure_hiding(records: pd.DataFrame) -> Hiding:
    """Measure k-anonymity and l-diversity over the traits that don't change from visit to visit.

    A client's trait is her most frequent value. A condition that isn't recorded counts as none.
    Sources: Sweeney 2002, doi:10.1142/S0218488502001648 (k-anonymity); Machanavajjhala et al. 2007,
    doi:10.1145/1217299.1217302 (l-diversity).
    """
    traits = [name for name in TRAITS if name in records and records[name].notna().any()]
    if not traits:
        return Hiding((), records["client_id"].nunique(), np.nan, pd.DataFrame())
    own = pd.DataFrame({name: most_frequent(records, name) for name in traits})
    clients = own.fillna("")
    groups = clients.groupby(traits).size().rename("n").reset_index()
    others = [name for name in traits if name != "condition"]
    diversity = np.nan
    if "condition" in traits:
        keys = [clients[name] for name in others] or [pd.Series("", index=own.index)]
        diversity = float(own["condition"].groupby(keys).nunique().min())
    return Hiding(
        tuple(traits), int(groups["n"].min()), diversity, groups.sort_values("n").head(10)
    )


def measure_without(records: pd.DataFrame) -> pd.Series:
    """Return what k would be without each recorded trait, by trait."""
    traits = measure_hiding(records).traits
    return pd.Series(
        {trait: measure_hiding(records.drop(columns=trait)).k for trait in traits}, dtype=int
    )


def most_frequent(records: pd.DataFrame, name: str) -> pd.Series:
    """Return each client's most frequent value, the first in the alphabet where several are."""
    counted = records.groupby(["client_id", name]).size().rename("n").reset_index()
    counted = counted.sort_values(["client_id", "n", name], ascending=[True, False, True])
    first = counted.drop_duplicates("client_id").set_index("client_id")[name]
    return first.reindex(records["client_id"].unique())


def attack_each_policy(records: pd.DataFrame) -> pd.DataFrame:
    """Attack what each policy lets out; ``attack``'s columns, and one per policy for ``found``.

    Knowledge of a field that a policy leaves out is used as far as the rest of it goes.
    """
    tried = [attack(apply_policy(records, policy)).assign(policy=policy) for policy in POLICIES]
    found = pd.concat(tried).pivot_table(
        index=["known", "tried"], columns="policy", values="found", sort=False
    )
    return found.astype(int).reset_index().rename_axis(columns=None)


def add_book(attacks: pd.DataFrame, policy: str) -> pd.DataFrame:
    """Return where the day in the book adds most to what an acquaintance can find out.

    Two rows of ``attack_each_policy``: the same knowledge without it and with it. No row where the
    records don't hold it.
    """
    by_known = attacks.set_index("known", drop=False)
    pairs = [by_known.reindex([say_in("known", name) for name in pair]) for pair in BOOK.items()]
    there = [pair for pair in pairs if pair["tried"].notna().all()]
    return max(there, key=lambda pair: pair[policy].diff().iloc[-1], default=attacks.head(0))
