"""Columns around their means, in units near their spread, so that sums of squares keep digits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np

LARGEST_POWER = 1000  # of two, by which a number can be multiplied


def are_same(values: np.ndarray) -> np.ndarray:
    """Whether each column's values differ by no more than rounding, as 0.3 and 0.1 + 0.2 do."""
    return _are_close(values.min(axis=0), values.max(axis=0))


def _are_close(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    return high / 4 - low / 4 <= np.spacing(np.maximum(-low, high))


@dataclass(frozen=True)
class Scale:
    """How columns are put around their means and divided by a power of two near their spread.

    Then no sum of squares overflows or vanishes, and a large mean takes no digits from what
    differs. Columns that are the same but for rounding become zeros. ``unit`` is that power;
    without rows it is 0.
    """

    down: np.ndarray
    first: np.ndarray
    mean: np.ndarray
    up: np.ndarray
    unit: np.ndarray

    @classmethod
    def of(cls, columns: np.ndarray) -> Self:
        """Measure the columns of a table, or one alone."""
        if not len(columns):
            return cls(*np.zeros((5, *columns.shape[1:])))
        low, high = columns.min(axis=0), columns.max(axis=0)
        size = np.clip(np.frexp(np.maximum(-low, high))[1], -LARGEST_POWER, LARGEST_POWER)
        down = np.ldexp(1.0, -size)
        centred = columns * down
        first = centred[0].copy()  # five times as fast as what overlaps
        centred -= first
        mean, same = centred.mean(axis=0), _are_close(low, high)
        least, most = (np.where(same, 0.0, end * down - first - mean) for end in (low, high))
        spread = np.frexp(np.maximum(-least, most))[1]
        with np.errstate(over="ignore"):
            up = np.where(same, 0.0, np.ldexp(1.0, -spread))
            return cls(down, first, mean, up, np.ldexp(1.0, size + spread))

    @classmethod
    def of_each(cls, columns: Sequence[np.ndarray]) -> Self:
        """Measure columns that don't stand in a table."""
        each = [cls.of(np.asarray(column, dtype=float)) for column in columns]
        return cls(*(np.array([getattr(one, part.name) for one in each]) for part in fields(cls)))

    def apply(self, columns: np.ndarray) -> np.ndarray:
        """Return rows of the columns as they are then."""
        centred = columns * self.down
        centred -= self.first
        centred -= self.mean
        centred *= self.up
        return centred


def standardise(columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return a table's columns as their ``Scale`` makes them, and the units."""
    scale = Scale.of(columns)
    return scale.apply(columns), scale.unit


def rounding_share(columns: np.ndarray) -> float:
    """Return how far rounding moves a value, as a share of the spread of its column, at worst."""
    some = columns[:, ~are_same(columns)]
    scaled = np.ldexp(some, -np.frexp(np.abs(some).max(axis=0))[1])
    return float(np.max(np.finfo(float).eps / (scaled - scaled[0]).std(axis=0), initial=0.0))
