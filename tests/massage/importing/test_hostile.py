"""Whatever the files and answers, there is a page, and what is wrong stands on it in words."""

import random

import pytest

from massage.importing.page import write_page
from massage.importing.session import Session
from tests.massage.importing import practice
from tests.massage.importing.practice import write_exports

FILES = {
    "empty": b"",
    "blank": b"\n\n\n",
    "no table": bytes(range(256)),
    "header alone": b"Client,Date,Pain\n",
    "tags": b'Client,<b>Date</b>,"a""b"\n<i>Ann</i>,2024-02-01,<script>1</script>\n',
    "one column": b"Client\nAnn\n",
    "twice": b"Client,Date,Date,Client\nAnn,2024-02-01,2024-02-02,Bob\n",
    "numbered": b"Client,Date{n},Date1,Date2,Pain1,Pain2\nAnn,x,2024-02-01,2024-03-01,3,4\n",
    "cut short": b'Client,Date,Status\nAnn,2024-02-01\nBob,2024-02-01,"Done\n',
    "braces": b"Client,Date,Status\n{n},2024-02-01,{state}\n",
    "no dates": b"Client,Date,Status\nAnn,soon,Done\nBob,later,Done\n",
    "calendar": b"BEGIN:VCALENDAR\nEND:VCALENDAR\n",
}


@pytest.mark.parametrize("kind", FILES)
def test_any_file_gives_a_page(kind, tmp_path):
    path = tmp_path / ("export.ics" if kind == "calendar" else "export.csv")
    path.write_bytes(FILES[kind])
    session = Session([path], tmp_path / "key.json")
    written = write_page(session)
    assert "No records yet" in written
    assert '<ul class="broken">' in written
    assert "<b>Date" not in written
    assert "<script>1" not in written
    assert "<i>Ann" not in written


def test_a_file_that_went_away_is_told(session, exports):
    exports[1].unlink()
    assert "file 2" in " ".join(session.model().counted.broken)
    exports[0].unlink()
    assert session.model().counted.broken
    write_page(session)


@pytest.mark.parametrize("seed", range(8))
def test_any_answers_give_a_page_and_no_name(seed, tmp_path):
    """Ten answers of those that are offered, drawn by lot, and then all of them put back."""
    drawn = random.Random(seed)
    session = Session(write_exports(tmp_path), tmp_path / "key.json")
    before = session.model()
    for _ in range(10):
        question = drawn.choice(session.model().questions)
        session.answer({session.ident(question.key): drawn.choice(question.options)[0]})
    written = write_page(session).casefold()
    for first, last in map(practice.name, range(practice.N_CLIENTS)):
        assert last.casefold() not in written
        assert f">{first.casefold()}<" not in written
    for key in [*session.answers]:
        session.answer({"put_back": session.ident(key)})
    session.answers.clear()
    assert session.model() == before
