"""The README's picture: the board of the shipped practice, current in words and numbers."""

import re
from html import unescape
from itertools import combinations
from xml.etree import ElementTree

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from tools import write_answer

from massage.board.describe import describe_board
from massage.look.tokens import write_css
from massage.practice import open_practice

MOST_LINES, MOST_WORDS = 120, 60
TEXT = "{http://www.w3.org/2000/svg}text"


@pytest.fixture(scope="module")
def drawn():
    return write_answer.plot_answer()


@pytest.fixture(scope="module")
def saved():
    return ElementTree.fromstring(write_answer.ANSWER.read_text(encoding="utf-8"))


def list_texts(svg):
    return ["".join(one.itertext()).strip() for one in svg.iter(TEXT)]


def test_the_saved_picture_says_what_the_records_do(saved, drawn, practice):
    new = ElementTree.fromstring(write_answer.write_answer(drawn))
    assert list_texts(saved) == list_texts(new), "run `make practice`"
    board = describe_board(open_practice(practice))
    assert saved.get("aria-label") == board.alternative
    said = " ".join(list_texts(saved))
    for panel in board.panels:
        assert panel.title in said
        for strip in panel.strips:
            assert strip.numbers in said
    assert board.caveat in said


def test_no_words_are_cut_or_run_into_others_in_a_wide_font(drawn):
    """Those it is drawn with, DejaVu Sans, are wider than those of most screens."""
    picture = drawn.draw(write_answer.SIZE)
    canvas = FigureCanvasAgg(picture).get_renderer()
    words = [one for one in picture.findobj(Text) if one.get_visible() and one.get_text().strip()]
    boxes = [one.get_window_extent(canvas) for one in words]
    named = sorted(zip(words, boxes, strict=True), key=lambda both: both[1].x0)
    for one, box in named:
        assert 0 <= box.x0 < box.x1 <= picture.bbox.x1, one.get_text()
    for (one, left), (_, right) in combinations(named, 2):
        side_by_side = left.x0 + 1 < right.x0 and left.y0 < right.y1 and right.y0 < left.y1
        assert not side_by_side or left.x1 < right.x0, one.get_text()


def test_it_is_light_or_dark_as_its_reader_and_loads_nothing():
    text = write_answer.ANSWER.read_text(encoding="utf-8")
    assert write_css() in text
    assert 'fill="var(--paper)"' in text
    assert not re.findall(r"(?:href|src)=\"(?!#)|url\((?!#)", text)


def test_the_readme_shows_it_with_a_short_alternative(drawn):
    readme = write_answer.README.read_text(encoding="utf-8")
    assert write_answer.insert_answer(readme, drawn) == readme, "run `make practice`"
    assert len(readme.splitlines()) <= MOST_LINES
    [alternative] = re.findall(r'docs/answer\.svg"[^>]*alt="([^"]*)"', readme)
    assert unescape(alternative) == f"Made-up records. {drawn.says}"
    assert len(alternative.split()) <= MOST_WORDS


def test_a_readme_without_its_picture_is_refused(drawn):
    with pytest.raises(ValueError, match="0 pictures"):
        write_answer.insert_answer("# No picture", drawn)
