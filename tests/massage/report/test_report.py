"""The report: on the practice, on thin records, on a real log, and when a notebook stops."""

import re

import nbformat
import pytest
from bs4 import BeautifulSoup

from analysis import PAIN, compare_intervals, load_sessions
from massage.__main__ import main
from massage.external import read_flotation_sessions
from massage.practice import Practice, load_practice
from massage.report.build import build_report, list_chapters, write_parameters
from massage.report.page import write_pages
from massage.report.run import run_notebooks
from massage.worlds import simulate_sessions
from tests.massage.report.pages import check_page, check_report


@pytest.fixture(scope="module")
def few(root, tmp_path_factory):
    """A quick notebook of the project, for tests of the machinery alone."""
    folder = tmp_path_factory.mktemp("notebooks")
    path = root / "notebooks" / "02_how_often_and_what_changed.ipynb"
    (folder / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    return folder


def test_records_of_three_clients_run_through_and_the_front_says_what_is_missing(
    practice, tmp_path
):
    """Whole reports are those of the flotation log, and of records without sleep (test_leaks)."""
    sessions = load_sessions(practice)
    three = sessions["client_id"].isin(sessions["client_id"].unique()[:3])
    path = tmp_path / "thin.csv"
    sessions[three & (sessions["day"] <= 42)].to_csv(path, index=False)
    thin = load_practice(path)
    told = [one for one in list_chapters() if "SESSIONS" in one.read_text(encoding="utf-8")]
    assert len(told) >= 8
    run_notebooks(told, write_parameters(path, thin), tmp_path)
    front = BeautifulSoup(write_pages(thin, {})["index.html"], "html.parser")
    check_page(front)
    assert "No answer yet" in front.find(id="answer").text
    assert "What to write down from today" in front.text
    assert "the records that you named" in front.footer.text


def test_a_blocked_answer_shows_no_number_and_what_would_lift_it(practice):
    sessions = load_sessions(practice).drop(columns=["original_day", "duration_min"])
    pages = write_pages(Practice(sessions, (PAIN,)), {})
    front = BeautifulSoup(pages["index.html"], "html.parser")
    found = compare_intervals(sessions)
    assert found.blocked_by == ("no_move_record",)
    for value in (found.estimate, found.low, found.high):
        assert f"{abs(value):.2f}" not in front.select_one(".panel.within").text
    assert "Nobody wrote down which visits were moved" in front.find(id="answer").text
    assert "no: no answer" in front.select_one("#checks ~ .scroll").text
    details = front.details.text
    assert "write down the day of her next visit in the book" in details


@pytest.mark.usefixtures("external")
def test_the_report_on_the_flotation_log(tmp_path, capsys):
    """The main job on real input, typed as a user would; ``make report`` runs in test_makefile."""
    read_flotation_sessions().to_csv(tmp_path / "log.csv", index=False)
    outcomes = ["--outcome", "relaxed:-3:3:higher", "pain_item:-3:3:higher"]
    out = ["--out", str(tmp_path / "report")]
    assert main(["report", str(tmp_path / "log.csv"), *out, *outcomes]) == 0
    assert "Running notebooks" in capsys.readouterr().err
    front = check_report(tmp_path / "report" / "index.html", len(list_chapters()))
    names = [strip.b.text for strip in front.select("#answer .panel.between .strip")]
    assert names == ["Relaxed", "Pain item"]
    assert "n = 43" in front.find(id="answer").text.replace("\N{NO-BREAK SPACE}", " ")


def stopping(few, tmp_path):
    """The quick notebook, which stops at its third code cell."""
    folder = tmp_path / "stopping"
    folder.mkdir()
    for path in few.iterdir():
        book = nbformat.read(path, as_version=4)
        book.cells = book.cells[:4]
        book.cells[3].source = "sessions = 1 / 0"
        nbformat.write(book, folder / path.name)
    return folder


def test_a_notebook_that_stops_leaves_the_old_report(few, practice, tmp_path, capsys, monkeypatch):
    folder = stopping(few, tmp_path)
    monkeypatch.setattr(
        "massage.report.build.build_report",
        lambda file, out, outcomes, **asked: build_report(file, out, outcomes, folder, **asked),
    )
    out = tmp_path / "report"
    out.mkdir()
    (out / "index.html").write_text("the report before")
    (out / "mine.txt").write_text("something else")
    assert main(["report", str(practice), "--out", str(out)]) == 1
    said = capsys.readouterr().err
    assert re.search(r"notebook 0\d_\w+\.ipynb stopped at cell \d: ZeroDivisionError: div", said)
    assert "The report that was there before is unchanged." in said
    assert "Traceback" not in said
    assert (out / "index.html").read_text() == "the report before"
    assert sorted(path.name for path in out.iterdir()) == ["index.html", "mine.txt"]


def test_what_a_user_writes_is_not_taken_as_html(few, tmp_path):
    path = tmp_path / "odd.csv"
    sessions = simulate_sessions("plain", n_clients=12, seed=1)
    sessions.rename(columns={"stress": "<script>"}).to_csv(path, index=False)
    outcomes = [PAIN, type(PAIN)("<script>", 0, 10, better="lower")]
    front = check_report(build_report(path, tmp_path / "report", outcomes, few), 1)
    assert "<script>" in front.text.lower()
