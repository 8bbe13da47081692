"""One instrument for one column, and intervals that hold where it is weak."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.special import stdtrit

from analysis.estimate import NAN, two_sided_p
from analysis.panel import NO_SPREAD, Panel


@dataclass(frozen=True)
class Controls:
    """What is held equal: ``actual`` columns, and their ``foreseen`` counterparts as instruments.

    Both are centred within client and divided by the actual ones' standard deviation; columns
    without spread in either are left out. ``ridge`` is added to the diagonal of their products.
    """

    actual: np.ndarray
    foreseen: np.ndarray
    ridge: float

    @classmethod
    def of(
        cls,
        panel: Panel,
        actual: Sequence[np.ndarray],
        foreseen: Sequence[np.ndarray],
        ridge: float,
    ) -> Controls:
        """Take columns as they are; ``ridge`` is per row."""
        both = [panel.centre(np.column_stack(one).astype(float)) for one in (actual, foreseen)]
        spread = both[0].std(axis=0)
        kept = np.minimum(spread, both[1].std(axis=0)) > NO_SPREAD
        scaled = [one[:, kept] / spread[kept] for one in both]
        return cls(scaled[0], scaled[1], ridge * panel.n_rows)

    def clear(self, values: np.ndarray) -> np.ndarray:
        """What the controls leave of centred values."""
        return values - self.actual @ np.linalg.solve(self._products, self.foreseen.T @ values)

    def clear_instrument(self, values: np.ndarray) -> np.ndarray:
        """What they leave of an instrument: what is left has no product with an actual column."""
        return values - self.foreseen @ np.linalg.solve(self._products.T, self.actual.T @ values)

    @property
    def _products(self) -> np.ndarray:
        return self.foreseen.T @ self.actual + self.ridge * np.eye(self.actual.shape[1])


@dataclass(frozen=True)
class Spread:
    """Products of the ratio's two sums over the groups within which rows may go together."""

    n_groups: int
    over_over: float
    over_under: float
    under_under: float

    def find_set(self, over: float, under: float, level: float) -> tuple[float, float]:
        """Ends of the Anderson-Rubin set of over / under; infinite where it is no interval."""
        if self.n_groups < 2:
            return -np.inf, np.inf
        q = float(stdtrit(self.n_groups - 1, 0.5 + level / 2)) ** 2
        a, b, c = (
            under**2 - q * self.under_under,
            over * under - q * self.over_under,
            over**2 - q * self.over_over,
        )
        if not a > 0:
            return -np.inf, np.inf
        half = sqrt(max(b**2 - a * c, 0.0))
        return (b - half) / a, (b + half) / a


@dataclass(frozen=True)
class Ratio:
    """Effect of one unit of a column by its instrument: ``over`` / ``under``.

    ``spreads`` has one entry for each way of grouping the rows. The interval reaches over the sets
    of all of them, and the largest p-value and smallest F are taken.
    """

    over: float
    under: float
    spreads: tuple[Spread, ...]

    @classmethod
    def of(
        cls, z: np.ndarray, y: np.ndarray, x: np.ndarray, groupings: Sequence[np.ndarray]
    ) -> Ratio:
        """Take a cleared instrument, outcome and column, and each row's group in every grouping."""
        over, under, size = float(z @ y), float(z @ x), float(z @ z)
        if not size > 0:
            return cls(0.0, 0.0, ())
        parts = [z * (y - over / size * z), z * (x - under / size * z)]
        spreads = []
        for groups in groupings:
            place = np.unique(groups, return_inverse=True)[1]
            u, v = (np.bincount(place, part) for part in parts)
            n = len(u)
            more = n / (n - 1) if n > 1 else NAN
            spreads.append(Spread(n, *(more * float(a @ b) for a, b in ((u, u), (u, v), (v, v)))))
        return cls(over, under, tuple(spreads))

    @property
    def estimate(self) -> float:
        """The effect; NaN where nothing pushes the column."""
        return self.over / self.under if self.under else NAN

    @property
    def first_stage_f(self) -> float:
        """How strongly the instrument pushes the column, at worst."""
        each = [self.under**2 / one.under_under for one in self.spreads if one.under_under > 0]
        return min(each) if each and len(each) == len(self.spreads) else 0.0

    @property
    def p_value(self) -> float:
        """Largest p-value of no effect."""
        return max(
            two_sided_p(self.over / sqrt(one.over_over), one.n_groups - 1)
            if one.n_groups > 1 and one.over_over > 0
            else NAN
            for one in self.spreads
        )

    @property
    def df(self) -> float:
        """Degrees of freedom of the grouping with the fewest groups."""
        return float(min(one.n_groups for one in self.spreads) - 1)

    def find_interval(self, level: float) -> tuple[float, float]:
        """Smallest lower and largest upper end of the sets; infinite where one is no interval."""
        ends = [one.find_set(self.over, self.under, level) for one in self.spreads]
        return min(low for low, _ in ends), max(high for _, high in ends)
