"""Slides: what they say for each kind of records, in a browser, and as PowerPoint."""

import re
import sys
from copy import deepcopy

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from nbclient import NotebookClient
from pptx import Presentation
from pptx.util import Inches

from analysis import compare_intervals, load_sessions
from massage.__main__ import main
from massage.outcomes import write_outcomes
from massage.report import deck as layout
from massage.report import slides
from massage.report.browser import find_browser
from massage.report.deck import GOES_ON, PICTURE, Picture, Slide, Table, cut, lay_out
from massage.report.lines import NO_BREAK
from massage.report.run import NotebookError
from massage.report.slides import write_page
from massage.words.formats import NOT_ADVICE
from tests.conftest import fits_the_width, loaded
from tests.massage.report.practices import KINDS, write_kind

BLANK = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTjFVAAAAABJRU5ErkJggg=="
)


@pytest.fixture(scope="module")
def folder(practice, tmp_path_factory):
    """The synthetic practice's slides."""
    out = tmp_path_factory.mktemp("slides")
    (out / "mine.txt").write_text("something else")
    assert main(["slides", str(practice), "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="module")
def page(folder):
    return folder / "slides.html"


@pytest.fixture(scope="module")
def deck(folder):
    return Presentation(folder / "slides.pptx")


@pytest.fixture(scope="module")
def thin(tmp_path_factory):
    """Slides of each kind of thin records, as pages, and the records they are from."""

    folder = tmp_path_factory.mktemp("thin")
    book = nbformat.read(slides.NOTEBOOK, as_version=4)
    parameters, *cells = book.cells[1:]
    records, parts = {}, []
    for kind in KINDS:  # one after another in one kernel: most of a run is imports
        path, outcomes = write_kind(kind, folder)
        records[kind] = load_sessions(path, outcomes)
        given = f"SESSIONS, OUTCOMES, SITES = {str(path)!r}, {write_outcomes(outcomes)!r}, ''"
        parts.append([nbformat.v4.new_code_cell(given), *deepcopy(cells)])
    book.cells = [cell for part in parts for cell in part]
    client = NotebookClient(
        book,
        kernel_name="python3",
        resources={"metadata": {"path": str(slides.NOTEBOOK.parent)}},
        extra_arguments=["--log-level=CRITICAL"],
    )
    done = client.execute().cells
    size = len(parts[0])
    starts = range(0, len(done), size)
    books = [nbformat.v4.new_notebook(cells=done[at : at + size]) for at in starts]
    assert parameters.source.startswith("SESSIONS")
    return {
        kind: (lay_out(cut(one)), records[kind]) for kind, one in zip(KINDS, books, strict=True)
    }


def words_of(pages):
    parts = [part for page in pages for part in (page.title, *page.words, *page.notes)]
    tables = [page.shown for page in pages if hasattr(page.shown, "rows")]
    cells = [cell for table in tables for row in table.rows for cell in row]
    pictures = [page.shown.alternative for page in pages if hasattr(page.shown, "png")]
    return " ".join([*parts, *cells, *pictures])


def test_all_three_files_are_there_and_nothing_else_changed(folder):
    expected = {"mine.txt", "slides.html", "slides.pptx"} | (
        {"slides.pdf"} if find_browser() else set()
    )
    assert {path.name for path in folder.iterdir()} == expected


def test_the_deck_goes_from_the_question_to_what_to_record_next(page):
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    titles = [heading.text for heading in soup.find_all("h2")]
    order = [re.sub(r" \(\d+ of \d+\)$", "", title) for title in titles]
    assert list(dict.fromkeys(order)) == [
        "Do clients who come more often improve more?",
        "Who is counted?",
        "How often did they come?",
        "What changed?",
        "Question 1: did clients who came more often improve more?",
        "What is that in points?",
        "Why is that not the whole story?",
        "Question 2: same client, shorter interval, better?",
        "What about the article's claims?",
        "What can't be known?",
        "What should be recorded next?",
        "What can be said in one sentence?",
        "For those who ask: the claims, one by one",
    ]
    assert len(soup.find_all("h1")) == 1
    for section in soup.find_all("section"):
        assert NOT_ADVICE in section.text
        assert slides.SYNTHETIC in section.find(class_="footer").text
    assert len(soup.find_all("aside", class_="notes")) > 8
    assert all(len(image["alt"]) >= 25 for image in soup.find_all("img"))


def test_no_path_of_this_computer_is_in_it(page, root):
    assert str(root) not in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_slide_passes_axe_and_fits(open_page, page, scheme):
    opened = open_page(page, 1280, 720, color_scheme=scheme)
    axe = Axe()
    for at in range(opened.evaluate("document.querySelectorAll('section').length")):
        opened.evaluate(f"location.hash = '#/{at}'")
        opened.wait_for_function(f"document.querySelectorAll('section')[{at}].matches('.present')")
        too_high = """[...document.querySelectorAll('section.present .body > *')].map(e =>
            e.offsetTop + e.scrollHeight - e.parentElement.clientHeight)"""
        assert max(opened.evaluate(too_high)) <= 2
        assert opened.evaluate("document.querySelector('section.present > *').offsetHeight") <= 96
        box = opened.locator("section.present h2").bounding_box()
        assert (box["width"] > 900, 0 <= box["y"] < 100) == (True, True)
        if at in (0, 2, 10, 15):  # words, a picture, a table with and without much in it
            found = axe.run(opened)
            assert found.violations_count == 0, found.generate_report()
    assert loaded(opened) == [page.as_uri()]
    assert opened.messages == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_it_is_a_page_to_scroll(open_page, page, scheme):
    opened = open_page(page, 360, 740, color_scheme=scheme)
    assert fits_the_width(opened)
    shown = "[...document.querySelectorAll('section')].every(e => e.checkVisibility())"
    assert opened.evaluate(shown)
    sizes = """[...document.querySelectorAll('p, td')].map(e =>
        parseFloat(getComputedStyle(e).fontSize))"""
    assert min(opened.evaluate(sizes)) >= 15
    found = Axe().run(opened)
    assert found.violations_count == 0, found.generate_report()
    assert loaded(opened) == [page.as_uri()]
    assert opened.messages == []


@pytest.mark.parametrize("at", [3, 12])
def test_the_slides_number_is_not_under_the_arrows(open_page, page, at):
    opened = open_page(page, 1280, 720)
    opened.evaluate(f"location.hash = '#/{at}'")
    opened.wait_for_function(f"document.querySelectorAll('section')[{at}].matches('.present')")
    number = opened.locator(".slide-number").bounding_box()
    back = opened.locator(".navigate-left").bounding_box()
    assert number["x"] + number["width"] <= back["x"]


def test_each_slide_has_something_to_say_once(page):
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    said = [[p.text for p in section.select("aside p")] for section in soup.find_all("section")]
    assert all(said)
    assert not re.search(r"\b[0-9a-f]{12}\b", " ".join(said[0]))
    pairs = [one for lines in said for one in lines if one != GOES_ON]
    assert len(set(pairs)) == len(pairs)
    pictures = [section.img["alt"] for section in soup.find_all("section") if section.img]
    told = [line.removeprefix(f"{PICTURE} ") for line in pairs if line.startswith(PICTURE)]
    assert told == pictures


def test_what_changed_has_the_raw_records_in_a_figure(page):
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    shown = [s.img["alt"] for s in soup.find_all("section") if s.h2.text.startswith("What changed")]
    assert [words.partition(" at the")[0] for words in shown] == [
        "Circles of pain",
        "Circles of sleep",
    ]


def test_no_count_of_fewer_than_five_clients_is_shown(page, thin):
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    decks = [soup.main.text, *(words_of(pages) for pages, _ in thin.values())]
    for said in decks:
        own = re.sub(r"(Case (report|study)[^(]*)\(n = 1\)", r"\1", said.replace(NO_BREAK, " "))
        assert not re.search(
            r"\(n = [1-4]\b(?![.,]\d)|\([1-4]\)|(?<![\d.,])[1-4] (of \d+ )?clients", own
        )
    assert (
        "came before and after the follow-up window only or came in the follow-up window, but no "
        "value was written down or no value at the first session (16)" in decks[0]
    )


@pytest.mark.parametrize("name", ["t" * 80, "how much pain kept her from work and from the house"])
def test_a_long_name_does_not_run_out_of_the_slide(open_page, name, tmp_path):
    picture = Picture(BLANK, "A chart of nothing, for a test.", 1.28)
    words = f"Clients were better in {name} than at first (n = 12)."
    table = Table(name, (name, "b"), ((name, "word " * 60), ("a", name)))
    pages = lay_out([Slide("What?", (picture, words, table))])
    path = tmp_path / "slides.html"
    path.write_text(write_page(pages, "Slides", NOT_ADVICE), encoding="utf-8")
    opened = open_page(path, 1280, 720)
    beyond = """[...document.querySelectorAll('section')].map(s => { s.style.display = 'block';
        return Math.max(...[...s.querySelectorAll('p, td, th, caption')].map(e => e.scrollWidth -
        e.clientWidth)); })"""
    assert max(opened.evaluate(beyond)) <= 1
    ends = "[...document.querySelectorAll('.words')].map(e => e.offsetLeft + e.offsetWidth)"
    assert max(opened.evaluate(ends)) <= 1280


def test_the_speakers_window_opens_from_a_file(open_page, page):
    opened = open_page(page, 1280, 720)
    with opened.expect_popup() as waited:
        opened.keyboard.press("s")
    notes = waited.value
    assert "Say whose records these are" in notes.inner_text("body")
    assert "Next: Who is counted?" in notes.inner_text("body")
    notes.keyboard.press("ArrowRight")
    assert notes.inner_text("h1") == "Who is counted?"
    assert opened.inner_text("section.present h2") == "Who is counted?"
    assert loaded(opened) == [page.as_uri()]


@pytest.mark.parametrize("query", ["", "?page"])
def test_printed_from_the_browser_each_slide_is_a_sheet(open_page, page, query):
    sections = page.read_text(encoding="utf-8").count("<section ")
    opened = open_page(page, 1280, 720, query=query)
    before = opened.get_attribute(".deck", "class")
    printed = opened.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == sections
    opened.wait_for_function(
        "before => document.querySelector('.deck').className.trim() === before.trim()", arg=before
    )
    assert opened.messages == []


def test_powerpoint_has_the_same_titles_words_and_notes(deck, page):
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    assert [slide.shapes.title.text for slide in deck.slides] == [
        heading.text for heading in soup.find_all("h2")
    ]
    for slide, section in zip(deck.slides, soup.find_all("section"), strict=True):
        said = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        assert all(p.text in said for p in section.select(".words p, .footer, caption"))
        aside = section.find("aside")
        if aside:
            assert slide.notes_slide.notes_text_frame.text == "\n".join(
                p.text for p in aside.find_all("p")
            )
        cells = [td.text for td in section.find_all(["th", "td"])]
        tables = [shape.table for shape in slide.shapes if shape.has_table]
        assert cells == [cell.text for table in tables for row in table.rows for cell in row.cells]


def test_powerpoint_is_wide_readable_and_described(deck):
    assert deck.slide_width == Inches(layout.WIDTH)
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, abs=1e-3)
    for slide in deck.slides:
        assert slide.shapes.title.text
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width + 2
            assert shape.top + shape.height <= deck.slide_height
            name = shape.element.xpath(".//p:cNvPr")[0]
            if not shape.has_text_frame:
                assert len(name.get("descr")) >= 25
            footer = shape.is_placeholder and "FOOTER" in str(shape.placeholder_format.type)
            sizes = [int(size) / 100 for size in shape.element.xpath(".//a:defRPr/@sz")]
            assert all(size >= (12 if footer else 18) for size in sizes)
        empty = [s for s in slide.placeholders if s.has_text_frame and not s.text_frame.text]
        assert not empty


@pytest.mark.usefixtures("browser")  # a failure without one where one is required
def test_the_pdf_has_a_sheet_for_each_slide(folder, deck):
    printed = (folder / "slides.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == len(deck.slides)


def test_a_blocked_question_is_told_without_a_number(thin):
    pages, sessions = thin["blocked"]
    said = words_of(pages)
    found = compare_intervals(sessions)
    assert found.blocked_by == ("no_move_record",)
    for value in (found.estimate, found.low, found.high):
        assert f"{abs(value):.2f} better" not in said
        assert f"{abs(value):.2f} points better" not in said
        assert f"{abs(value):.2f} worse" not in said
    assert "Question 2 can't be answered for pain." in said
    assert "record the day first agreed of each moved appointment (original_day)" in said
    [page] = [page for page in pages if page.title.startswith("Question 2")]
    assert page.shown is None


def test_what_cannot_be_answered_is_told(thin):
    pages, _ = thin["three clients"]
    said = words_of(pages)
    for name in ("pain", "sleep"):
        assert f"These records can't answer the question for {name}: clients with all the" in said
        assert f"Question 2 can't be answered for {name}: " in said


def test_fewer_than_five_clients_are_not_drawn(thin):
    pages, sessions = thin["three clients"]
    assert sessions["client_id"].nunique() == 3
    alternatives = [page.shown.alternative for page in pages if hasattr(page.shown, "png")]
    assert alternatives == []


def test_sleep_that_is_not_recorded_is_to_be_recorded_next(thin):
    pages, _ = thin["no sleep"]
    said = words_of([page for page in pages if page.title == "What should be recorded next?"])
    assert "For the article's claims, also record: sleep quality." in said


def test_other_outcomes_take_the_place_of_pain(thin):
    pages, _ = thin["other outcomes"]
    assert "Do clients who come more often improve more in relaxed?" not in words_of(pages)
    said = words_of(page for page in pages if page.title.startswith(("Question", "What is")))
    assert "relaxed" in said
    assert "pain" not in said


@pytest.mark.parametrize("kind", KINDS)
def test_thin_records_fit_their_slides(open_page, thin, kind, tmp_path):
    path = tmp_path / "slides.html"
    path.write_text(write_page(thin[kind][0], "Slides", NOT_ADVICE), encoding="utf-8")
    opened = open_page(path, 1280, 720)
    too_high = """[...document.querySelectorAll('section')].map(s => {
        s.style.display = 'block';
        const body = s.querySelector('.body');
        return Math.max(0, ...[...body.children].map(e => e.scrollHeight - body.clientHeight));
        })"""
    assert max(opened.evaluate(too_high)) <= 2
    assert opened.messages == []


def test_a_package_that_is_missing_is_named(practice, tmp_path, capsys, monkeypatch):
    for name in ("slides", "powerpoint"):
        monkeypatch.delitem(sys.modules, f"massage.report.{name}")
    monkeypatch.delattr("massage.report.slides", raising=False)
    monkeypatch.setitem(sys.modules, "pptx", None)
    assert main(["slides", str(practice), "--out", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "Slides need pptx, which isn't installed." in said
    assert "pip install python-pptx pyreveal" in said
    assert list(tmp_path.iterdir()) == []


def test_a_notebook_that_stops_leaves_the_old_slides(practice, tmp_path, capsys, monkeypatch):
    def stop(*_):
        raise NotebookError("The notebook 11 stopped at cell 3: ZeroDivisionError: division")

    monkeypatch.setattr(slides, "run_changed", stop)
    (tmp_path / "slides.html").write_text("the slides before")
    assert main(["slides", str(practice), "--out", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "stopped at cell 3" in said
    assert "What was there before is unchanged." in said
    assert (tmp_path / "slides.html").read_text() == "the slides before"
    assert [path.name for path in tmp_path.iterdir()] == ["slides.html"]
