"""How much more improvement went with one more session a week?"""

from __future__ import annotations

from matplotlib.axes import Axes

from analysis.practice import Practice
from massage.figures.figure import NO_ANSWER, Figure, withhold
from massage.figures.style import draw_estimates, tabulate_estimates
from massage.words.answers import answer_slope
from massage.words.codes import tell
from massage.words.formats import interval, listed, number


def plot_slopes(practice: Practice, *, shared: bool = False) -> Figure:
    """Points with intervals: improvement per extra weekly session, and what would matter."""
    found = practice.question_1.values()
    answered = [one for one in found if one.told_slope.answered]
    if not answered:
        each = " ".join(f"For {one.outcome.name}: {tell(one.told_slope.reason)}." for one in found)
        return withhold(NO_ANSWER if shared else f"{NO_ANSWER} {each}")

    def paint(ax: Axes) -> None:
        labels = [f"{one.outcome.name}\nn = {one.told_slope.n_clients}" for one in answered]
        smallest = [one.outcome.smallest for one in answered]
        marks = [[] if one is None else [-one, one] for one in smallest]
        draw_estimates([one.told_slope for one in answered], labels, marks, ax)
        ax.set(
            title="How much more improvement went with one more session a week?",
            xlabel="points (right of 0: frequent clients improved more)",
        )

    each = [
        f"{one.outcome.name} {number(one.told_slope.estimate)} ({interval(one.told_slope)})"
        for one in answered
    ]
    alternative = f"Points of improvement per extra weekly session, with intervals: {listed(each)}."
    says = "\n\n".join(answer_slope(one) for one in found)
    data = tabulate_estimates({str(one.outcome.name): one.told_slope for one in answered})
    return Figure(paint, says, alternative, data, (7.0, 3.2))
