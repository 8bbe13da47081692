"""Outcomes, and the columns of the record format."""

import re

import pytest

from analysis import PAIN, SLEEP, Outcome
from analysis.schema import COLUMNS, OUTCOME_COLUMNS, Column, record_columns


def test_pain_and_sleep_are_the_ones_promised():
    assert Outcome("pain_before", 0, 10, better="lower", name="pain", smallest=2) == PAIN
    assert Outcome("sleep_quality", 0, 10, better="higher", name="sleep", smallest=1) == SLEEP
    assert (PAIN.sign, SLEEP.sign) == (-1, 1)


def test_an_outcome_without_a_name_is_called_like_its_column():
    assert Outcome("relaxed", -3, 3, better="higher").name == "relaxed"


def test_two_outcomes_of_one_name_are_refused():
    with pytest.raises(ValueError, match="two outcomes have the same name"):
        record_columns([PAIN, Outcome("stress", 0, 10, better="lower", name="pain")])


def test_columns_are_those_of_the_saved_dictionary(root):
    readme = (root / "data" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| .+ \| (lower|higher|) \| (yes|) \|$", readme, re.M)
    assert rows == [
        (name, column.better or "", "yes" if column.required else "")
        for name, column in COLUMNS.items()
    ]
    assert list(OUTCOME_COLUMNS) == [name for name, better, _ in rows if better]


@pytest.mark.parametrize(
    ("column", "right"),
    [
        (Column("whole", 0, 7, unit="days"), "a whole number from 0 to 7, in days"),
        (Column("number", -3, 3.5), "a number from -3 to 3.5"),
        (Column("category", allowed=("a", "b")), "one of a, b"),
        (Column("category"), "a word of your own"),
        (Column("yes / no", allowed=("yes", "no")), "yes or no"),
        (Column("code"), "a random code"),
    ],
)
def test_a_column_says_what_would_be_right(column, right):
    assert column.right == right


def test_an_outcome_s_range_is_that_of_its_column_and_of_the_same_rating_on_leaving():
    wide = Outcome("pain_before", 0, 100, better="lower")
    columns = record_columns([wide])
    assert [columns[name].high for name in ("pain_before", "pain_after", "stress")] == [
        100,
        100,
        10,
    ]
    both = record_columns([wide, Outcome("pain_after", 0, 5, better="lower")])
    assert (both["pain_before"].high, both["pain_after"].high) == (100, 5)


def test_other_ratings_are_free_where_the_answer_rests_on_one_outcome_alone():
    free = {name for name, column in record_columns([SLEEP], alone=True).items() if column.free}
    assert free == set(OUTCOME_COLUMNS) - {"sleep_quality"}
    assert not any(column.free for column in record_columns([SLEEP]).values())


def test_what_is_no_rating_is_no_outcome():
    with pytest.raises(ValueError, match="month is not an outcome: name one of pain_before, "):
        record_columns([Outcome("month", 1, 12, better="lower")])


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"better": "up"}, "better is 'up'; write lower or higher"),
        ({"low": 10}, "the range 10 to 10 is empty or too wide"),
        ({"high": float("inf")}, "the range 0 to inf is empty or too wide"),
        ({"low": -1e308, "high": 1e308}, "the range -1e\\+308 to 1e\\+308 is empty or too wide"),
        ({"smallest": 0}, "the smallest difference is 0"),
        ({"recall_days": -1}, "days asked about are -1"),
    ],
)
def test_an_outcome_that_can_t_be_is_refused(change, why):
    with pytest.raises(ValueError, match=f"^vas: {why}$"):
        Outcome(**{"column": "vas", "low": 0, "high": 10, "better": "lower"} | change)
