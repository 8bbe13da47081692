"""Regression within clients: each is her own control, each is left out once, in closed form."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from math import hypot

import numpy as np
import pandas as pd

from analysis.codes import Code
from analysis.estimate import standardise
from analysis.panel import NO_SPREAD, Panel, solve_products
from analysis.plan import Plan
from analysis.totals import ALL_AT_HAND, Everyone, Length, Total

ONE_DECIDES, NO_CHANGE = Code("one_decides"), Code("no_change")
SINGULAR = 1e-4  # share of a column's spread below which the others explain all of it


@dataclass(frozen=True)
class Moments:
    """What a regression needs of rows: sums over settled columns, each in its ``unit``.

    ``products`` are weighted, of instruments, in their columns' units, with columns. Units are
    powers of two, so nothing is lost by another.
    """

    n_rows: int
    sums: np.ndarray
    squares: np.ndarray
    products: np.ndarray
    unit: np.ndarray

    @classmethod
    def of(cls, panel: Panel, z: np.ndarray, table: np.ndarray, unit: np.ndarray) -> Moments:
        """Add up the settled rows of the clients at hand; the first columns are z's."""
        squares = np.einsum("ij,ij->j", table, table)
        products = (z * panel.weight[:, None]).T @ table
        return cls(len(table), table.sum(axis=0), squares, products, unit)

    def __add__(self, other: Moments) -> Moments:
        units = [np.where(one.squares > 0, one.unit, 0.0) for one in (self, other)]
        unit = np.maximum(*units)
        unit = np.where(unit > 0, unit, np.maximum(self.unit, other.unit))
        one, two = self.in_units(unit), other.in_units(unit)
        return Moments(
            one.n_rows + two.n_rows, one.sums + two.sums, one.squares + two.squares,
            one.products + two.products, unit,
        )  # fmt: skip

    def in_units(self, unit: np.ndarray) -> Moments:
        """Return the same in other units."""
        factor = np.where(unit > 0, self.unit / np.where(unit > 0, unit, 1.0), 1.0)
        products = self.products * factor[: len(self.products), None] * factor
        return Moments(self.n_rows, self.sums * factor, self.squares * factor**2, products, unit)

    @property
    def spread(self) -> np.ndarray:
        """Each column's standard deviation over the rows, in its unit."""
        variance = self.squares / self.n_rows - (self.sums / self.n_rows) ** 2
        return np.sqrt(np.maximum(variance, 0.0))


@dataclass(frozen=True)
class System:
    """Equations of a regression in columns that were scaled: those ``kept``, times ``factor``."""

    matrix: np.ndarray
    target: np.ndarray
    kept: np.ndarray
    factor: np.ndarray

    @cached_property
    def inverse(self) -> np.ndarray:
        """Inverse of the matrix."""
        return np.linalg.inv(self.matrix)

    @cached_property
    def solution(self) -> np.ndarray:
        """What solves the equations, a column per outcome."""
        return np.linalg.solve(self.matrix, self.target)

    @property
    def unscaled_inverse(self) -> np.ndarray:
        """The inverse for columns as they were, zeros for those dropped."""
        wide = np.zeros((len(self.kept), len(self.kept)))
        wide[np.ix_(self.kept, self.kept)] = self.inverse * self.factor * self.factor[:, None]
        return wide

    def unscale(self, solution: np.ndarray) -> np.ndarray:
        """Return a solution for columns as they were, shape (..., columns, outcomes)."""
        wide = np.zeros((*solution.shape[:-2], len(self.kept), solution.shape[-1]))
        wide[..., self.kept, :] = solution * self.factor[:, None]
        return wide


@dataclass(frozen=True)
class Fit:
    """A regression within clients, and the same without each client at hand.

    ``table`` has settled columns, then outcomes, in these units.
    """

    panel: Panel
    z: np.ndarray
    table: np.ndarray
    unit: np.ndarray
    total: Total[Moments]
    always: int
    ridge: float

    @property
    def estimates(self) -> np.ndarray:
        """Coefficients in raw units: from all rows first, then without each client, a row each."""
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
        total, k = self.total.value, self.z.shape[1]
        n, unit = self.panel.n_here, np.where(self.unit > 0, self.unit, 1.0)
        found = np.full((n + 1, k, self.table.shape[1] - k), np.nan)
        system, left = self._set_up(total, unit), np.zeros(n + 1)
        if (corner := system.matrix[0, 0]) > SINGULAR * NO_SPREAD:
            left[0] = 1 / (system.inverse[0, 0] * corner)
            beta = system.unscale(system.solution)
            there = total.spread[k:] >= NO_SPREAD
            y = self.table[:, k:] * (unit / total.unit)[k:] * there
            error = y - self.table[:, :k] @ beta
            left[1:], change = leave_each_out(self.panel, self.z, self.table[:, :k], error, system)
            found[0] = beta
            found[1:] = np.where(left[1:, None, None] == 0, np.nan, beta + change)
            found *= total.unit[k:] / unit[:k, None]
        n_fallen = int((left[1:] <= SINGULAR).sum())
        return found, left, self.panel.everyone.add(n_fallen)

    def _set_up(self, total: Moments, unit: np.ndarray) -> System:
        k, spread = self.z.shape[1], total.spread
        kept = (spread[:k] >= NO_SPREAD) | (np.arange(k) < self.always)
        scale = np.where(spread[:k] >= NO_SPREAD, spread[:k], 1.0)[kept]
        products = total.products[kept] / scale[:, None]
        matrix = products[:, :k][:, kept] / scale
        target = products[:, k:] * (spread[k:] >= NO_SPREAD)
        penalty = self.ridge * total.n_rows * np.eye(len(matrix))
        penalty[0, 0] = 0.0
        return System(matrix + penalty, target, kept, (unit / total.unit)[:k][kept] / scale)


def fit_within(
    panel: Panel,
    y: np.ndarray,
    columns: np.ndarray,
    *,
    instruments: np.ndarray | None = None,
    always: int = 1,
    ridge: float = 0.0,
) -> Fit:
    """Regress ``y`` on ``columns`` within clients, and again without each client.

    ``y`` may have a column for each of several outcomes. Everything is scaled, and centred within
    client by weight. Columns without spread are dropped (their coefficients are zero), except the
    first ``always`` ones; the rest are divided by their standard deviation, and ``ridge`` times the
    number of rows is added on all but the first. ``instruments`` stand for the columns where a
    column may react to what it should explain: b = (Z'wX)^-1 Z'wy. A client's rows are taken off
    the total, so nothing is fitted twice.
    """
    k = columns.shape[1]
    standard, unit = standardise(np.column_stack([columns, y]))
    table = panel.settle(standard)
    z = table[:, :k]
    if instruments is not None:
        z, own = z.copy(), (instruments != columns).any(axis=0)
        z[:, own] = panel.settle(instruments[:, own] / unit[:k][own])
    total = panel.everyone.add_up(lambda: Moments.of(panel, z, table, unit))
    return Fit(panel, z, table, unit, total, always, ridge)


def leave_each_out(
    panel: Panel, z: np.ndarray, x: np.ndarray, error: np.ndarray, system: System
) -> tuple[np.ndarray, np.ndarray]:
    """Share of the first column's spread left without each client at hand, and what changes.

    The share is 0 where nothing is left. Without a client's rows, (A - Z'wX)^-1 follows from A^-1
    and a matrix of the size of her rows (Woodbury 1950); where she has more rows than there are
    columns, the system is solved anew.
    """
    change = np.zeros((panel.n_here, x.shape[1], error.shape[1]))
    corner, inverse = np.ones(panel.n_here), system.unscaled_inverse
    all_rows = system.matrix[0, 0] / system.factor[0] ** 2 if panel.n_here else 0.0
    first = all_rows - panel.sums(z[:, 0] * x[:, 0])
    usable = first > SINGULAR * max(all_rows, NO_SPREAD)
    reach, wanted = z @ inverse.T, np.column_stack([error, x @ inverse[:, 0]])
    for block in panel.blocks:
        here = usable[block.clients, None, None]
        if block.rows.shape[1] > len(system.matrix):
            solved = _solve_anew(z[block.rows] * block.weight * here, x[block.rows],
                                 error[block.rows], system)  # fmt: skip
        else:
            reached = (reach[block.rows] * block.weight * here).transpose(0, 2, 1)
            own = x[block.rows] @ reached
            solved = reached @ np.linalg.solve(np.eye(own.shape[1]) - own, wanted[block.rows])
            solved[:, 0, -1] += inverse[0, 0]
        change[block.clients], corner[block.clients] = -solved[:, :, :-1], solved[:, 0, -1]
    with np.errstate(divide="ignore"):
        return np.where(usable, 1 / (corner * np.where(usable, first, 1.0)), 0.0), change


def _solve_anew(z: np.ndarray, x: np.ndarray, error: np.ndarray, system: System) -> np.ndarray:
    """Solve without each client's weighted rows: for what her errors did, and for one in front."""
    z, x = (one[:, :, system.kept] * system.factor for one in (z, x))
    size = len(system.matrix)
    one = np.broadcast_to(np.eye(size)[:, :1] * system.factor[0], (len(z), size, 1))
    wanted = np.concatenate([z.transpose(0, 2, 1) @ error, one], axis=2)
    return system.unscale(np.linalg.solve(system.matrix - z.transpose(0, 2, 1) @ x, wanted))


def residuals_within(panel: Panel, y: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return what weighted least squares within clients leaves of ``y``."""
    standard, unit = standardise(columns)
    x = panel.settle(np.column_stack([standard, y]))
    unit = np.append(unit, 1.0)
    total = panel.everyone.add_up(lambda: Moments.of(panel, x[:, :-1], x, unit)).value
    slopes = solve_products(total.products[:, :-1], total.products[:, -1])
    return x[:, -1] - x[:, :-1] @ (slopes * (unit / total.unit)[:-1])


def jackknife_error(estimates: np.ndarray, everyone: Everyone = ALL_AT_HAND) -> float:
    """Standard error from the full estimate, which comes first, and those without each client."""
    own = len(estimates) - 1, Length(hypot(*(estimates[1:] - estimates[0])))
    n, length = everyone.add(own).value
    return float(np.sqrt((n - 1) / n)) * length


Varying = tuple["Counter[tuple[str, float]]", "Counter[tuple[str, float]]"]


def count_therapists(intervals: pd.DataFrame, panel: Panel) -> Total[Varying]:
    """Count rows of each therapist at either visit, and clients whom she sees on some, not all."""

    def count() -> Varying:
        size = np.bincount(panel.client, minlength=panel.n_here)
        n_rows: Counter[tuple[str, float]] = Counter()
        n_varying: Counter[tuple[str, float]] = Counter()
        for column in ("therapist", "therapist_before"):
            codes = intervals[column].to_numpy() if column in intervals else np.array([])
            for code in np.unique(codes):
                rows = np.bincount(panel.client, codes == code)
                n_rows[column, code] = int(rows.sum())
                n_varying[column, code] = int(((rows > 0) & (rows < size)).sum())
        return n_rows, n_varying

    return panel.everyone.add_up(count)


def therapist_terms(
    intervals: pd.DataFrame, panel: Panel, plan: Plan, counted: Total[Varying] | None = None
) -> list[np.ndarray]:
    """Indicators of therapists at either visit but the first, that vary within enough clients."""
    n_rows, n_varying = (counted or count_therapists(intervals, panel)).value
    terms = []
    for column in ("therapist", "therapist_before"):
        codes = sorted(code for name, code in n_rows if name == column)
        terms += [
            (intervals[column].to_numpy() == code).astype(float)
            for code in codes[1:]
            if n_varying[column, code] >= plan.fewest_varying
        ]
    return terms
