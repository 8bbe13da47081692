"""How often did clients come?"""

from __future__ import annotations

from matplotlib.axes import Axes

from analysis.practice import Practice
from massage.figures.figure import FEWER, NO_VALUES, REST, Figure, fewest_in_a_mark, withhold
from massage.figures.style import INK, draw_bars
from massage.small_groups import list_ranges
from massage.words.formats import count, first_weeks, number, short
from massage.words.who_counts import can_tell_all


def plot_frequency(practice: Practice, *, shared: bool = False) -> Figure:
    """Bars: how many clients came how often in the exposure window."""
    clients, windows = practice.clients, practice.plan.windows
    weekly, n = clients["frequency"], len(clients)
    if not n:
        return withhold(NO_VALUES)
    if shared and n < practice.plan.fewest_clients:
        return withhold(FEWER.format(practice.plan.fewest_clients))
    if shared and not can_tell_all(practice.question_1):
        return withhold(REST)

    ranges = list_ranges(weekly, clients["client_id"], fewest_in_a_mark(shared))

    def paint(ax: Axes) -> None:
        draw_bars(ranges, "clients", 1 / windows.weeks, ax)
        middle = weekly.median()
        ax.axvline(
            middle, color=INK, linestyle="--", label=f"client in the middle: {short(middle, 2)}"
        )
        ax.set(
            title=f"How often did clients come in their {first_weeks(windows)}? (n = {n})",
            xlabel="sessions per week",
            ylabel="clients",
        )

    low, middle, high = (number(value, 1) for value in weekly.quantile([0.1, 0.5, 0.9]))
    came = f"the client in the middle came {middle} times a week"
    most = f"eight in ten came between {low} and {high} times"
    alternative = (
        f"Bar chart of sessions per week in the {first_weeks(windows)} for {count(n, 'client')}: "
        f"{came}; {most}."
    )
    says = f"In the {first_weeks(windows)} {came}; {most} (n = {n} clients)."
    names = {"low": "sessions_per_week_from", "high": "sessions_per_week_to"}
    return Figure(paint, says, alternative, ranges.rename(columns=names).drop(columns="rows"))
