"""One row per gap between two visits."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis import PAIN, find_threats
from analysis.intervals import (
    are_agreed,
    are_late,
    are_long_enough,
    comparable,
    complete,
    list_intervals,
)
from analysis.plan import PLAN


def test_an_unknown_booking_is_neither_standing_nor_late(mix):
    """Half of the bookings blanked by chance leave the shares about as they were."""
    blank = np.random.default_rng(1).random(len(mix)) < 0.5
    holes = mix.assign(booked_day=mix["booked_day"].mask(blank))
    whole, half = (find_threats(s).set_index("name")["value"] for s in (mix, holes))
    assert half["not_standing"] == pytest.approx(whole["not_standing"], abs=0.1)
    rows = list_intervals(holes, PAIN)
    assert ((rows["standing"] + rows["moved"] + rows["late"]) <= 1).all()


def test_moves_are_agreed_on_the_day_first_agreed_and_count_less():
    """Kept; moved by 14 days with the first day on record; booked after the starting visit."""
    sessions = pd.DataFrame(
        {
            "client_id": "C1",
            "day": [0, 10, 34, 40],
            "booked_day": [-5.0, 0.0, 10.0, 37.0],
            "original_day": [np.nan, np.nan, 20.0, np.nan],
            "pain_before": [6.0, 5.0, 4.0, 3.0],
        }
    )
    rows = list_intervals(sessions, PAIN)
    assert rows[["start", "day", "agreed_day"]].to_numpy().tolist() == [
        [0, 10, 10],
        [10, 34, 20],
        [34, 40, 40],
    ]
    kinds = rows[["standing", "moved", "late"]].to_numpy()
    assert kinds.tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert rows["weight"].tolist() == [1, 0.5, 1]
    assert rows["past"].tolist()[1:] == [6, 5.5]
    assert rows["y"].tolist() == [5, 4, 3]
    assert list(rows.loc[are_agreed(rows), "day"]) == [10, 34]
    assert list(comparable(rows, PAIN, replace(PLAN, first_start_day=10))["day"]) == [34]


def test_long_enough_late_and_complete_are_asked_row_by_row():
    """Three clients: both rows whole; one of two lacks a value; one row alone."""
    rows = pd.DataFrame(
        {
            "client": [0.0, 0, 1, 1, 2],
            "start": [0.0, 28, 0, 42, 56],
            "day": [28.0, 49, 7, 70, 84],
            "y": [5, 4, np.nan, 3, 2],
        }
    )
    assert list(are_late(rows, replace(PLAN, first_start_day=42))) == [False] * 3 + [True] * 2
    assert list(are_long_enough(rows, replace(PAIN, recall_days=21))) == [
        True, True, False, True, True,
    ]  # fmt: skip
    assert list(complete(rows, ["y"]).index) == [0, 1]
    assert complete(rows, ["y"], np.array([True, False, True, True, True])).empty
