"""Columns around their means, in units near their spread."""

from math import fsum

import numpy as np
import pytest

from analysis.scale import Scale, are_same, standardise


@pytest.fixture
def columns():
    """Of sizes that no two of which could be squared and added; the last is the same throughout."""
    rng = np.random.default_rng(4)
    values = rng.normal(size=(50, 4)) * [1e-200, 1.0, 1e200, 0.0]
    return values + np.array([0.0, 1e9, 0.0, 0.1])


def test_numbers_that_differ_by_rounding_alone_are_the_same():
    columns = np.array([[0.3, 0.3, 2.0**50, 5e-300], [0.1 + 0.2, 0.3001, 2.0**50 + 2, 1e-300]])
    assert list(are_same(columns)) == [True, False, False, False]


def test_a_scale_puts_columns_around_their_means_near_one(columns):
    """Against the plain way, in whose units nothing overflows; the unit is a power of two."""
    found, unit = standardise(columns)
    assert (np.frexp(unit)[0] == 0.5).all()
    plain = [[one - fsum(column) / len(column) for one in column] for column in columns.T]
    assert (found * unit)[:, :3].T.tolist() == [pytest.approx(one, rel=1e-5) for one in plain[:3]]
    assert (np.abs(found[:, :3]).max(axis=0) > 0.5).all()
    assert (np.abs(found) <= 1).all()
    assert (found[:, 3] == 0).all()


def test_columns_apart_have_the_scale_of_a_table(columns):
    apart, whole = Scale.of_each(list(columns.T)), Scale.of(columns)
    assert (apart.unit == whole.unit).all()
    found = standardise(columns)[0]
    assert apart.apply(columns) == pytest.approx(found, abs=1e-12)
    assert apart.apply(columns[7:9]) == pytest.approx(found[7:9], abs=1e-12)


def test_a_column_that_differs_by_rounding_alone_has_nothing_left():
    found, unit = standardise(np.array([[0.3], [0.1 + 0.2], [0.3], [0.3]]))
    assert (found == 0).all()
    assert unit > 0


def test_nobody_has_no_unit():
    found, unit = standardise(np.empty((0, 3)))
    assert found.shape == (0, 3)
    assert list(unit) == [0, 0, 0]
