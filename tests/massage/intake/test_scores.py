"""What stands in place of a rating, cell by cell."""

from dataclasses import replace

import pandas as pd
import pytest

from massage.intake.guess_scores import find_scores
from massage.intake.mapping import make_mapping
from massage.intake.scores import read_scores
from massage.intake.tables import ExportError

GIVEN = make_mapping({"appointments": {"client": "Who", "start": "When"}})


def read(cells, name="pain_before", **said):
    table = pd.DataFrame({name: cells, "file": 1, "line": range(2, len(cells) + 2)})
    return read_scores(table, replace(GIVEN, **said))[name].to_list()


def test_what_says_that_there_is_no_rating_is_none():
    assert pd.isna(read(["n/a", "N/A", "-", " -- ", "\u2013"])).all()
    assert read(["n/a", "0", "7/10"])[1:] == [0.0, 7.0]


@pytest.mark.parametrize("cell", ["none", "no", "?", "x", "-3", "na"])
def test_what_may_mean_anything_is_refused(cell):
    with pytest.raises(ExportError, match="line 3, pain_before: not a number"):
        read(["5", cell])


def test_a_range_that_falls_is_none():
    """8-6 may be before and after: neither the lower nor the middle is what hurt on arrival."""
    assert read(["6-8", "#N/A", "5"], ranges="lower")[0] == 6.0
    with pytest.raises(ExportError, match="line 3, pain_before: not a number; write a number"):
        read(["6-8", "8-6"], ranges="lower")


def test_a_word_for_no_rating_is_no_adverse_event():
    with pytest.raises(ExportError, match="not a known word"):
        read(["-"], "adverse_event")


def test_a_column_with_some_ratings_not_given_is_one_of_ratings():
    table = pd.DataFrame({"Pain": ["5", "n/a", "-", "6"]})
    assert find_scores(table, []) == {"pain_before": "Pain"}
    assert find_scores(table.replace("n/a", "later"), []) == {}
