"""The report on paper: no table's right side is left off, on the front and beside it."""

import pytest

SHEET = 688  # px: the room of an A4 page
CUT = """[...document.querySelectorAll('.scroll')].filter(box => {
    const [right, room] = [box.firstElementChild, box].map(
        one => one.getBoundingClientRect().right);
    return right > room + 1 }).map(box => box.textContent.trim().slice(0, 40))"""
SHOW = "document.querySelectorAll('details:not(.code)').forEach(one => one.open = true)"


@pytest.fixture
def paper(open_page, reports):
    page = open_page(reports["practice"], SHEET, 900)
    page.emulate_media(media="print")
    return page


def test_every_table_is_on_the_sheet(paper, reports):
    index = reports["practice"]
    for file in (index, *sorted((index.parent / "pages").glob("*.html"))):
        paper.goto(file.as_uri())
        paper.evaluate(SHOW)
        assert paper.evaluate(CUT) == [], file.name


def test_a_table_that_goes_on_is_neither_cut_nor_shaded(paper):
    paper.evaluate(SHOW)
    look = paper.locator(".scroll").last.evaluate(
        "one => [getComputedStyle(one).overflowX, getComputedStyle(one).backgroundImage]"
    )
    assert look == ["visible", "none"]


def test_a_column_has_room_by_what_it_holds(paper):
    """What records say of a claim is longer than the claim: it isn't the narrow column."""
    paper.evaluate(SHOW)
    row = paper.locator(".scroll").last.locator("tbody tr").first.locator("td")
    claim, said, _ = [one.bounding_box()["width"] for one in row.all()]
    assert said > 2 * claim
