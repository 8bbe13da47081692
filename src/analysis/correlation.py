"""Correlate two columns of a table whose rows are people, with an interval that holds on ratings.

People with the same values are one row that counts several times. Ranks and sums are computed for
many weightings of those rows at once: how often each occurs for the estimate, one person fewer for
the jackknife, multinomial counts for the bootstrap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import stats

from analysis.complete import complete_rows
from analysis.estimate import FEWEST_CLIENTS, NAN, Estimate, around, check_level, unanswered
from analysis.words import plain

RESAMPLES = 9_999
BLOCK = 2**17  # weights held at once: what fits in a processor's cache
NOTHING_LEFT = 1e-12  # share of spread below which a column counts as constant or explained
METHODS = ("spearman", "pearson")
INTERVALS = ("jackknife", "fisher", "bca")


def correlate(
    table: pd.DataFrame,
    x: str,
    y: str,
    *,
    adjust_for: Sequence[str] = (),
    method: str = "spearman",
    interval: str = "jackknife",
    level: float = 0.95,
    seed: int = 0,
    fewest: int = FEWEST_CLIENTS,
) -> Estimate:
    """Correlate ``x`` with ``y``, with other columns held constant.

    Parameters
    ----------
    table : one row per person, numeric columns. Rows with a missing value are left out and counted.
    x, y, adjust_for : column names. No sign is turned: a positive result means that high ``x`` goes
        with high ``y``.
    method : "spearman" (ranks, ties at their middle) or "pearson". With ``adjust_for`` it is the
        partial correlation: of the residuals after regressing (ranks of) x and y on (ranks of) the
        others.
    interval : "jackknife" (leave one person out, rank again; standard error on Fisher's z, t with
        n - 1 degrees of freedom; no random numbers), "fisher" (standard error on Fisher's z
        1/sqrt(n - 3 - number of adjusting columns), normal quantile; too narrow on ties) or "bca"
        (bias-corrected and accelerated bootstrap of people, 9,999 resamples).
    level : coverage of the interval.
    seed : of the bootstrap; the other intervals use no random numbers.
    fewest : people without whom no number is given.

    Returns
    -------
    Estimate between -1 and 1, its p-value by the interval's own method. NaN with a ``reason`` where
    there are fewer people than ``fewest``, a column is constant or explained by the others, a
    person has more than one row, or one person decides everything; a perfect correlation has no
    interval.
    ``standard_error`` is on Fisher's z, for "bca" on the correlation itself.

    Raises
    ------
    ValueError for a column that isn't there, isn't numeric or is named twice, an unknown method or
    interval, or a level that isn't between 0 and 1.

    Limits
    ------
    A correlation says what goes together, not what causes what. The jackknife interval was tried by
    simulation from 10 to 200 people (tests/reference/jackknife_coverage.csv). Its time grows with
    the square of the number of people whose values differ: about 2 seconds for 5,000.

    Sources
    -------
    Efron & Tibshirani 1993, doi:10.1201/9780429246593 (jackknife); Efron 1987,
    doi:10.1080/01621459.1987.10478410 (BCa); Fisher 1924, Metron 3:329-332 (partial).
    """
    _check_choice("method", method, METHODS)
    _check_choice("interval", interval, INTERVALS)
    check_level(level)
    adjust_for = list(dict.fromkeys(adjust_for))
    if len({x, y, *adjust_for}) < 2 + len(adjust_for):
        raise ValueError(f"{x} and {y} must be two columns, neither of them adjusted for")
    rows = complete_rows(table, [x, y, *adjust_for], fewest)
    name = f"{'partial ' if adjust_for else ''}{method} correlation, {interval} interval"
    blank = unanswered("", method=name, level=level, **rows.counts)
    if rows.reason:
        return replace(blank, reason=rows.reason)
    n, ranked = len(rows.numbers), method == "spearman"
    values, counts = np.unique(rows.numbers, axis=0, return_counts=True)
    for name, column in ((x, values[:, 0]), (y, values[:, 1])):
        if np.ptp(column) == 0:
            return replace(blank, reason=f"{plain(name)} is the same for every client")
    found = float(_correlations(values, [counts[None].astype(float)], ranked)[0])
    if np.isnan(found):
        return replace(blank, reason=f"adjusting leaves no differences in {plain(x)} or {plain(y)}")
    if abs(found) == 1:
        reason = "all points lie on one line, so no interval can be worked out"
        return replace(blank, estimate=found, reason=reason)
    blank = replace(blank, reason=None)
    if interval == "fisher":
        spare = n - 3 - _count_adjusting(values, counts, ranked)
        if spare < 1:
            return replace(blank, reason="there are too few clients for so many columns")
        error = 1 / np.sqrt(spare)
        return _back_from_z(around(blank, np.arctanh(found), error, np.inf))
    left_out = _correlations(values, _without_one(counts), ranked)
    if np.isnan(left_out).any() or (np.abs(left_out) == 1).any():
        reason = "without one of the clients nothing could be worked out, so one decides everything"
        return replace(blank, reason=reason)
    if interval == "bca":
        return _bca(replace(blank, estimate=found), values, counts, left_out, ranked, seed)
    return _back_from_z(_jackknife(blank, np.arctanh(found), np.arctanh(left_out), counts))


def _check_choice(name: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise ValueError(f"{name} is {value!r}; it must be one of {', '.join(allowed)}")


def _correlations(values: np.ndarray, weightings: Iterable[np.ndarray], ranked: bool) -> np.ndarray:
    """Partial correlation of the first two columns, once per row of each block of weights."""
    return np.concatenate([_partial(_products(values, block, ranked)) for block in weightings])


def _block_sizes(n: int, weightings: int) -> Iterator[int]:
    """Cut so many weightings of n rows into blocks that fit in memory."""
    step = max(1, BLOCK // n)
    for start in range(0, weightings, step):
        yield min(step, weightings - start)


def _without_one(counts: np.ndarray) -> Iterator[np.ndarray]:
    """Weights that leave out one person of each distinct row."""
    k, start = len(counts), 0
    for size in _block_sizes(k, k):
        block = np.tile(counts.astype(float), (size, 1))
        block[np.arange(size), np.arange(start, start + size)] -= 1
        yield block
        start += size


def _resampled(counts: np.ndarray, seed: int) -> Iterator[np.ndarray]:
    """Weights that draw as many people with replacement: how often each distinct row came."""
    rng = np.random.default_rng(seed)
    n, k = counts.sum(), len(counts)
    row_of_person = np.repeat(np.arange(k, dtype=np.int32), counts)
    for size in _block_sizes(n, RESAMPLES):
        people = rng.integers(0, n, (size, n), dtype=np.min_scalar_type(n))
        rows = row_of_person[people] + np.arange(0, size * k, k, dtype=np.int32)[:, None]
        yield np.bincount(rows.ravel(), minlength=size * k).reshape(size, k).astype(float)


def _products(values: np.ndarray, weights: np.ndarray, ranked: bool) -> np.ndarray:
    """Sums of squares and products around the mean, shape (weightings, columns, columns)."""
    total = weights.sum(axis=1, keepdims=True)
    columns = []
    for column in values.T:
        if ranked:
            columns.append(_ranks(column, weights) - (total + 1) / 2)
        else:
            columns.append(column - weights @ column[:, None] / total)
    products = np.empty((len(weights), len(columns), len(columns)))
    for i, first in enumerate(columns):
        weighted = weights * first
        for j in range(i, len(columns)):
            products[:, i, j] = products[:, j, i] = np.einsum("bn,bn->b", weighted, columns[j])
    return products


def _ranks(column: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Middle rank of every row when row i counts ``weights[:, i]`` times."""
    distinct, position = np.unique(column, return_inverse=True)
    order = np.argsort(position, kind="stable")
    starts = np.searchsorted(position[order], np.arange(len(distinct)))
    counts = np.add.reduceat(weights[:, order], starts, axis=1)
    return (counts.cumsum(axis=1) - (counts - 1) / 2)[:, position]


def _partial(products: np.ndarray) -> np.ndarray:
    """Correlation of columns 0 and 1 given the rest; NaN where either has no spread left."""
    spread = np.sqrt(np.einsum("bii->bi", products))
    scale = np.where(spread > 0, spread, 1.0)
    matrix = products / scale[:, :, None] / scale[:, None, :]
    pair, rest = matrix[:, :2, :2], matrix[:, 2:, 2:]
    if rest.shape[1]:
        across = matrix[:, :2, 2:]
        inverse = np.linalg.pinv(rest, rcond=1e-10, hermitian=True)
        pair = pair - across @ inverse @ across.transpose(0, 2, 1)
    first, second = pair[:, 0, 0], pair[:, 1, 1]
    defined = (first > NOTHING_LEFT) & (second > NOTHING_LEFT)
    r = np.full(len(pair), NAN)
    r[defined] = pair[defined, 0, 1] / np.sqrt(first[defined] * second[defined])
    return np.where(np.abs(r) > 1 - NOTHING_LEFT, np.sign(r), r)


def _count_adjusting(values: np.ndarray, counts: np.ndarray, ranked: bool) -> int:
    """Count the adjusting columns that add something: neither constant nor made of the others."""
    rest = _products(values, counts[None].astype(float), ranked)[0, 2:, 2:]
    scale = np.sqrt(np.diag(rest))
    scale[scale == 0] = 1.0
    return int(np.linalg.matrix_rank(rest / np.outer(scale, scale), tol=1e-10, hermitian=True))


def _jackknife(blank: Estimate, z: float, z_left_out: np.ndarray, counts: np.ndarray) -> Estimate:
    n = counts.sum()
    mean = np.average(z_left_out, weights=counts)
    error = np.sqrt((n - 1) / n * np.sum(counts * (z_left_out - mean) ** 2))
    return around(blank, z, error, n - 1)


def _back_from_z(estimate: Estimate) -> Estimate:
    ends = {end: float(np.tanh(getattr(estimate, end))) for end in ("estimate", "low", "high")}
    return replace(estimate, **ends)


def _bca(
    blank: Estimate,
    values: np.ndarray,
    counts: np.ndarray,
    left_out: np.ndarray,
    ranked: bool,
    seed: int,
) -> Estimate:
    draws = _correlations(values, _resampled(counts, seed), ranked)
    draws = np.sort(draws[~np.isnan(draws)])
    offsets = np.average(left_out, weights=counts) - left_out
    lean = np.sum(counts * offsets**3) / (6 * np.sum(counts * offsets**2) ** 1.5)
    bias = stats.norm.ppf(_share_below(draws, blank.estimate))
    tail = stats.norm.ppf(0.5 + blank.level / 2)
    ends = stats.norm.cdf([bias + (bias + q) / (1 - lean * (bias + q)) for q in (-tail, tail)])
    low, high = np.quantile(draws, ends)
    distance = stats.norm.ppf(_share_below(draws, 0.0)) - bias
    tail_at_zero = distance / (1 + lean * distance) - bias
    return replace(
        blank,
        low=float(low),
        high=float(high),
        p_value=float(2 * stats.norm.sf(abs(tail_at_zero))),
        standard_error=float(np.std(draws, ddof=1)),
    )


def _share_below(draws: np.ndarray, value: float) -> float:
    """Share of draws below ``value``, ties halved, kept off 0 and 1 by half a draw."""
    share = (np.mean(draws < value) + np.mean(draws <= value)) / 2
    return float(np.clip(share, 0.5 / len(draws), 1 - 0.5 / len(draws)))
