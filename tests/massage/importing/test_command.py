"""The command import: what it says, opens, refuses, and how it ends."""

import re
import threading
import urllib.request

import pytest

from massage.__main__ import main
from massage.hosted import HOSTED
from massage.importing import command
from massage.importing.places import find_where
from massage.intake.anonymise import EXAMPLE
from massage.intake.codes import DEFAULT_KEY


def test_it_opens_the_page_and_ends_with_its_last_button(exports, tmp_path, monkeypatch, capsys):
    opened = []

    def open_and_close(address):
        opened.append(address)
        ask = urllib.request.Request(f"{address}end", data=b"", method="POST")
        threading.Thread(target=urllib.request.urlopen, args=(ask,), daemon=True).start()

    monkeypatch.setattr(command.webbrowser, "open", open_and_close)
    out = ["--out", str(tmp_path / "sessions.csv"), "--key", str(tmp_path / "key.json")]
    assert main(["import", *map(str, exports), *out]) == 0
    said = capsys.readouterr().out
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[\w-]{32,}/", opened[0])
    assert opened[0] in said
    assert "The import is closed." in said
    assert not (tmp_path / "sessions.csv").exists()


def test_a_file_that_isnt_there_is_refused(capsys):
    with pytest.raises(SystemExit):
        main(["import", "nowhere.csv"])
    assert "there is no file at place 1" in capsys.readouterr().err


def test_records_must_be_csv(exports, capsys):
    with pytest.raises(SystemExit):
        main(["import", str(exports[0]), "--out", "sessions.xlsx"])
    assert "--out must be a .csv file" in capsys.readouterr().err


def test_it_doesnt_run_on_a_hosted_service(exports, monkeypatch, capsys):
    monkeypatch.setenv(HOSTED, "somewhere")
    assert main(["import", str(exports[0])]) == 1
    assert "hosted notebook service" in capsys.readouterr().err


def test_records_lie_beside_the_files_those_of_the_example_elsewhere(exports, tmp_path):
    assert find_where(exports).records == exports[0].parent / "sessions.csv"
    assert find_where(exports).key == DEFAULT_KEY.expanduser()
    made_up = find_where([EXAMPLE])
    assert EXAMPLE.parent not in (made_up.key.parent, made_up.records.parent)
    assert made_up.key != DEFAULT_KEY.expanduser()
    named = find_where([EXAMPLE], tmp_path / "key", tmp_path / "out.csv")
    assert (named.key, named.records) == (tmp_path / "key", tmp_path / "out.csv")
