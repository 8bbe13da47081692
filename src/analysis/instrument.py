"""One instrument for one column, and intervals that hold where it is weak."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.special import stdtrit

from analysis.estimate import NAN, two_sided_p
from analysis.panel import NO_SPREAD, Panel
from analysis.totals import ALL_AT_HAND, ByNumber, Everyone


def take_off(
    panel: Panel,
    actual: Sequence[np.ndarray],
    foreseen: Sequence[np.ndarray],
    values: np.ndarray,
    ridge: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Return what is left of centred values, and of the same as instruments.

    ``actual`` columns are held equal, their ``foreseen`` counterparts are the instruments. Both are
    centred within client and divided by the actual ones' standard deviation; columns without spread
    in either are left out, and ``ridge`` per row is added to the diagonal of their products. What
    is left of an instrument has no product with an actual column.
    """
    a, f = (panel.centre(np.column_stack(one).astype(float)) for one in (actual, foreseen))
    own = len(a), (a**2).sum(axis=0), (f**2).sum(axis=0), f.T @ np.hstack([a, values]), a.T @ values
    n, *squares, products, others = panel.everyone.add(own).value
    spread, other = np.sqrt(np.array(squares) / n)
    kept = np.minimum(spread, other) > NO_SPREAD
    scale = np.where(kept, spread, 1.0)
    a, f = a[:, kept] / scale[kept], f[:, kept] / scale[kept]
    products, others = ((one / scale[:, None])[kept] for one in (products, others))
    matrix = products[:, : len(kept)][:, kept] / scale[kept] + ridge * n * np.eye(kept.sum())
    left = values - a @ np.linalg.solve(matrix, products[:, len(kept) :])
    return left, values - f @ np.linalg.solve(matrix.T, others)


@dataclass(frozen=True)
class Spread:
    """Products of the ratio's two sums over the groups within which rows may go together.

    ``n_groups`` is as how many groups of the same weight they count: fewer than there are, where
    some hold more of the instrument than others. Source: Carter, Schnepel & Steigerwald 2017,
    doi:10.1162/REST_a_00639.
    """

    n_groups: float
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
        cls,
        z: np.ndarray,
        y: np.ndarray,
        x: np.ndarray,
        client: np.ndarray,
        groupings: Sequence[np.ndarray] = (),
        everyone: Everyone = ALL_AT_HAND,
    ) -> Ratio:
        """Take a cleared instrument, outcome and column.

        Rows go together by client, and by a number in every other grouping, which may hold several
        clients' rows.
        """
        scores = z * y, z * x, z * z
        hers = ByNumber.of(client, *scores).sums[:, 1:]
        own = (
            np.array([one.sum() for one in scores]), (len(hers), hers.T @ hers),
            [ByNumber.of(numbers, *scores) for numbers in groupings],
        )  # fmt: skip
        (over, under, size), clients, groups = everyone.add(own).value
        if not size > 0:
            return cls(0.0, 0.0, ())
        products = [clients, *(_multiply(one.sums) for one in groups)]
        left = np.array([[1, 0, -over / size], [0, 1, -under / size]])
        spreads = []
        for n, sums in products:
            more = n / (n - 1) if n > 1 else NAN
            (a, b), (_, c) = more * (left @ sums @ left.T)
            spreads.append(Spread(size**2 / sums[2, 2], float(a), float(b), float(c)))
        return cls(float(over), float(under), tuple(spreads))

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
        """Degrees of freedom of the grouping that counts as the fewest groups."""
        return float(min(one.n_groups for one in self.spreads) - 1)

    def find_interval(self, level: float) -> tuple[float, float]:
        """Smallest lower and largest upper end of the sets; infinite where one is no interval."""
        ends = [one.find_set(self.over, self.under, level) for one in self.spreads]
        return min(low for low, _ in ends), max(high for _, high in ends)


def _multiply(sums: np.ndarray) -> tuple[int, np.ndarray]:
    """Count the groups that have rows, and multiply what was summed over each."""
    there = sums[sums[:, 0] > 0, 1:]
    return len(there), there.T @ there
