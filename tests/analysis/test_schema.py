"""Outcomes, the schema, and the dictionary that is generated from it."""

import pytest

from analysis import PAIN, SLEEP, Outcome
from analysis.rules import RULES
from analysis.schema import (
    COLUMNS,
    OUTCOME_COLUMNS,
    read_outcome,
    read_outcomes,
    record_columns,
    write_outcomes,
)
from massage.words.codes import read_words
from massage.words.dictionary import insert_dictionary, write_dictionary


def test_pain_and_sleep_are_the_ones_promised():
    assert Outcome("pain_before", 0, 10, better="lower", name="pain", smallest=2) == PAIN
    assert Outcome("sleep_quality", 0, 10, better="higher", name="sleep", smallest=1) == SLEEP
    assert (PAIN.sign, SLEEP.sign) == (-1, 1)


def test_an_outcome_without_a_name_is_called_like_its_column():
    assert Outcome("relaxed", -3, 3, better="higher").name == "relaxed"


def test_outcomes_survive_being_written_and_read():
    outcomes = (PAIN, Outcome("how relaxed", -3, 3.5, better="higher", name="ease", smallest=0.5))
    assert read_outcomes(write_outcomes(outcomes)) == outcomes
    assert read_outcomes("") == (PAIN, SLEEP)
    assert read_outcomes("stress") == (Outcome("stress", 0, 10, better="lower"),)
    assert read_outcomes("sleep_hours") == (Outcome("sleep_hours", 0, 24, better="higher"),)
    assert read_outcomes("pain relaxed:-3:3:higher")[0] == PAIN


@pytest.mark.parametrize("text", ["a:1:2", "a:1:2:higher:b:c", ":1:2:higher", "a:x:2:higher"])
def test_an_outcome_that_cannot_be_read(text):
    with pytest.raises(ValueError, match=r"column:low:high:better|smallest"):
        read_outcome(text)


def test_two_outcomes_of_one_name_are_refused():
    with pytest.raises(ValueError, match="two outcomes have the same name"):
        record_columns([PAIN, Outcome("stress", 0, 10, better="lower", name="pain")])


def test_columns_are_those_of_the_record_format():
    assert ", ".join(COLUMNS) == (
        "client_id, day, booked_day, original_day, pain_before, pain_after, sleep_quality, "
        "sleep_hours, stress, mood, activity_limit, duration_min, condition, pain_site, modality, "
        "therapist_id, other_care, adverse_event, new_client, active, month"
    )
    assert OUTCOME_COLUMNS == (
        "pain_before",
        "pain_after",
        "sleep_quality",
        "sleep_hours",
        "stress",
        "mood",
        "activity_limit",
    )
    assert [name for name, column in COLUMNS.items() if column.required] == ["client_id", "day"]


def test_the_data_dictionary_is_the_one_that_the_code_writes(root):
    readme = (root / "data" / "README.md").read_text(encoding="utf-8")
    assert insert_dictionary(readme) == readme, "run `make dictionary`"
    assert write_dictionary() in readme


def test_the_dictionary_names_every_column_and_rule():
    text = write_dictionary()
    for name, column in COLUMNS.items():
        assert f"| `{name}` | {read_words('columns')[name]} | {column.right} |" in text
    for rule in RULES:
        assert read_words("rules")[rule] in text
    assert list(read_words("columns")) == list(COLUMNS)
    assert list(read_words("rules")) == list(RULES)


def test_a_document_without_markers_is_refused():
    with pytest.raises(ValueError, match="lacks"):
        insert_dictionary("nothing here")
