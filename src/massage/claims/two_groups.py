"""Two groups of clients: one kind of massage or the others, with other care or without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.codes import Code
from analysis.estimate import Estimate, around
from analysis.regression import ancova
from massage.claims.groups import Records
from massage.small_groups import is_small
from massage.words.codes import fill, read_words

WORDS = read_words("claims")["worked_out_from"]
IMPROVEMENT = ("improvement", "baseline", "follow_up_day")
MOSTLY = 0.5  # share of visits with it: above for a kind of massage, from it on for other care


@dataclass(frozen=True)
class TwoGroups(Estimate):
    """How much more the first of two groups of clients has, and how many are in each."""

    n_first: int = 0
    n_second: int = 0


@dataclass(frozen=True)
class WithAndWithout(Estimate):
    """A number in clients with other care minus that in clients without, and both by themselves."""

    mostly_with: float = np.nan
    mostly_without: float = np.nan
    n_with: int = 0
    n_without: int = 0


def compare_modality(records: Records, modality: str) -> TwoGroups:
    """Estimate how much more pain improved with one modality than with all others, in points.

    Improvement from the first session to the follow-up, on whether most sessions of the
    exposure window were of that modality; first value and follow-up's day held equal; CR2 errors
    with each client a group of her own, which hold where one side is small. Positive: more with
    this modality. Who gets which kind of massage was chosen, not drawn by lot. NaN with a
    ``reason`` for fewer clients on either side than the plan needs, or where no session is of this
    modality.
    """
    clients, plan = records.clients, records.plan
    pain, fewest = records.pain.name, plan.fewest_clients
    share = _share(records, "modality", modality, plan.windows.exposure)
    clients = clients.assign(mostly=(share > MOSTLY).astype(float))[~np.isnan(share)]
    counted = clients.dropna(subset=[f"{pain}_improvement"])
    first, second = (int((counted["mostly"] == one).sum()) for one in (1, 0))
    exposure = fill(WORDS["mostly"], {"modality": modality})
    found = _regress_improvement(counted.rename(columns={"mostly": exposure}), records, exposure)
    sizes = {"n_first": first, "n_second": second}
    groups = TwoGroups(**vars(found), **sizes)
    recorded = records.read("modality")["modality"].dropna()
    if len(recorded) and not recorded.eq(modality).any():
        kinds = sorted(recorded.unique())
        return groups.unanswered(Code("kind_not_recorded", kind=modality, kinds=kinds))
    if min(first, second) < fewest:
        hidden, facts = is_small(min(first, second)), {"kind": modality, "needed": fewest}
        few = Code("few_by_kind_hidden" if hidden else "few_by_kind", **sizes, **facts)
        return groups.unanswered(few)
    return groups


def differ_between(records: Records) -> WithAndWithout:
    """Estimate how question 1's slope differs with other care, in points of pain.

    Improvement per extra weekly session among clients with other care at half of their early visits
    or more, minus the same among the others; first value and follow-up's day held equal. CR2 errors
    with each client a group of her own, which hold where one group is small. Positive: with other
    care, frequent clients improved more. NaN with a ``reason`` for fewer clients in either group
    than the plan needs, or where all in a group came equally often.
    """
    clients, plan = records.clients, records.plan
    share = _share(records, "other_care", "yes", plan.windows.exposure)
    name, fewest = records.pain.name, plan.fewest_clients
    needed = [f"{name}_{part}" for part in IMPROVEMENT]
    counted = clients.assign(care=(share >= MOSTLY).astype(float))[~np.isnan(share)]
    counted = counted.dropna(subset=needed)
    care = counted["care"]
    frequency = counted["frequency"] - counted["frequency"].mean()
    own, shared = WORDS["frequency_with_care"], WORDS["frequency"]
    table = counted.assign(**{shared: frequency, own: frequency * care})
    found = _regress_improvement(table, records, own, [shared, "care"])
    without = _regress_improvement(table, records, shared, [own, "care"]).estimate
    sizes = {"n_with": int(care.sum()), "n_without": int((1 - care).sum())}
    if min(sizes.values()) < fewest:
        n = len(counted)
        blank = WithAndWithout.blank(found.method, plan.level, n, n, len(clients) - n, **sizes)
        hidden = is_small(min(sizes.values()))
        few = Code("few_by_care_hidden" if hidden else "few_by_care", **sizes, needed=fewest)
        return blank.unanswered(few)
    slopes = {"mostly_with": without + found.estimate, "mostly_without": without}
    return WithAndWithout(**vars(found), **slopes, **sizes)


def differ_within(records: Records) -> WithAndWithout:
    """Estimate how question 2's answer differs with other care, in points of pain.

    Benefit of halving one interval among clients with other care at half of their visits or more,
    minus the benefit among the others; the two are independent, Welch's degrees of freedom.
    Positive: more benefit with other care. NaN with a ``reason`` where question 2 is blocked, or
    either group has no answer.
    """
    plan = records.plan
    share = _share(records, "other_care", "yes")
    groups = share >= MOSTLY, share < MOSTLY
    mostly, others = answers = [records.halve(group) for group in groups]
    counts = ("n_clients", "n_rows", "n_dropped")
    both = WithAndWithout.blank(
        Code("difference_of_halvings"), plan.level,
        *(sum(getattr(one, name) for one in answers) for name in counts),
        mostly_with=mostly.estimate, mostly_without=others.estimate,
        n_with=mostly.n_clients, n_without=others.n_clients,
    )  # fmt: skip
    if records.blocked:
        return both.unanswered(records.blocked)
    if not mostly.answered:
        return both.unanswered(Code("with_other_care", why=mostly.reason, **mostly.reason.facts))
    if not others.answered:
        return both.unanswered(Code("without_other_care", why=others.reason, **others.reason.facts))
    squares = np.array([one.standard_error**2 for one in answers])
    df = squares.sum() ** 2 / (squares**2 / [one.df for one in answers]).sum()
    difference = mostly.estimate - others.estimate
    return around(both, difference, np.sqrt(squares.sum()), df)


def _regress_improvement(
    clients: pd.DataFrame, records: Records, exposure: str, adjust_for: Sequence[str] = ()
) -> Estimate:
    """Regress improvement in pain, first value and follow-up's day held equal too; CR2 errors."""
    improvement, *held = (f"{records.pain.name}_{part}" for part in IMPROVEMENT)
    return ancova(
        clients,
        outcome=improvement,
        exposure=exposure,
        adjust_for=[*adjust_for, *held],
        cluster="client_id",
        level=records.plan.level,
        fewest=records.plan.fewest_clients,
    )


def _share(
    records: Records, column: str, value: str, days: tuple[float, float] = (0, np.inf)
) -> np.ndarray:
    """Share of each client's visits on these days with this value, of those that have one.

    In the clients' order; NaN where she has none.
    """
    rows = records.read(column, "day")
    has = rows[column]
    known = has.notna() & rows["day"].between(*days)
    return records.average(has.eq(value).astype(float).where(known)).to_numpy()
