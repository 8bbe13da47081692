"""Draw the answer board on a slide: words as words, each interval in boxes and lines."""

from __future__ import annotations

from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.shapes.shapetree import GroupShapes, SlideShapes

from massage.board.describe import Board, Panel, Strip
from massage.report.deck.layout import FOOT, GAP, MARGIN, ROOM, TOP
from massage.report.deck.shapes import add_box, add_line, add_words, describe
from massage.words.codes import read_words

HEAD, END, CAVEAT = 2.15, 6.15, 0.5  # inches: where panels begin and end, height of the caveat
EDGE, TITLE, ROW = 0.2, 0.75, 1.4  # around a panel's words; its title and unit; a strip, at most
BAR, PILL, NAME = 0.3, 0.3, 0.85  # heights of a scale and a verdict, width of an outcome's name
LARGE, MIDDLE, SMALL = 18, 13, 12  # points


def draw_board(board: Board, shapes: SlideShapes) -> None:
    """Draw the board under the title, which holds its headlines, as one group that is described."""
    group = shapes.add_group_shape()
    describe(group, board.alternative)
    add_words(group.shapes, board.line, (MARGIN, TOP, ROOM, HEAD - TOP), LARGE)
    width = (ROOM - GAP * (len(board.panels) - 1)) / len(board.panels)
    for at, panel in enumerate(board.panels):
        _draw_panel(panel, board.reach, MARGIN + at * (width + GAP), width, group.shapes)
    top = FOOT - CAVEAT
    add_box(group.shapes, (MARGIN, top, ROOM, CAVEAT), "wash")
    add_box(group.shapes, (MARGIN, top, 0.08, CAVEAT), "worse")
    place = (MARGIN + EDGE, top, ROOM - EDGE, CAVEAT)
    add_words(group.shapes, board.caveat, place, LARGE, bold=True, anchor=MSO_ANCHOR.MIDDLE)


def _draw_panel(panel: Panel, reach: float, left: float, width: float, shapes: GroupShapes) -> None:
    add_box(shapes, (left, HEAD, width, END - HEAD), "wash")
    left, width = left + EDGE, width - 2 * EDGE
    add_words(shapes, panel.title, (left, HEAD + 0.1, width, 0.35), LARGE, bold=True)
    add_words(shapes, panel.unit, (left, HEAD + 0.42, width, 0.3), MIDDLE, colour="soft")
    caveat = 0.52 if panel.caveats else 0
    height = min(ROW, (END - HEAD - TITLE - caveat) / len(panel.strips))
    for at, strip in enumerate(panel.strips):
        top = HEAD + TITLE + at * height
        _write_state(strip, left, top, width, shapes)
        scale = (left, top + height - 0.8, width)
        if at == 0:
            _name_sides(scale, shapes)
        _draw_scale(strip, reach, scale, shapes)
        numbers = f"{strip.numbers}{'. ' * bool(strip.note)}{strip.note}"
        place = (left, top + height - 0.3, width, 0.25)
        add_words(shapes, numbers, place, SMALL, colour="soft")
    if caveat:
        add_words(shapes, " ".join(panel.caveats), (left, END - caveat, width, caveat), MIDDLE)


def _write_state(strip: Strip, left: float, top: float, width: float, shapes: GroupShapes) -> None:
    """Write the outcome's name, the verdict in a shape of its own, and its size."""
    add_words(shapes, strip.name.capitalize(), (left, top, NAME, PILL), 16, bold=True)
    words = f"{strip.symbol} {strip.word}"
    across, start = 0.25 + 0.09 * len(words), left + NAME
    named = strip.colour in ("better", "worse")
    pill = add_box(
        shapes,
        (start, top, across, PILL),
        strip.colour if named else "",
        strip.colour,
        form=MSO_SHAPE.ROUNDED_RECTANGLE,
        width=1.25,
        dashed=not strip.is_drawn,
    )
    pill.adjustments[0] = 0.5
    look = {"bold": True, "align": PP_ALIGN.CENTER, "anchor": MSO_ANCHOR.MIDDLE}
    colour = "on" if named else "soft"
    add_words(shapes, words, (start, top, across, PILL), MIDDLE, colour=colour, **look)
    rest = (start + across + 0.12, top, width - NAME - across - 0.12, PILL)
    add_words(shapes, strip.size, rest, MIDDLE, anchor=MSO_ANCHOR.MIDDLE)


def _name_sides(place: tuple[float, float, float], shapes: GroupShapes) -> None:
    """Write over the first scale which side is worse, and which is better."""
    left, top, width = place
    for key, align in (("worse_side", PP_ALIGN.LEFT), ("better_side", PP_ALIGN.RIGHT)):
        over = (left, top - 0.22, width, 0.2)
        add_words(shapes, read_words("board")[key], over, SMALL, colour="soft", align=align)


def _draw_scale(
    strip: Strip, reach: float, place: tuple[float, float, float], shapes: GroupShapes
) -> None:
    """Draw the scale, what the interval stays inside, the marks and the interval."""
    left, top, width = place
    symbols, middle = read_words("board")["symbols"], top + BAR / 2

    def across(points: float) -> float:
        return left + width * (0.5 + 0.5 * max(-1.0, min(1.0, points / reach)))

    bare = (
        {"fill": "paper", "edge": "line"} if strip.is_drawn else {"edge": "unsure", "dashed": True}
    )
    add_box(shapes, (left, top, width, BAR), **bare)
    if strip.inside == strip.inside:
        ends = across(-strip.inside), across(strip.inside)
        add_box(shapes, (ends[0], top, ends[1] - ends[0], BAR), "wash", "soft")
    for at, label in ((0.0, "0"), *strip.marks):
        for point in {at, -at} if at < reach else ():
            x = across(point)
            add_line(shapes, (x, top), (x, top + BAR), "soft" if at else "ink", 1, dashed=at > 0)
            under = (x - 0.25, top + BAR, 0.5, 0.2)
            add_words(shapes, label, under, SMALL, colour="soft", align=PP_ALIGN.CENTER)
    if not strip.is_drawn:
        return
    ends = (across(strip.low), middle), (across(strip.high), middle)
    for colour, thick in (("paper", 8), (strip.colour, 4)):  # a rim, where it crosses marks
        add_line(shapes, *ends, colour, thick)
    for at in (strip.low, strip.high):
        if abs(at) > reach:
            beyond = symbols["beyond_left" if at < 0 else "beyond_right"]
            arrow = (across(at) - 0.15, middle - 0.12, 0.3, 0.24)
            add_words(shapes, beyond, arrow, SMALL, colour="soft", align=PP_ALIGN.CENTER)
        elif not (strip.open_end and at == 0):
            ends = [(across(at), middle + way * 0.1) for way in (-1, 1)]
            add_line(shapes, *ends, strip.colour, 2)
    if abs(strip.middle) <= reach:
        dot = (across(strip.middle) - 0.08, middle - 0.08, 0.16, 0.16)
        unsure = strip.colour == "unsure"
        add_box(shapes, dot, "paper" if unsure else "ink", "unsure" if unsure else "paper",
                form=MSO_SHAPE.OVAL, width=1.5)  # fmt: skip
