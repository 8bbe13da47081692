"""Answers laid over a suggested mapping, and its text."""

import pytest

from massage.importing.answers import lay_over, write_mapping
from massage.intake.mapping import make_mapping, read_toml

HEADERS = {"appointments": ["Client", "When", "State", "Kind", "Why"]}
SUGGESTED = {
    "appointments": {"client": "Client", "start": "When", "status": "State", "service": "Kind"},
    "status": {"attended": ["done"], "cancelled": ["gone"]},
}


def test_no_answer_changes_nothing():
    assert lay_over(SUGGESTED, {}, HEADERS) == SUGGESTED


def test_the_suggestion_is_left_as_it_was():
    before = {name: dict(table) for name, table in SUGGESTED.items()}
    lay_over(SUGGESTED, {("status", "Done"): "missed", ("rated",): "after"}, HEADERS)
    assert before == SUGGESTED


def test_a_word_moves_from_one_meaning_to_another():
    found = lay_over(SUGGESTED, {("status", "Done"): "missed", ("status", ""): "attended"}, HEADERS)
    assert found["status"] == {"attended": [""], "cancelled": ["gone"], "missed": ["Done"]}
    assert make_mapping(found).status == {"": "attended", "gone": "cancelled", "done": "missed"}


def test_words_of_a_preset_keep_what_any_other_means():
    found = lay_over({"preset": "acuity"}, {("status", "LC"): "cancelled"}, {})
    mapping = make_mapping(found)
    assert mapping.unlisted == "attended"
    assert mapping.status["lc"] == "cancelled"
    assert mapping.status["no show"] == "missed"


def test_settings_and_switches():
    answers = {("rated",): "on arrival", ("moving",): "new line", ("last_name_first",): "yes",
               ("date_order",): ""}  # fmt: skip
    found = lay_over({**SUGGESTED, "date_order": "day first"}, answers, HEADERS)
    assert (found["rated"], found["moving"], found["last_name_first"]) == (
        "on arrival", "new line", True,
    )  # fmt: skip
    assert "date_order" not in found


def test_words_of_columns_that_arent_read_are_left_out():
    answers = {
        ("column", "appointments", "Why"): "condition",
        ("condition", "a pull"): "strain",
        ("service", "yoga"): "no massage",
    }
    found = lay_over(SUGGESTED, answers, HEADERS)
    assert found["conditions"] == {"a pull": "strain"}
    assert found["services"] == {"ignored": ["yoga"]}
    unread = {("column", "appointments", name): "" for name in ("Why", "Kind")}
    found = lay_over(SUGGESTED, answers | unread, HEADERS)
    assert "conditions" not in found
    assert "services" not in found
    make_mapping(found)


def test_one_person_is_written_and_two_people_are_not():
    pairs = {("same", "an elm", "ann elm"): "one", ("same", "bo ash", "bob ash"): "two"}
    assert lay_over(SUGGESTED, pairs, HEADERS)["same_person"] == {"an elm": "ann elm"}


@pytest.mark.parametrize(
    "odd", ['a "quoted" name', "back\\slash", "line\nbreak", "\x7f", "caf\xe9"]
)
def test_the_text_says_the_same_whatever_the_words(odd):
    given = {
        "date_order": "day first",
        "last_name_first": True,
        "appointments": {"client": [odd, "b"], "start": odd, "contact": []},
        "conditions": {odd: "strain"},
        "rating_words": {odd: 5.0},
    }
    assert read_toml(write_mapping(given, "a comment")) == given
