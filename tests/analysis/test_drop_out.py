"""A logistic regression of rows that are counted is that of the rows, by statsmodels."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.discrete.discrete_model import Logit

from analysis.drop_out import solve_logit
from analysis.totals import Tally


@pytest.fixture
def visits():
    rng = np.random.default_rng(7)
    table = pd.DataFrame({"improvement": rng.integers(-3, 4, 500), "day": rng.integers(1, 30, 500)})
    chance = 1 / (1 + np.exp(2 - 0.5 * table["improvement"]))
    return table.assign(left=rng.random(500) < chance, one=1.0)


def test_counted_rows_give_what_all_rows_do(visits):
    columns = ["improvement", "one", "day"]
    theirs = Logit(visits["left"].astype(float), visits[columns]).fit(disp=0, tol=1e-12)
    rows = Tally.of(visits).rows
    assert len(rows) < len(visits)
    left, x, n = (rows[one].to_numpy(float) for one in ("left", columns, "n"))
    slopes, covariance = solve_logit(left, x, n)
    assert slopes == pytest.approx(theirs.params.to_numpy(), abs=1e-9)
    assert covariance == pytest.approx(theirs.cov_params().to_numpy(), rel=1e-6)


def test_no_slope_where_columns_tell_each_other_or_who_left(visits):
    left, n = visits["left"].to_numpy(float), np.ones(len(visits))
    twice = np.column_stack([visits["day"], 2 * visits["day"]])
    assert solve_logit(left, twice, n) is None
    told = np.column_stack([left - 0.5, np.ones(len(left))])
    assert solve_logit(left, told, n) is None
