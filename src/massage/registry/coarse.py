"""Numbers written no finer than is needed to pool them, so that no one client's part shows."""

from __future__ import annotations

from collections.abc import Callable
from math import floor, log10

# steps: in an error, of estimates, of pieces, of itself; and of degrees of freedom in these
ESTIMATE, PIECE, ERROR, FREEDOM = 2, 8, 10, 2
STEPS = (1, 2, 5, 10)


def coarsen(value: float, most: float, to: Callable[[float], int] = round) -> float:
    """Round to the largest step of 1, 2 or 5 times a power of ten that isn't over ``most``."""
    power = floor(log10(most))
    size = max(one for one in STEPS if one * 10.0**power <= most * (1 + 1e-12))
    return round(to(value / (size * 10.0**power)) * size * 10.0**power, max(0, -power) + 1)


def coarsen_answer(estimate: float, error: float, df: float) -> tuple[float, float, float]:
    """Return an estimate to half of its error at most, the error to a tenth, df down to a half.

    Half adds at most 1 / 48 to the estimate's variance: a twelfth of the step's square.
    """
    freedom = max(1.0, coarsen(df, df / FREEDOM, floor))
    return coarsen(estimate, error / ESTIMATE), coarsen(error, error / ERROR), freedom


def coarsen_piece(apart: float, error: float) -> float:
    """Return how far an answer without a group of clients lies off, to an eighth of the error."""
    return coarsen(apart, error / PIECE)
