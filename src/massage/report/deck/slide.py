"""What a slide is, and a figure drawn for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from matplotlib.figure import Figure as Drawing

from massage.board.describe import Board
from massage.figures.figure import Figure
from massage.figures.svg import write_svg
from massage.report.deck.layout import LARGER, measure_room

SHARP = 250  # dots per inch as drawn: 180 on the sheet, for a projector


@dataclass(frozen=True)
class Picture:
    """A drawing, and what somebody who can't see it is told."""

    drawing: Drawing
    alternative: str

    @property
    def shape(self) -> float:
        """Its width over its height."""
        width, height = self.drawing.get_size_inches()
        return width / height

    def write_png(self) -> bytes:
        """Return it as PNG, sharp enough for a projector."""
        file = BytesIO()
        self.drawing.savefig(file, format="png", dpi=SHARP, metadata={"Software": None})
        return file.getvalue()

    def write_svg(self) -> str:
        """Return it as an SVG to stand in a page."""
        return write_svg(self.drawing, self.alternative)


@dataclass(frozen=True)
class Slide:
    """A title that says what was found, what is shown, words beside it, and the speaker's notes.

    ``pictures`` stand next to each other; ``board`` is the answer board, which has words of its
    own, so that ``words`` are what is told of it where it can't be drawn.
    """

    title: str
    words: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    board: Board | None = None
    notes: tuple[str, ...] = ()


def draw_pictures(figures: Sequence[Figure], *, beside: bool) -> tuple[str, tuple[Picture, ...]]:
    """Draw figures for a slide; return the title that the first had, and the pictures.

    That title is the slide's, and isn't told twice.
    """
    width, height = measure_room(len(figures), beside=beside)
    drawn = [one.draw((width / LARGER, height / LARGER)) for one in figures]
    title = _take_title(drawn[0])
    pictures = zip(drawn, figures, strict=True)
    return title, tuple(Picture(drawing, figure.alternative) for drawing, figure in pictures)


def _take_title(drawing: Drawing) -> str:
    """Take a drawing's title off it: the one over all its panels, or over its only one."""
    first = drawing.axes[0]
    title = drawing.get_suptitle() or first.get_title()
    drawing.suptitle("") if drawing.get_suptitle() else first.set_title("")
    return " ".join(title.split())
