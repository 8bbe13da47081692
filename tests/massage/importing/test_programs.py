"""The forms of eleven booking programs in the import: what is left to say, and exact records."""

from pathlib import Path

import pytest

from analysis import load_sessions
from massage.importing.session import Session
from tests.massage.intake.test_programs import FORMS, by_person, export, truth

SETTINGS = {"rated", "moving"}


@pytest.mark.parametrize("program", FORMS)
def test_only_what_no_export_tells_is_left_to_say(program, tmp_path):
    files = [Path(name) for name in export(tmp_path, program)]
    session = Session(files, tmp_path / "key.json")
    model = session.model()
    assert model.counted.broken == ()
    assert {q.key[0] for q in model.questions if q.is_open} <= SETTINGS
    assert model.counted.clients == len(truth())
    answers = {("rated",): "on arrival", ("moving",): "unknown"}
    session.answer({session.ident(key): value for key, value in answers.items()})
    assert session.model().n_open == 0
    session.make()
    assert by_person(load_sessions(session.places.records)) == truth()


@pytest.mark.parametrize("program", ["acuity", "square", "massagebook"])
def test_first_and_last_name_are_told_as_such(program, tmp_path):
    files = [Path(name) for name in export(tmp_path, program)]
    columns = {q.value for q in Session(files).model().questions if q.key[0] == "column"}
    assert {"client_first", "client_last"} <= columns
