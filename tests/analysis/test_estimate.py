"""average, Holm and the Estimate itself."""

import re
from dataclasses import FrozenInstanceError
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests

from analysis.estimate import NAN, adjust_holm, average
from massage.words.codes import tell

REFERENCE = Path(__file__).parents[1] / "reference"


@pytest.fixture(scope="module")
def printed():
    return pd.read_csv(REFERENCE / "association.csv", index_col="name")


def test_average_equals_r(printed):
    clients = pd.read_csv(REFERENCE / "clients.csv")
    found = average(clients["pain_improvement"])
    fields = ["estimate", "low", "high", "p_value", "standard_error", "df", "n_clients"]
    expected = printed.loc["average", fields].astype(float)
    assert [getattr(found, field) for field in fields] == pytest.approx(list(expected), abs=1e-8)
    assert found.n_dropped == clients["pain_improvement"].isna().sum()


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([1.0] * 9, "clients with a value: 9"),
        ([2.0] * 12, "all values are the same"),
        ([0.3, 0.1 + 0.2] * 6, "all values are the same"),
    ],
)
def test_average_says_why_there_is_none(values, reason):
    found = average(pd.Series(values))
    assert reason in tell(found.reason)
    assert np.isnan([found.low, found.high, found.p_value]).all()


def test_average_of_nobody_is_none_however_few_are_enough():
    found = average(pd.Series([], dtype=float), fewest=0)
    assert tell(found.reason) == "clients with a value: 0, where 1 are needed"
    assert np.isnan([found.estimate, found.low, found.high, found.p_value]).all()


@pytest.mark.parametrize("unit", [1e-300, 1e-170, 1e170, 1e300])
def test_units_of_an_average_do_not_matter(unit):
    values = pd.Series(np.arange(40.0) % 7)
    plain, found = average(values), average(values * unit)
    for field in ("estimate", "low", "high", "standard_error"):
        assert getattr(found, field) == pytest.approx(getattr(plain, field) * unit, rel=1e-12)
    assert found.p_value == pytest.approx(plain.p_value, rel=1e-9)


@pytest.mark.parametrize("level", ["0.95", None, NAN, True, 0, 1, 95, -0.5])
def test_a_level_is_a_number_between_0_and_1(level):
    said = f"level is {level!r}; it must be a number between 0 and 1, like 0.95"
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        average(pd.Series(np.arange(20.0)), level=level)


def test_holm_equals_r_and_statsmodels(printed):
    p_values = {"a": 0.012, "b": 0.04, "c": 0.03, "d": 0.6}
    found = adjust_holm(p_values)
    assert list(found) == list(p_values)
    expected = printed.loc[[f"holm_{i}" for i in range(1, 5)], "estimate"].astype(float)
    assert list(found.values()) == pytest.approx(list(expected), abs=1e-8)
    theirs = multipletests(list(p_values.values()), method="holm")[1]
    assert list(found.values()) == pytest.approx(list(theirs), abs=1e-12)


def test_holm_leaves_out_what_was_not_answered():
    found = adjust_holm({"pain": 0.03, "sleep": NAN})
    assert found["pain"] == 0.03
    assert np.isnan(found["sleep"])
    assert np.isnan(adjust_holm({"pain": NAN})["pain"])


def test_an_estimate_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        average(pd.Series(range(20))).estimate = 1.0
