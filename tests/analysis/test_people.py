"""Tables of people: which rows are complete, and as what numbers are read."""

import numpy as np
import pandas as pd
import pytest

from analysis.codes import Code
from analysis.people import as_numbers, as_written, complete_rows

PEOPLE = pd.DataFrame({
    "client_id": ["A", "A", "B", "C", "D"], "pain": [np.nan, 3.0, 4.0, np.inf, 5.0],
    "who": ["x", "y", None, "y", "x"], "left": 1,
})  # fmt: skip


def complete(table, columns, fewest=1):
    return complete_rows(table, columns, Code("none"), 0.95, fewest)


def test_rows_without_a_number_or_a_word_are_left_out_and_counted():
    frame, found = complete(PEOPLE, ["pain", "who"])
    assert frame["pain"].tolist() == [3.0, 5.0]
    assert list(frame) == ["pain", "who"]
    assert (found.n_clients, found.n_dropped, found.answered) == (2, 3, True)


def test_a_person_is_there_twice_only_where_both_her_rows_count():
    """Else the second of them, the only one with a value, would be taken for a repeated one."""
    assert complete(PEOPLE, ["pain"])[1].answered
    assert complete(PEOPLE, ["left"])[1].reason == "repeated_clients"
    assert complete(PEOPLE.fillna({"pain": 1.0}), ["pain"])[1].reason == "repeated_clients"


def test_fewer_people_than_are_needed_have_no_number():
    assert complete(PEOPLE, ["pain"], fewest=4)[1].reason == "few_complete"


def test_narrow_numbers_are_read_as_they_print():
    assert as_written(pd.Series([6.1, 0.3], dtype="float32")).tolist() == [6.1, 0.3]


def test_text_is_no_number():
    with pytest.raises(ValueError, match="who must hold numbers"):
        as_numbers(PEOPLE[["pain", "who"]])
