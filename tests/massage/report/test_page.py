"""The report in headless Chromium: no requests, no console errors, axe, a phone, print.

Its notebooks are those that are saved, whose outputs other tests compare with a run.
"""

import re

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe

from massage.practice import load_practice
from massage.report.build import list_chapters
from massage.report.page import write_page
from tests.conftest import fits_the_width, loaded
from tests.massage.report.pages import check_page, read


@pytest.fixture(scope="module")
def report_page(practice, tmp_path_factory):
    saved = {path.stem: nbformat.read(path, as_version=4) for path in list_chapters()}
    page = tmp_path_factory.mktemp("report") / "index.html"
    written = write_page(practice, load_practice(practice), saved)
    page.write_text(written, encoding="utf-8")
    return page


@pytest.fixture(params=[(1200, 900), (360, 740)], ids=["desktop", "phone"])
def opened(open_page, report_page, request):
    """The page, with every request and console message since it was opened."""
    return open_page(report_page, *request.param)


def test_nothing_is_loaded_and_nothing_is_complained_about(opened, report_page):
    assert loaded(opened) == [report_page.as_uri()]
    assert opened.messages == []


def test_passes_axe(opened):
    found = Axe().run(opened)
    assert found.violations_count == 0, found.generate_report()


def test_fits_the_width(opened):
    assert fits_the_width(opened)


def test_every_number_on_a_card_has_room(opened):
    """A number broken letter by letter would fit the page, too."""
    lines = """[...document.querySelectorAll('.card dd')].map(e =>
        e.getBoundingClientRect().height / parseFloat(getComputedStyle(e).lineHeight))"""
    heights = opened.evaluate(lines)
    assert len(heights) >= 8
    assert max(heights) < 3.5


def test_every_picture_is_drawn(opened):
    broken = opened.evaluate("[...document.images].filter(i => !i.complete || !i.naturalWidth)")
    assert broken == []
    assert opened.evaluate("document.images.length") > 10


def test_answers_come_first(opened):
    top = opened.evaluate("document.querySelector('.card .answer').getBoundingClientRect().top")
    assert top < opened.viewport_size["height"]


def test_code_is_folded_and_is_left_out_on_paper(opened):
    shown = "[...document.querySelectorAll('details.code pre')].some(e => e.checkVisibility())"
    folds = "[...document.querySelectorAll('details.code')].some(e => e.checkVisibility())"
    assert not opened.evaluate(shown)
    assert opened.evaluate(folds)
    opened.emulate_media(media="print")
    assert not opened.evaluate(folds)


def test_the_practice(report_page, root):
    page = read(report_page)
    check_page(page, len(list_chapters()))
    header = page.find("header").text
    assert "These records are synthetic" in header
    assert page.h1.text == "What this practice's records say about massage, pain and sleep"
    for card in page.find_all("article", class_="card"):
        text = card.text
        assert "rank correlation" in text
        assert re.search(r"95 % interval −?\d\.\d\d to −?\d\.\d\d", text)
        assert re.search(r"n = \d+", text)
        assert "What can't be known" in text
    assert str(root) not in report_page.read_text(encoding="utf-8")
    assert len(page.find_all("details", class_="code")) > 20
    assert not page.find("details", class_="code", open=True)
