"""Words, boxes and lines of a PowerPoint slide, in inches, points and the colours' names."""

from __future__ import annotations

from collections.abc import Sequence

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.shapes.autoshape import Shape
from pptx.shapes.base import BaseShape
from pptx.shapes.shapetree import GroupShapes
from pptx.text.text import TextFrame
from pptx.util import Inches, Pt

from massage.look.tokens import read_colours, read_typefaces
from massage.report.deck.layout import BETWEEN, Box
from massage.report.lines import keep_together

TYPEFACE = read_typefaces("slides").split(",")[0]
BULLETLESS = "{http://schemas.openxmlformats.org/drawingml/2006/main}buNone"


def write(
    frame: TextFrame,
    paragraphs: Sequence[str],
    size: float,
    *,
    colour: str = "ink",
    bold: bool = False,
    anchor: MSO_ANCHOR = MSO_ANCHOR.TOP,
    align: PP_ALIGN = PP_ALIGN.LEFT,
) -> None:
    """Write paragraphs of one size, without bullets."""
    frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, anchor
    for at, words in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.text, paragraph.line_spacing = keep_together(words), 1.0
        paragraph.space_after, paragraph.space_before = Inches(BETWEEN) if at else Pt(0), Pt(0)
        paragraph.alignment = align
        paragraph.font.size, paragraph.font.bold = Pt(size), bold
        paragraph.font.name, paragraph.font.color.rgb = TYPEFACE, find_colour(colour)
        properties = paragraph._p.get_or_add_pPr()
        properties.set("marL", "0")
        properties.set("indent", "0")
        properties.insert_element_before(properties.makeelement(BULLETLESS, {}), "a:defRPr")


def add_words(shapes: GroupShapes, words: str, box: Box, size: float, **look: object) -> Shape:
    """Write words into a box without margins."""
    shape = shapes.add_textbox(*map(Inches, box))
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    write(frame, [words], size, **look)
    return shape


def add_box(
    shapes: GroupShapes,
    box: Box,
    fill: str = "",
    edge: str = "",
    *,
    form: MSO_SHAPE = MSO_SHAPE.RECTANGLE,
    width: float = 1.0,
    dashed: bool = False,
) -> Shape:
    """Draw a box, filled, with an edge, or both."""
    shape = shapes.add_shape(form, *map(Inches, box))
    shape.shadow.inherit = False
    if fill:
        shape.fill.solid()
        shape.fill.fore_color.rgb = find_colour(fill)
    else:
        shape.fill.background()
    if edge:
        _draw_line(shape, edge, width, dashed=dashed)
    else:
        shape.line.fill.background()
    return shape


def add_line(
    shapes: GroupShapes,
    start: tuple[float, float],
    end: tuple[float, float],
    colour: str,
    width: float,
    *,
    dashed: bool = False,
) -> None:
    """Draw a line from one point to another."""
    ends = map(Inches, (*start, *end))
    shape = shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *ends)
    _draw_line(shape, colour, width, dashed=dashed)


def place(shape: BaseShape, box: Box) -> None:
    """Move a shape, and give it this size."""
    shape.left, shape.top, shape.width, shape.height = map(Inches, box)


def describe(shape: BaseShape, words: str) -> None:
    """Give a shape its text alternative."""
    shape.element.xpath(".//p:cNvPr")[0].set("descr", words)


def find_colour(name: str) -> RGBColor:
    """Return a colour by its name."""
    return RGBColor.from_string(read_colours()[name].removeprefix("#").upper())


def _draw_line(shape: BaseShape, colour: str, width: float, *, dashed: bool) -> None:
    shape.line.color.rgb, shape.line.width = find_colour(colour), Pt(width)
    if dashed:
        shape.line.dash_style = MSO_LINE.ROUND_DOT
