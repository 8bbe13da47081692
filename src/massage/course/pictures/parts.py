"""What the pictures share: their words, and whether an interval holds a value."""

from __future__ import annotations

from matplotlib.axes import Axes

from massage.course.slider import Picture
from massage.figures.hundred_practices import holds
from massage.words.codes import fill, read_words

__all__ = ["holds", "put_words"]
LABELS = ("title", "xlabel", "ylabel")


def put_words(ax: Axes, unit: str, *, says: str = "says", **facts: object) -> Picture:
    """Write a unit's title and labels on its Axes; return both with what is said of them."""
    words = read_words("course")[unit]
    ax.set(**{name: fill(words[name], facts) for name in LABELS if name in words})
    return ax, fill(words[says], facts)
