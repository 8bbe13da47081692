"""Break a figure's titles and labels into lines that stay inside it."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator

from massage.report.lines import break_lines

LABELS = 0.4  # share of a figure's width that names beside its rows may take
LETTER, POINTS = 0.55, 72  # width of a letter as a share of the type size; points in an inch
PASSES = 4  # a label on more lines moves what stands beside it


def fit_words(figure: Drawing) -> Drawing:
    """Return what was drawn with every title and label inside the figure, on more lines if need be.

    Words are broken only where one alone is longer than a line. What fits stays as it is.
    """
    for ax in figure.axes:
        _fit_row_names(ax, figure.get_figwidth())
    words = {text: text.get_text() for text, _, _ in _rooms(figure)}
    for _ in range(PASSES):
        figure.draw_without_rendering()
        before = [text.get_text() for text in words]
        for text, room, upright in _rooms(figure):
            _fit(text, words[text], room, upright=upright)
        if [text.get_text() for text in words] == before:
            break
    return figure


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
    rooms = [(text, whole.width, False) for text in figure.texts]
    for ax in figure.axes:
        box = ax.get_window_extent()
        x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
        across, along = 2 * min(x, whole.width - x), 2 * min(y, whole.height - y)
        rooms += [(ax.title, across, False), (ax.xaxis.label, across, False)]
        rooms.append((ax.yaxis.label, along, True))
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
