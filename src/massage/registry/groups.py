"""Groups of clients, and the answer without each: an error can be checked, no client be seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from analysis.estimate import NAN

FEWEST_IN_GROUP = 10
FEWEST_GROUPS, MOST_GROUPS = 5, 10


def draw_groups(clients: Sequence, rng: np.random.Generator) -> list[np.ndarray]:
    """Split clients by lot into up to ten groups of ten or more; none where five can't be made."""
    n = min(MOST_GROUPS, len(clients) // FEWEST_IN_GROUP)
    return np.array_split(rng.permutation(np.asarray(clients)), n) if n >= FEWEST_GROUPS else []


def leave_groups_out(
    without: Callable[[np.ndarray], float], clients: Sequence, rng: np.random.Generator
) -> np.ndarray:
    """How far the answer without each group lies from the mean of these; none where one is missing.

    Only the distances are handed on: their own mean would tell the answer itself to more digits.
    """
    found = np.array([without(group) for group in draw_groups(clients, rng)])
    return found - found.mean() if len(found) and np.isfinite(found).all() else np.array([])


def error_from_groups(apart: Sequence[float]) -> float:
    """Standard error by the jackknife over groups; NaN where there are none.

    Source: Efron & Tibshirani 1993, doi:10.1201/9780429246593, chapter 11.
    """
    n = len(apart)
    return float(np.sqrt((n - 1) / n * np.sum(np.square(apart)))) if n else NAN
