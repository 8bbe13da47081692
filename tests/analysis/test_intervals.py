"""One row per gap between two visits."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis import PAIN, find_threats
from analysis.intervals import are_agreed, comparable, list_intervals
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


def of_one_client(days, agreed, **columns):
    """One client's visits with what stood in the book for each."""
    return pd.DataFrame({"client_id": "C1", "day": days, "agreed_day": agreed} | columns).assign(
        pain_before=5.0
    )


def test_the_day_in_the_book_goes_row_by_row():
    """Kept; skipped; not known; nothing there. What was booked and moved isn't read."""
    sessions = of_one_client(
        [0, 14, 42, 56, 60],
        [np.nan, 14.0, 28.0, 56.0, np.nan],
        agreed_known=["yes", "yes", "yes", "no", None],
        booked_day=[-3, 0, 0, 0, 57],
        original_day=[np.nan, 9.0, np.nan, np.nan, np.nan],
    )
    rows = list_intervals(sessions, PAIN)
    kinds = rows[["standing", "moved", "late"]].to_numpy().tolist()
    assert kinds == [[1, 0, 0], [0, 1, 0], [0, 0, 0], [0, 0, 1]]
    assert list(rows["agreed_day"]) == [14, 28, 56, 60]
    assert list(rows["weight"]) == [1, 0.5**1.4, 1, 1]
    assert list(rows.loc[are_agreed(rows), "day"]) == [14, 42]
    assert (rows["book"] == 1).all()
    assert np.exp2(rows["previous"].to_numpy()).round(9).tolist()[1:] == [14, 28, 14]


def test_nothing_in_the_book_is_late_only_where_it_was_booked_since():
    """Where days of booking are on record, none, or an earlier one, tells nothing of this visit."""
    booked = [-3.0, np.nan, 5.0, 30.0]
    sessions = of_one_client([0, 14, 28, 42], [np.nan] * 4, booked_day=booked)
    assert list(list_intervals(sessions, PAIN)["late"]) == [0, 0, 1]
    alone = sessions.drop(columns="booked_day")
    assert list(list_intervals(alone, PAIN)["late"]) == [1, 1, 1]


def test_an_extra_visit_starts_no_interval_that_somebody_agreed():
    """In the book: 14, then 28 both at 14 and at the extra visit on 21, then 42."""
    rows = list_intervals(of_one_client([0, 14, 21, 28, 42], [np.nan, 14, 28, 28, 42]), PAIN)
    assert list(rows["carried"]) == [0, 0, 1, 0]
    assert list(rows.loc[are_agreed(rows), "day"]) == [14, 21, 42]


def test_a_day_that_was_only_brought_forward_is_no_extra_visit():
    rows = list_intervals(of_one_client([0, 14, 26, 42], [np.nan, 14, 28, 42]), PAIN)
    assert not rows["carried"].any()
