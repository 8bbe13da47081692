"""A full disk and a closed folder are named, with how much is needed; nothing is lost."""

import errno
import os
import re
import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from massage.__main__ import main
from massage.aside import DiskFullError, needing, write_aside
from massage.report.build import build_report
from tests.test_stopping import write_books

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def out(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "index.html").write_text("before")
    return tmp_path / "out"


def leave(monkeypatch, *free):
    """Say that so many bytes are free, then the next number, and so on; the last stays."""
    left = list(free)
    monkeypatch.setattr(
        shutil, "disk_usage", lambda _: Usage(10**9, 0, left.pop(0) if len(left) > 1 else left[0])
    )


@pytest.mark.parametrize(
    ("command", "needed"), [("report", 20), ("slides", 20), ("figures", 40), ("summary", 10)]
)
def test_a_full_disk_is_named_before_anything_is_done(
    command, needed, records, out, capsys, monkeypatch
):
    leave(monkeypatch, 3_200_000)
    assert main([command, str(records), "--out", str(out)]) == 1
    said = capsys.readouterr().err
    assert f"The disk that holds {out} is full" in said
    assert f"3 MB are free, and about {needed} MB are needed" in said
    assert "What was there before is unchanged." in said
    assert [path.name for path in out.iterdir()] == ["index.html"]
    assert (out / "index.html").read_text() == "before"


@pytest.mark.parametrize("command", ["simulate", "calibrate"])
def test_a_file_that_has_no_room(command, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(
        "massage.worlds.calibrate.calibrate", lambda path, *_: write_aside(path, "a")
    )
    leave(monkeypatch, 0)
    words = {"simulate": ["plain", "--seed", "1"], "calibrate": ["--worlds", "plain"]}[command]
    path = tmp_path / "x.csv"
    assert main([command, *words, "--clients", "20", "--out", str(path)]) == 1
    assert "0 MB are free, and about 1 MB are needed" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "is full"), (errno.EDQUOT, "is used up (your quota")]
)
def test_a_disk_that_fills_up_meanwhile(number, words, records, out, capsys, monkeypatch):
    def fail(*_, **__):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("massage.report.summary.write_summary", fail)
    assert main(["summary", str(records), "--out", str(out)]) == 1
    said = capsys.readouterr().err
    assert words in said
    assert "about 10 MB are needed" in said
    assert "Errno" not in said
    assert [path.name for path in out.iterdir()] == ["index.html"]


def test_other_notebooks_are_stopped_at_once(records, out, tmp_path, monkeypatch):
    folder = tmp_path / "books"
    folder.mkdir()
    write_books(folder, **{f"0{place}_long": "import time; time.sleep(60)" for place in range(3)})
    leave(monkeypatch, 10**8, 10)
    with pytest.raises(DiskFullError, match="is full"):
        build_report(records, out, notebooks=folder)
    assert [path.name for path in out.iterdir()] == ["index.html"]


def test_a_notebook_without_room_says_so(records, out, tmp_path):
    folder = tmp_path / "books"
    folder.mkdir()
    write_books(
        folder,
        **{
            "00_full": "raise OSError(28, 'No space left on device')",
            "01_long": "import time; time.sleep(60)",
        },
    )
    with pytest.raises(DiskFullError, match=f"The disk that holds {re.escape(str(out))} is full"):
        build_report(records, out, notebooks=folder)
    assert (out / "index.html").read_text() == "before"


def test_the_disk_is_told_by_where_it_is_mounted(tmp_path, monkeypatch):
    monkeypatch.setattr("os.path.ismount", lambda place: place in (tmp_path, Path("/")))
    (tmp_path / "reports").mkdir()
    with (
        pytest.raises(DiskFullError, match=f"mounted at {re.escape(str(tmp_path.resolve()))}:"),
        needing(10**18, tmp_path / "reports"),
    ):
        pass


def test_another_fault_is_no_full_disk(tmp_path):
    with pytest.raises(FileNotFoundError), needing(1, tmp_path):
        (tmp_path / "nowhere").read_text()


@pytest.mark.parametrize(("below", "fault"), [("", "File exists"), ("out", "Not a directory")])
@pytest.mark.parametrize("command", ["report", "slides", "figures", "summary"])
def test_a_file_where_a_folder_should_be(command, below, fault, records, tmp_path, capsys):
    taken = tmp_path / "file"
    taken.write_text("mine")
    out = taken / below
    assert main([command, str(records), "--out", str(out)]) == 1
    said = capsys.readouterr().err
    assert f"Nothing can be written into {out}: {fault}. Name a folder of your own" in said
    assert "with --out (with make: OUT=...)." in said
    assert taken.read_text() == "mine"


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
@pytest.mark.parametrize("command", ["report", "slides", "figures", "summary"])
def test_a_folder_that_is_closed(command, number, records, out, capsys, monkeypatch):
    def refuse(**_):
        raise OSError(number, os.strerror(number), str(out / ".unfinished"))

    monkeypatch.setattr("massage.aside.tempfile.TemporaryDirectory", refuse)
    assert main([command, str(records), "--out", str(out)]) == 1
    said = capsys.readouterr().err
    assert f"Nothing can be written into {out}: {os.strerror(number)}. Name a folder" in said
    assert (out / "index.html").read_text() == "before"
