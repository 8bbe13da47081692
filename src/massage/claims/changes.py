"""Changes within clients: at once, to the follow-up, over a mark, and of two ratings together."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.clients import subtract
from analysis.codes import Code
from analysis.correlation import around_fisher_z, jackknife_error_of_z, partial
from analysis.estimate import NAN, Estimate, average
from analysis.plan import PLAN, Plan
from analysis.schema import Outcome
from analysis.terms import time_terms
from massage.claims.groups import Records, place_in_year
from massage.small_groups import surround_shares

FULL_NIGHT = 8  # hours


@dataclass(frozen=True)
class Crossing(Estimate):
    """Share of clients under a mark at first who reached it, and who went the other way.

    ``n_reached`` of ``n_clients`` reached it; ``n_fell`` of the ``n_above`` who began there didn't
    keep it.
    """

    n_reached: int = 0
    n_above: int = 0
    n_fell: int = 0


def average_change(records: Records, outcome: Outcome) -> Estimate:
    """Estimate the mean improvement from the first session to the follow-up.

    Positive is better. One value per client, Student's interval. Nobody is compared with anybody:
    time alone, and coming when it is worst, change ratings too.
    """
    improvement, plan = records.clients[f"{outcome.name}_improvement"], records.plan
    return average(improvement, level=plan.level, fewest=plan.fewest_clients)


def average_relief(records: Records) -> Estimate:
    """Estimate the mean fall in pain from arriving to leaving, in points; positive is relief.

    Each client counts once, by the mean of her sessions with both ratings; Student's interval. A
    session tends to fall on a bad hour, and bad hours pass (regression to the mean); and both
    ratings are given to the person who gave the massage.
    """
    sessions, plan = records.sessions, records.plan
    relief = mean_relief(sessions, records.client, records.pain)
    return average(relief, level=plan.level, fewest=plan.fewest_clients)


def mean_relief(sessions: pd.DataFrame, client: pd.Series | np.ndarray, pain: Outcome) -> pd.Series:
    """Return each client's mean relief from arriving to leaving; none where not recorded."""
    if not {pain.column, pain.on_leaving} <= set(sessions):
        return pd.Series(dtype=float)
    relief = pain.sign * subtract(sessions[pain.on_leaving], sessions[pain.column])
    return relief.groupby(client).mean()


def share_with_full_night(records: Records, hours: Outcome) -> Crossing:
    """Estimate the share of clients with short nights at first who reached a full one."""
    return share_reaching(records, hours, FULL_NIGHT)


def share_reaching(records: Records, outcome: Outcome, mark: float) -> Crossing:
    """Estimate the share of clients under ``mark`` at first who reached it at the follow-up.

    Exact interval (Clopper & Pearson 1934, doi:10.1093/biomet/26.4.404). Ratings that go up and
    down carry some clients over any mark; ``n_fell`` shows how many went back.
    """
    clients, plan = records.clients, records.plan
    first, later = (clients[f"{outcome.name}_{when}"] for when in ("baseline", "follow_up"))
    known = first.notna() & later.notna()
    under, above = known & (first < mark), known & (first >= mark)
    n, reached = int(under.sum()), int((under & (later >= mark)).sum())
    crossing = Crossing.blank(
        Code("exact_binomial"), plan.level, n, n, int((~known).sum()),
        n_reached=reached, n_above=int(above.sum()), n_fell=int((above & (later < mark)).sum()),
    )  # fmt: skip
    if n < plan.fewest_clients:
        few = Code("few_under_mark", mark=mark, n=n, needed=plan.fewest_clients)
        return crossing.unanswered(few)
    return with_share(crossing, reached)


def with_share(blank: Estimate, events: int) -> Estimate:
    """Return the Estimate of a share of its clients with its exact interval."""
    n = blank.n_clients
    low, high = surround_shares(np.array(events), np.array(n), blank.level)
    share = {"estimate": events / n, "low": float(low), "high": float(high), "p_value": NAN}
    return replace(blank, **share)


def correlate_worse(records: Records, x: Outcome, y: Outcome) -> Estimate:
    """Correlate worse with worse within clients: a rating turned the other way turns the sign."""
    found = correlate_within(records.sessions, x.column, y.column, plan=records.plan)
    if x.better == y.better:
        return found
    return replace(found, estimate=-found.estimate, low=-found.high, high=-found.low)


def correlate_within(
    sessions: pd.DataFrame, x: str, y: str, *, hold_equal: bool = True, plan: Plan = PLAN
) -> Estimate:
    """Correlate two ratings within clients, from -1 to 1: do both rise on the same visits?

    Each client has a level of her own in both, so differences between clients play no part. With
    ``hold_equal`` days since the first session (log and linear) and the month, where recorded, are
    held equal too: two ratings that merely both fall with time don't count. Interval and p-value
    from leaving out one client at a time, on Fisher's z, t with clients - 1 degrees of freedom:
    visits of one client aren't independent. It says nothing about which of the two comes first. NaN
    with a ``reason`` for fewer than ten clients with two visits that have both ratings.

    Sources: Bakdash & Marusich 2017, doi:10.3389/fpsyg.2017.00456 (repeated-measures correlation);
    Efron & Tibshirani 1993, doi:10.1201/9780429246593 (jackknife).
    """
    terms = _time_and_season(sessions) if hold_equal else []
    columns = [np.asarray(one, dtype=float) for one in (sessions[x], sessions[y], *terms)]
    known = ~np.logical_or.reduce([np.isnan(column) for column in columns])
    client = pd.factorize(sessions["client_id"])[0]
    of_client = np.bincount(client, known) >= 2
    kept = known & of_client[client]
    n, codes = int(of_client.sum()), (np.cumsum(of_client) - 1)[client[kept]]
    n_rows, method = int(kept.sum()), Code("repeated_measures")
    blank = Estimate.blank(method, plan.level, n, n_rows, len(sessions) - n_rows)
    if n < plan.fewest_clients:
        return blank.unanswered(Code("few_with_both", n=n, needed=plan.fewest_clients))
    products = _products_by_client([column[kept] for column in columns], codes, n)
    total = products.sum(axis=0)
    r = partial(np.concatenate([total[None], total - products]))
    if not (np.abs(r) < 1).all():
        return blank.unanswered(Code("vary_together", x=x, y=y))
    return around_fisher_z(blank, r[0], jackknife_error_of_z(r[1:]), n - 1)


def _time_and_season(sessions: pd.DataFrame) -> list[np.ndarray]:
    terms = time_terms(sessions["day"].to_numpy(dtype=float))
    if "month" in sessions and sessions["month"].notna().any():
        terms += place_in_year(sessions["month"]).values()
    return terms


def _products_by_client(columns: Sequence[np.ndarray], codes: np.ndarray, n: int) -> np.ndarray:
    """Cross-products of the columns around each client's own means: n tables."""
    size, products = np.bincount(codes, minlength=n), np.empty((n, len(columns), len(columns)))
    centred = [column - (np.bincount(codes, column, n) / size)[codes] for column in columns]
    for i, j in itertools.combinations_with_replacement(range(len(centred)), 2):
        summed = np.bincount(codes, centred[i] * centred[j], minlength=n)
        products[:, i, j] = products[:, j, i] = summed
    return products
