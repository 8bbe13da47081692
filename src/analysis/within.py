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
from analysis.panel import NO_SPREAD, Panel
from analysis.plan import Plan
from analysis.totals import ALL_AT_HAND, Everyone, Length, Total

ONE_DECIDES, NO_CHANGE = Code("one_decides"), Code("no_change")
SINGULAR = 1e-4  # share of a column's spread below which the others explain all of it
EXPLAINED = 1e-12  # the same where nothing is left out, of the columns' own combinations


@dataclass(frozen=True)
class Moments:
    """What a regression needs of rows: of settled columns, each in its ``unit``.

    ``squares`` are around the ``mean``; ``products`` the weighted sums of products of instruments,
    in their columns' units, with columns. Units are powers of two, so nothing is lost by another.
    """

    n_rows: int
    mean: np.ndarray
    squares: np.ndarray
    products: np.ndarray
    unit: np.ndarray

    @classmethod
    def of(cls, panel: Panel, z: np.ndarray, table: np.ndarray, unit: np.ndarray) -> Moments:
        """Add up the settled rows of the clients at hand; the first columns are z's."""
        n = len(table)
        mean = table.sum(axis=0) / max(n, 1)
        squares = np.square(table - mean).sum(axis=0)
        return cls(n, mean, squares, (z * panel.weight[:, None]).T @ table, unit)

    def __add__(self, other: Moments) -> Moments:
        units = [np.where(one.squares > 0, one.unit, 0.0) for one in (self, other)]
        unit = np.maximum(*units)
        unit = np.where(unit > 0, unit, np.maximum(self.unit, other.unit))
        one, two = self.in_units(unit), other.in_units(unit)
        n = one.n_rows + two.n_rows
        apart, share = two.mean - one.mean, two.n_rows / max(n, 1)
        squares = one.squares + two.squares + apart**2 * one.n_rows * share
        return Moments(n, one.mean + apart * share, squares, one.products + two.products, unit)

    def in_units(self, unit: np.ndarray) -> Moments:
        """Return the same in other units."""
        factor = np.where(unit > 0, self.unit / np.where(unit > 0, unit, 1.0), 1.0)
        products = self.products * factor[: len(self.products), None] * factor
        return Moments(self.n_rows, self.mean * factor, self.squares * factor**2, products, unit)

    @property
    def spread(self) -> np.ndarray:
        """Each column's standard deviation over the rows, in its unit."""
        return np.sqrt(self.squares / self.n_rows)


@dataclass(frozen=True)
class Fit:
    """A regression within clients, and the same without each client at hand.

    Takes settled columns, the outcome last, in the units that ``own`` was added up in.
    """

    panel: Panel
    z: np.ndarray
    table: np.ndarray
    own: Moments
    total: Total[Moments]
    always: int
    ridge: float

    @property
    def estimates(self) -> np.ndarray:
        """Coefficients in raw units: from all rows first, then without each client, a row each."""
        return self._solved[0]

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
        total = self.total.value
        spread, unit = total.spread[:-1], total.unit
        kept = (spread >= NO_SPREAD) | (np.arange(len(spread)) < self.always)
        scale = np.where(spread >= NO_SPREAD, spread, 1.0)[kept]
        products = total.products[kept] / scale[:, None]
        matrix, target = products[:, :-1][:, kept] / scale, products[:, -1]
        penalty = self.ridge * total.n_rows * np.eye(len(matrix))
        penalty[0, 0] = 0.0
        y_unit = self.own.unit[-1] / unit[-1]
        if total.spread[-1] < NO_SPREAD:
            target, y_unit = np.zeros(len(matrix)), 0.0
        factor = (self.own.unit / unit)[:-1][kept] / scale
        rows = Rows(
            self.z[:, kept] * factor, self.table[:, :-1][:, kept] * factor,
            self.table[:, -1] * y_unit,
        )  # fmt: skip
        spread_left, solved = leave_each_out(self.panel, rows, matrix + penalty, target)
        found = np.zeros((len(solved), len(kept)))
        found[:, kept] = solved / scale * (unit[-1] / unit[:-1][kept])
        n_fallen = int((spread_left[1:] <= SINGULAR).sum())
        return found, spread_left, self.panel.everyone.add(n_fallen)


@dataclass(frozen=True)
class Rows:
    """Settled and scaled rows: instruments, columns, outcome."""

    z: np.ndarray
    x: np.ndarray
    y: np.ndarray


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

    Everything is scaled, and centred within client by weight. Columns without spread are dropped
    (their coefficients are zero), except the first ``always`` ones; the rest are divided by their
    standard deviation, and ``ridge`` times the number of rows is added on all but the first.
    ``instruments`` stand for the columns where a column may react to what it should explain:
    b = (Z'wX)^-1 Z'wy. A client's rows are taken off the total, so nothing is fitted twice.
    """
    standard, unit = standardise(np.column_stack([columns, y]))
    table = panel.settle(standard)
    z = table[:, :-1] if instruments is None else panel.settle(instruments / unit[:-1])
    own = Moments.of(panel, z, table, unit)
    return Fit(panel, z, table, own, panel.everyone.add(own), always, ridge)


def leave_each_out(
    panel: Panel, rows: Rows, matrix: np.ndarray, target: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Solve for all clients, and without each at hand; the first column's spread left goes first.

    Without a client's rows, (A - Z'wX)^-1 follows from A^-1 and a matrix of the size of her rows
    (Woodbury 1950); where she has more rows than there are columns, the system is solved anew.
    """
    n, k = panel.n_here, len(matrix)
    left, found = np.zeros(n + 1), np.full((n + 1, k), np.nan)
    least = SINGULAR * max(matrix[0, 0], NO_SPREAD)
    if not matrix[0, 0] > least:
        return left, found
    inverse = np.linalg.inv(matrix)
    left[0], found[0] = 1 / (inverse[0, 0] * matrix[0, 0]), np.linalg.solve(matrix, target)
    error = (rows.y - rows.x @ found[0])[:, None]
    both = np.hstack([rows.x, error])
    weighted = rows.z * panel.weight[:, None]
    for block in panel.blocks:
        x, z = block.lay(both), block.lay(weighted)
        x, error = x[:, :, :-1], x[:, :, -1]
        first = matrix[0, 0] - np.einsum("cm,cm->c", z[:, :, 0], x[:, :, 0])
        usable = first > least
        if x.shape[1] > k:
            products = z.transpose(0, 2, 1) @ np.concatenate([x, error[:, :, None]], axis=2)
            remaining = np.where(usable[:, None, None], matrix - products[:, :, :-1], np.eye(k))
            wanted = np.stack([-products[:, :, -1], np.broadcast_to(np.eye(k)[0], (len(x), k))], -1)
            solved = np.linalg.solve(remaining, wanted)
            change, corner = solved[:, :, 0], solved[:, 0, 1]
        else:
            reach = z @ inverse.T
            own = np.where(usable[:, None, None], x @ reach.transpose(0, 2, 1), 0.0)
            wanted = np.stack([error, x @ inverse[:, 0]], axis=-1)
            solved = np.linalg.solve(np.eye(x.shape[1]) - own, wanted)
            moved = reach.transpose(0, 2, 1) @ solved
            change, corner = -moved[:, :, 0], inverse[0, 0] + moved[:, 0, 1]
        places = 1 + block.clients[usable]
        left[places] = 1 / (corner * first)[usable]
        found[places] = found[0] + change[usable]
    return left, found


def residuals_within(panel: Panel, y: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return what weighted least squares within clients leaves of ``y``."""
    standard, unit = standardise(columns)
    x = panel.settle(np.column_stack([standard, y]))
    unit = np.append(unit, 1.0)
    total = panel.everyone.add(Moments.of(panel, x[:, :-1], x, unit)).value
    scale = np.where(total.spread >= NO_SPREAD, total.spread, 1.0)[:-1]
    products = total.products / scale[:, None]
    slopes = np.linalg.lstsq(products[:, :-1] / scale, products[:, -1], rcond=EXPLAINED)[0]
    return x[:, -1] - x[:, :-1] @ (slopes / scale * (unit / total.unit)[:-1])


def jackknife_error(estimates: np.ndarray, everyone: Everyone = ALL_AT_HAND) -> float:
    """Standard error from the full estimate, which comes first, and those without each client."""
    own = len(estimates) - 1, Length(hypot(*(estimates[1:] - estimates[0])))
    n, length = everyone.add(own).value
    return float(np.sqrt((n - 1) / n)) * length.value


Varying = tuple["Counter[tuple[str, float]]", "Counter[tuple[str, float]]"]


def count_therapists(intervals: pd.DataFrame, panel: Panel) -> Total[Varying]:
    """Count rows of each therapist at either visit, and clients whom she sees on some, not all."""
    size = np.bincount(panel.client, minlength=panel.n_here)
    n_rows: Counter[tuple[str, float]] = Counter()
    n_varying: Counter[tuple[str, float]] = Counter()
    for column in ("therapist", "therapist_before"):
        codes = intervals[column].to_numpy() if column in intervals else np.array([])
        for code in np.unique(codes):
            rows = np.bincount(panel.client, codes == code)
            n_rows[column, code] = int(rows.sum())
            n_varying[column, code] = int(((rows > 0) & (rows < size)).sum())
    return panel.everyone.add((n_rows, n_varying))


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
