"""Numbers written no finer than is needed to pool them, so that no one client's part shows."""

from __future__ import annotations

from math import floor, log10

ESTIMATE, ERROR = 4, 20  # steps in a standard error: of an estimate, and of the error itself
STEPS = (1, 2, 5, 10)


def coarsen(value: float, most: float) -> float:
    """Round to the largest step of 1, 2 or 5 times a power of ten that isn't over ``most``."""
    power = floor(log10(most))
    size = max(one for one in STEPS if one * 10.0**power <= most * (1 + 1e-12))
    return round(round(value / (size * 10.0**power)) * size * 10.0**power, max(0, -power) + 1)


def coarsen_answer(estimate: float, error: float) -> tuple[float, float]:
    """Return an estimate to a quarter of its error at most, and the error to a twentieth.

    A quarter adds at most 1 / 192 to the estimate's variance: rounding to a step has a twelfth of
    its square.
    """
    return coarsen(estimate, error / ESTIMATE), coarsen(error, error / ERROR)
