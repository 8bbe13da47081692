"""The fast way into a file says what the careful one says, or leaves the file to it."""

import random
import string

import pandas as pd
import pytest

from analysis import records
from analysis.cells.plain import read_plain
from analysis.schema import PAIN, SLEEP, Outcome, record_columns

LETTERS = string.ascii_letters + string.digits + ' ,;."\t\n\r-+_:é€\0'
OWN = Outcome("relaxed", -3, 3, "higher")


@pytest.fixture(scope="module")
def text(practice):
    lines = practice.read_text(encoding="utf-8").splitlines()
    return "\n".join(lines[:60]) + "\n"


def both_ways(path, outcomes, monkeypatch):
    fast = records.check_records(path, outcomes)
    with monkeypatch.context() as patch:
        patch.setattr(records, "read_plain", lambda *_: None)
        return fast, records.check_records(path, outcomes)


def check_same(fast, careful):
    assert [str(one) for one in fast.broken] == [str(one) for one in careful.broken]
    assert [(str(one), getattr(one, "facts", None)) for one in fast.remarks] == [
        (str(one), getattr(one, "facts", None)) for one in careful.remarks
    ]
    pd.testing.assert_frame_equal(fast.sessions, careful.sessions)


def damage(text, seed):
    """The text with one or two characters or lines written over, put in, taken out or doubled."""
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 2)):
        place, letter = chance.randrange(len(text)), chance.choice(LETTERS)
        lines = text.split("\n")
        line = chance.randrange(len(lines))
        text = chance.choice([
            text[:place] + letter + text[place + 1 :],
            text[:place] + letter + text[place:],
            text[:place] + text[place + 1 :],
            "\n".join([*lines[:line], lines[line], *lines[line:]]),
            "\n".join([*lines[:line], *lines[line + 1 :]]),
            "\n".join([*lines[:line], lines[line] + ",", *lines[line + 1 :]]),
            text.replace("\n", "\r\n"),
        ])  # fmt: skip
    return text


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_file_is_told_the_same(write, text, seed, monkeypatch):
    path = write(damage(text, seed))
    check_same(*both_ways(path, (PAIN, SLEEP), monkeypatch))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text,
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.rstrip("\n"),
        lambda text: text + "\n\n",
        lambda text: text.replace("\n", ",more\n"),
        lambda text: text.replace("pain_before", "relaxed").replace(",4,", ",-2.5,"),
    ],
)
@pytest.mark.parametrize("outcomes", [(PAIN, SLEEP), (OWN,)])
def test_a_file_of_any_form_is_read_the_same(write, text, change, outcomes, monkeypatch):
    check_same(*both_ways(write(change(text)), outcomes, monkeypatch))


def test_well_formed_records_never_meet_the_careful_reader(practice, monkeypatch):
    def refuse(*_):
        raise AssertionError("the careful reader was asked")

    monkeypatch.setattr(records, "read_cells", refuse)
    assert len(records.load_sessions(practice)) > 3000


@pytest.mark.parametrize(
    "unsure",
    [
        'client_id,day,pain_before\nA,0,"5"\n',
        "client_id;day;pain_before\nA;0;5\n",
        "client_id,day,pain_before\nA,0\n",
        "client_id,day,pain_before\nA,0,5,6\nB,0\n",
        "client_id,day,pain_before\nA,0,5,6\nB,0,5,6\n",
        "client_id,day,pain_before\nA,0, 5\n",
        "client_id,day,pain_before\n\nA,0,5\n",
        "client_id,day,pain_before\rA,0,5\r",
        "client_id,day,day\nA,0,5\n",
        "client_id,day,pain_before\nA,0,five\n",
        "client_id,day,pain_before\nA,0,nan\n",
        "client_id,day,pain_before\n",
        "client_id\nA\n",
        "client_id,day,pain_before\nÄ,0,5\n",
    ],
)
def test_what_is_unsure_is_left_to_the_careful_reader(write, unsure):
    assert read_plain(write(unsure), record_columns()) is None
