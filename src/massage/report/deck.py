"""Cut an executed notebook into slides: what it says, shows and tabulates under each heading."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from bs4 import BeautifulSoup
from nbconvert.filters import markdown2html
from nbformat import NotebookNode
from PIL import Image

NOTES = "notes"  # tag of cells whose words are for the speaker
HEADING = "## "


@dataclass(frozen=True)
class Text:
    """One paragraph."""

    words: str


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


Block = Text | Picture | Table


@dataclass(frozen=True)
class Slide:
    """A title, what is shown under it, and what the speaker reads."""

    title: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()


def cut(book: NotebookNode) -> list[Slide]:
    """Return a slide for each ``## `` heading of an executed notebook, in order.

    Paragraphs, list items, figures and HTML tables of the cells under a heading are its blocks;
    those of cells tagged ``notes`` are the speaker's. What stands before the first heading belongs
    to the notebook alone.
    """
    slides: list[Slide] = []
    for cell in book.cells:
        source = cell.source.removeprefix("\n")
        if cell.cell_type == "markdown" and source.startswith(HEADING):
            title, _, source = source.partition("\n")
            slides.append(Slide(title.removeprefix(HEADING).strip(), ()))
        if slides:
            slides[-1] = _extend(slides[-1], cell, source)
    return slides


def _extend(slide: Slide, cell: NotebookNode, source: str) -> Slide:
    """Return the slide with what a cell adds to it."""
    if cell.cell_type == "markdown":
        blocks = tuple(_read_markdown(source))
    else:
        blocks = tuple(block for out in cell.get("outputs", []) for block in _read_output(out))
    if NOTES in cell.metadata.get("tags", []):
        words = tuple(block.words for block in blocks if isinstance(block, Text))
        return Slide(slide.title, slide.blocks, slide.notes + words)
    return Slide(slide.title, slide.blocks + blocks, slide.notes)


def _read_output(output: NotebookNode) -> Iterator[Block]:
    data = output.get("data", {})
    if "image/png" in data:
        yield _read_picture(data["image/png"], output["metadata"]["image/png"])
    elif "text/html" in data:
        yield _read_table(data["text/html"])
    elif "text/markdown" in data:
        yield from _read_markdown(data["text/markdown"])


def _read_markdown(text: str) -> Iterator[Text]:
    page = BeautifulSoup(markdown2html(text), "html.parser")
    for element in page.find_all(["p", "li"]):
        yield Text(" ".join(element.get_text().split()))


def _read_picture(png: str, about: NotebookNode) -> Picture:
    width, height = Image.open(BytesIO(b64decode(png))).size
    return Picture(png.replace("\n", ""), about["alt"], width / height)


def _read_table(html: str) -> Table:
    table = BeautifulSoup(html, "html.parser").table
    rows = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in table("tr")]
    header, *body = map(tuple, rows)
    return Table(table.caption.get_text(), header, tuple(body))
