"""What does one client's course look like?"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from massage.claims.one_client import WEEKS_PER_STEP, answer_course, follow_longest
from massage.figures.figure import Figure, name_scale, withhold, write
from massage.figures.style import INK, SAME, SOFT, UNSURE
from massage.practice import Practice
from massage.words.formats import first_weeks

NAME = "one_course"


def plot_course(practice: Practice, *, shared: bool = False) -> Figure:
    """Dots: one client's ratings by week, the middle of the exposure window, and the trend."""
    if shared:
        return withhold("one_client")
    course = follow_longest(practice.sessions, practice.records.pain)
    says = answer_course(course, practice.plan)
    if course is None:
        return Figure(withheld=says)
    outcome = course.outcome
    title = write(NAME, "title", name=outcome.name, early=course.early_middle,
                  later=course.later_middle)  # fmt: skip

    def paint(ax: Axes) -> None:
        ax.axvspan(0, course.weeks[course.early].max(), color=SAME, alpha=0.5,
                   label=first_weeks(course.plan.windows))  # fmt: skip
        ax.plot(course.weeks, course.ratings, "o-", color=UNSURE, markersize=4, linewidth=0.8)
        ax.axhline(course.early_middle, color=SOFT, linestyle="--",
                   label=write(NAME, "middle"))  # fmt: skip
        ends = np.array([course.weeks[0], course.weeks[-1]])
        ax.plot(ends, course.level + ends * course.trend / WEEKS_PER_STEP, color=INK,
                linewidth=2, label=write(NAME, "trend"))  # fmt: skip
        edge = 0.05 * (outcome.high - outcome.low)
        ax.set(
            title=title,
            xlabel=write(NAME, "xlabel"),
            ylabel=name_scale(outcome),
            ylim=(outcome.low - edge, outcome.high + edge),
        )

    return Figure(paint, says, write(NAME, "alternative", says=says))
