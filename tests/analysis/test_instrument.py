"""One instrument: against the normal equations with a dummy per client, and statsmodels."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.sandbox.regression.gmm import IV2SLS

from analysis.instrument import Ratio, Spread, take_off
from analysis.panel import Panel

N_CLIENTS, EACH = 60, 7


@pytest.fixture(scope="module")
def drawn():
    rng = np.random.default_rng(8)
    client = np.repeat(np.arange(N_CLIENTS), EACH)
    z, noise = rng.normal(size=(2, len(client)))
    actual = rng.normal(size=(len(client), 3))
    foreseen = actual + rng.normal(size=actual.shape)
    x = z + actual @ [1.0, -0.5, 0.2] + noise
    y = 0.4 * x + actual.sum(axis=1) + noise + rng.normal(size=N_CLIENTS)[client]
    ones = np.ones(len(client))
    panel = Panel(client, ones, np.empty((len(client), 0)), ones)
    values = panel.centre(np.column_stack([z, y, x]))
    left, cleared = take_off(panel, list(actual.T), list(foreseen.T), values, 0.0)
    cleared, left = cleared[:, 0], list(left.T[1:])
    return client, actual, foreseen, z, x, y, cleared, left


def test_the_estimate_is_that_of_two_stage_least_squares_with_a_dummy_per_client(drawn):
    client, actual, foreseen, z, x, y, cleared, left = drawn
    dummies = (client[:, None] == np.arange(N_CLIENTS)).astype(float)
    regressors = np.column_stack([x, actual, dummies])
    instruments = np.column_stack([z, foreseen, dummies])
    fit = IV2SLS(y, regressors, instruments).fit()
    assert Ratio.of(cleared, *left, client).estimate == pytest.approx(fit.params[0], abs=1e-9)


def test_spread_and_f_are_those_of_a_clustered_regression(drawn):
    client, *_, cleared, (_, x) = drawn
    fit = IV2SLS(x, cleared[:, None], cleared[:, None]).fit()
    found = Ratio.of(cleared, *drawn[-1], client)
    scores = np.bincount(client, cleared * (x - cleared * fit.params[0]))
    more = N_CLIENTS / (N_CLIENTS - 1)
    assert found.spreads[0].under_under == pytest.approx(more * scores @ scores)
    error = np.sqrt(more * scores @ scores) / (cleared @ cleared)
    assert found.first_stage_f == pytest.approx((fit.params[0] / error) ** 2)


def test_of_several_groupings_the_most_careful_counts(drawn):
    client, *_, cleared, left = drawn
    each = [client, np.arange(len(client)), client // 5]
    together = Ratio.of(cleared, *left, client, each[1:])
    alone = [Ratio.of(cleared, *left, one) for one in each]
    ends = np.array([one.find_interval(0.95) for one in alone])
    assert together.find_interval(0.95) == (ends[:, 0].min(), ends[:, 1].max())
    assert together.p_value == max(one.p_value for one in alone)
    assert together.first_stage_f == min(one.first_stage_f for one in alone)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_ends_of_a_set_are_where_its_condition_turns(drawn, level):
    found = Ratio.of(drawn[6], *drawn[7], drawn[0])
    (low, high), one = found.find_interval(level), found.spreads[0]
    for b, inside in ((low - 1e-6, False), (low + 1e-6, True), (high - 1e-6, True),
                      (high + 1e-6, False)):  # fmt: skip
        spread = one.over_over - 2 * b * one.over_under + b**2 * one.under_under
        t = (found.over - b * found.under) ** 2 / spread
        assert (t <= stats.t.ppf(0.5 + level / 2, one.n_groups - 1) ** 2) == inside


def test_a_set_that_is_no_interval_has_infinite_ends():
    assert Spread(30, 1.0, 0.0, 1.0).find_set(1.0, 1.0, 0.95) == (-np.inf, np.inf)
    assert Spread(1, 0.0, 0.0, 0.0).find_set(1.0, 1.0, 0.95) == (-np.inf, np.inf)


def test_an_instrument_that_pushes_nothing_has_no_strength():
    nothing = Ratio.of(np.zeros(4), np.ones(4), np.ones(4), np.arange(4))
    assert np.isnan(nothing.estimate)
    assert nothing.first_stage_f == 0
