"""The page in plain language: its words, their reading level, one sheet, in a browser."""

import re

import pytest
from bs4 import BeautifulSoup
from textstat import textstat

from analysis import PAIN, SLEEP, Outcome, compare_intervals, load_sessions
from analysis.threats import BLOCKING
from massage import figures
from massage.__main__ import main
from massage.board.describe import describe_board
from massage.practice import Practice, load_practice
from massage.report import browser as printing
from massage.report import summary
from massage.report.summary import fit_sheet, write_summary
from massage.words.codes import read_words
from massage.words.formats import NOT_ADVICE, listed
from tests.conftest import fits_the_width, loaded, passes_axe_in_light_and_dark
from tests.massage.report.practices import KINDS, write_kind

WORDS = read_words(summary.WORDS)
HARDEST = 8  # Flesch-Kincaid grade: school year, at thirteen
SMALLEST = 10  # points, in print
SIZES = """[...document.querySelectorAll("main :not(style)")]
    .filter(e => [...e.childNodes].some(n => n.nodeType == 3 && n.data.trim()))
    .map(e => parseFloat(getComputedStyle(e).fontSize) * 0.75
        * (e.getScreenCTM ? e.getScreenCTM().a : 1))"""


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


def read(path):
    """The sheet's words, every space a plain one."""
    soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    return " ".join(soup.main.get_text(" ").replace("\N{NO-BREAK SPACE}", " ").split())


def sentences(path):
    """All that ends as a sentence does, decimals without their point: it would end one."""
    soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    said = [" ".join(one.get_text().split()) for one in soup.main.find_all("p")]
    whole = " ".join(one for one in said if one.endswith((".", "?")))
    return re.sub(r"(?<=\d)[.,](?=\d)", "", whole)


def check_reading_level(path):
    grade = textstat.flesch_kincaid_grade(sentences(path))
    assert 1 < grade <= HARDEST


def sheets(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_the_measure_tells_hard_words_from_plain_ones():
    hard = "Consequently, considerable heterogeneity complicates interpretation of estimates."
    assert textstat.flesch_kincaid_grade(hard) > HARDEST
    assert textstat.flesch_kincaid_grade("We can't tell. Ask us next year.") < HARDEST


def test_the_practice_reads_easily_and_says_its_limits(folder):
    check_reading_level(folder / "summary.html")
    said = read(folder / "summary.html")
    assert said.startswith("Made-up records Do clients who come more often improve more?")
    assert "240 clients came for 3,775 visits." in said
    assert "98 of 163 clients seen again were better by 2 points or more in pain." in said
    assert "By time alone 48 of 100 are, in made-up practices where massage does nothing." in said
    for words in (*WORDS["cant_know"], NOT_ADVICE, WORDS["made_up"], WORDS["keep"]):
        assert words in said


def test_the_sheet_is_headed_by_the_board_with_every_number(folder, clinic):
    said, board = read(folder / "summary.html"), describe_board(clinic)
    for label, headline in board.headlines:
        assert f"{label} {headline}" in said
    assert board.line in said
    assert board.caveat in said
    strips = [strip for panel in board.panels for strip in panel.strips]
    assert len(strips) == 4
    for strip in strips:
        assert strip.numbers in said
    assert "0.22 better (97.5 % interval 0.03 to 0.41 better), n = 157" in said


def test_the_picture_of_who_changed_has_its_text_alternative(folder, clinic):
    page = BeautifulSoup((folder / "summary.html").read_text(encoding="utf-8"), "html.parser")
    [picture] = page.find_all("svg", role="img")
    assert picture["aria-label"] == figures.plot_change(clinic, PAIN, shared=True).alternative
    assert "Here: 60 better" in picture.get_text(" ")


def test_only_those_who_came_for_a_site_are_counted_and_it_is_said(practice, tmp_path):
    asked = ["--site", "low_back", "upper_back"]
    assert main(["summary", str(practice), "--out", str(tmp_path), *asked]) == 0
    said = read(tmp_path / "summary.html")
    assert "128 clients came for 1,978 visits." in said
    assert "Only clients who came for the low back or upper back are looked at." in said
    assert "clients gave a score for back pain (0 to 10, lower is better)" in said
    check_reading_level(tmp_path / "summary.html")


@pytest.mark.parametrize("kind", KINDS)
def test_thin_records_read_easily_too(thin, kind):
    check_reading_level(thin[kind])
    said = read(thin[kind])
    for words in (*WORDS["cant_know"], NOT_ADVICE, WORDS["own"]):
        assert words in said


def test_a_blocked_question_is_told_without_a_number(thin):
    said = read(thin["blocked"])
    assert "Perhaps under 1 point" in said  # of the bounds: a size either way, as a supposition
    assert read_words("threats")["no_move_record"]["keep"] in said
    assert WORDS["keep"] not in said
    assert "Nobody wrote down which visits were moved: do so from today." in said
    found = compare_intervals(load_sessions(thin["blocked"].with_name("blocked.csv")))
    assert f"{abs(found.estimate):.2f}" not in said


def test_what_cannot_be_answered_is_told(thin):
    said = read(thin["three clients"])
    assert said.count("Clients so far: fewer than five; 10 are needed.") == 4
    assert "Fewer than five clients came for " in said
    assert "How many got better isn't told here. Fewer than 5 clients" in said
    assert "% interval" not in said


def test_other_outcomes_have_their_own_range(thin):
    said = read(thin["other outcomes"])
    assert "clients gave a score for relaxed (-3 to 3, higher is better)." in said


def test_every_threat_that_blocks_has_plain_words():
    keep = [WORDS["keep"], *(read_words("threats")[name]["keep"] for name in BLOCKING)]
    assert textstat.flesch_kincaid_grade(" ".join(keep)) <= HARDEST


def test_what_a_user_writes_is_not_taken_as_html(practice):
    outcome = Outcome("<script>", 0, 10, better="lower")
    sessions = load_sessions(practice).rename(columns={"stress": "<script>"})
    page = BeautifulSoup(write_summary(Practice(sessions, [outcome])), "html.parser")
    assert not page.find_all("script")
    assert "<script>" in page.text.lower()


def test_in_a_browser_it_loads_nothing_fits_and_passes_axe(open_page, folder):
    path = folder / "summary.html"
    opened = open_page(path, 1200, 900)
    for width in (1200, 360):
        opened.set_viewport_size({"width": width, "height": 740})
        assert fits_the_width(opened)
        passes_axe_in_light_and_dark(opened)
    assert loaded(opened) == [path.as_uri()]
    assert opened.messages == []


WIDE = "body { font-family: 'DejaVu Sans', Verdana, sans-serif !important; }"


def test_each_fits_one_sheet_of_a4_in_letters_that_can_be_read(open_page, folder, thin):
    for path in (folder / "summary.html", *thin.values()):
        opened = open_page(path, 703, 1100)
        assert sheets(opened.pdf(prefer_css_page_size=True)) == 1
        opened.emulate_media(media="print")
        assert min(opened.evaluate(SIZES)) >= SMALLEST - 0.05
        opened.add_style_tag(content=WIDE)
        assert sheets(opened.pdf(prefer_css_page_size=True)) == 1


OTHERS = ("stress", "mood", "activity_limit", "focus")


@pytest.mark.parametrize("blocked", [False, True])
def test_many_outcomes_stay_on_one_sheet_and_the_others_are_named(
    open_page, practice, tmp_path, blocked
):
    outcomes = [PAIN, SLEEP, *(Outcome(one, 0, 10, better="lower") for one in OTHERS)]
    sessions = load_sessions(practice)
    sessions = sessions.assign(focus=sessions["stress"])
    if blocked:
        sessions = sessions.drop(columns=["booked_day", "original_day", "month"])
    own = Practice(sessions, outcomes)
    path = tmp_path / "summary.html"
    path.write_text(write_summary(own), encoding="utf-8")
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    shown = [one.text for one in page.select(".panel.within .said b")]
    assert shown == ["Pain", "Sleep"]
    left = listed(["stress", "mood", "activity limit", "focus"])
    assert f"There was no room here to draw {left}. The full report does." in read(path)
    for _, headline in describe_board(own).headlines:
        assert headline in read(path)
    opened = open_page(path, 703, 1100)
    assert sheets(opened.pdf(prefer_css_page_size=True)) == 1
    opened.add_style_tag(content=WIDE)
    assert sheets(opened.pdf(prefer_css_page_size=True)) == 1


def test_intervals_come_before_the_picture_and_the_first_are_always_there(
    practice, clinic, monkeypatch
):
    board, sections = fit_sheet(clinic)
    assert [len(panel.strips) for panel in board.panels] == [2, 2]
    assert [bool(one.picture) for one in sections] == [False, True, False, False]
    three = [PAIN, SLEEP, Outcome("stress", 0, 10, better="lower")]
    board, sections = fit_sheet(load_practice(practice, three))
    assert [len(panel.strips) for panel in board.panels] == [2, 2]
    assert "There was no room here to draw stress." in sections[0].said[-1]
    monkeypatch.setattr(summary, "LINES", 10)
    board, sections = fit_sheet(clinic)
    assert [len(panel.strips) for panel in board.panels] == [1, 1]
    assert "There was no room here to draw sleep." in sections[0].said[-1]


def test_a_third_panel_leaves_room_for_one_outcome(open_page, practice, tmp_path):
    own = load_practice(practice)
    verdicts = {name: dict(found) for name, found in own.verdicts.items()}
    verdicts["sleep"]["closed_days"] = verdicts["sleep"]["within"]
    own.__dict__["verdicts"] = verdicts
    board, _ = fit_sheet(own)
    assert [panel.question for panel in board.panels] == ["within", "between"]
    verdicts["pain"]["closed_days"] = verdicts["pain"]["within"]
    board, _ = fit_sheet(own)
    assert [panel.question for panel in board.panels] == ["within", "closed_days", "between"]
    assert {strip.name for panel in board.panels for strip in panel.strips} == {"pain"}
    path = tmp_path / "summary.html"
    path.write_text(write_summary(own), encoding="utf-8")
    assert sheets(open_page(path, 703, 1100).pdf(prefer_css_page_size=True)) == 1


def test_a_long_name_leaves_the_panels_equally_wide(open_page, practice, tmp_path):
    long = Outcome("stress", 0, 10, better="lower", name="s" + 80 * "t")
    path = tmp_path / "summary.html"
    path.write_text(write_summary(load_practice(practice, [long, PAIN])), encoding="utf-8")
    opened = open_page(path, 703, 1100)
    opened.emulate_media(media="print")
    one, other = (box.bounding_box()["width"] for box in opened.locator(".panel").all())
    assert one == pytest.approx(other, abs=1)
    assert fits_the_width(opened)


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
def test_own_records_are_refused_on_a_hosted_service(
    command, practice, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("BINDER_SERVICE_HOST", "10.0.0.1")
    own = tmp_path / "own.csv"
    own.write_bytes(practice.read_bytes())
    assert main([command, str(own), "--out", str(tmp_path / "out")]) == 1
    assert "a computer of others" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["own.csv"]


@pytest.mark.parametrize("command", ["report", "slides", "figures", "summary"])
def test_bad_records_are_refused_before_anything_is_written(command, tmp_path, capsys):
    path = tmp_path / "bad.csv"
    path.write_text("client_id,day,pain_before\nA,0,11\n")
    assert main([command, str(path), "--out", str(tmp_path / "out")]) == 1
    assert "line 2, pain_before: 11 is" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
