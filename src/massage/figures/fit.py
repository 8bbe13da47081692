"""Break a figure's titles and labels into lines that stay inside it."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator
from matplotlib.transforms import blended_transform_factory

from massage.report.lines import break_lines

LABELS = 0.4  # share of a figure's width that names beside its rows may take
LETTER, POINTS = 0.55, 72  # width of a letter as a share of the type size; points in an inch
PASSES = 4  # a label on more lines moves what stands beside it
HIGH = 0.2  # inches that a line takes
EDGE = 4  # points between a title and the edge of its figure


def fit_words(figure: Drawing, *, grow: bool = False) -> Drawing:
    """Return what was drawn with every title and label inside the figure, on more lines if need be.

    Words are broken only where one alone is longer than a line. What fits stays as it is. A figure
    that may ``grow`` gets higher by what titles and labels of more than two lines take.
    """
    height = figure.get_figheight()
    for ax in figure.axes:
        _fit_row_names(ax, figure.get_figwidth())
    words = {text: text.get_text() for text, _, _ in _rooms(figure)}
    if len(figure.axes) == 1:
        _start_left(figure.axes[0])
    for _ in range(PASSES):
        figure.get_layout_engine().execute(figure)
        before = [text.get_text() for text in words]
        for text, room, upright in _rooms(figure):
            _fit(text, words[text], room, upright=upright)
        if grow:
            figure.set_figheight(height + HIGH * _count_extra_lines(figure))
        if [text.get_text() for text in words] == before:
            figure.set_layout_engine(None)  # it is laid out, and isn't again when it is saved
            break
    return figure


def _count_extra_lines(figure: Drawing) -> int:
    level = [text.get_text().count("\n") for text, _, upright in _rooms(figure) if not upright]
    return sum(max(0, breaks - 1) for breaks in level)


def _start_left(ax: Axes) -> None:
    """Begin the title at the figure's left edge, where it has the whole width."""
    figure = ax.figure
    across = blended_transform_factory(figure.transFigure, ax.transAxes)
    ax.title.set(ha="left", x=EDGE / POINTS / figure.get_figwidth(),
                 transform=across + ax.titleOffsetTrans)  # fmt: skip
    letters = int(figure.get_figwidth() * POINTS / (LETTER * ax.title.get_fontsize()))
    ax.title.set_text(break_lines(ax.get_title(), letters))  # roughly: the layout looks at it first


def _fit_row_names(ax: Axes, inches: float) -> None:
    if not isinstance(ax.yaxis.get_major_locator(), FixedLocator):
        return
    labels = ax.get_yticklabels()
    names = [label.get_text() for label in labels]
    sizes = [label.get_fontsize() for label in labels]
    letters = int(LABELS * inches * POINTS / (LETTER * max(sizes, default=1)))
    broken = [break_lines(name, letters) for name in names]
    if broken != names:
        ax.set_yticklabels(broken)


def _rooms(figure: Drawing) -> list[tuple[Text, float, bool]]:
    """Each title and label, the length it can have inside the figure, and if that is upright."""
    whole = figure.bbox
    margins = 2 * EDGE * figure.dpi / POINTS
    rooms = [(text, whole.width - margins, False) for text in figure.texts]
    for ax in figure.axes:
        box = ax.get_window_extent()
        x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
        across, along = 2 * min(x, whole.width - x), 2 * min(y, whole.height - y)
        left = ax.title.get_ha() == "left"
        rooms.append((ax.title, whole.width - margins if left else across, False))
        rooms.append((ax.xaxis.label, across, False))
        rooms.append((ax.yaxis.label, min(along, max(box.height, box.width / 4)), True))
    return rooms


def _fit(text: Text, words: str, room: float, *, upright: bool) -> None:
    """Write words on lines, shorter ones until they fit."""
    text.set_text(words)
    letters = max(map(len, words.split("\n")))
    while letters > 1 and (length := _length(text, upright=upright)) > room:
        letters = min(letters - 1, int(letters * room / length) + 1)
        text.set_text(break_lines(words, letters))


def _length(text: Text, *, upright: bool) -> float:
    box = text.get_window_extent()
    return box.height if upright else box.width
