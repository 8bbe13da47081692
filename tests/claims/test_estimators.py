"""Each claim's estimator against R, and against what can be worked out by hand."""

from pathlib import Path

import pandas as pd
import pytest

from analysis import PAIN, SLEEP, load_sessions
from analysis.claims.at_once import average_relief
from analysis.claims.changes import average_change, share_reaching
from analysis.claims.conditions import pool_changes
from analysis.claims.groups import pick_condition
from analysis.claims.linked_ratings import correlate_within
from analysis.claims.modalities import compare_modality
from analysis.claims.other_care import differ_between
from analysis.claims.safety import rate_per_hundred, share_with_event
from analysis.claims.time_to_relief import (
    compare_time_to_relief,
)
from analysis.schema import read_outcome

REFERENCE = Path(__file__).parents[1] / "reference"
FIELDS = ["estimate", "low", "high", "p_value", "n_clients"]


@pytest.fixture(scope="module")
def sessions():
    return load_sessions(REFERENCE / "claims_sessions.csv")


@pytest.fixture(scope="module")
def printed():
    return pd.read_csv(REFERENCE / "claims.csv", index_col="name").astype(float)


ASKED = {
    "change_pain_fibromyalgia": lambda s: average_change(pick_condition(s, "fibromyalgia"), PAIN),
    "change_sleep_fibromyalgia": lambda s: average_change(pick_condition(s, "fibromyalgia"), SLEEP),
    "change_stress_stress": lambda s: average_change(
        pick_condition(s, "stress"), read_outcome("stress")
    ),
    "reach_8_hours": lambda s: share_reaching(s, read_outcome("sleep_hours"), 8),
    "relief_at_once": average_relief,
    "share_with_event": share_with_event,
    "rate_per_hundred": rate_per_hundred,
    "modality": lambda s: compare_modality(s, "lymphatic"),
    "care_between": differ_between,
    "rmcorr_plain": lambda s: correlate_within(s, "pain_before", "stress", hold_equal=False),
    "rmcorr_adjusted": lambda s: correlate_within(s, "pain_before", "stress"),
    "time_to_relief": compare_time_to_relief,
    "pooled_mean": lambda s: pool_changes(s).mean,
    "pooled_spread": lambda s: pool_changes(s).spread,
}


@pytest.mark.parametrize("name", ASKED)
def test_equals_r(sessions, printed, name):
    found = ASKED[name](sessions)
    expected = printed.loc[name, FIELDS].dropna()
    assert len(expected) >= (1 if name == "rmcorr_plain" else 2)
    for field, value in expected.items():
        assert getattr(found, field) == pytest.approx(value, rel=1e-7, abs=1e-9), field
