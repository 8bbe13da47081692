"""What does one client's course look like?"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from massage.claims.one_client import WEEKS_PER_STEP, answer_course, follow_longest
from massage.figures.figure import ONE_CLIENT, Figure, name_scale, withhold
from massage.figures.style import INK, SAME, UNSURE
from massage.practice import Practice
from massage.words.formats import first_weeks


def plot_course(practice: Practice, *, shared: bool = False) -> Figure:
    """Dots: one client's ratings by week, the middle of the exposure window, and the trend."""
    if shared:
        return withhold(ONE_CLIENT)
    course = follow_longest(practice.sessions, practice.records.pain)
    says = answer_course(course, practice.plan)
    if course is None:
        return withhold(says)
    outcome = course.outcome

    def paint(ax: Axes) -> None:
        ax.axvspan(0, course.weeks[course.early].max(), color=SAME, alpha=0.5,
                   label=first_weeks(course.plan.windows))  # fmt: skip
        ax.plot(course.weeks, course.ratings, "o-", color=UNSURE, markersize=4, linewidth=0.8)
        ax.axhline(course.early_middle, color=INK, linestyle="--", label="middle of those weeks")
        ends = np.array([course.weeks[0], course.weeks[-1]])
        ax.plot(ends, course.level + ends * course.trend / WEEKS_PER_STEP, color=INK,
                linewidth=2, label="trend")  # fmt: skip
        edge = 0.05 * (outcome.high - outcome.low)
        ax.set(
            title="What did one client's course look like? (n = 1)",
            xlabel="weeks since the first session",
            ylabel=name_scale(outcome),
            ylim=(outcome.low - edge, outcome.high + edge),
        )

    return Figure(paint, says, f"Dots by week with a trend. {says}")
