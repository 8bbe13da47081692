"""The report: on the practice, on thin records, on a real log, and when a notebook stops."""

import re
import subprocess
import sys

import nbformat
import pytest
from bs4 import BeautifulSoup

from analysis import PAIN, compare_intervals, load_sessions
from massage.__main__ import main
from massage.external import read_flotation_sessions
from massage.practice import Practice
from massage.report.build import build_report, list_chapters
from massage.report.page import write_page
from massage.words.together import describe_plan
from massage.worlds import simulate_sessions
from tests.massage.report.pages import check_page, read


@pytest.fixture(scope="module")
def few(root, tmp_path_factory):
    """Two quick notebooks of the project, for tests of the machinery alone."""
    folder = tmp_path_factory.mktemp("notebooks")
    for name in ("00_start_here", "02_how_often_and_what_changed"):
        path = root / "notebooks" / f"{name}.ipynb"
        (folder / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    return folder


def test_records_of_three_clients_get_a_report_that_says_what_is_missing(
    practice, tmp_path, monkeypatch
):
    """Of records without sleep, the same is asked where all commands run (test_leaks)."""
    monkeypatch.setenv("EXTERNAL_DATA", str(tmp_path))  # notebook 10 has other records
    path = tmp_path / "thin.csv"
    sessions = load_sessions(practice)
    three = sessions["client_id"].isin(sessions["client_id"].unique()[:3])
    sessions[three & (sessions["day"] <= 42)].to_csv(path, index=False)
    page = read(build_report(path, tmp_path / "report"))
    check_page(page, len(list_chapters()))
    cards = {card.h3.text: card.text for card in page.find_all("article", class_="card")}
    assert "improve more in sleep can't be worked out (clients with" in cards["Sleep"]
    assert "improve more in pain can't be worked out (clients with" in cards["Pain"]
    assert "the records that you named" in page.find("header").text


def test_a_blocked_answer_shows_no_number_and_what_would_lift_it(practice):
    sessions = load_sessions(practice).drop(columns="original_day")
    page = BeautifulSoup(write_page(practice, Practice(sessions, [PAIN]), {}), "html.parser")
    card = page.find("article", class_="card").text
    found = compare_intervals(sessions)
    assert found.blocked_by == ("no_move_record",)
    for value in (found.estimate, found.low, found.high):
        assert f"{abs(value):.2f} better" not in card
        assert f"{abs(value):.2f} worse" not in card
    assert "No number can be given." in card
    assert "record the day first agreed of each moved appointment (original_day)" in card


def test_cards_carry_both_questions_and_the_plan(practice):
    sessions = load_sessions(practice)
    page = BeautifulSoup(write_page(practice, Practice(sessions, [PAIN]), {}), "html.parser")
    card = page.find("article", class_="card").text
    found = compare_intervals(sessions)
    assert f"n = {found.n_clients} clients with {found.n_intervals:,} intervals" in card
    assert "Between clients" in card
    assert "Within clients" in card
    assert describe_plan() in page.text


def test_few_clients_are_told_what_could_not_be_checked(practice):
    sessions = load_sessions(practice)
    few = sessions[sessions["client_id"].isin(sessions["client_id"].unique()[:60])]
    page = BeautifulSoup(write_page(practice, Practice(few, [PAIN]), {}), "html.parser")
    assert "clients are too few to rule it out" in page.find("article", class_="card").text


@pytest.mark.usefixtures("external")
def test_make_report_on_the_flotation_log(root, tmp_path):
    """The main job on real input, typed as a user would."""
    read_flotation_sessions().to_csv(tmp_path / "log.csv", index=False)
    ran = subprocess.run(
        [
            "make",
            "report",
            f"PYTHON={sys.executable}",
            f"SESSIONS={tmp_path / 'log.csv'}",
            "OUTCOMES=relaxed:-3:3:higher pain_item:-3:3:higher",
            f"OUT={tmp_path / 'report'}",
        ],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "Running notebooks" in ran.stderr
    page = read(tmp_path / "report" / "index.html")
    check_page(page, len(list_chapters()))
    assert [card.h3.text for card in page.find_all("article", class_="card")] == [
        "Relaxed",
        "Pain item",
    ]
    assert "n = 43 clients" in page.find("article", class_="card").text


def stopping(few, tmp_path):
    """The quick notebooks, one of which stops at its third code cell."""
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


def test_bad_records_are_refused_before_anything_runs(tmp_path, capsys):
    path = tmp_path / "bad.csv"
    path.write_text("client_id,day,pain_before\nA,0,11\n")
    assert main(["report", str(path), "--out", str(tmp_path / "report")]) == 1
    assert "line 2, pain_before: 11 is too high" in capsys.readouterr().err
    assert not (tmp_path / "report").exists()


def test_what_a_user_writes_is_not_taken_as_html(few, tmp_path):
    path = tmp_path / "odd.csv"
    sessions = simulate_sessions("plain", n_clients=12, seed=1)
    sessions.rename(columns={"stress": "<script>"}).to_csv(path, index=False)
    outcomes = [PAIN, type(PAIN)("<script>", 0, 10, better="lower")]
    page = read(build_report(path, tmp_path / "report", outcomes, few))
    assert not page.find_all("script")
    assert "<script>" in page.text.lower()


def test_without_real_data_their_notebook_is_left_out_with_a_sentence(
    root, practice, tmp_path, monkeypatch
):
    folder = tmp_path / "notebooks"
    folder.mkdir()
    for path in (root / "notebooks").glob("*.ipynb"):
        if path.stem[:2] in ("00", "10"):
            (folder / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setenv("EXTERNAL_DATA", str(tmp_path))
    page = read(build_report(practice, tmp_path / "report", notebooks=folder))
    section = page.find("section", id=re.compile("^10_"))
    assert "This notebook was not run." in section.text
    assert "float_rest_sessions.xlsx is not here. Get it from" in section.text
