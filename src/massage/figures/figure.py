"""What a figure is: what is drawn, what it says, its data, or why it is withheld."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from analysis.practice import Practice
from analysis.schema import Outcome
from massage.figures.fit import fit_words
from massage.figures.style import TYPE, colours, explain_marks, new_panels
from massage.words.codes import fill, join, read_words
from massage.words.formats import SMALLEST_GROUP, scale


@dataclass(frozen=True)
class Figure:
    """A figure that can be drawn in any size, or the reason why it is withheld.

    ``paint`` draws on Axes (on all of them where ``panels`` asks ``Figure.subplots`` for several).
    ``says`` is what it shows in a sentence, ``alternative`` what somebody who can't see it is told,
    ``data`` the table of what is drawn: of groups of five or more where it is handed on. Where
    ``withheld`` isn't empty there is nothing else.
    """

    paint: Callable[[Axes], None] | None = None
    says: str = ""
    alternative: str = ""
    data: pd.DataFrame = field(default_factory=pd.DataFrame)
    size: tuple[float, float] = (4.2, 3.6)  # inches; as wide as a phone
    panels: Mapping[str, object] = field(default_factory=dict)
    withheld: str = ""

    def draw(self, size: tuple[float, float] | None = None) -> Drawing:
        """Draw it, in its own size unless another one is asked for, all words inside."""
        with colours(), mpl.rc_context(TYPE):
            axes = new_panels(size or self.size, **self.panels)
            self.paint(axes)
            first = axes if isinstance(axes, Axes) else axes.flat[0]
            explain_marks(first)
            return fit_words(first.figure, grow=size is None)


def write(figure: str, /, *keys: str, **places: object) -> str:
    """Fill what stands under these keys of a figure's words, and join it; nothing for ""."""
    words = read_words("figures")[figure]
    return join(*(fill(words[key], places) for key in keys if key))


def withhold(key: str, fewest: int = SMALLEST_GROUP) -> Figure:
    """Return no figure, but why it is withheld."""
    return Figure(withheld=write("withheld", key, fewest=fewest))


def has_few_rated(practice: Practice, outcome: Outcome, fewest: int = SMALLEST_GROUP) -> bool:
    """Whether fewer clients than that have the rating at any session."""
    return practice.count_rated(outcome) < fewest


def fewest_in_a_mark(shared: bool) -> int:
    """How many clients each mark must stand for: more than one where a figure is handed on."""
    return SMALLEST_GROUP if shared else 1


def name_scale(outcome: Outcome) -> str:
    """Name an axis of ratings, with their range and direction."""
    return f"{outcome.name} ({scale(outcome)})"
