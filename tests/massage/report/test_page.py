"""The report in headless Chromium: the front of four kinds of records, and a notebook's page.

Its notebooks are those that are saved, whose outputs other tests compare with a run.
"""

import re

import pytest
import textstat

from massage.claims import CLAIMS
from massage.report.browser import print_page
from massage.report.build import list_chapters
from massage.report.lines import NO_BREAK
from massage.words.together import describe_plan
from tests.conftest import fits_the_width, loaded, passes_axe, passes_axe_in_light_and_dark
from tests.massage.report.pages import check_report, read

MEGABYTE = 1_000_000
MOST_WORDS = {"practice": 1_100, "blocked": 1_100, "thin": 950, "no site": 900}
# text of figures, as it is seen: its size in the drawing times the drawing's own scale
SMALLEST_TEXT = """[...document.querySelectorAll('main *, nav *, footer *')]
    .filter(e => e.checkVisibility() &&
        [...e.childNodes].some(n => n.nodeType == 3 && n.data.trim()))
    .map(e => { const size = parseFloat(getComputedStyle(e).fontSize);
        const at = e.ownerSVGElement ? e.getScreenCTM() : {a: 1, b: 0};
        const scale = Math.hypot(at.a, at.b);
        return [size * scale, e.textContent.trim().slice(0, 40)] })
    .sort((a, b) => a[0] - b[0])[0]"""
SPOKEN = """[...document.querySelectorAll('main p, main figcaption, main li, main .answer span')]
    .filter(e => e.checkVisibility() && !e.closest('.claims, #steps, details, .numbers'))
    .map(e => e.innerText.trim())"""
NUMBER = re.compile(r"(?<![\w.])[+\N{MINUS SIGN}-]?\d[\d,]*(?:\.\d+)?")
N = re.compile(r"\(?n\s=\s\d[\d,]*( clients)?\)?|\d+(\.\d+)?\s% interval")


def count_words(text):
    """Words and numbers; "n = 163" is one."""
    return len([one for one in N.sub("n", text).split() if re.search(r"\w", one)])


SIZES = {"wide": (1280, 900), "phone": (390, 844), "twice as large": (640, 450)}


@pytest.fixture(params=MOST_WORDS)
def kind(request):
    return request.param


def test_fits_and_can_be_read_passes_axe_and_loads_nothing(open_page, reports, kind):
    """No request but for the page, no complaint, no sideways scrolling, no word under 12 px."""
    page = open_page(reports[kind], *SIZES["wide"])
    for width, height in SIZES.values():
        page.set_viewport_size({"width": width, "height": height})
        assert fits_the_width(page)
        smallest, words = page.evaluate(SMALLEST_TEXT)
        assert smallest >= 12, words
    page.set_viewport_size(dict(zip(("width", "height"), SIZES["wide"], strict=True)))
    passes_axe_in_light_and_dark(page)
    assert loaded(page) == [reports[kind].as_uri()]
    assert page.messages == []


def test_a_notebooks_page_passes_axe_and_leads_back(open_page, reports):
    chapter = sorted((reports["practice"].parent / "pages").glob("*.html"))[5]
    for width in (1280, 390):
        page = open_page(chapter, width, 900)
        assert fits_the_width(page)
        assert page.evaluate(SMALLEST_TEXT)[0] >= 12
        passes_axe(page)
    page.click("nav.bar a")
    assert page.url == reports["practice"].as_uri()


def test_the_answer_is_seen_first_and_few_easy_words_stand_before_it_and_in_all(
    open_page, reports, kind
):
    """The headlines, the line and the first interval, or its place, on a laptop's first screen."""
    page = open_page(reports[kind], 1280, 800)
    for what in (".answer", ".line", "svg.scale"):
        box = page.locator(what).first.bounding_box()
        assert box["y"] + box["height"] <= 800, what
    whole = page.locator("body").inner_text()
    drawn = " ".join(page.locator("main svg text").all_text_contents())
    before = page.evaluate(
        """() => { const range = document.createRange(); range.setStartBefore(document.body);
        range.setEndBefore(document.querySelector('svg.scale')); return range.toString() }"""
    )
    assert len(before.split()) <= 90, before
    head = before[: before.index(page.locator(".panel h2").first.inner_text())]
    assert len(head.split()) - len(page.locator("nav.bar").inner_text().split()) <= 60 + 4
    assert "Not medical advice" in " ".join(whole.split()[:400])
    assert count_words(whole) - count_words(drawn) <= MOST_WORDS[kind]
    said = [one for one in page.evaluate(SPOKEN) if one]
    text = " ".join(one if one.endswith((".", "?", ":")) else f"{one}." for one in said)
    assert textstat.flesch_kincaid_grade(text) <= 8
    for sentence in re.split(r"(?<=[.?])\s+", text):
        numbers = NUMBER.findall(N.sub("", sentence))
        assert len(numbers) <= 3, sentence


def test_the_keyboard_is_at_the_answer_in_few_steps(open_page, reports):
    page = open_page(reports["practice"], 1280, 900)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#answer")
    before = page.evaluate(
        """() => [...document.querySelectorAll('a, button, input, summary, [tabindex]')].filter(e =>
        e.compareDocumentPosition(document.querySelector('main')) & 4).length"""
    )
    assert before <= 9


def test_claims_are_filtered_without_a_script(browser, reports):
    page = browser.new_page(java_script_enabled=False)
    page.goto(reports["practice"].as_uri())
    claims = page.locator("ol.claims > li")
    assert claims.count() == len(CLAIMS)
    for value in ("agree", "cant_tell", "nothing"):
        page.check(f"input[value={value}]")
        shown = [one.is_visible() for one in claims.all()]
        kinds = [one.get_attribute("data-kind").split() for one in claims.all()]
        assert shown == [value in one for one in kinds]
        assert any(shown)
    page.check("input[value=all]")
    assert all(one.is_visible() for one in claims.all())
    page.close()


def test_the_front_is_small_and_shows_no_picture_twice(reports):
    index = reports["practice"]
    assert index.stat().st_size <= MEGABYTE
    pages = [index, *(index.parent / "pages").glob("*.html")]
    assert sum(page.stat().st_size for page in pages) <= 3 * MEGABYTE
    front = read(index)
    pictures = [one["aria-label"] for one in front.find_all("svg", role="img")]
    assert len(set(pictures)) == len(pictures) >= 6
    assert len(front.find_all("details")) <= 6


def test_the_front_prints_on_at_most_twelve_pages_with_their_numbers(reports, tmp_path):
    for kind in ("practice", "blocked"):
        pdf = tmp_path / "front.pdf"
        assert print_page(reports[kind], pdf) == []
        assert len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes())) <= 12


def test_the_practice(reports, clinic, root):
    index = reports["practice"]
    front = check_report(index, len(list_chapters()))
    assert "Made-up records" in front.find(id="answer").text
    assert "These records are synthetic" in front.footer.text
    assert front.title.text == "What this practice's records say about massage, pain and sleep"
    found, details = clinic.question_2["pain"], front.details.text.replace(NO_BREAK, " ")
    assert f"n = {found.n_clients} clients with {found.n_intervals:,} intervals" in details
    assert describe_plan() in front.text
    for strip in front.select("#answer .strip"):
        assert re.search(r"n\s=\s\d+", strip.text)
        assert re.search(r"9[57](\.5)? % interval", strip.text.replace("\N{NO-BREAK SPACE}", " "))
    for page in [index, *(index.parent / "pages").glob("*.html")]:
        text = page.read_text(encoding="utf-8")
        assert str(root) not in text
        said = read(page)
        for code in said("pre"):
            code.decompose()
        assert not re.search(r"\d %", said.main.text), "a torn 95 %"


def test_code_is_folded_once_a_page_and_left_out_on_paper(open_page, reports):
    chapter = sorted((reports["practice"].parent / "pages").glob("*.html"))[3]
    page = open_page(chapter, 1280, 900)
    assert page.locator("details.code").count() == 1
    assert not page.locator("details.code pre").is_visible()
    page.emulate_media(media="print")
    assert not page.locator("details.code").is_visible()


def test_both_boards_where_sites_are_recorded(reports):
    both, one = (read(reports[kind]) for kind in ("practice", "no site"))
    assert "Back pain" in both.find(id="back").text
    assert "The article asks about back pain." in both.find(id="back").text
    assert one.find(id="back") is None
    assert "back pain" not in one.main.find(id="answer").text.lower()


def test_the_board_of_the_back_says_of_what_it_draws_as_much_as_the_first_does(reports):
    """A unit, what is worse and better, and what must be so: it may be the only one read."""
    drawn = 0
    for kind in ("practice", "blocked"):
        front = read(reports[kind])
        own, first = front.select("#back .panel"), front.select("#answer .panel")
        for panel, like in zip(own, first, strict=True):
            if panel.select_one(".scale .span"):
                drawn += 1
                for said in (".unit", ".caveat", ".scale .left", ".scale .right"):
                    told = [one.text for one in panel.select(said)]
                    assert told == [one.text for one in like.select(said)] != []
    assert drawn == 3
