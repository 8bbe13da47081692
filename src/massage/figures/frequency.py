"""How often did clients come?"""

from __future__ import annotations

from matplotlib.axes import Axes

from analysis.practice import Practice
from massage.figures.figure import Figure, fewest_in_a_mark, withhold, write
from massage.figures.style import INK, draw_bars
from massage.small_groups import list_ranges
from massage.words.formats import first_weeks
from massage.words.who_counts import can_tell_all

NAME = "frequency"


def plot_frequency(practice: Practice, *, shared: bool = False) -> Figure:
    """Bars: how many clients came how often in the exposure window."""
    clients, windows = practice.clients, practice.plan.windows
    weekly, n = clients["frequency"], len(clients)
    if not n:
        return withhold("no_values")
    if shared and n < practice.plan.fewest_clients:
        return withhold("fewer", practice.plan.fewest_clients)
    if shared and not can_tell_all(practice.question_1):
        return withhold("rest")

    ranges = list_ranges(weekly, clients["client_id"], fewest_in_a_mark(shared))
    low, middle, high = weekly.quantile([0.1, 0.5, 0.9])
    places = {"n": n, "low": low, "middle": middle, "high": high}
    places["first_weeks"] = first_weeks(windows)

    def paint(ax: Axes) -> None:
        draw_bars(ranges, "clients", 1 / windows.weeks, ax)
        said = write(NAME, "middle", middle=round(middle, 2))
        ax.axvline(middle, color=INK, linestyle="--", label=said)
        ax.set(**{one: write(NAME, one, **places) for one in ("title", "xlabel", "ylabel")})

    says, alternative = (write(NAME, one, **places) for one in ("says", "alternative"))
    names = {"low": "sessions_per_week_from", "high": "sessions_per_week_to"}
    return Figure(paint, says, alternative, ranges.rename(columns=names).drop(columns="rows"))
