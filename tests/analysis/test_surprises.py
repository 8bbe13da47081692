"""Surprises: zero where there is none, extra visits passed over, the same as least squares."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import PAIN, PLAN, SLEEP
from analysis.intervals import are_agreed, list_intervals
from analysis.surprises import add_surprises, find_surprises

REFERENCE = Path(__file__).parents[1] / "reference"
PLAIN = replace(PLAN, own_trend=0.0)


@pytest.fixture(scope="module")
def book() -> pd.DataFrame:
    return pd.read_csv(REFERENCE / "practice_book.csv")


def named(intervals: pd.DataFrame) -> list[str]:
    return list(intervals.columns[intervals.columns.str.startswith("surprise")])


def test_extra_visits_are_passed_over(book):
    intervals = add_surprises(list_intervals(book, PAIN), PAIN, PLAN)
    agreed = intervals.loc[are_agreed(intervals), intervals.columns.drop(named(intervals))]
    found = find_surprises(agreed, PAIN, PLAN)
    assert (intervals["carried"] > 0).sum() > 10
    for _, rows in intervals.groupby("client"):
        own = rows.index[~(rows["carried"] > 0)]
        for place, row in enumerate(own):
            for k in range(1, PLAN.earlier_surprises + 1):
                earlier = found.get(own[place - k], 0.0) if place >= k else 0.0
                assert intervals.loc[row, f"surprise_{k}"] == earlier
        extra = rows.index[rows["carried"] > 0]
        assert not intervals.loc[extra, named(intervals)].to_numpy().any()


@pytest.mark.parametrize("outcome", [PAIN, SLEEP])
def test_without_own_courses_they_are_what_dummies_leave(book, outcome):
    """Ordinary least squares with one dummy a client, on the few columns of records so bare."""
    bare = book.drop(columns=["pain_after", "therapist_id", "month"])
    bare = bare.drop(columns="pain_before") if outcome is SLEEP else bare
    rows = list_intervals(bare, outcome, PLAIN)
    rows = rows[are_agreed(rows)]
    rows = rows[rows["before"].notna()]
    rows = rows[rows.groupby("client")["day"].transform("size") >= 2]
    bent = (rows["before"] - 5) / 3
    columns = [rows["before"], bent**2, bent**3, np.log1p(rows["start"]), rows["start"]]
    x = np.column_stack([*columns, pd.get_dummies(rows["client"]).to_numpy(float)])
    y = np.log2(rows["agreed_day"] - rows["start"])
    left = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    found = find_surprises(rows, outcome, PLAIN)
    np.testing.assert_allclose(found.to_numpy(), left.to_numpy(), atol=1e-9)


def test_records_without_the_book_stay_as_they_are(book):
    intervals = list_intervals(book.drop(columns=["agreed_day", "agreed_known"]), PAIN)
    assert add_surprises(intervals, PAIN, PLAN) is intervals


def test_as_many_as_the_plan_says_and_none_from_nothing(book):
    intervals = list_intervals(book, PAIN)
    two = add_surprises(intervals, PAIN, replace(PLAN, earlier_surprises=2))
    assert named(two) == ["surprise_1", "surprise_2"]
    alone = add_surprises(intervals.iloc[:1], PAIN, PLAN)
    assert not alone[named(alone)].to_numpy().any()
    assert find_surprises(intervals.iloc[:1], PAIN, PLAN).empty
