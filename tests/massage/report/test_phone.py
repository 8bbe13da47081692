"""The report on a phone: nothing of the front lies beside the screen, and what does says so."""

import io
from itertools import combinations

import numpy as np
import pytest
from PIL import Image

from tests.conftest import fits_the_width, passes_axe

PHONES = (360, 390)
BESIDE = """selector => [...document.querySelectorAll(selector)].flatMap(one =>
    [one, ...one.querySelectorAll('*')]).filter(one => one.checkVisibility()).filter(one => {
        const box = one.getBoundingClientRect();
        return box.right > innerWidth + 1 || box.left < -1 })
    .map(one => one.textContent.trim().slice(0, 40))"""
BAR = "document.querySelector('nav.bar').getBoundingClientRect().height"
EDGE = 6  # px
LABELS = """selector => [...document.querySelectorAll(selector)]
    .filter(one => one.checkVisibility()).map(svg => {
        const room = svg.getBoundingClientRect(), first = svg.querySelector('text');
        return {room: [room.left, room.right, room.top, room.bottom],
            size: parseFloat(getComputedStyle(first).fontSize),
            texts: [...svg.querySelectorAll('text')].map(one => {
                const box = one.getBoundingClientRect();
                return [box.left, box.right, box.top, box.bottom, one.textContent] })} })"""
SIZES = """selector => [...document.querySelectorAll(selector)]
    .filter(one => one.checkVisibility() &&
        [...one.childNodes].some(part => part.nodeType == 3 && part.data.trim()))
    .map(one => {
        const at = one.ownerSVGElement ? one.getScreenCTM() : {a: 1, b: 0};
        const size = parseFloat(getComputedStyle(one).fontSize) * Math.hypot(at.a, at.b);
        return [size, one.textContent.trim().slice(0, 40)] })"""
FIGURE = ":is(.cards, .output_svg)"


@pytest.mark.parametrize("width", PHONES)
def test_the_bar_and_every_check_are_seen_without_scrolling_sideways(open_page, reports, width):
    for kind in ("practice", "blocked", "thin"):
        page = open_page(reports[kind], width, 844)
        assert page.evaluate(BESIDE, "nav.bar, #checks + .scroll") == []
        assert page.evaluate(BAR) <= 90


def test_on_a_phone_each_check_names_the_outcome_beside_its_tick(open_page, reports):
    page = open_page(reports["practice"], 390, 844)
    named = "one => getComputedStyle(one, '::before').content"
    cells = page.locator(".checks td.tick")
    told = [cells.nth(at).evaluate(named) for at in range(cells.count())]
    assert len(told) >= 16
    assert told == ['"Pain"', '"Sleep"'] * (len(told) // 2)
    passes_axe(page)


def edges(box):
    """The left and the right edge of a box, as they are drawn: how far each is from paper."""
    picture = Image.open(io.BytesIO(box.screenshot())).convert("L")
    drawn = np.asarray(picture, dtype=int)[2:-2]
    return [abs(np.median(side, axis=0) - drawn[0, drawn.shape[1] // 2]).max()
            for side in (drawn[:, :EDGE], drawn[:, -EDGE:])]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_table_that_goes_on_is_shaded_on_the_side_where_it_does(open_page, reports, scheme):
    page = open_page(reports["practice"], 390, 844, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    box = page.locator("details .scroll").first
    assert box.evaluate("one => one.scrollWidth > one.clientWidth + 100")
    left, right = edges(box)
    assert left < 10 < 40 < right
    box.evaluate("one => one.scrollLeft = one.scrollWidth")
    left, right = edges(box)
    assert right < 10 < 40 < left


def test_a_table_that_fits_is_not_shaded(open_page, reports):
    page = open_page(reports["practice"], 1280, 900)
    assert max(edges(page.locator("#checks + .scroll"))) < 10


def test_a_bar_of_two_lines_hides_no_heading_that_it_leads_to(open_page, reports):
    page = open_page(reports["practice"], 390, 844)
    page.emulate_media(reduced_motion="reduce")
    page.click("nav.bar a[href='#checks']")
    top = page.locator("#checks").bounding_box()["y"]
    assert top >= page.locator("nav.bar").bounding_box()["height"]


def test_a_printed_check_stays_a_row_of_a_table(open_page, reports):
    page = open_page(reports["practice"], 390, 844)
    page.emulate_media(media="print")
    display = "one => getComputedStyle(one).display"
    assert page.locator(".checks tr").nth(1).evaluate(display) == "table-row"


@pytest.mark.parametrize("width", [*PHONES, 660, 1000, 1280])
def test_every_scale_of_a_claim_can_be_read(open_page, reports, width):
    """No number or unit is cut or runs into another; on a phone none is under 15 px."""
    page = open_page(reports["practice"], width, 900)
    pictures = page.evaluate(LABELS, ".claims svg")
    assert len(pictures) >= 20
    for picture in pictures:
        left, right, top, bottom = picture["room"]
        assert len(picture["texts"]) >= 3
        assert picture["size"] >= (15 if width in PHONES else 13)
        for text in picture["texts"]:
            assert left - 1 <= text[0] < text[1] <= right + 1, text
            assert top <= text[2] < text[3] <= bottom + 1, text
        keep_apart(picture["texts"])


@pytest.mark.parametrize("width", PHONES)
def test_no_two_marks_of_the_board_run_into_each_other(open_page, reports, width):
    for kind in ("practice", "blocked", "thin"):
        page = open_page(reports[kind], width, 900)
        scales = page.evaluate(LABELS, "svg.scale")
        assert len(scales) >= 4
        for one in scales:
            keep_apart(one["texts"])


def keep_apart(texts):
    for one, other in combinations(texts, 2):
        apart = one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] + 1
        assert apart or other[3] <= one[2] + 1, (one, other)


@pytest.mark.parametrize("page", ["index.html", "pages/09_published_evidence.html"])
def test_no_letter_is_small_on_a_phone(open_page, reports, page):
    """15 px, but for what is drawn in a figure, which is as wide as the screen allows."""
    page = open_page(reports["practice"].parent / page, 390, 844)
    words = page.evaluate(SIZES, f":is(main, nav, footer) :not({FIGURE} svg *)")
    figures = page.evaluate(SIZES, f"{FIGURE} svg *")
    assert min(words)[0] >= 15, min(words)
    assert min(figures)[0] >= 13, min(figures)
    assert fits_the_width(page)


@pytest.mark.parametrize("width", PHONES)
def test_what_is_said_of_a_claim_has_the_width_of_the_screen(open_page, reports, width):
    """Beside each other, claim, records and print had a word or two in a line."""
    page = open_page(reports["practice"], width, 844)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    cells = page.locator(".scroll").last.locator("tbody td")
    assert cells.count() == 39
    assert all(one.bounding_box()["width"] > width - 40 for one in cells.all()[:6])
    named = "one => getComputedStyle(one, '::before').content"
    assert cells.nth(1).evaluate(named) == '"These records: "'
    assert page.evaluate(BESIDE, ".scroll:last-of-type tbody") == []
