"""Do other defensible choices say the same as the plan's own?"""

from __future__ import annotations

from matplotlib.axes import Axes

from analysis.schema import Outcome
from massage.figures.figure import Figure, withhold
from massage.figures.icons import DISC, DOT, RING, Icons, draw_icons, explain_icons, write_above
from massage.figures.style import write_title
from massage.practice import Practice
from massage.robustness.specifications import count_sides, title_specifications
from massage.words.codes import say
from massage.words.formats import capital

WORDS, WIDTH = "sure", 4.2
LOOKS = {"holds": ("unsure", DOT), "above": ("better", DISC), "below": ("worse", RING)}


def plot_choices(practice: Practice, outcome: Outcome, *, shared: bool = False) -> Figure:  # noqa: ARG001
    """Icon array: what each other choice says of question 1, the plan's own marked."""
    sides = count_sides(practice.fitted[str(outcome.name)])
    if not sides.n:
        return withhold("no_answer")
    icons = [
        Icons(sides.counts[side], say(WORDS, f"choices_tell_{side}", n=sides.counts[side]), *look)
        for side, look in LOOKS.items()
    ]
    before = list(LOOKS).index(sides.own) if sides.own else 0
    marked = sum(one.n for one in icons[:before]) if sides.own else -1
    places = {"name": str(outcome.name), "title": capital(str(outcome.name)), "n": sides.n}
    places["clients"] = sides.n_clients
    columns = 24 if sides.n <= 240 else 32
    height = 1.5 + -(-sides.n // columns) * WIDTH / columns
    own = say(WORDS, f"choices_own_{sides.own}") if sides.own else ""

    def paint(ax: Axes) -> None:
        draw_icons(icons, ax, columns, marked)
        write_above(say(WORDS, "choices_about" if sides.own else "choices_about_own", **places), ax)
        write_title(title_specifications(sides), ax.figure)
        explain_icons(icons, ax.figure, say(WORDS, "choices_own") if sides.own else "")

    says = say(WORDS, "choices_says", **places, **sides.counts)
    alternative = say(WORDS, "choices_alternative", own=own, **places, **sides.counts)
    data = practice.fitted[str(outcome.name)].rename(columns={"n_clients": "clients"})
    return Figure(paint, says, alternative, data.dropna(subset=["low"]), (WIDTH, height))
