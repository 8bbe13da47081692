"""Visits and intervals with what closed days do to them, by hand."""

import numpy as np
import pandas as pd
import pytest

from analysis import PAIN, PLAN
from analysis.asked import Asked
from analysis.frames import check_sessions
from analysis.pushes import find_rhythm, list_pushed, list_visits

SESSIONS = pd.DataFrame(
    {
        "client_id": ["b", "a", "a", "a", "a"],
        "day": [0, 0, 30, 7, 21],
        "booked_day": [-1, -3, 25, 0, 7],
        "pain_before": [5, 6, 3, 5, 4],
        "therapist_id": ["U", "T", "U", "T", "U"],
        "active": ["no", "yes", "yes", "yes", "yes"],
        "shift_after": [0.5, 0.1, np.nan, 0.2, 0.3],
        "shift_before": [-0.5, 0.0, np.nan, 0.0, 0.0],
        "shifted": ["yes", "no", np.nan, "no", "yes"],
        "before_closure": ["no", "no", np.nan, "yes", "no"],
        "closure_block": ["k2", "k1", np.nan, "k1", "k3"],
        "period_block": ["p1", "p1", np.nan, "p1", "p2"],
    }
)


@pytest.fixture
def asked():
    return Asked(check_sessions(SESSIONS, [PAIN]), PAIN, PLAN)


def test_visits_are_listed_by_client_and_day(asked):
    visits = list_visits(asked)
    assert visits["client"].tolist() == [0, 0, 0, 0, 1]
    assert visits["day"].tolist() == [0, 7, 21, 30, 0]
    assert visits["last"].tolist() == [0, 0, 0, 1, 1]
    assert visits["last_day"].tolist() == [30, 30, 30, 30, 0]
    assert visits["stayed"].tolist() == [1, 1, 1, 1, 0]
    assert visits["shifted"].tolist()[:3] == [0, 0, 1]
    assert np.isnan(visits["closure_block"].iloc[3])


def test_hers_is_who_saw_her_the_last_two_times(asked):
    """T and T before the visit to U: still T; then T and U: who sees her now."""
    assert list_visits(asked)["hers"].tolist() == [0, 0, 0, 1, 1]


def test_intervals_have_what_stands_at_their_starting_visit_and_what_at_the_next(asked):
    pushed = list_pushed(asked)
    assert pushed["start"].tolist() == [0, 7, 21]
    assert pushed["day"].tolist() == [7, 21, 30]
    assert pushed["shift_after"].tolist() == [0.1, 0.2, 0.3]
    assert pushed["booked"].tolist() == [0, 7, 25]
    assert pushed["near"].tolist()[:2] == [1, 0]
    assert np.isnan(pushed["near"].iloc[2])


def test_the_rhythm_leaves_out_the_interval_it_is_for():
    client = np.array([0, 0, 0, 1, 1, 2])
    gap = np.array([7.0, 28.0, np.nan, 14.0, np.nan, np.nan])
    median = 14.0
    expected = [
        (28 * median) ** 0.5, (7 * median) ** 0.5, (7 * 28 * median) ** (1 / 3),
        median, (14 * median) ** 0.5, median,
    ]  # fmt: skip
    assert find_rhythm(client, gap) == pytest.approx(expected)
