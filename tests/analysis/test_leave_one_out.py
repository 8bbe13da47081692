"""Sums of products of ranks without each person, against ranking again without her."""

import numpy as np
import pytest
from scipy import stats

from analysis import leave_one_out
from analysis.leave_one_out import rank_products_without_each


def draw(kind: str, n: int) -> np.ndarray:
    rng = np.random.default_rng([n, len(kind)])
    return {
        "ratings": lambda: rng.integers(0, 11, (n, 4)).astype(float),
        "decimals": lambda: rng.integers(0, 101, (n, 4)) / 10,
        "continuous": lambda: rng.normal(size=(n, 4)),
        "mixed": lambda: np.column_stack([rng.integers(0, 3, n), rng.normal(size=(n, 3)).round(1)]),
    }[kind]()


@pytest.mark.parametrize("cells", [leave_one_out.TABLE_CELLS, 0], ids=["tables", "sorting"])
@pytest.mark.parametrize("kind", ["ratings", "decimals", "continuous", "mixed"])
@pytest.mark.parametrize("n", [10, 37, 400])
def test_equals_ranking_again(n, kind, cells, monkeypatch):
    monkeypatch.setattr(leave_one_out, "TABLE_CELLS", cells)
    values = draw(kind, n)
    again = []
    for person in range(n):
        ranks = stats.rankdata(np.delete(values, person, axis=0), axis=0) - n / 2
        again.append(ranks.T @ ranks)
    found = rank_products_without_each(stats.rankdata(values, axis=0) - (n + 1) / 2)
    np.testing.assert_allclose(found, again, rtol=0, atol=1e-12 * n**3)


def test_cost_grows_with_the_people_not_with_their_square():
    """Twenty thousand people of continuous values: a matrix of pairs would take 400 million."""
    values = draw("continuous", 20_000)
    found = rank_products_without_each(stats.rankdata(values, axis=0) - 10_000.5)
    ranks = stats.rankdata(np.delete(values, 7, axis=0), axis=0) - 10_000
    np.testing.assert_allclose(found[7], ranks.T @ ranks, rtol=1e-12)
