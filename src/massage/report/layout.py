"""Lay slides out on pages of 16:9 on which nothing runs over.

Words are counted in lines of a wide typeface, so that a page holds them in whatever typeface the
reader's computer has. Lengths are inches, sizes of type are points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from massage.report.deck import Block, Picture, Slide, Table
from massage.report.lines import list_lines

WIDTH, HEIGHT = 13.333, 7.5
MARGIN, TOP, FOOT = 0.6, 1.25, 6.95  # beside everything, under the title, over the footer
TITLE, WORDS, BESIDE, CELL, FOOTER = 28, 22, 18, 18, 12
SIDE, GAP = 4.5, 0.35  # column of words beside a picture, and the space between them
LINE, LETTER = 1.22, 0.49  # height of a line and width of a letter, as shares of the type size
BETWEEN, CELL_EDGE = 0.12, 0.05  # space after a paragraph; around a cell's words
POINTS = 72
ROOM = WIDTH - 2 * MARGIN
LARGER = 1.4  # a figure's type of 10 points is 14 on a slide
ON_A_SLIDE = ((ROOM - SIDE - GAP) / LARGER, (FOOT - TOP) / LARGER)  # inches to draw a figure in
PICTURE = "Say what the picture shows."
GOES_ON = "This goes on from the slide before."


@dataclass(frozen=True)
class Page:
    """What stands on one page: words, and at most one picture or table."""

    title: str
    words: tuple[str, ...]
    shown: Picture | Table | None
    notes: tuple[str, ...]


def lay_out(slides: list[Slide]) -> list[Page]:
    """Return the pages of a deck: a slide that is too long for one goes on on the next."""
    return [page for slide in slides for page in _number(slide, _fill(list(slide.blocks)))]


def picture_box(picture: Picture, beside: bool) -> tuple[float, float, float, float]:
    """Left, top, width and height of a picture, as large as it fits, beside words or alone."""
    room = ROOM - SIDE - GAP if beside else ROOM
    width = min(room, (FOOT - TOP) * picture.shape)
    height = width / picture.shape
    return MARGIN + (room - width) / 2, TOP + (FOOT - TOP - height) / 2, width, height


def column_widths(table: Table) -> tuple[float, ...]:
    """Widths of a table's columns: longer cells get more, by the root of their mean length.

    A part of a table that was split has those of the whole.
    """
    if table.widths:
        return table.widths
    columns = zip(table.header, *table.rows, strict=True)
    roots = [(sum(map(len, column)) / len(column)) ** 0.5 for column in columns]
    return tuple(ROOM * root / sum(roots) for root in roots)


def caption_height(table: Table) -> float:
    """Height of a table's caption, over it."""
    return _height((table.caption,), ROOM, CELL)


def row_height(cells: tuple[str, ...], widths: Sequence[float]) -> float:
    """Height of a table's row, by its longest cell."""
    most = max(
        len(_lines(cell, width - 2 * CELL_EDGE, CELL))
        for cell, width in zip(cells, widths, strict=True)
    )
    return most * CELL * LINE / POINTS + 2 * CELL_EDGE


def _number(
    slide: Slide, filled: list[tuple[tuple[str, ...], Picture | Table | None]]
) -> list[Page]:
    many = len(filled) > 1
    return [
        Page(
            f"{slide.title} ({place} of {len(filled)})" if many else slide.title,
            words,
            shown,
            _note(shown, slide.notes if place == 1 else (GOES_ON,)),
        )
        for place, (words, shown) in enumerate(filled, start=1)
    ]


def _note(shown: Picture | Table | None, said: tuple[str, ...]) -> tuple[str, ...]:
    """Put a picture into words for the speaker, before what else is said."""
    if isinstance(shown, Picture):
        return (f"{PICTURE} {shown.alternative}", *said)
    return said


def _fill(blocks: list[Block]) -> list[tuple[tuple[str, ...], Picture | Table | None]]:
    """Put blocks on pages, in order: a picture with the words after it, a table alone."""
    pages: list[tuple[tuple[str, ...], Picture | Table | None]] = [((), None)]
    for block in blocks:
        words, shown = pages[-1]
        if isinstance(block, Table):
            pages.extend(((), part) for part in split(block))
        elif isinstance(block, Picture):
            fits = shown is None and _fit(words, beside=True)
            pages[-1:] = [(words, block)] if fits else [pages[-1], ((), block)]
        else:
            for part in _parts(block.words):
                words, shown = pages[-1]
                more = (*words, part)
                if not isinstance(shown, Table) and _fit(more, beside=shown is not None):
                    pages[-1] = (more, shown)
                else:
                    pages.append(((part,), None))
    return [page for page in pages if page != ((), None)] or pages


def split(table: Table) -> list[Table]:
    """Split a table into parts that each fit a page, with its caption and header on each."""
    widths = column_widths(table)
    head = row_height(table.header, widths) + caption_height(table)
    room = FOOT - TOP - head
    parts: list[list[tuple[str, ...]]] = [[]]
    left = room
    pieces = (piece for row in table.rows for piece in _split_row(row, widths, room))
    for row in pieces:
        height = row_height(row, widths)
        if height > left:
            parts.append([])
            left = room
        parts[-1].append(row)
        left -= height
    return [replace(table, rows=tuple(rows), widths=widths) for rows in parts if rows]


def _split_row(row: tuple[str, ...], widths: Sequence[float], room: float) -> list[tuple[str, ...]]:
    """Split a row that no page holds into rows that one does; the others stay as they are."""
    if row_height(row, widths) <= room:
        return [row]
    most = int((room - 2 * CELL_EDGE) * POINTS / (CELL * LINE))
    columns = [
        _lines(cell, width - 2 * CELL_EDGE, CELL) for cell, width in zip(row, widths, strict=True)
    ]
    parts = range(0, max(map(len, columns)), most)
    return [tuple(" ".join(lines[at : at + most]) for lines in columns) for at in parts]


def _parts(words: str) -> list[str]:
    """Return a paragraph whole where a page holds it, else in pieces that one does."""
    if _fit((words,), beside=False):
        return [words]
    most = int((FOOT - TOP - BETWEEN) * POINTS / (WORDS * LINE))
    lines = _lines(words, ROOM, WORDS)
    return [" ".join(lines[at : at + most]) for at in range(0, len(lines), most)]


def _fit(words: tuple[str, ...], *, beside: bool) -> bool:
    width, size = (SIDE, BESIDE) if beside else (ROOM, WORDS)
    return _height(words, width, size) <= FOOT - TOP


def _height(words: tuple[str, ...], width: float, size: float) -> float:
    lines = sum(len(_lines(one, width, size)) for one in words)
    return lines * size * LINE / POINTS + len(words) * BETWEEN


def _lines(words: str, width: float, size: float) -> list[str]:
    return list_lines(words, int(width * POINTS / (size * LETTER)))
