"""Rows of clients side by side, and what is taken off within clients."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.panel import Panel

SIZES = [1, 2, 3, 4, 5, 8, 9, 17, 40, 2]
CLIENT = np.repeat(np.arange(len(SIZES)), SIZES)


@pytest.fixture
def panel():
    rng = np.random.default_rng(2)
    n = len(CLIENT)
    return Panel(CLIENT, rng.uniform(0.2, 1, n), rng.normal(size=(n, 3)), np.ones(n))


def test_every_row_lies_in_one_block_beside_those_of_its_client(panel):
    places = []
    for block in panel.blocks:
        assert block.there.sum(axis=1).tolist() == [SIZES[one] for one in block.clients]
        assert (CLIENT[block.rows] == block.clients[:, None])[block.there].all()
        assert (block.weight[~block.there] == 0).all()
        assert block.rows.shape[1] < 2 * max(SIZES[one] for one in block.clients)
        places += list(block.rows[block.there])
    assert sorted(places) == list(range(len(CLIENT)))


def test_what_is_settled_is_multiplied_by_the_inverse_root_of_the_rows_covariance(panel):
    """One client at a time, by the root of a matrix of her rows."""
    values = np.random.default_rng(3).normal(size=(len(CLIENT), 2))
    settled = panel.settle(values)
    for one in range(len(SIZES)):
        here = one == CLIENT
        root = np.sqrt(panel.weight[here])[:, None]
        own, hers = (
            table[here] - np.average(table[here], axis=0, weights=panel.weight[here])
            for table in (panel.own, values)
        )
        own, hers = own * root, hers * root
        size, ways = np.linalg.eigh(np.eye(here.sum()) + own @ own.T)
        expected = (ways / np.sqrt(size)) @ ways.T @ hers
        assert settled[here] * root == pytest.approx(expected, abs=1e-9)
    assert panel.settle(values[:, 0]) == pytest.approx(settled[:, 0], abs=1e-12)


def test_levels_are_taken_off_as_a_column_for_each_would_be(panel):
    """Least squares on a dummy for every level, by numpy."""
    rng = np.random.default_rng(4)
    level = CLIENT * 3 + rng.integers(0, 3, len(CLIENT))
    values, root = rng.normal(size=(len(CLIENT), 2)), np.sqrt(panel.weight)[:, None]
    dummies = (level[:, None] == np.unique(level)).astype(float)
    slopes = np.linalg.lstsq(dummies * root, values * root, rcond=None)[0]
    leveled = replace(panel, level=level)
    assert leveled.centre(values) == pytest.approx(values - dummies @ slopes, abs=1e-12)
    assert leveled.centre(values[:, 1]) == pytest.approx(leveled.centre(values)[:, 1], abs=1e-15)
    assert leveled.means(values[:, 0]) == pytest.approx(panel.means(values[:, 0]), abs=0)


def test_nobody_at_hand_is_no_error():
    none = np.empty(0)
    nobody = Panel(np.empty(0, dtype=int), none, np.empty((0, 2)), none)
    assert (nobody.n_here, nobody.n_clients, nobody.n_rows, nobody.blocks) == (0, 0, 0, [])
    assert nobody.settle(np.empty((0, 3))).shape == (0, 3)
    assert nobody.settle(none).shape == (0,)
