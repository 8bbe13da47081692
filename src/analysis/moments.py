"""Columns settled within clients, and the sums over their rows that a regression needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from analysis.panel import Panel
from analysis.scale import Scale


@dataclass(frozen=True)
class Settled:
    """Settled columns, a table for each part of the panel, and their units, powers of two."""

    panel: Panel
    tables: Sequence[np.ndarray]
    unit: np.ndarray

    @classmethod
    def of(cls, panel: Panel, columns: Sequence[np.ndarray]) -> Settled:
        """Standardise and settle columns."""
        first, *others = panel.parts
        table = first.pick(columns)
        scale = Scale.of_each(columns) if others else Scale.of(table)
        picked = chain([table], (part.pick(columns) for part in others))  # one by one
        both = zip(panel.parts, picked, strict=True)
        return cls(panel, [part.settle(scale.apply(one)) for part, one in both], scale.unit)


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
    def of(cls, rows: Settled, z: Sequence[np.ndarray]) -> Moments:
        """Add up the settled rows of the clients at hand, z's tables beside them."""
        k, n = z[0].shape[1], len(rows.unit)
        sums, squares, products = np.zeros(n), np.zeros(n), np.zeros((k, n))
        for part, instruments, own in zip(rows.panel.parts, z, rows.tables, strict=True):
            ones = np.ones(len(own))
            sums += ones @ own
            squares += ones @ own**2
            products += (instruments * part.panel.weight[:, None]).T @ own
        return cls(len(rows.panel.client), sums, squares, products, rows.unit)

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
