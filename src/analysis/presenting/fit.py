"""Break a figure's titles and labels into lines that stay inside it."""

from __future__ import annotations

from typing import TypeVar

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator

from analysis.presenting.lines import break_lines
from analysis.show import show_figure

LABELS = 0.4  # share of a figure's width that names beside its rows may take
LETTER, POINTS = 0.55, 72  # width of a letter as a share of the type size; points in an inch
SHARP = 180  # dots per inch, for a projector

Drawn = TypeVar("Drawn", Axes, Figure)


def fit_words(drawn: Drawn) -> Drawn:
    """Return what was drawn with every title and label inside the figure, on more lines if need be.

    Words are broken only where one alone is longer than a line. What fits stays as it is.
    """
    figure = drawn if isinstance(drawn, Figure) else drawn.figure
    for ax in figure.axes:
        _fit_row_names(ax, figure.get_figwidth())
    figure.draw_without_rendering()
    broken = [_fit(ax.yaxis.label, _room(ax, upright=True), upright=True) for ax in figure.axes]
    if any(broken):
        figure.draw_without_rendering()  # the Axes are narrower now
    for ax in figure.axes:
        for text in (ax.title, ax.xaxis.label):
            _fit(text, _room(ax, upright=False), upright=False)
    for text in figure.texts:
        _fit(text, figure.bbox.width, upright=False)
    return drawn


def show_on_slide(drawn: Axes | Figure, alternative: str) -> None:
    """Show a figure with its words inside, sharp enough for a projector."""
    show_figure(fit_words(drawn), alternative, SHARP)


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


def _room(ax: Axes, *, upright: bool) -> float:
    """Length of what can stand in the middle of the Axes and stay inside the figure."""
    box, whole = ax.get_window_extent(), ax.figure.bbox
    middle, end = (
        ((box.y0 + box.y1) / 2, whole.height) if upright else ((box.x0 + box.x1) / 2, whole.width)
    )
    return 2 * min(middle, end - middle)


def _fit(text: Text, room: float, *, upright: bool) -> bool:
    """Break a text into lines, shorter ones until it fits; return whether that was needed."""
    words = text.get_text()
    letters = longest = max(map(len, words.split("\n")))
    while letters > 1 and _length(text, upright=upright) > room:
        letters -= 1
        text.set_text(break_lines(words, letters))
    return letters < longest


def _length(text: Text, *, upright: bool) -> float:
    box = text.get_window_extent()
    return box.height if upright else box.width
