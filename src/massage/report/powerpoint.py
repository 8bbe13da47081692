"""Write a deck as a PowerPoint file: native words and tables, figures with alternatives, notes."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.presentation import Presentation as Deck
from pptx.shapes.base import BaseShape
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Emu, Inches, Pt

from massage.figures.style import INK, LINE, PAPER
from massage.look.tokens import read_typefaces
from massage.report import deck as layout
from massage.report.deck import Page, Picture, Table
from massage.report.lines import keep_together

TITLE_AND_CONTENT, TITLE_ONLY = 1, 5  # layouts of python-pptx's own template
TYPEFACE = read_typefaces("slides").split(",")[0]
BULLETLESS = "{http://schemas.openxmlformats.org/drawingml/2006/main}buNone"


def write_deck(pages: Sequence[Page], title: str, footer: str, path: Path) -> None:
    """Write pages as slides of 16:9, one each; titles are title placeholders, so an outline is."""
    deck = Presentation()
    _widen(deck)
    deck.core_properties.title = title
    deck.core_properties.author = ""
    for page in pages:
        _add_slide(deck, page, footer)
    deck.save(str(path))


def _widen(deck: Deck) -> None:
    """Make the template, which is 4:3, as wide as the slides."""
    width = Inches(layout.WIDTH)
    share = width / deck.slide_width
    for master in (deck.slide_master, *deck.slide_layouts):
        for shape in master.shapes:
            if shape.element.xpath("./p:spPr/a:xfrm"):
                shape.left = Emu(round(shape.left * share))
                shape.width = Emu(round(shape.width * share))
    deck.slide_width, deck.slide_height = width, Inches(layout.HEIGHT)


def _add_slide(deck: Deck, page: Page, footer: str) -> None:
    has_words = bool(page.words) or isinstance(page.shown, Table)
    kind = deck.slide_layouts[TITLE_AND_CONTENT if has_words else TITLE_ONLY]
    slide = deck.slides.add_slide(kind)
    _place(slide.shapes.title, layout.MARGIN, 0.35, layout.ROOM, layout.TOP - 0.4)
    _write(slide.shapes.title.text_frame, (page.title,), layout.TITLE, bold=True)
    top, height = layout.TOP, layout.FOOT - layout.TOP
    if isinstance(page.shown, Table):
        _write_table(slide, page.shown)
    elif isinstance(page.shown, Picture):
        box = map(Inches, layout.picture_box(page.shown, has_words))
        shape = slide.shapes.add_picture(BytesIO(b64decode(page.shown.png)), *box)
        _describe(shape, page.shown.alternative)
        if has_words:
            left = layout.WIDTH - layout.MARGIN - layout.SIDE
            _place(slide.placeholders[1], left, top, layout.SIDE, height)
            _write(slide.placeholders[1].text_frame, page.words, layout.BESIDE, MSO_ANCHOR.MIDDLE)
    else:
        _place(slide.placeholders[1], layout.MARGIN, top, layout.ROOM, height)
        _write(slide.placeholders[1].text_frame, page.words, layout.WORDS)
    _write_footer(slide, footer)
    if page.notes:
        slide.notes_slide.notes_text_frame.text = "\n".join(page.notes)


def _write_table(slide: Slide, table: Table) -> None:
    """Write the caption into the content placeholder, and the table under it."""
    widths = layout.column_widths(table)
    head = layout.caption_height(table)
    caption = slide.placeholders[1]
    _place(caption, layout.MARGIN, layout.TOP, layout.ROOM, head)
    _write(caption.text_frame, (table.caption,), layout.CELL)
    rows = (table.header, *table.rows)
    place = (layout.MARGIN, layout.TOP + head, layout.ROOM, 0.4 * len(rows))
    shape = slide.shapes.add_table(len(rows), len(widths), *map(Inches, place))
    _describe(shape, f"Table of {len(table.rows)} rows: {', '.join(table.header)}.")
    for column, width in zip(shape.table.columns, widths, strict=True):
        column.width = Inches(width)
    edge = Inches(layout.CELL_EDGE)
    for row, cells in zip(shape.table.rows, rows, strict=True):
        heading = cells is table.header
        row.height = Inches(layout.row_height(cells, widths))
        for cell, words in zip(row.cells, cells, strict=True):
            cell.margin_left = cell.margin_right = cell.margin_top = cell.margin_bottom = edge
            cell.fill.solid()
            cell.fill.fore_color.rgb = _colour(LINE if heading else PAPER)
            _write(cell.text_frame, (words,), layout.CELL, bold=heading)


def _write(
    frame: TextFrame,
    paragraphs: Sequence[str],
    size: float,
    anchor: MSO_ANCHOR = MSO_ANCHOR.TOP,
    *,
    bold: bool = False,
) -> None:
    """Write paragraphs of one size, without bullets, at the left."""
    frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, anchor
    for at, words in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.text, paragraph.line_spacing = keep_together(words), 1.0
        paragraph.space_after, paragraph.space_before = Inches(layout.BETWEEN), Pt(0)
        paragraph.font.size, paragraph.font.bold = Pt(size), bold
        paragraph.font.name = TYPEFACE
        paragraph.font.color.rgb = _colour(INK)
        properties = paragraph._p.get_or_add_pPr()
        for name, value in {"marL": "0", "indent": "0", "algn": "l"}.items():
            properties.set(name, value)
        properties.insert_element_before(properties.makeelement(BULLETLESS, {}), "a:defRPr")


def _write_footer(slide: Slide, footer: str) -> None:
    """Fill the layout's own footer, under everything else."""
    kinds = {own.placeholder_format.type: own for own in slide.slide_layout.placeholders}
    slide.shapes.clone_placeholder(kinds[PP_PLACEHOLDER.FOOTER])
    shape = slide.shapes[-1]
    _place(shape, layout.MARGIN, layout.FOOT + 0.1, layout.ROOM, 0.4)
    _write(shape.text_frame, (footer,), layout.FOOTER)


def _place(shape: BaseShape, left: float, top: float, width: float, height: float) -> None:
    shape.left, shape.top, shape.width, shape.height = map(Inches, (left, top, width, height))


def _describe(shape: BaseShape, words: str) -> None:
    shape.element.xpath(".//p:cNvPr")[0].set("descr", words)


def _colour(code: str) -> RGBColor:
    return RGBColor.from_string(code.removeprefix("#").upper())
