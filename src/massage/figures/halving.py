"""How much better did the same client arrive after half the interval?"""

from __future__ import annotations

from matplotlib.axes import Axes

from analysis.practice import Practice
from analysis.question_2 import Comparison
from massage.figures.figure import Figure, withhold
from massage.figures.style import draw_estimates, tabulate_estimates
from massage.words.formats import interval, listed, number, whole
from massage.words.together import answer_within


def plot_halving(practice: Practice, *, shared: bool = False) -> Figure:  # noqa: ARG001
    """Points with intervals: benefit of halving one interval, where nothing blocks it."""
    found = practice.question_2
    usable = {name: one for name, one in found.items() if one.usable}
    says = "\n\n".join(answer_within(one) for one in found.values())
    if not usable:
        return withhold(says)

    def paint(ax: Axes) -> None:
        labels = [
            f"{one.outcome.name}\nn = {one.n_clients} clients,\n{whole(one.n_intervals)} intervals"
            for one in usable.values()
        ]
        smallest = [one.outcome.smallest for one in usable.values()]
        marks = [[] if one is None else [one] for one in smallest]
        draw_estimates(list(usable.values()), labels, marks, ax)
        ax.set(
            title="How much better did the same client arrive\nafter half the interval?",
            xlabel="points (right of 0: better after the shorter interval)",
        )

    each = listed([_describe(name, one) for name, one in found.items()])
    alternative = f"Points better after half the interval, with intervals: {each}."
    intervals = [one.n_intervals for one in usable.values()]
    data = tabulate_estimates(usable).assign(intervals=intervals)
    return Figure(paint, says, alternative, data, (7.0, 3.2))


def _describe(name: str, found: Comparison) -> str:
    if found.blocked_by:
        return f"{name} is blocked"
    if not found.answered:
        return f"{name} can't be worked out"
    return f"{name} {number(found.estimate)} ({interval(found)})"
