"""Consecutive visits, and what stood in the book for each."""

import numpy as np
import pandas as pd
import pytest

from analysis import PAIN, SLEEP
from analysis.intervals import are_agreed, list_intervals
from analysis.plan import PLAN
from analysis.visits import Visits, look_back, weigh


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


def test_every_column_is_read_at_its_visit():
    """Two visits of B, three of A, out of order; the starting and the next one told apart."""
    sessions = pd.DataFrame(
        {
            "client_id": ["B", "A", "A", "B", "A"],
            "day": [0, 30, 0, 7, 10],
            "pain_before": [8.0, 1.0, 7.0, 6.0, 4.0],
            "pain_after": [5.0, 0.0, 3.0, 2.0, 1.0],
            "sleep_quality": [2.0, 9.0, 3.0, 5.0, 6.0],
            "therapist_id": ["T2", "T1", "T1", "T2", "T2"],
            "month": [1, 6, 5, 1, 5],
        }
    )
    rows = Visits.of(sessions, PLAN).list_intervals(SLEEP)
    expected = {
        "client": [0, 0, 1], "start": [0, 10, 0], "day": [10, 30, 7], "before": [3, 6, 2],
        "y": [6, 9, 5], "past": [np.nan, 3, np.nan], "pain_before": [7, 4, 8],
        "pain_after": [3, 1, 5], "pain_next": [4, 1, 6], "therapist": [1, 0, 1],
        "therapist_before": [0, 1, 1], "calendar": [365 / 12 * one for one in (4.5, 4.5, 0.5)],
    }  # fmt: skip
    for name, values in expected.items():
        assert rows[name].tolist() == pytest.approx(values, nan_ok=True), name
    assert not {"level", "book"} & set(rows)
    of_pain = Visits.of(sessions, PLAN).list_intervals(PAIN)
    assert of_pain["after"].tolist() == [3, 1, 5]
    assert "pain_next" not in of_pain


def test_one_looks_back_within_clients_alone():
    client = np.array([0, 0, 0, 1, 1])
    found = look_back(np.arange(5.0), client, 2)
    assert found == pytest.approx([np.nan, np.nan, 0, np.nan, np.nan], nan_ok=True)


def test_a_visit_counts_half_ten_days_off_the_day_in_the_book():
    off = np.array([0.0, 10, -10, 14])
    assert list(weigh(off, PLAN, book=True)[:3]) == [1, 0.5, 0.5]
    assert weigh(off, PLAN, book=False)[3] == 0.5
