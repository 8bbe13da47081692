"""The page in plain language: its words, their reading level, one sheet, in a browser."""

import re
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from textstat import textstat

from analysis import (
    PAIN,
    SLEEP,
    Outcome,
    Practice,
    compare_intervals,
    load_sessions,
)
from analysis.threats import BLOCKING
from massage.__main__ import main
from massage.report import browser as printing
from massage.report import plain
from massage.report.summary import write_summary
from massage.words.codes import read_words
from massage.words.formats import NOT_ADVICE, listed
from tests.conftest import fits_the_width, loaded
from tests.massage.report.practices import KINDS, write_kind

WORDS = read_words(plain.WORDS)
HARDEST = 8  # Flesch-Kincaid grade: school year, at thirteen


@pytest.fixture(scope="module")
def folder(practice, tmp_path_factory):
    out = tmp_path_factory.mktemp("summary")
    assert main(["summary", str(practice), "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="module")
def thin(tmp_path_factory):
    """Summaries of each kind of thin records, built as a user would."""
    built = {}
    for kind in KINDS:
        folder = tmp_path_factory.mktemp("thin")
        path, outcomes = write_kind(kind, folder)
        named = ["--outcome", *map(str, outcomes)]
        assert main(["summary", str(path), "--out", str(folder), *named]) == 0
        built[kind] = folder / "summary.html"
    return built


def sentences(path):
    """Paragraphs and list items, decimals without their point: it would end a sentence."""
    soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    said = " ".join(element.get_text() for element in soup.main.find_all(["p", "li", "h4"]))
    return said, re.sub(r"(?<=\d)[.,](?=\d)", "", said)


def check_reading_level(path):
    grade = textstat.flesch_kincaid_grade(sentences(path)[1])
    assert 1 < grade <= HARDEST


def sheets(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_the_measure_tells_hard_words_from_plain_ones():
    hard = "Consequently, considerable heterogeneity complicates interpretation of estimates."
    assert textstat.flesch_kincaid_grade(hard) > HARDEST
    assert textstat.flesch_kincaid_grade("We can't tell. Ask us next year.") < HARDEST


def test_the_practice_reads_easily_and_says_its_limits(folder):
    check_reading_level(folder / "summary.html")
    said, _ = sentences(folder / "summary.html")
    assert "We looked at the records of 3,775 visits by 240 clients." in said
    assert "We could count 157 clients and 1,852 gaps." in said
    assert "After half the gap, scores were 0.06 to 0.39 points better: any number in that" in said
    assert "got better by 0.55 points less to 2.00 points more: any number" in said
    for words in (*WORDS["cant_know"], WORDS["only_if"], NOT_ADVICE, WORDS["synthetic"]):
        assert words in said


def test_only_those_who_came_for_a_site_are_counted_and_it_is_said(practice, tmp_path):
    asked = ["--site", "low_back", "upper_back"]
    assert main(["summary", str(practice), "--out", str(tmp_path), *asked]) == 0
    said, _ = sentences(tmp_path / "summary.html")
    assert "We looked at the records of 1,978 visits by 128 clients." in said
    assert "Only clients who came for the low back or upper back are looked at." in said
    check_reading_level(tmp_path / "summary.html")


@pytest.mark.parametrize("kind", KINDS)
def test_thin_records_read_easily_too(thin, kind):
    check_reading_level(thin[kind])
    said, _ = sentences(thin[kind])
    for words in (*WORDS["cant_know"], NOT_ADVICE):
        assert words in said


def test_a_blocked_question_is_told_without_a_number(thin):
    said, _ = sentences(thin["blocked"])
    assert "We can't use these records for this. No one wrote down which visits were moved." in said
    assert "For each moved visit, write down the first date." in said
    assert "After half the gap" not in said
    assert "gaps." not in said
    found = compare_intervals(load_sessions(thin["blocked"].with_name("blocked.csv")))
    assert f"{abs(found.estimate):.2f}" not in said


def test_what_cannot_be_answered_is_told(thin):
    said, _ = sentences(thin["three clients"])
    assert said.count("These records can't tell.") == 4
    assert "Clients with all the values: fewer than five, where 10 are needed." in said
    assert "visits by fewer than five clients" in said
    assert "fits the records" not in said


def test_other_outcomes_have_their_own_range(thin):
    said, _ = sentences(thin["other outcomes"])
    assert "Clients gave a score for relaxed (-3 to 3, higher is better)." in said


def test_every_threat_that_blocks_has_plain_words():
    blocking = set(BLOCKING)
    assert set(WORDS["blocks"]) == set(WORDS["keep"]) == blocking
    text = " ".join([*WORDS["blocks"].values(), *WORDS["keep"].values()])
    assert textstat.flesch_kincaid_grade(text) <= HARDEST


def test_what_a_user_writes_is_not_taken_as_html(practice):
    outcome = type(KINDS["other outcomes"][1][0])("<script>", 0, 10, better="lower")
    sessions = load_sessions(practice).rename(columns={"stress": "<script>"})
    page = BeautifulSoup(
        write_summary(Practice(sessions, [outcome]), WORDS["synthetic"]), "html.parser"
    )
    assert not page.find_all("script")
    assert "<script>" in page.text.lower()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1200, 900), (360, 740)], ids=["desktop", "phone"])
def test_in_a_browser_it_loads_nothing_fits_and_passes_axe(open_page, folder, size, scheme):
    path = folder / "summary.html"
    opened = open_page(path, *size, color_scheme=scheme)
    assert loaded(opened) == [path.as_uri()]
    assert opened.messages == []
    assert fits_the_width(opened)
    found = Axe().run(opened)
    assert found.violations_count == 0, found.generate_report()


def test_each_fits_one_sheet_of_a4(open_page, folder, thin):
    for path in (folder / "summary.html", *thin.values()):
        opened = open_page(path, 800, 1100)
        assert sheets(opened.pdf(prefer_css_page_size=True)) == 1
    every_block = " ".join([*WORDS["blocks"].values()])
    opened.evaluate("words => document.querySelectorAll('h4 + p').forEach(p => "
                    "p.textContent = words)", every_block)  # fmt: skip
    assert sheets(opened.pdf(prefer_css_page_size=True)) == 1


OTHERS = ("stress", "mood", "activity_limit")
WIDE = "body { font-family: 'DejaVu Sans', Verdana, sans-serif !important; }"


@pytest.mark.parametrize("blocked", [False, True])
def test_many_outcomes_stay_on_one_sheet_and_the_others_are_named(
    open_page, practice, tmp_path, blocked
):
    outcomes = [PAIN, SLEEP, *(Outcome(one, 0, 10, better="lower") for one in OTHERS)]
    sessions = load_sessions(practice, outcomes)
    if blocked:
        sessions = sessions.drop(columns=["booked_day", "original_day", "month"])
    path = tmp_path / "summary.html"
    path.write_text(
        write_summary(Practice(sessions, outcomes), WORDS["synthetic"]), encoding="utf-8"
    )
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    shown = [heading.text for heading in page.find_all("h3")]
    left = ["activity limit"] if not blocked else ["stress", "mood", "activity limit"]
    assert shown == [
        name.capitalize() for name in ("pain", "sleep", "stress", "mood")[: 5 - len(left)]
    ]
    assert f"There was no room here for {listed(left)}. The full report has" in page.main.text
    opened = open_page(path, 800, 1100)
    assert sheets(opened.pdf(prefer_css_page_size=True)) == 1
    opened.add_style_tag(content=WIDE)
    assert sheets(opened.pdf(prefer_css_page_size=True)) == 1


def test_a_long_name_leaves_the_boxes_equally_wide(open_page, practice, tmp_path):
    long = Outcome("stress", 0, 10, better="lower", name="s" + 80 * "t")
    sessions = load_sessions(practice, [long, PAIN])
    path = tmp_path / "summary.html"
    path.write_text(
        write_summary(Practice(sessions, [long, PAIN]), WORDS["synthetic"]), encoding="utf-8"
    )
    opened = open_page(path, 800, 1100)
    opened.emulate_media(media="print")
    one, other = (box.bounding_box()["width"] for box in opened.locator(".finding").all())
    assert one == pytest.approx(other, abs=1)
    assert fits_the_width(opened)


def test_an_interval_on_one_side_that_is_no_answer_says_why(practice):
    sessions = load_sessions(practice)
    [found] = Practice(sessions, [PAIN]).question_1.values()
    slope = replace(found.slope, estimate=0.7, low=0.2, high=1.2)
    assert plain.tell_more_often(replace(found, slope=slope))[-1] == "By how much, we can't say."
    [examined] = Practice(sessions, [PAIN]).question_2.values()
    assert examined.low > 0
    unsure = replace(examined, p_holm=0.2)
    assert plain.tell_sooner(unsure)[0] == "We can't tell."
    assert WORDS["chance"] in plain.tell_sooner(unsure)
    assert WORDS["chance"] not in plain.tell_sooner(examined)


@pytest.mark.usefixtures("browser")  # a failure without one where one is required
def test_the_pdf_is_one_sheet(folder):
    assert sheets((folder / "summary.pdf").read_bytes()) == 1


def test_without_a_browser_the_pdf_is_left_out_in_a_sentence(
    practice, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(printing, "find_browser", lambda: None)
    (tmp_path / "summary.pdf").write_text("of other records")
    assert main(["summary", str(practice), "--out", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "summary.pdf was not written: no Chromium or Chrome was found." in said
    assert "summary.html can be printed instead." in said
    assert [path.name for path in tmp_path.iterdir()] == ["summary.html"]


@pytest.mark.parametrize("command", ["slides", "figures", "summary"])
def test_a_folder_that_cannot_be_written_is_named(command, practice, tmp_path, capsys):
    taken = tmp_path / "taken"
    taken.write_text("a file")
    assert main([command, str(practice), "--out", str(taken / "out")]) == 1
    said = capsys.readouterr().err
    assert f"Nothing can be written into {taken / 'out'}: " in said
    assert "Name a folder of your own with --out (with make: OUT=...)." in said
    assert taken.read_text() == "a file"


@pytest.mark.parametrize("command", ["slides", "figures", "summary"])
def test_own_records_are_refused_on_a_hosted_service(
    command, practice, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("BINDER_SERVICE_HOST", "10.0.0.1")
    own = tmp_path / "own.csv"
    own.write_bytes(practice.read_bytes())
    assert main([command, str(own), "--out", str(tmp_path / "out")]) == 1
    assert "a computer of others" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["own.csv"]


@pytest.mark.parametrize("command", ["slides", "figures", "summary"])
def test_bad_records_are_refused_before_anything_is_written(command, tmp_path, capsys):
    path = tmp_path / "bad.csv"
    path.write_text("client_id,day,pain_before\nA,0,11\n")
    assert main([command, str(path), "--out", str(tmp_path / "out")]) == 1
    assert "line 2, pain_before: 11 is too high" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
