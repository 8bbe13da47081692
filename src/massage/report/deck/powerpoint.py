"""Write slides as a PowerPoint file: native words and shapes, pictures with alternatives, notes."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide as Sheet
from pptx.util import Emu, Inches

from massage.report.deck import layout
from massage.report.deck.board import draw_board
from massage.report.deck.layout import ABOVE, FOOT, MARGIN, ROOM, SIDE, TOP, WIDTH
from massage.report.deck.shapes import describe, place, write
from massage.report.deck.slide import Slide

TITLE_AND_CONTENT, TITLE_ONLY = 1, 5  # layouts of python-pptx's own template
NUMBER = 1.5  # inches, at the right of the footer


def write_deck(slides: Sequence[Slide], title: str, footer: str, path: Path) -> None:
    """Write slides as sheets of 16:9; titles are title placeholders, so an outline is."""
    deck = Presentation()
    _widen(deck)
    deck.core_properties.title = title
    deck.core_properties.author = ""
    for at, slide in enumerate(slides, start=1):
        _add_sheet(deck, slide, footer, f"{at} / {len(slides)}")
    deck.save(str(path))


def _widen(deck: Deck) -> None:
    """Make the template, which is 4:3, as wide as the slides."""
    width = Inches(WIDTH)
    share = width / deck.slide_width
    for master in (deck.slide_master, *deck.slide_layouts):
        for shape in master.shapes:
            if shape.element.xpath("./p:spPr/a:xfrm"):
                shape.left = Emu(round(shape.left * share))
                shape.width = Emu(round(shape.width * share))
    deck.slide_width, deck.slide_height = width, Inches(layout.HEIGHT)


def _add_sheet(deck: Deck, slide: Slide, footer: str, number: str) -> None:
    has_words = bool(slide.words) and not slide.board
    kind = deck.slide_layouts[TITLE_AND_CONTENT if has_words else TITLE_ONLY]
    sheet = deck.slides.add_slide(kind)
    place(sheet.shapes.title, (MARGIN, ABOVE, ROOM, TOP - ABOVE))
    size = layout.pick_title_size(slide.title)
    write(sheet.shapes.title.text_frame, [slide.title], size, bold=True)
    if has_words:
        _write_words(sheet, slide)
    boxes = layout.place_pictures([one.shape for one in slide.pictures], beside=has_words)
    for picture, box in zip(slide.pictures, boxes, strict=True):
        shape = sheet.shapes.add_picture(BytesIO(picture.write_png()), *map(Inches, box))
        describe(shape, picture.alternative)
    if slide.board:
        draw_board(slide.board, sheet.shapes)
    _write_footer(sheet, PP_PLACEHOLDER.FOOTER, footer, (MARGIN, ROOM - NUMBER))
    _write_footer(sheet, PP_PLACEHOLDER.SLIDE_NUMBER, number, (WIDTH - MARGIN - NUMBER, NUMBER))
    sheet.notes_slide.notes_text_frame.text = "\n".join(slide.notes)


def _write_words(sheet: Sheet, slide: Slide) -> None:
    """Write words at the right of a picture, or by themselves."""
    beside, room = bool(slide.pictures), sheet.placeholders[1]
    width = SIDE if beside else ROOM
    place(room, (WIDTH - MARGIN - width, TOP, width, FOOT - TOP))
    size = layout.pick_size(slide.words, beside=beside)
    write(room.text_frame, slide.words, size, anchor=MSO_ANCHOR.MIDDLE)


def _write_footer(
    sheet: Sheet, kind: PP_PLACEHOLDER, words: str, across: tuple[float, float]
) -> None:
    """Fill one of the layout's own footers, under everything else."""
    kinds = {own.placeholder_format.type: own for own in sheet.slide_layout.placeholders}
    sheet.shapes.clone_placeholder(kinds[kind])
    shape = sheet.shapes[-1]
    left, width = across
    place(shape, (left, FOOT + 0.15, width, 0.4))
    align = PP_ALIGN.RIGHT if kind == PP_PLACEHOLDER.SLIDE_NUMBER else PP_ALIGN.LEFT
    write(shape.text_frame, [words], layout.FOOTER, colour="soft", align=align)
