"""The answer board as shapes of PowerPoint: where each interval lies, and what is said of it."""

import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE, MSO_SHAPE_TYPE
from pptx.shapes.connector import Connector
from pptx.util import Inches

from massage.board.describe import Board, Panel, Strip
from massage.look.tokens import read_colours
from massage.report.deck.board import BAR, draw_board
from massage.report.deck.layout import MARGIN, ROOM
from massage.report.lines import NO_BREAK
from tests.massage.look.sight import contrast

REACH = 2.2
MIDDLE = MARGIN + ROOM / 2  # of the only panel, in inches


def strip(**values):
    blank = {"name": "pain", "state": "better", "word": "Better", "symbol": "▲"}
    blank |= {"colour": "better", "size": "under 1 point", "numbers": "+0.50, n = 90", "note": ""}
    return Strip(**blank | {"marks": ((1.0, "1"),)} | values)


def draw(one):
    """The shapes of a board with one strip, and the group that holds them."""
    deck = Presentation()
    deck.slide_width = Inches(13.333)
    sheet = deck.slides.add_slide(deck.slide_layouts[6])
    panel = Panel("within", "Same client", "points", "About one gap.", (one,))
    board = Board(
        "", True, "Why?", "Of whom?", (("Pain", "Less"),), "A line.", (panel,), "No advice.", REACH
    )
    draw_board(board, sheet.shapes)
    [group] = sheet.shapes
    assert group.element.xpath(".//p:cNvPr")[0].get("descr") == board.alternative
    return list(group.shapes)


def place(points):
    return pytest.approx(Inches(MIDDLE + (ROOM - 0.4) / 2 * points / REACH), abs=3)


def lines(shapes, colour, *, width):
    """Ends of the lines in a colour that are so wide, left ones first."""
    found = [
        one for one in shapes
        if isinstance(one, Connector) and one.line.width.pt == width
        and f"#{one.line.color.rgb}".lower() == read_colours()[colour]
    ]  # fmt: skip
    return sorted((one.begin_x, one.end_x) for one in found)


def words(shapes):
    said = [one.text_frame.text for one in shapes if one.has_text_frame]
    return [one.replace(NO_BREAK, " ") for one in said if one]


def test_an_interval_lies_where_its_numbers_are():
    shapes = draw(strip(low=-0.25, middle=0.5, high=1.25))
    [(left, right)] = lines(shapes, "better", width=4)
    assert (left, right) == (place(-0.25), place(1.25))
    ends = lines(shapes, "better", width=2)
    assert ends == [(place(-0.25),) * 2, (place(1.25),) * 2]
    marks = [start for start, _ in lines(shapes, "soft", width=1)]
    assert marks == [place(-1), place(1)]
    [(zero, _)] = lines(shapes, "ink", width=1)
    assert zero == place(0)
    dots = [one for one in shapes if "Oval" in one.name]
    assert [one.left + one.width // 2 for one in dots] == [place(0.5)]


def test_what_is_said_stands_there_as_words():
    said = words(draw(strip(low=-0.25, middle=0.5, high=1.25, note="A note")))
    for one in ("A line.", "Same client", "points", "Pain", "▲ Better", "under 1 point", "worse",
                "better", "0", "About one gap.", "No advice."):  # fmt: skip
        assert one in said
    assert any("+0.50" in one and one.endswith("A note") for one in said)


def test_what_it_stays_inside_is_shaded_so_that_every_mark_is_seen_on_it():
    colours = read_colours()
    shapes = draw(strip(low=-0.2, middle=0.1, high=0.4, inside=0.5))
    boxes = [one for one in shapes if one.shape_type == MSO_SHAPE_TYPE.AUTO_SHAPE]
    [zone] = [one for one in boxes if one.auto_shape_type == MSO_SHAPE.RECTANGLE
              and one.height == Inches(BAR) and one.width < Inches(ROOM / 2)]  # fmt: skip
    assert (zone.left, zone.left + zone.width) == (place(-0.5), place(0.5))
    for name in ("unsure", "better", "worse", "soft", "ink"):
        assert contrast(colours[name], f"#{zone.fill.fore_color.rgb}") >= 3, name
    assert contrast(f"#{zone.line.color.rgb}", colours["paper"]) >= 3


def test_an_end_beyond_the_scale_is_an_arrow():
    shapes = draw(strip(low=0.5, middle=1.5, high=9.0))
    assert lines(shapes, "better", width=4) == [(place(0.5), place(REACH))]
    assert lines(shapes, "better", width=2) == [(place(0.5),) * 2]
    assert "\N{BLACK RIGHT-POINTING TRIANGLE}" in words(shapes)


def test_an_open_end_at_zero_has_no_bar():
    shapes = draw(strip(low=0.0, middle=0.5, high=1.0, colour="unsure", open_end=True))
    assert lines(shapes, "unsure", width=2) == [(place(1.0),) * 2]


def test_no_answer_is_an_empty_dashed_scale():
    shapes = draw(strip(colour="unsure", word="No answer yet", symbol="-", size=""))
    assert lines(shapes, "unsure", width=4) == []
    assert not [one for one in shapes if "Oval" in one.name]
    assert "About one gap." not in words(shapes)
    dashed = [one for one in shapes if one.element.xpath(".//a:prstDash")]
    assert len(dashed) >= 2
