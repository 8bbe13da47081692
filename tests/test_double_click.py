"""The files to double-click: what is asked, and the command that follows."""

import os
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="asked on systems with a shell")


@pytest.fixture
def script(root, monkeypatch):
    monkeypatch.syspath_prepend(str(root / "tools"))
    import double_click

    return double_click


def answer(monkeypatch, *lines):
    given = iter(lines)
    monkeypatch.setattr("builtins.input", lambda _: next(given))


def test_the_synthetic_practice(script, monkeypatch):
    answer(monkeypatch, " 1 ")
    program, *words = script.ask()
    assert program == script.tool("analysis")
    assert words == ["report", script.EXAMPLE, "--out", "reports"]


@pytest.mark.parametrize("form", ["{} ", "{}", "'{}' ", '"{}"'])
def test_a_file_that_is_dragged_into_the_window(script, monkeypatch, tmp_path, form, capsys):
    path = tmp_path / "my file.csv"
    path.write_text("")
    dragged = str(path).replace(" ", "\\ ") if form == "{}" else str(path)
    answer(monkeypatch, "2", "nowhere.csv", form.format(dragged))
    assert script.ask()[1:] == ["report", str(path), "--out", "reports"]
    assert "There is no such file: nowhere.csv" in capsys.readouterr().out


def test_an_export_opens_the_import(script, monkeypatch):
    answer(monkeypatch, "3")
    program, *words = script.ask()
    assert program == script.tool("analysis")
    assert words == ["import", "--out", script.RECORDS]


def test_an_export_is_remembered_with_the_answers_of_the_import(
    script, monkeypatch, tmp_path, capsys
):
    first, second, mapping = (tmp_path / name for name in ("came.csv", "off.csv", "map.toml"))
    first.write_text("")
    second.write_text("")
    monkeypatch.setattr(script, "MAPPING", str(mapping))
    answer(monkeypatch, "5", "1")
    assert script.ask()[1] == "report"
    assert "Choose 3 first" in capsys.readouterr().out
    mapping.write_text("")
    answer(monkeypatch, "5", "nowhere.csv", str(first), "nothing.csv", f"'{second}'", "")
    assert script.ask()[1:] == ["remember", str(first), str(second), "--map", str(mapping)]
    assert "There is no such file: nothing.csv" in capsys.readouterr().out


def test_the_answers_lie_where_the_import_keeps_them(script):
    from massage.importing.session import Session

    assert str(Session([], out=Path(script.RECORDS)).mapping_file) == script.MAPPING


@pytest.mark.parametrize(("written", "ran"), [(True, ["import", "report"]), (False, ["import"])])
def test_records_that_an_import_wrote_get_their_report(script, monkeypatch, tmp_path, written, ran):
    records, done, opened = tmp_path / "sessions.csv", [], []

    def call(words, **_):
        done.append(words[1])
        if written and words[1] == "import":
            records.write_text("")
        return 0

    monkeypatch.setattr(script, "RECORDS", str(records))
    monkeypatch.setattr(script.subprocess, "call", call)
    monkeypatch.setattr(script.webbrowser, "open", opened.append)
    script.do([script.tool("analysis"), "import"])
    assert done == ran
    assert len(opened) == (1 if written else 0)


def test_the_course_opens_in_jupyter(script, monkeypatch, root):
    answer(monkeypatch, "4")
    program, *words = script.ask()
    assert program == script.tool("jupyter")
    assert words[0] == "lab"
    assert (root / words[1] / "unit_1" / "unit_1.ipynb").is_file()


def test_anything_else_is_asked_again(script, monkeypatch):
    answer(monkeypatch, "yes", "", "1")
    assert script.ask()[1] == "report"


def test_on_a_mac_it_hands_over_to_python(root, tmp_path):
    """Run as a double-click does, with a Python that only says what it was asked to run."""
    python = tmp_path / "python3"
    python.write_text('#!/bin/sh\necho "asked to run $1 in $(pwd)"\n')
    python.chmod(0o755)
    ran = subprocess.run(
        [root / "report.command"], input="\n", capture_output=True, text=True, check=False,
        cwd=tmp_path, env={"PATH": f"{tmp_path}:{os.environ['PATH']}"},
    )  # fmt: skip
    assert ran.returncode == 0
    assert f"asked to run tools/double_click.py in {root}" in ran.stdout
    assert ran.stderr == ""


def test_on_windows_it_runs_the_same(root):
    lines = (root / "report.bat").read_bytes()
    assert lines.count(b"\r\n") == lines.count(b"\n")
    assert b"tools\\double_click.py" in lines
