"""Where things stand on a sheet of 16:9, and in what size, so that nothing runs over.

Words are counted in lines of a wide typeface, so that a sheet holds them in whatever typeface the
reader's computer has. Lengths are inches, sizes of type are points.
"""

from __future__ import annotations

from collections.abc import Sequence

from massage.report.lines import list_lines

WIDTH, HEIGHT = 13.333, 7.5
MARGIN, ABOVE, TOP, FOOT = 0.6, 0.3, 1.45, 6.85  # at the sides, over the title, of what is shown
ROOM = WIDTH - 2 * MARGIN
TITLES = (32, 28, 24)  # the first with which a title fits
ALONE, BESIDE = (32, 26, 22, 18), (24, 20, 18)  # words by themselves, and beside a picture
FOOTER = 12
SIDE, GAP = 3.8, 0.4  # column of words beside a picture, and the space between
LINE, LETTER, BOLD = 1.22, 0.49, 0.53  # of a line and a letter, as shares of the type size
BETWEEN = 0.14  # space after a paragraph
POINTS = 72
LARGER = 1.4  # type of 10.5 points in a figure is 14.7 on a sheet

Box = tuple[float, float, float, float]  # left, top, width and height


def pick_title_size(title: str) -> int:
    """Size of type with which a title fits; it goes on on a second line, and is never cut."""
    room = (TOP - ABOVE) * POINTS
    lines = {size: list_lines(title, int(ROOM * POINTS / (size * BOLD))) for size in TITLES}
    return next((size for size in TITLES if len(lines[size]) * size * LINE <= room), TITLES[-1])


def pick_size(words: Sequence[str], *, beside: bool) -> int:
    """Size of type with which paragraphs fit, beside a picture or by themselves."""
    sizes, width = (BESIDE, SIDE) if beside else (ALONE, ROOM)
    return next((size for size in sizes if _height(words, width, size) <= FOOT - TOP), sizes[-1])


def place_pictures(shapes: Sequence[float], *, beside: bool) -> list[Box]:
    """Place pictures next to each other, each as large as it fits; ``shapes`` are width / height.

    ``beside`` leaves a column for words at the right.
    """
    width, height = measure_room(max(1, len(shapes)), beside=beside)
    boxes = []
    for at, shape in enumerate(shapes):
        across = min(width, height * shape)
        left = MARGIN + at * (width + GAP) + (width - across) / 2
        boxes.append((left, TOP + (height - across / shape) / 2, across, across / shape))
    return boxes


def measure_room(pictures: int, *, beside: bool) -> tuple[float, float]:
    """Width and height that each of so many pictures may take."""
    across = ROOM - (SIDE + GAP if beside else 0)
    return (across - GAP * (pictures - 1)) / pictures, FOOT - TOP


ON_A_SLIDE = tuple(side / LARGER for side in measure_room(1, beside=True))  # inches to draw in


def _height(words: Sequence[str], width: float, size: float) -> float:
    letters = int(width * POINTS / (size * LETTER))
    lines = sum(len(list_lines(one, letters)) for one in words)
    return lines * size * LINE / POINTS + len(words) * BETWEEN
