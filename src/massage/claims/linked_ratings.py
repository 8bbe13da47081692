"""Two ratings that rise and fall together within the same client."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.codes import Code
from analysis.correlation import around_fisher_z, jackknife_error_of_z, partial
from analysis.estimate import Estimate
from analysis.plan import PLAN, Plan
from analysis.within import time_terms


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
    terms = _terms(sessions) if hold_equal else []
    columns = np.column_stack([sessions[x], sessions[y], *terms]).astype(float)
    known = ~np.isnan(columns).any(axis=1)
    client = sessions["client_id"].where(known)
    kept = known & (client.groupby(client).transform("size").to_numpy() >= 2)
    codes, clients = pd.factorize(sessions["client_id"][kept])
    n = len(clients)
    n_rows, method = int(kept.sum()), Code("repeated_measures")
    blank = Estimate.blank(method, plan.level, n, n_rows, len(sessions) - n_rows)
    if n < plan.fewest_clients:
        return blank.unanswered(Code("few_with_both", n=n, needed=plan.fewest_clients))
    products = _products_by_client(columns[kept], codes, n)
    total = products.sum(axis=0)
    r = partial(np.concatenate([total[None], total - products]))
    if not (np.abs(r) < 1).all():
        return blank.unanswered(Code("vary_together", x=x, y=y))
    return around_fisher_z(blank, r[0], jackknife_error_of_z(r[1:]), n - 1)


def _terms(sessions: pd.DataFrame) -> list[np.ndarray]:
    terms = time_terms(sessions["day"].to_numpy(dtype=float))
    if "month" in sessions and sessions["month"].notna().any():
        angle = 2 * np.pi * (sessions["month"].to_numpy(dtype=float) - 0.5) / 12
        terms += [np.cos(angle), np.sin(angle)]
    return terms


def _products_by_client(columns: np.ndarray, codes: np.ndarray, n: int) -> np.ndarray:
    """Cross-products of the columns around each client's own means: n tables."""
    size = np.bincount(codes, minlength=n)
    means = np.column_stack([np.bincount(codes, c, minlength=n) / size for c in columns.T])
    centred = columns - means[codes]
    rows = np.einsum("ri,rj->rij", centred, centred)
    products = np.zeros((n, *rows.shape[1:]))
    np.add.at(products, codes, rows)
    return products
