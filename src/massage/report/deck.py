"""Cut an executed notebook into slides, and lay them out on pages of 16:9 where nothing runs over.

Words are counted in lines of a wide typeface, so that a page holds them in whatever typeface the
reader's computer has. Lengths are inches, sizes of type are points.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from bs4 import BeautifulSoup
from nbconvert.filters import markdown2html
from nbformat import NotebookNode
from PIL import Image

from massage.report.lines import list_lines

NOTES = "notes"  # tag of cells, and mark of outputs, whose words are for the speaker
HEADING = "## "
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
class Picture:
    """A figure as PNG in base64, its text alternative, and its width in inches over its height."""

    png: str
    alternative: str
    shape: float


@dataclass(frozen=True)
class Table:
    """A table of words; ``widths`` are its columns' in inches, once it is laid out."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()


Block = str | Picture | Table  # a paragraph is a string


@dataclass(frozen=True)
class Slide:
    """A title, what is shown under it, and what the speaker reads."""

    title: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """What stands on one page: words, and at most one picture or table."""

    title: str
    words: tuple[str, ...]
    shown: Picture | Table | None
    notes: tuple[str, ...] = ()


def cut(book: NotebookNode) -> list[Slide]:
    """Return a slide for each ``## `` heading of an executed notebook, in order.

    Paragraphs, list items, figures and HTML tables of the cells under a heading are its blocks;
    those of cells tagged ``notes``, and of outputs marked so, are the speaker's. What stands before
    the first heading belongs to the notebook alone.
    """
    slides: list[Slide] = []
    for cell in book.cells:
        source = cell.source.removeprefix("\n")
        if cell.cell_type == "markdown" and source.startswith(HEADING):
            title, _, source = source.partition("\n")
            slides.append(Slide(title.removeprefix(HEADING).strip(), ()))
        if slides:
            for block, noted in _read_cell(cell, source):
                slides[-1] = _extend(slides[-1], block, noted=noted)
    return slides


def lay_out(slides: list[Slide]) -> list[Page]:
    """Return the pages of a deck: a slide that is too long for one goes on on the next."""
    pages: list[Page] = []
    for slide in slides:
        filled = _fill(slide)
        for place, page in enumerate(filled, start=1):
            title = f"{slide.title} ({place} of {len(filled)})" if filled[1:] else slide.title
            notes = slide.notes if place == 1 else (GOES_ON,)
            if isinstance(page.shown, Picture):
                notes = (f"{PICTURE} {page.shown.alternative}", *notes)
            pages.append(replace(page, title=title, notes=notes))
    return pages


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
    return max(map(len, _cell_lines(cells, widths))) * CELL * LINE / POINTS + 2 * CELL_EDGE


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


def _extend(slide: Slide, block: Block, *, noted: bool) -> Slide:
    if not noted:
        return replace(slide, blocks=(*slide.blocks, block))
    return replace(slide, notes=(*slide.notes, block)) if isinstance(block, str) else slide


def _read_cell(cell: NotebookNode, source: str) -> Iterator[tuple[Block, bool]]:
    """What a cell says, shows and tabulates, each with whether it is for the speaker."""
    tagged = NOTES in cell.metadata.get("tags", [])
    if cell.cell_type == "markdown":
        yield from ((words, tagged) for words in _read_markdown(source))
    for output in cell.get("outputs", []):
        noted = tagged or NOTES in output.get("metadata", {})
        yield from ((block, noted) for block in _read_output(output))


def _read_output(output: NotebookNode) -> Iterator[Block]:
    data = output.get("data", {})
    if "image/png" in data:
        png, about = data["image/png"], output["metadata"]["image/png"]
        width, height = Image.open(BytesIO(b64decode(png))).size
        yield Picture(png.replace("\n", ""), about["alt"], width / height)
    elif "text/html" in data:
        table = BeautifulSoup(data["text/html"], "html.parser").table
        rows = (tuple(c.get_text() for c in row(["th", "td"])) for row in table("tr"))
        yield Table(table.caption.get_text(), next(rows), tuple(rows))
    elif "text/markdown" in data:
        yield from _read_markdown(data["text/markdown"])


def _read_markdown(text: str) -> Iterator[str]:
    page = BeautifulSoup(markdown2html(text), "html.parser")
    return (" ".join(element.get_text().split()) for element in page(["p", "li"]))


def _fill(slide: Slide) -> list[Page]:
    """Put blocks on pages, in order: a picture with the words after it, a table alone."""
    empty = Page(slide.title, (), None)
    pages = [empty]
    for block in slide.blocks:
        if isinstance(block, Table):
            pages.extend(replace(empty, shown=part) for part in split(block))
        elif isinstance(block, Picture):
            if pages[-1].shown is None and _fit(pages[-1].words, beside=True):
                pages[-1] = replace(pages[-1], shown=block)
            else:
                pages.append(replace(empty, shown=block))
        else:
            for part in _parts(block):
                shown, more = pages[-1].shown, (*pages[-1].words, part)
                if not isinstance(shown, Table) and _fit(more, beside=shown is not None):
                    pages[-1] = replace(pages[-1], words=more)
                else:
                    pages.append(replace(empty, words=(part,)))
    return [page for page in pages if page != empty] or pages


def _split_row(row: tuple[str, ...], widths: Sequence[float], room: float) -> list[tuple[str, ...]]:
    """Split a row that no page holds into rows that one does; the others stay as they are."""
    if row_height(row, widths) <= room:
        return [row]
    most = int((room - 2 * CELL_EDGE) * POINTS / (CELL * LINE))
    columns = _cell_lines(row, widths)
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


def _cell_lines(cells: Sequence[str], widths: Sequence[float]) -> list[list[str]]:
    rooms = (width - 2 * CELL_EDGE for width in widths)
    return [_lines(cell, room, CELL) for cell, room in zip(cells, rooms, strict=True)]


def _lines(words: str, width: float, size: float) -> list[str]:
    return list_lines(words, int(width * POINTS / (size * LETTER)))
