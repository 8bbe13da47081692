"""What became of an appointment where a word stands in place of yes or no."""

import pandas as pd
import pytest

from massage.intake.mapping import make_mapping
from massage.intake.states import CALLED_OFF_WORD, UNLISTED, find_states, sounds_like
from massage.intake.status_words import tell_unsaid_words

GIVEN = {
    "appointments": {"client": "Who", "start": "When", "status": [], "not_arrived": "Absent"},
    "status": {"missed": ["Sent home"]},
}


def of(cells, **columns):
    return pd.DataFrame({"not_arrived": cells, "client": "ann"} | columns)


@pytest.mark.parametrize(
    ("cell", "state", "unsaid"),
    [
        ("Yes", "missed", ""),
        ("1", "missed", ""),
        ("No", "attended", ""),
        ("", "attended", ""),
        ("Sent home", "missed", ""),
        ("Late", "attended", UNLISTED),
        ("Cancelled at the door", "cancelled", CALLED_OFF_WORD),
    ],
)
def test_a_word_in_place_of_yes_or_no_is_read_as_a_status(cell, state, unsaid):
    found = find_states(of([cell, "No"]), make_mapping(GIVEN))
    assert found.loc[0].to_list() == [state, unsaid]
    assert found.loc[1].to_list() == ["attended", ""]


def test_such_a_word_is_told_with_its_count():
    table = of(["Late"] * 4 + ["No"] * 9 + ["Yes"])
    assert tell_unsaid_words(table, make_mapping(GIVEN), set()) == {UNLISTED: {"Late": 4}}


def test_a_day_of_cancelling_goes_before_such_a_word():
    table = of(["Late", "No"], cancelled_at=["2025-03-01", ""])
    found = find_states(table, make_mapping(GIVEN))
    assert found["state"].to_list() == ["cancelled", "attended"]
    assert found["unsaid"].to_list() == ["", ""]


@pytest.mark.parametrize(
    ("cell", "state"),
    [("2025-03-01", "cancelled"), ("yes", "cancelled"), ("x", "cancelled"), ("No", "attended"),
     ("FALSE", "attended"), ("0", "attended"), ("-", "attended"), ("n/a", "attended"),
     ("0000-00-00 00:00:00", "attended"), (" ", "attended")],
)  # fmt: skip
def test_no_in_place_of_a_day_of_cancelling_is_no_cancellation(cell, state):
    found = find_states(of(["", ""], cancelled_at=[cell, ""]), make_mapping(GIVEN))
    assert found["state"].to_list() == [state, "attended"]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("cancelled", ["Annulé", "storniert", "abgesagt", "Cancelada", "Disdetto", "geannuleerd",
                       "Void", "Avbokad", "Entfallen", "Aflyst", "Odwołana",
                       "İptal edildi", "キャンセル"]),
        ("missed", ["Not attended", "never came", "nicht erschienen", "No asistió", "Faltou",
                    "Não compareceu", "assente", "niet verschenen", "non venu", "Non honoré",
                    "Ikke møtt", "Nieobecność", "無断キャンセル"]),
        ("moved", ["verschoben", "Reporté", "Reagendado", "Postponed"]),
        (None, ["Honoré", "wahrgenommen", "Annual check", "Asistió", "Svolto", "Paid", "Falter",
                "Avoided stairs", "Reported", "Noted"]),
    ],
)  # fmt: skip
def test_words_of_other_languages_can_sound_as_if_nobody_came(state, words):
    assert {word: sounds_like(word.casefold()) for word in words} == dict.fromkeys(words, state)
