"""What the pictures share: their words, and whether an interval holds a value."""

from __future__ import annotations

from matplotlib.axes import Axes

from analysis.estimate import Estimate
from massage.course.slider import Picture
from massage.words.codes import fill, read_words

LABELS = ("title", "xlabel", "ylabel")


def put_words(ax: Axes, unit: str, *, says: str = "says", **facts: object) -> Picture:
    """Write a unit's title and labels on its Axes; return both with what is said of them."""
    words = read_words("course")[unit]
    ax.set(**{name: fill(words[name], facts) for name in LABELS if name in words})
    return ax, fill(words[says], facts)


def holds(one: Estimate, value: float) -> bool:
    """Whether the value lies within the interval."""
    return one.low <= value <= one.high
