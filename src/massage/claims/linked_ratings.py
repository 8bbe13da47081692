"""Two ratings that rise and fall together within the same client."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.estimate import Estimate, around, unanswered
from analysis.plan import PLAN, Plan
from analysis.terms import time_terms
from massage.words.formats import told

TOO_CLOSE = 1e-12  # to a correlation of 1, where no interval can be worked out
METHOD = "repeated-measures correlation, time and season held equal, leave-one-client-out errors"


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
    blank = unanswered(
        f"clients with two visits that have both ratings: {told(n)}, where {plan.fewest_clients} "
        "are needed",
        method=METHOD, level=plan.level, n_clients=n, n_rows=int(kept.sum()),
        n_dropped=int(len(sessions) - kept.sum()),
    )  # fmt: skip
    if n < plan.fewest_clients:
        return blank
    products = _products_by_client(columns[kept], codes, n)
    total = products.sum(axis=0)
    r = _partial(total[None])[0]
    without = _partial(total - products)
    if not (np.abs(np.r_[r, without]) < 1 - TOO_CLOSE).all():
        return replace(blank, reason=f"{x} and {y} don't vary apart from each other within clients")
    left_out = np.arctanh(without)
    error = np.sqrt((n - 1) / n * np.sum((left_out - left_out.mean()) ** 2))
    found = around(replace(blank, reason=None), np.arctanh(r), error, n - 1)
    if not found.answered:
        return found
    return replace(
        found, **{k: float(np.tanh(getattr(found, k))) for k in ("estimate", "low", "high")}
    )


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


def _partial(products: np.ndarray) -> np.ndarray:
    """Correlation of the first two columns, the others held equal, from their cross-products."""
    own, cross, others = products[:, :2, :2], products[:, :2, 2:], products[:, 2:, 2:]
    left = own - cross @ np.linalg.pinv(others, hermitian=True) @ cross.transpose(0, 2, 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return left[:, 0, 1] / np.sqrt(left[:, 0, 0] * left[:, 1, 1])
