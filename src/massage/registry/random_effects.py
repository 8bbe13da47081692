"""Answers of several practices as one: their mean, their spread, what the next may say."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.polynomial.hermite_e import hermegauss
from scipy.optimize import brentq
from scipy.special import chdtri, stdtr, stdtrit

from analysis.codes import Code
from analysis.estimate import NAN, Estimate, around, wider
from analysis.plan import PLAN
from massage.claims.conditions import measure_spread

FEWEST_PRACTICES = 3
FINEST, WIDEST, PLACES = 1e-6, 1e4, 60  # where the variance is looked for, times the errors' own
ROOT = 1e-14
ALIKE = 1e-18  # taken for the excess of answers that are one and the same
STEPS, NODES = 100, 40  # of the spread's distribution, and of the next answer's around the mean


@dataclass(frozen=True)
class Together:
    """What several answers say together, on their own scale.

    ``mean`` is the mean of the true answers and ``spread`` their standard deviation, with the
    p-value of no spread at all; ``share`` of the differences between answers is of the spread, the
    rest is chance (I squared). Between ``low`` and ``high`` of ``next_one`` the true answer of one
    more such practice lies. ``n_rows`` of each counts answers.
    """

    mean: Estimate
    spread: Estimate
    share: float
    next_one: Estimate


def put_together(
    estimates: np.ndarray, errors: np.ndarray, df: np.ndarray, level: float = PLAN.level
) -> Together:
    """Pool answers by a random-effects model.

    Parameters
    ----------
    estimates, errors, df : one answer per practice, its standard error and that error's degrees of
        freedom (used by the spread's interval and p-value alone)
    level : coverage of every interval

    Returns
    -------
    Together. Every part is NaN with the reason ``few_practices`` for fewer than three answers: with
    two, the interval is nearly four times as wide as one practice's own.

    Method
    ------
    Variance between practices by restricted maximum likelihood; mean with the wider of Hartung and
    Knapp's interval and the classic normal one (the guard that Wiksten and others call hybrid);
    the spread's interval and p-value as ``claims.conditions.pool`` has them; the next practice's
    interval by Nagashima's confidence distribution, worked out instead of drawn, and never inside
    the mean's. Error rates, coverage, and what the other guards reach: tests/reference/pooled.csv.

    Sources
    -------
    Viechtbauer 2005, doi:10.3102/10769986030003261 (REML); Hartung & Knapp 2001,
    doi:10.1002/sim.791; Wiksten, Ruecker & Schwarzer 2016, doi:10.1002/sim.6879 (guard);
    Nagashima, Noma & Furukawa 2019, doi:10.1177/0962280218773520 (next one); Higgins & Thompson
    2002, doi:10.1002/sim.1186 (I squared).
    """
    k = len(estimates)
    methods = Code("practices_mean"), Code("practices_spread"), Code("practices_next")
    mean, spread, next_one = (Estimate.blank(method, level, n_rows=k) for method in methods)
    if k < FEWEST_PRACTICES:
        few = Code("few_practices", n=k, needed=FEWEST_PRACTICES)
        mean, spread, next_one = (one.unanswered(few) for one in (mean, spread, next_one))
        return Together(mean, spread, NAN, next_one)
    variances = errors**2
    between = find_variance(estimates, variances)
    centre, excess = weigh(estimates, variances, between)
    known = np.sqrt(1 / np.sum(1 / (variances + between)))
    apart = np.sqrt(max(excess / (k - 1), ALIKE))
    mean = wider(around(mean, centre, known * apart, k - 1), around(mean, centre, known, np.inf))
    return Together(
        mean,
        measure_spread(spread, estimates, errors, df, between),
        between / (between + _typical(variances)),
        _foresee(next_one, mean, estimates, variances),
    )


def find_variance(estimates: np.ndarray, variances: np.ndarray) -> float:
    """Variance of the true answers at which the restricted likelihood is greatest; 0 if none is.

    Every place of a fine grid is tried, so that the greatest of several maxima is found.
    """
    apart = float(np.sum((estimates - estimates.mean()) ** 2))
    most = max(apart, WIDEST * float(variances.min()))
    places = np.r_[0.0, np.geomspace(FINEST * variances.min(), most, PLACES)]
    best = int(np.argmax([_likelihood(estimates, variances, one) for one in places]))
    low, high = places[max(best - 1, 0)], places[min(best + 1, PLACES)]
    if _slope(estimates, variances, low) <= 0:
        return 0.0
    return float(brentq(lambda one: _slope(estimates, variances, one), low, high, xtol=ROOT * most))


def weigh(estimates: np.ndarray, variances: np.ndarray, between: float) -> tuple[float, float]:
    """Weighted mean of answers, and the weighted sum of squares around it."""
    weights = 1 / (variances + between)
    centre = float(weights @ estimates / weights.sum())
    return centre, float(weights @ (estimates - centre) ** 2)


def _likelihood(estimates: np.ndarray, variances: np.ndarray, between: float) -> float:
    total = variances + between
    excess = weigh(estimates, variances, between)[1]
    return -(np.sum(np.log(total)) + np.log(np.sum(1 / total)) + excess) / 2


def _slope(estimates: np.ndarray, variances: np.ndarray, between: float) -> float:
    weights = 1 / (variances + between)
    away = estimates - weigh(estimates, variances, between)[0]
    return float(np.sum((weights * away) ** 2) - weights.sum() + weights @ weights / weights.sum())


def _typical(variances: np.ndarray) -> float:
    weights = 1 / variances
    return float((len(weights) - 1) * weights.sum() / (weights.sum() ** 2 - weights @ weights))


def _foresee(
    blank: Estimate, mean: Estimate, estimates: np.ndarray, variances: np.ndarray
) -> Estimate:
    """Where the true answer of one more practice lies: over all spreads that fit the answers.

    Q at a spread follows chi squared with answers - 1 degrees of freedom if that spread is the true
    one, which gives the spread's distribution; at each, the mean has Hartung and Knapp's error, and
    the next answer lies around it by the spread.
    """
    df = len(estimates) - 1
    spreads = _list_variances(estimates, variances, chdtri(df, _middles(STEPS)))
    weights = 1 / (variances + spreads[:, None])
    total = weights.sum(axis=1)
    centres = weights @ estimates / total
    excess = np.sum(weights * (estimates - centres[:, None]) ** 2, axis=1)
    errors = np.sqrt(np.maximum(excess / df, ALIKE) / total)
    nodes, chances = hermegauss(NODES)
    chances = chances / chances.sum()
    places = centres[:, None] + np.sqrt(spreads)[:, None] * nodes
    farthest = np.ptp(places) + abs(stdtrit(df, ROOT)) * errors.max()

    def end(share: float) -> float:
        def beyond(place: float) -> float:
            return float((stdtr(df, (place - places) / errors[:, None]) @ chances).mean()) - share

        return brentq(beyond, places.min() - farthest, places.max() + farthest)

    beside = (1 - blank.level) / 2
    low, high = min(end(beside), mean.low), max(end(1 - beside), mean.high)
    return replace(blank, estimate=mean.estimate, low=low, high=high)


def _list_variances(estimates: np.ndarray, variances: np.ndarray, qs: np.ndarray) -> np.ndarray:
    """Variances between practices at which the weighted sum of squares is each of ``qs``, or 0."""

    def find(q: float) -> float:
        if weigh(estimates, variances, 0.0)[1] <= q:
            return 0.0
        most = float(np.sum((estimates - estimates.mean()) ** 2)) / q
        return brentq(lambda one: weigh(estimates, variances, one)[1] - q, 0.0, most)

    return np.array([find(float(q)) for q in qs])


def _middles(n: int) -> np.ndarray:
    return (np.arange(n) + 0.5) / n
