"""Ranks when each person is left out in turn, without ranking again.

Without her, ranks above hers fall by 1 and ranks tied with hers by 1/2, and the mean rank by 1/2:
around the mean, everybody below her moves up by 1/2 and everybody above her down by 1/2. What that
does to sums of products follows from sums over those below and above her, and from how many lie on
the same side of her in both columns.
"""

from __future__ import annotations

import itertools

import numpy as np

TABLE_CELLS = 64  # per person: above this, counting pairs by sorting is cheaper than by a table


def rank_products_without_each(ranks: np.ndarray) -> np.ndarray:
    """Return the sums of products of ranks without each person, shape (people, columns, columns).

    ``ranks`` are middle ranks around their mean, one column per variable. Exact, in n log n.
    """
    levels = [np.unique(column, return_inverse=True)[1] for column in ranks.T]
    products = ranks.T @ ranks - ranks[:, :, None] * ranks[:, None, :]
    for i, j in itertools.combinations_with_replacement(range(ranks.shape[1]), 2):
        moved = _sum_moved(ranks[:, i], levels[j]) + _sum_moved(ranks[:, j], levels[i])
        moved += _count_same_side(levels[i], levels[j]) / 4
        products[:, i, j] += moved
        products[:, j, i] = products[:, i, j]
    return products


def _sum_moved(values: np.ndarray, level: np.ndarray) -> np.ndarray:
    """Half the sum of the values of those below each person, minus half of those above her."""
    sums = np.bincount(level, values)
    up_to = np.cumsum(sums)
    return ((up_to - sums) / 2 - (up_to[-1] - up_to) / 2)[level]


def _count_same_side(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Count who lies on the same side of each person in both columns, minus on different sides."""
    n_first, n_second = first.max() + 1, second.max() + 1
    if first is second:
        return len(first) - np.bincount(first)[first]
    if n_first * n_second <= TABLE_CELLS * len(first):
        table = np.bincount(first * n_second + second, minlength=n_first * n_second)
        return _compare_by_table(table.reshape(n_first, n_second))[first, second]
    flipped_first, flipped_second = n_first - 1 - first, n_second - 1 - second
    return (
        _count_below_both(first, second)
        + _count_below_both(flipped_first, flipped_second)
        - _count_below_both(first, flipped_second)
        - _count_below_both(flipped_first, second)
    )


def _compare_by_table(table: np.ndarray) -> np.ndarray:
    """For each cell: people in cells below it or above it both ways, minus those across."""
    padded = np.pad(np.cumsum(np.cumsum(table, axis=0), axis=1), ((1, 0), (1, 0)))
    rows, columns, total = padded[:, -1:], padded[-1:, :], padded[-1, -1]
    below, left = padded[:-1, :-1], padded[:-1, 1:]
    up_to, right = padded[1:, 1:], padded[1:, :-1]
    above = total - rows[1:] - columns[:, 1:] + up_to
    return below + above - (rows[:-1] - left) - (columns[:, :-1] - right)


def _count_below_both(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Count for each person those below her in both columns, by merging ever longer runs."""
    n, span = len(first), int(second.max()) + 1
    order = np.lexsort((-second, first))  # tied in the first: larger second values come earlier
    values, found, width = second[order], np.zeros(n, dtype=np.int64), 1
    while width < n:
        run = np.arange(n) // width
        keys, later = np.sort(run * span + values), run % 2 == 1
        start = (run[later] - 1) * span
        found[later] += np.searchsorted(keys, start + values[later]) - np.searchsorted(keys, start)
        width *= 2
    return found[np.argsort(order)]
