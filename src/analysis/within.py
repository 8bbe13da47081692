"""Regression within clients: each is her own control, each is left out once, in closed form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import hypot

import numpy as np
import pandas as pd

from analysis.codes import Code
from analysis.moments import Moments, Settled
from analysis.panel import NO_SPREAD, Panel, solve_products
from analysis.plan import Plan
from analysis.totals import ALL_AT_HAND, ByNumber, Everyone, Length, Total

THERAPISTS = ("therapist", "therapist_before")
ONE_DECIDES, NO_CHANGE = Code("one_decides"), Code("no_change")
SINGULAR = 1e-4  # share of a column's spread below which the others explain all of it


@dataclass(frozen=True)
class Fit:
    """A regression within clients, and the same without each client at hand.

    ``rows`` has columns, then outcomes; ``z`` the instruments, settled too, where they aren't
    the columns.
    """

    rows: Settled
    z: Sequence[np.ndarray] | None
    n_columns: int
    total: Total[Moments]
    always: int
    ridge: float
    wanted: int

    @property
    def estimates(self) -> np.ndarray:
        """Wanted coefficients in raw units: from all rows, then without each client, a row each."""
        return self.of(0)

    def of(self, place: int) -> np.ndarray:
        """Return the estimates for another outcome than the first."""
        return self._solved[0][:, :, place]

    @property
    def spread_left(self) -> np.ndarray:
        """Share of the first column's spread that the others leave, in the same order.

        Near zero, the first coefficient stands on nothing.
        """
        return self._solved[1]

    @property
    def fault(self) -> Code | None:
        """Why the first coefficient can't be worked out, from all rows or without some client."""
        if self.spread_left[0] <= SINGULAR:
            return NO_CHANGE
        return ONE_DECIDES if self._solved[2].value else None

    @cached_property
    def _solved(self) -> tuple[np.ndarray, np.ndarray, Total[int]]:
        total, k, own = self.total.value, self.n_columns, self.rows.unit
        unit = np.where(own > 0, own, total.unit)
        spreads = total.spread >= NO_SPREAD
        size = np.where(spreads, total.spread, 1.0) * (total.unit / unit)
        kept = np.append(spreads[:k] | (np.arange(k) < self.always), spreads[k:])
        some, used = kept[:k], np.append(kept[:k], np.ones(len(kept) - k, dtype=bool))
        products = total.in_units(unit).products[some] * kept
        penalty = self.ridge * total.n_rows * size[:k] ** 2
        penalty[0] = 0.0
        z, rows = self.z, self.rows
        if not kept.all():
            z = z and [one[:, some] for one in z]
            rows = replace(rows, tables=[(one * kept)[:, used] for one in rows.tables])
        matrix = products[:, :k][:, some] + np.diag(penalty[some])
        least = SINGULAR * NO_SPREAD * size[0] ** 2
        wanted = some[: self.wanted]
        left, solved = leave_each_out(rows, z, matrix, products[:, k:], least, wanted.sum())
        found = np.zeros((len(solved), len(wanted), len(own) - k))
        found[:, wanted] = solved * (unit[k:] / unit[: len(wanted)][wanted, None])
        n_fallen = rows.panel.everyone.add(int((left[1:] <= SINGULAR).sum()))
        return found, left, n_fallen


def fit_within(
    panel: Panel,
    y: np.ndarray,
    columns: Sequence[np.ndarray],
    *,
    instruments: Sequence[np.ndarray] | None = None,
    always: int = 1,
    ridge: float = 0.0,
    wanted: int | None = None,
) -> Fit:
    """Regress ``y`` on ``columns`` within clients, and again without each client.

    ``y`` may have a row for each of several outcomes. Everything is scaled, and centred within
    client by weight. Columns without spread are dropped (their coefficients are zero), except the
    first ``always`` ones; the rest are divided by their standard deviation, and ``ridge`` times the
    number of rows is added on all but the first. ``instruments`` stand for the columns where a
    column may react to what it should explain: b = (Z'wX)^-1 Z'wy. A client's rows are taken off
    the total, so nothing is fitted twice. Of the coefficients, the first ``wanted`` are kept, or
    all.
    """
    rows, k = Settled.of(panel, [*columns, *np.atleast_2d(y)]), len(columns)
    z = [table[:, :k] for table in rows.tables]
    instruments = columns if instruments is None else instruments
    both = enumerate(zip(instruments, columns, strict=True))
    if own := [n for n, (one, other) in both if not (one is other or np.array_equal(one, other))]:
        z = [table.copy() for table in z]
        for table, part in zip(z, panel.parts, strict=True):
            table[:, own] = part.settle(part.pick([instruments[n] for n in own]) / rows.unit[own])
    total = panel.everyone.add_up(lambda: Moments.of(rows, z))
    return Fit(rows, z if own else None, k, total, always, ridge, k if wanted is None else wanted)


def leave_each_out(
    rows: Settled,
    z: Sequence[np.ndarray] | None,
    matrix: np.ndarray,
    target: np.ndarray,
    least: float,
    wanted: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Solve for all clients, and without each at hand; the first column's spread left goes first.

    ``rows`` are x, then y. The first slopes that are ``wanted`` are found; nothing where the first
    column's products are ``least`` or less.
    """
    (k, m), n_found = target.shape, rows.panel.n_here + 1
    left, found = np.zeros(n_found), np.full((n_found, wanted, m), np.nan)
    if not matrix[0, 0] > least:
        return left, found
    inverse, slopes = np.linalg.inv(matrix), np.linalg.solve(matrix, target)
    found[0] = slopes[:wanted]
    left[0] = 1 / (inverse[0, 0] * matrix[0, 0])
    ends = np.vstack([np.column_stack([-slopes, inverse[:, 0]]), np.eye(m, m + 1)])
    for n, (part, table) in enumerate(zip(rows.panel.parts, rows.tables, strict=True)):
        for block in part.panel.blocks:
            own, at = table.take(block.rows, axis=0), 1 + part.first + block.clients
            x, ends_left = own[:, :, :k], np.tensordot(own, ends, 1)
            hers = (x if z is None else z[n].take(block.rows, axis=0)) * block.weight
            first = matrix[0, 0] - np.sum(hers[:, :, 0] * x[:, :, 0], axis=1)
            usable = first > max(SINGULAR * matrix[0, 0], least)
            hers *= usable[:, None, None]
            moved, corner = _take_off(x, hers, ends_left, matrix, inverse, wanted)
            left[at[usable]] = 1 / (corner * first)[usable]
            found[at[usable]] = found[0] - moved[usable]
    return left, found


def _take_off(
    x: np.ndarray,
    z: np.ndarray,
    left: np.ndarray,
    matrix: np.ndarray,
    inverse: np.ndarray,
    wanted: int,
) -> tuple[np.ndarray, np.ndarray]:
    """How far wanted slopes move without each client, and the first corner of the inverse then.

    Without hers, (A - Z'wX)^-1 follows from A^-1 and a matrix of the size of her rows (Woodbury
    1950); where she has more rows than there are columns, the system is solved anew.
    """
    if x.shape[1] > len(matrix):
        z = z.transpose(0, 2, 1)
        one = np.broadcast_to(np.eye(len(matrix))[:, :1], (len(z), len(matrix), 1))
        both = np.concatenate([z @ left[:, :, :-1], one], axis=2)
        moved = np.linalg.solve(matrix - z @ x, both)
        return moved[:, :wanted, :-1], moved[:, 0, -1]
    z = np.tensordot(z, inverse.T, 1).transpose(0, 2, 1)
    moved = z[:, :wanted] @ np.linalg.solve(np.eye(x.shape[1]) - x @ z, left)
    return moved[:, :, :-1], inverse[0, 0] + moved[:, 0, -1]


def residuals_within(panel: Panel, y: np.ndarray, columns: Sequence[np.ndarray]) -> np.ndarray:
    """Return what weighted least squares within clients leaves of ``y``."""
    rows = Settled.of(panel, [*columns, y])
    x = [table[:, :-1] for table in rows.tables]
    total = panel.everyone.add_up(lambda: Moments.of(rows, x)).value
    products = total.in_units(np.where(rows.unit > 0, rows.unit, total.unit)).products
    slopes = solve_products(products[:, :-1], products[:, -1])
    left = [table[:, -1] - table[:, :-1] @ slopes for table in rows.tables]
    return np.concatenate(left) * rows.unit[-1]


def jackknife_error(estimates: np.ndarray, everyone: Everyone = ALL_AT_HAND) -> float:
    """Standard error from the full estimate, which comes first, and those without each client."""
    own = len(estimates) - 1, Length(hypot(*(estimates[1:] - estimates[0])))
    n, length = everyone.add(own).value
    return float(np.sqrt((n - 1) / n)) * length


def count_therapists(intervals: pd.DataFrame, panel: Panel) -> Total[dict[str, ByNumber]]:
    """Count clients of each therapist, at either visit, and those whom she sees on some rows only.

    None where each client's rows have a level for every pair of therapists.
    """

    def count() -> dict[str, ByNumber]:
        columns = THERAPISTS if panel.level is None else ()
        therapists = {name: intervals[name].to_numpy() for name in columns if name in intervals}
        return {name: _count_clients(codes, panel.client) for name, codes in therapists.items()}

    return panel.everyone.add_up(count)


def _count_clients(therapist: np.ndarray, client: np.ndarray) -> ByNumber:
    """Count each therapist's clients, and those of them who have another therapist, too."""
    many = int(therapist.max(initial=-1)) + 1
    changes = (client[1:] != client[:-1]) | (therapist[1:] != therapist[:-1])
    changes = np.append(True, changes)[: len(client)]
    both = client[changes] * many + therapist[changes].astype(int)
    pairs = np.flatnonzero(np.bincount(both))
    whose, who = np.divmod(pairs, max(many, 1))
    return ByNumber.of(who, np.bincount(whose)[whose] > 1)


def therapist_terms(
    intervals: pd.DataFrame,
    panel: Panel,
    plan: Plan,
    counted: Total[dict[str, ByNumber]] | None = None,
) -> list[np.ndarray]:
    """Indicators of therapists at either visit but the first, that vary within enough clients."""
    terms = []
    for name, clients in (counted or count_therapists(intervals, panel)).value.items():
        n_clients, n_varying = clients.sums.T
        others = np.flatnonzero(n_clients)[1:]
        codes = others[n_varying[others] >= plan.fewest_varying]
        terms += [(intervals[name].to_numpy() == code).astype(float) for code in codes]
    return terms
