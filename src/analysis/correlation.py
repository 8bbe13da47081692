"""Correlate two columns of a table of people, with an interval that holds on ratings."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.codes import Code
from analysis.estimate import (
    NAN,
    Estimate,
    around,
    count_deciding,
)
from analysis.leave_one_out import rank_products_without_each
from analysis.people import as_numbers, complete_rows
from analysis.plan import FEWEST_CLIENTS
from analysis.scale import are_same, rounding_share, standardise

NOTHING_LEFT = 1e-12  # share of spread below which a column counts as constant or explained
FAR_APART = 1e4  # 1 / (1 - R2) of a column on others, below which inverting loses few digits
METHODS = ("spearman", "pearson")
INTERVALS = ("jackknife", "fisher")


def correlate(
    table: pd.DataFrame,
    x: str,
    y: str,
    *,
    adjust_for: Sequence[str] = (),
    method: str = "spearman",
    interval: str = "jackknife",
    level: float = 0.95,
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
    interval : "jackknife" (leave one person out, rank again; standard error on Fisher's z, never
        under Fisher's own; t with as many degrees of freedom as people decide, n - 1 at most) or
        "fisher" (standard error on Fisher's z 1/sqrt(n - 3 - number of adjusting columns), normal
        quantile; too narrow on ties). Neither uses random numbers.
    level, fewest : coverage of the interval; people without whom no number is given.

    Returns
    -------
    Estimate between -1 and 1, its p-value by the interval's own method. NaN with a ``reason`` where
    people are too few, a column is constant or explained by the others, a person has more than one
    row, or one person decides everything; a perfect correlation has no interval.
    ``standard_error`` is on Fisher's z. Raises ValueError for a column that isn't there, isn't
    numeric or is named twice, an unknown method or interval, or a level that isn't between 0 and 1.

    Limits
    ------
    A correlation says what goes together, not what causes what. The jackknife interval was tried by
    simulation from 10 to 600 people, down to two of them who differ from all others
    (tests/reference/jackknife_coverage.csv, few_differ.csv). Sources: Efron & Tibshirani 1993,
    doi:10.1201/9780429246593 (jackknife); Fisher 1924, Metron 3:329-332 (partial); Satterthwaite
    1946, doi:10.2307/3002019 (degrees of freedom).
    """
    _check_choice("method", method, METHODS)
    _check_choice("interval", interval, INTERVALS)
    adjust_for = list(dict.fromkeys(adjust_for))
    if len({x, y, *adjust_for}) < 2 + len(adjust_for):
        raise ValueError(f"{x} and {y} must be two columns, neither of them adjusted for")
    how = {"method": method, "interval": interval}
    kind = Code("partial_correlation" if adjust_for else "correlation", **how)
    rows, blank = complete_rows(table, [x, y, *adjust_for], kind, level, fewest)
    if not blank.answered:
        return blank
    values, n, ranked = as_numbers(rows), len(rows), method == "spearman"
    same = are_same(values)
    if same[:2].any():
        return blank.unanswered(Code("same_for_all", column=x if same[0] else y))
    if ranked:
        columns = np.where(same, 0.0, pd.DataFrame(values).rank().to_numpy() - (n + 1) / 2)
        nothing = NOTHING_LEFT
    else:
        columns, _ = standardise(values)
        nothing = max(NOTHING_LEFT, (4 * rounding_share(values)) ** 2)
    products = columns.T @ columns
    found = float(partial(products[None], nothing)[0])
    if np.isnan(found):
        return blank.unanswered(Code("nothing_left", x=x, y=y))
    if abs(found) == 1:
        return replace(blank, estimate=found, reason=Code("on_a_line"))
    spare = n - 3 - _count_adjusting(products, nothing)
    if spare < 1:
        return blank.unanswered(Code("many_columns"))
    least_error = 1 / np.sqrt(spare)
    if interval == "fisher":
        return around_fisher_z(blank, found, least_error, np.inf)
    without_each = rank_products_without_each if ranked else _products_without_each
    without = partial(without_each(columns if ranked else values), nothing)
    if not (np.abs(without) < 1).all():
        return blank.unanswered(Code("one_decides"))
    error = max(jackknife_error_of_z(without), least_error)
    left_x, left_y = _leftovers(columns)
    n_deciding, df = count_deciding(left_x, left_y, n - 1)
    return around_fisher_z(replace(blank, n_deciding=n_deciding), found, error, df)


def _check_choice(name: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise ValueError(f"{name} is {value!r}; it must be one of {', '.join(allowed)}")


def _products_without_each(values: np.ndarray) -> np.ndarray:
    """Sums of products around the mean without each; taken off the total, digits get lost."""
    scaled = np.ldexp(values, -np.frexp(np.abs(values).max(axis=0))[1])
    near = np.where(are_same(values), 0.0, scaled - np.median(scaled, axis=0))
    sums = _add_others(near)
    across = sums[:, :, None] * sums[:, None, :] / (len(values) - 1)
    return _add_others(near[:, :, None] * near[:, None, :]) - across


def _add_others(values: np.ndarray) -> np.ndarray:
    """For each row, the sum of the rows above it and below it."""
    found = np.zeros_like(values)
    found[1:] = np.cumsum(values[:-1], axis=0)
    found[:-1] += np.cumsum(values[:0:-1], axis=0)[::-1]
    return found


def partial(products: np.ndarray, nothing: float = NOTHING_LEFT) -> np.ndarray:
    """Correlate columns 0 and 1 given the rest; NaN where either has no spread left.

    ``products`` are sums of products around the mean, one matrix per correlation; what lies within
    rounding of 1 is 1.
    """
    matrix = _correlations(products)
    pair, rest = matrix[:, :2, :2], matrix[:, 2:, 2:]
    if rest.shape[1]:
        across = matrix[:, :2, 2:]
        pair = pair - across @ _invert(rest, nothing) @ across.transpose(0, 2, 1)
    first, second = pair[:, 0, 0], pair[:, 1, 1]
    defined = (first > nothing) & (second > nothing)
    r = np.full(len(pair), NAN)
    r[defined] = pair[defined, 0, 1] / np.sqrt(first[defined] * second[defined])
    return np.where(np.abs(r) > 1 - NOTHING_LEFT, np.sign(r), r)


def _invert(rest: np.ndarray, nothing: float) -> np.ndarray:
    """Invert matrices; where a column of some is nearly made of others, by their eigenvalues."""
    with suppress(np.linalg.LinAlgError):
        inverse = np.linalg.inv(rest)
        if np.abs(inverse).max(initial=0.0) < FAR_APART:
            return inverse
    return np.linalg.pinv(rest, rcond=max(1e-10, nothing), hermitian=True)


def _count_adjusting(products: np.ndarray, nothing: float) -> int:
    """Count the adjusting columns that add something: neither constant nor made of the others."""
    rest = _correlations(products)[2:, 2:]
    return int(np.linalg.matrix_rank(rest, tol=max(1e-10, nothing), hermitian=True))


def _correlations(products: np.ndarray) -> np.ndarray:
    """Products of columns divided by the columns' spreads, where they have any."""
    spread = np.sqrt(np.einsum("...ii->...i", products))
    scale = np.where(spread > 0, spread, 1.0)
    return products / scale[..., :, None] / scale[..., None, :]


def jackknife_error_of_z(without_each: np.ndarray) -> float:
    """Return the standard error, on Fisher's z, from correlations without each person."""
    z = np.arctanh(without_each)
    return float(np.sqrt((len(z) - 1) / len(z) * np.sum((z - z.mean()) ** 2)))


def _leftovers(columns: np.ndarray) -> np.ndarray:
    """What is left of the first two columns after regressing on the others, one after the other."""
    pair, rest = columns[:, :2], columns[:, 2:]
    return (pair - rest @ np.linalg.lstsq(rest, pair, rcond=1e-10)[0]).T


def around_fisher_z(blank: Estimate, r: float, error: float, df: float) -> Estimate:
    """Return the Estimate of a correlation from its standard error on Fisher's z."""
    found = around(blank, np.arctanh(r), error, df)
    low, middle, high = map(float, np.tanh([found.low, found.estimate, found.high]))
    return replace(found, low=low, estimate=middle, high=high)
