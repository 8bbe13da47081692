"""Columns of the regressions within clients, against the formulas of the analysis plan."""

import numpy as np
import pandas as pd
import pytest

from analysis import PAIN, PLAN, Outcome
from analysis.terms import own_terms, season_terms, starting_terms, time_terms, timed_terms

ROWS = pd.DataFrame(
    {"start": [0.0, 90.0], "before": [5.0, 8.0], "after": [4.0, 6.0], "calendar": [0.0, 73.0]}
)


def test_time_slows_down_and_goes_on():
    log, half_years = time_terms(np.array([0.0, 90.0]))
    assert log == pytest.approx(np.log([1, 91]))
    assert half_years == pytest.approx([0, 0.5])


def test_season_is_waves_of_365_days():
    waves = season_terms(ROWS, 2, after=73)
    angles = 2 * np.pi * np.array([1, 2]) / 5
    expected = [wave(n * angles) for n in (1, 2) for wave in (np.cos, np.sin)]
    assert np.array(waves) == pytest.approx(np.array(expected))
    assert season_terms(ROWS.drop(columns="calendar"), 2) == []


@pytest.mark.parametrize(("book", "n"), [(False, 2 + 1 + 2), (True, 2 + 1 + 8)])
def test_more_waves_where_the_book_is_on_record(book, n):
    rows = ROWS.assign(book=1.0) if book else ROWS
    assert len(timed_terms(rows, ROWS["start"].to_numpy() + 10, PLAN, hinges=(30,))) == n
    assert own_terms(rows, PLAN, 2).shape == (2, 5 if book else 0)


def test_square_and_cube_are_of_three_tenths_of_the_range():
    *values, square, cube = starting_terms(ROWS, PAIN, PLAN)
    assert np.array(values) == pytest.approx(ROWS[["before", "after"]].to_numpy().T)
    assert square == pytest.approx([0, 1])
    assert cube == pytest.approx([0, 1])
    wide = Outcome("relaxed", 0, 100, better="higher")
    assert starting_terms(10 * ROWS, wide, PLAN)[2] == pytest.approx(square)
