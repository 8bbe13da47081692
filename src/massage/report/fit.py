"""Show a figure on a slide, in its size there."""

from __future__ import annotations

from massage.figures.figure import Figure
from massage.notebook import say, show, show_figure
from massage.report.deck import ON_A_SLIDE

SHARP = 180  # dots per inch, for a projector


def show_on_slide(figure: Figure, *, says: bool = True) -> None:
    """Show a figure sharp enough for a projector, and what it says.

    Without ``says`` where that, and why it is withheld, is said by itself.
    """
    if not figure.withheld:
        show_figure(figure.draw(ON_A_SLIDE), figure.alternative, SHARP)
        if says and figure.says:
            say(figure.says)
    elif says:
        show(figure)
