"""Slides as files: in a browser, as PowerPoint, on paper, and the claims beside them."""

import re
import sys

import pytest
from bs4 import BeautifulSoup
from pptx import Presentation
from pptx.util import Inches

from analysis import load_sessions
from massage.__main__ import main
from massage.figures.figure import Figure
from massage.report import slides
from massage.report.browser import find_browser
from massage.report.deck import layout
from massage.report.deck.slide import Slide, draw_pictures
from massage.report.lines import NO_BREAK
from massage.report.slides import write_page
from massage.words.formats import NOT_ADVICE
from tests.conftest import fits_the_width, loaded, passes_axe_in_light_and_dark
from tests.massage.report.practices import KINDS, write_kind

MADE = {"slides.html", "slides.pptx", "claims.html"}
PRINTED = {"slides.pdf", "claims.pdf"}
SYNTHETIC = "Synthetic records: nothing here is a finding about people."
# by how much something on a slide stands over the edge of its place, in pixels
OVER = """slide => {
  const place = (one) => one.getBoundingClientRect();
  const edge = place(slide), foot = place(slide.querySelector('.footer'));
  const shown = '.title, .sheet > *, .whole-board, .whole-board p:not(.tag), .footer span';
  return Math.max(...[...slide.querySelectorAll(shown)].map(one => {
    const box = place(one), below = one.closest('.footer') ? edge.bottom : foot.top;
    return Math.max(box.right - edge.right, edge.left - box.left, box.bottom - below,
      one.scrollWidth - one.clientWidth - 1);
  }));
}"""


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
def soup(page):
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


@pytest.fixture(scope="module")
def deck(folder):
    return Presentation(folder / "slides.pptx")


def over_the_edge(opened):
    return max(one.evaluate(OVER) for one in opened.query_selector_all(".slide"))


def shapes_of(shapes):
    """All shapes, those of groups after their group."""
    for shape in shapes:
        yield shape
        yield from shapes_of(getattr(shape, "shapes", ()))


def test_all_files_are_there_and_nothing_else_changed(folder):
    expected = {"mine.txt"} | MADE | (PRINTED if find_browser() else set())
    assert {path.name for path in folder.iterdir()} == expected


def test_every_slide_is_numbered_and_says_what_it_must(soup):
    sections = soup.find_all("section", class_="slide")
    assert len(sections) == 12
    assert len(soup.find_all("h1")) == 1
    for at, section in enumerate(sections, start=1):
        note, number = section.select(".footer span")
        assert NOT_ADVICE in note.text
        assert SYNTHETIC in note.text
        assert number.text == f"{at} / 12"
        assert len(section.find_all("h2")) == 1
    alternatives = [svg["aria-label"] for svg in soup.select(".picture svg")]
    assert len(alternatives) == 10
    assert all(len(one) >= 25 for one in alternatives)
    assert not soup.find_all("img")


def test_no_path_of_this_computer_is_in_it(page, root):
    assert str(root) not in page.read_text(encoding="utf-8")


def test_slides_pass_axe_and_nothing_runs_over(open_page, page):
    opened = open_page(page, 1280, 720)
    assert over_the_edge(opened) <= 1
    titles = opened.query_selector_all(".title")
    assert max(one.bounding_box()["height"] for one in titles) <= 96 * (layout.TOP - layout.ABOVE)
    passes_axe_in_light_and_dark(opened)
    assert loaded(opened) == [page.as_uri()]
    assert opened.messages == []


@pytest.mark.parametrize("size", [(1920, 1080), (1024, 768), (1600, 600), (960, 540)])
def test_a_slide_fills_a_window_of_any_shape(open_page, page, size):
    opened = open_page(page, *size)
    opened.keyboard.press("ArrowRight")
    opened.wait_for_function("shown() === 1", polling=50)
    box = opened.query_selector("#slide-2").bounding_box()
    assert box["y"] == pytest.approx(0, abs=1)
    assert box["height"] == pytest.approx(size[1], abs=2)
    assert box["width"] == pytest.approx(min(size[0], size[1] * 16 / 9), abs=2)
    assert over_the_edge(opened) <= 1


def test_on_a_phone_it_is_a_page_to_scroll(open_page, page):
    opened = open_page(page, 360, 740)
    assert fits_the_width(opened)
    sizes = """[...document.querySelectorAll('.words p, .footer')].map(e =>
        parseFloat(getComputedStyle(e).fontSize))"""
    assert min(opened.evaluate(sizes)) >= 15
    passes_axe_in_light_and_dark(opened)
    assert loaded(opened) == [page.as_uri()]
    assert opened.messages == []


@pytest.mark.parametrize("name", ["t" * 80, "how much pain kept her from work and from the house"])
def test_a_long_name_does_not_run_out_of_the_slide(open_page, name, tmp_path):
    def paint(ax):
        ax.set(title=f"Who changed in {name}?", xlabel=name)

    title, pictures = draw_pictures([Figure(paint, "", "A chart of nothing.")], beside=True)
    words = f"Clients were better in {name} than at first (n = 12)."
    path = tmp_path / "slides.html"
    pages = [Slide(title, (words,), pictures), Slide(name, (words,) * 3)]
    path.write_text(write_page(pages, NOT_ADVICE), encoding="utf-8")
    assert "".join(title.split()) == "".join(f"Who changed in {name}?".split())
    assert over_the_edge(open_page(path, 1280, 720)) <= 1


@pytest.mark.parametrize("kind", KINDS)
def test_thin_records_fit_their_slides(open_page, thin_slides, kind, tmp_path):
    path = tmp_path / "slides.html"
    path.write_text(write_page(thin_slides[kind][1], NOT_ADVICE), encoding="utf-8")
    opened = open_page(path, 1280, 720)
    assert over_the_edge(opened) <= 1
    assert opened.messages == []


def test_keys_turn_the_slides_there_and_back(open_page, page):
    opened = open_page(page, 1280, 720)
    for key, at in (("ArrowRight", 1), ("PageDown", 2), (" ", 3), ("ArrowLeft", 2), ("PageUp", 1)):
        opened.keyboard.press(key)
        opened.wait_for_function(f"shown() === {at}", polling=50)
        box = opened.query_selector(f"#slide-{at + 1}").bounding_box()
        assert box["y"] == pytest.approx(0, abs=1)


def test_keys_pressed_in_one_breath_turn_as_many_slides(open_page, page):
    opened = open_page(page, 1280, 720)
    opened.evaluate("""for (const key of ["ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft"])
        dispatchEvent(new KeyboardEvent("keydown", {key}))""")
    assert opened.evaluate("shown()") == 2


def test_the_speakers_window_opens_from_a_file(open_page, page):
    opened = open_page(page, 1280, 720)
    with opened.expect_popup() as waited:
        opened.keyboard.press("s")
    notes = waited.value
    assert "Say whose records these are" in notes.inner_text("body")
    assert "Next: Pain: less pain after shorter gaps" in notes.inner_text("body")
    notes.keyboard.press("ArrowRight")
    opened.wait_for_function("shown() === 1", polling=50)
    assert notes.inner_text("h1").startswith("Pain: less pain after shorter gaps")
    assert loaded(opened) == [page.as_uri()]


def test_printed_from_the_browser_each_slide_is_a_sheet(open_page, page):
    opened = open_page(page, 1280, 720)
    printed = opened.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 12
    assert opened.messages == []


@pytest.mark.usefixtures("browser")  # a failure without one where one is required
def test_the_pdf_has_a_sheet_for_each_slide(folder, deck):
    printed = (folder / "slides.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == len(deck.slides)


def test_powerpoint_has_the_same_titles_words_and_notes(deck, soup):
    sections = soup.find_all("section", class_="slide")
    for sheet, section in zip(deck.slides, sections, strict=True):
        assert sheet.shapes.title.text.replace(NO_BREAK, " ") == section["aria-label"]
        texts = [one.text_frame.text for one in shapes_of(sheet.shapes) if one.has_text_frame]
        for words in section.select(".words p, .footer span, .whole-board p.line, .numbers, .unit"):
            assert any(words.text in text for text in texts), words.text
        told = [p.text for p in section.select(".notes p")]
        assert sheet.notes_slide.notes_text_frame.text.split("\n") == told


def test_powerpoint_is_wide_readable_and_described(deck):
    assert deck.slide_width == Inches(layout.WIDTH)
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, abs=1e-3)
    for at, sheet in enumerate(deck.slides):
        assert sheet.shapes.title.text
        for shape in shapes_of(sheet.shapes):
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width + 2
            assert shape.top + shape.height <= deck.slide_height
            sizes = [int(size) / 100 for size in shape.element.xpath(".//a:defRPr/@sz")]
            small = shape.top > Inches(layout.FOOT) or at == 1  # a footer, or the board
            assert all(size >= (12 if small else 18) for size in sizes)
        assert sheet.shapes.title.text_frame.paragraphs[0].font.size.pt >= 24
        for shape in sheet.shapes:
            if not shape.has_text_frame:
                assert len(shape.element.xpath(".//p:cNvPr")[0].get("descr")) >= 25
        assert not [s for s in sheet.placeholders if s.has_text_frame and not s.text_frame.text]


def test_a_package_that_is_missing_is_named(practice, tmp_path, capsys, monkeypatch):
    monkeypatch.delitem(sys.modules, "massage.report.deck.powerpoint")
    monkeypatch.setitem(sys.modules, "pptx", None)
    assert main(["slides", str(practice), "--out", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "Slides need pptx, which isn't installed." in said
    assert "pip install python-pptx" in said
    assert list(tmp_path.iterdir()) == []


def test_slides_that_stop_leave_the_old_ones(records, tmp_path, monkeypatch):
    def stop(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(slides, "write_handout", stop)
    (tmp_path / "slides.html").write_text("the slides before")
    with pytest.raises(ZeroDivisionError):
        main(["slides", str(records), "--out", str(tmp_path)])
    assert (tmp_path / "slides.html").read_text() == "the slides before"
    assert [path.name for path in tmp_path.iterdir()] == ["slides.html"]


def test_records_that_nobody_made_up_are_not_called_synthetic(tmp_path):
    path, _ = write_kind("three clients", tmp_path)
    assert main(["slides", str(path), "--out", str(tmp_path / "out")]) == 0
    said = (tmp_path / "out" / "slides.html").read_text(encoding="utf-8")
    assert SYNTHETIC not in said
    assert f"{len(load_sessions(path))} sessions" in said.replace(",", "")
