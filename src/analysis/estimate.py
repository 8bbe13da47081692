"""One number, its interval and what stands behind them: what every statistic returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any, Self, TypeVar

import numpy as np
import pandas as pd

from analysis.codes import Code
from analysis.plan import FEWEST_CLIENTS, PART, check_setting
from analysis.scale import are_same, standardise

NAN = float("nan")
NO_NUMBER: dict[str, Any] = dict.fromkeys(
    ("estimate", "low", "high", "p_value", "df", "standard_error", "n_deciding"), NAN
)


@dataclass(frozen=True)
class Estimate:
    """One estimate with its interval, at full precision.

    Attributes
    ----------
    estimate, low, high : the number and the ends of its interval; NaN when it can't be given.
    level : coverage that the interval aims at, 0.95 for a 95 % interval.
    p_value : two-sided, by the same method as the interval.
    df : degrees of freedom of the t quantile; infinite for a normal one, NaN where there is none.
    n_clients : people behind the number. n_rows : rows behind it. n_dropped : rows left out because
        a value was missing.
    n_deciding : as how many people those count who differ from the rest in the exposure; NaN where
        the method has none. method : how it was computed, as a code.
    standard_error : on the scale of ``estimate`` unless the method says otherwise.
    reason : why it can't be given, as a code with its facts (``needed`` among them where more
        people would do); None when it can.
    """

    estimate: float
    low: float
    high: float
    level: float
    p_value: float
    df: float
    n_clients: int
    n_rows: int
    n_dropped: int
    method: Code
    standard_error: float = NAN
    n_deciding: float = NAN
    reason: Code | None = None

    @classmethod
    def blank(
        cls,
        method: Code,
        level: float,
        n_clients: int = 0,
        n_rows: int = 0,
        n_dropped: int = 0,
        **more: Any,  # noqa: ANN401
    ) -> Self:
        """Return one whose number is still to be worked out.

        Raises ValueError for a level that isn't a number between 0 and 1.
        """
        check_setting("level", level, PART, 0.95)
        return cls(NAN, NAN, NAN, level, NAN, NAN, n_clients, n_rows, n_dropped, method, **more)

    def unanswered(self, reason: Code) -> Self:
        """Return the same counts with no number, and the reason why."""
        return replace(self, **NO_NUMBER, reason=reason)

    @property
    def answered(self) -> bool:
        """Whether there is a number with an interval."""
        return self.reason is None


EstimateT = TypeVar("EstimateT", bound=Estimate)


def around(estimate: Estimate, centre: float, standard_error: float, df: float) -> Estimate:
    """Return the Estimate with a symmetric interval, and the p-value that belongs to it.

    A normal quantile is used where ``df`` is infinite. An error that is zero, too large or can't be
    computed gives no interval, with the reason.
    """
    if np.isinf(standard_error):
        return estimate.unanswered(Code("too_large"))
    if not standard_error > 0:
        return estimate.unanswered(Code("no_spread"))
    from scipy.special import stdtrit  # half of what a table of clients loads

    margin = stdtrit(df, 0.5 + estimate.level / 2) * standard_error
    return replace(
        estimate,
        estimate=float(centre),
        low=float(centre - margin),
        high=float(centre + margin),
        p_value=two_sided_p(centre / standard_error, df),
        df=float(df),
        standard_error=float(standard_error),
    )


def at_level(found: EstimateT, level: float) -> EstimateT:
    """Return the Estimate with its symmetric interval at another level; its p-value stays."""
    if not found.answered:
        return replace(found, level=level)
    from scipy.special import stdtrit  # half of what a table of clients loads

    margin = stdtrit(found.df, 0.5 + level / 2) * found.standard_error
    low, high = float(found.estimate - margin), float(found.estimate + margin)
    return replace(found, level=level, low=low, high=high)


def wider(clustered: Estimate, plain: Estimate) -> Estimate:
    """Return the one with the wider interval; one without a number where either has none."""
    if not (clustered.answered and plain.answered):
        return plain if clustered.answered else clustered
    return max(clustered, plain, key=lambda found: found.high - found.low)


def two_sided_p(t: float, df: float) -> float:
    """Chance of a t value at least this far from 0, either way."""
    from scipy.special import stdtr  # half of what a table of clients loads

    return float(2 * stdtr(df, -abs(t)))


def count_deciding(exposure: np.ndarray, outcome: np.ndarray, most: int) -> tuple[float, float]:
    """Return as how many people those count who decide a slope, and its degrees of freedom.

    ``exposure`` and ``outcome`` are what the other columns leave of them. All people count where
    they differ alike; about as many as differ where most don't: the slope's error is estimated from
    those few alone. Degrees of freedom of the sum of (exposure x outcome) squared,
    2 n_deciding / (kurtosis - 1), from 1 to ``most`` (Satterthwaite 1946, doi:10.2307/3002019).
    """
    n_deciding = float(np.sum(exposure**2) ** 2 / np.sum(exposure**4))
    kurtosis = len(outcome) * np.sum(outcome**4) / np.sum(outcome**2) ** 2
    if kurtosis - 1 <= 2 * n_deciding / most:
        return n_deciding, float(most)
    return n_deciding, max(1.0, 2 * n_deciding / (kurtosis - 1))


def average(values: pd.Series, *, level: float = 0.95, fewest: int = FEWEST_CLIENTS) -> Estimate:
    """Return the mean of one value per person with Student's interval; missing ones are counted.

    NaN with a ``reason`` for fewer people than ``fewest`` or values that are all the same. Raises
    ValueError for a level that isn't between 0 and 1.
    """
    known = values.replace([np.inf, -np.inf], np.nan).dropna()
    n, needed = len(known), max(1, fewest)
    blank = Estimate.blank(Code("mean"), level, n, n, len(values) - n)
    if n < needed:
        return blank.unanswered(Code("few_values", n=n, needed=needed))
    numbers = known.to_numpy(dtype=float)
    if are_same(numbers):
        return replace(blank, estimate=float(numbers[0]), reason=Code("all_the_same"))
    standard, [unit] = standardise(numbers[:, None])
    error = unit * standard.std(ddof=1) / np.sqrt(n)
    return around(blank, unit * (numbers / unit).mean(), error, n - 1)


def adjust_holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """Return Holm's adjusted p-values, NaN where there was no p-value.

    Holm keeps the chance of any false finding among the answered outcomes at the level chosen
    (Holm 1979, Scandinavian Journal of Statistics 6:65-70).
    """
    known = sorted(float(p) for p in p_values.values() if p == p)
    steps = accumulate((p * (len(known) - at) for at, p in enumerate(known)), max)
    adjusted = {p: min(step, 1.0) for p, step in zip(known, steps, strict=True)}
    return {name: adjusted.get(p, NAN) for name, p in p_values.items()}


def adjust_family(found: Mapping[str, Any], sure: float) -> dict[str, Any]:
    """Return each answer with its ``p_decides`` adjusted over all of them as ``p_holm``.

    ``n_tested`` is among how many Holm's step tests it: those from the first on that isn't passed
    share its step, since their intervals are drawn at its level.
    """
    p_values = {name: one.p_decides for name, one in found.items()}
    adjusted = adjust_holm(p_values)
    tested, passed = sum(p == p for p in p_values.values()), True
    steps = {}
    for name in sorted(
        p_values, key=lambda name: (p_values[name] != p_values[name], p_values[name])
    ):
        steps[name] = max(tested, 1)
        passed = passed and adjusted[name] < sure
        tested -= passed
    return {n: replace(one, p_holm=adjusted[n], n_tested=steps[n]) for n, one in found.items()}
