"""The course of one client, as a single-case chart: where it began, where it went, how steadily."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from analysis.frames import check_sessions
from analysis.plan import DAYS_PER_WEEK, PLAN, Plan
from analysis.schema import Outcome
from massage.words.codes import fill, read_words
from massage.words.formats import count, first_weeks, number, percent

FEWEST_VALUES = 3
WEEKS_PER_STEP = 4


@dataclass(frozen=True)
class Course:
    """One client's ratings by week, without code or trait.

    ``early`` marks those of the exposure window, the baseline. ``early_middle`` and
    ``later_middle`` are medians; ``share_better`` is the share of pairs of an early and a later
    rating in which the later one is better, ties counted half (nonoverlap of all pairs); ``trend``
    is the change per four weeks (Theil and Sen's slope), ``level`` the line's value at week 0.
    """

    outcome: Outcome
    weeks: np.ndarray
    ratings: np.ndarray
    early: np.ndarray
    early_middle: float
    later_middle: float
    share_better: float
    trend: float
    level: float
    plan: Plan = PLAN


def follow_longest(sessions: pd.DataFrame, outcome: Outcome, plan: Plan = PLAN) -> Course | None:
    """Follow the new client with most ratings; None where nobody has three early and three later.

    Clients who had come before are left out where ``new_client`` says so: their first visit wasn't
    seen. Who has most ratings stayed longest, so the course isn't that of most clients.

    No interval and no p-value: visits of one client aren't independent, and without weeks in which
    no massage was had there is nothing to hold the course against.

    Sources: Parker & Vannest 2009, doi:10.1016/j.beth.2008.10.006 (nonoverlap of all pairs); Sen
    1968, doi:10.1080/01621459.1968.10480934 (slope).
    """
    sessions = check_sessions(sessions, (outcome,), alone=True)
    if "new_client" in sessions and sessions["new_client"].notna().any():
        sessions = sessions[sessions["new_client"].eq("yes")]
    ratings = sessions.get(outcome.column, np.nan)
    rows = sessions[["client_id", "day"]].assign(value=ratings).dropna()
    rows["early"] = rows["day"] <= plan.windows.exposure[1]
    counts = rows.groupby("client_id")["early"].agg(early="sum", all="size")
    enough = counts[counts["early"].between(FEWEST_VALUES, counts["all"] - FEWEST_VALUES)]
    if enough.empty:
        return None
    own = rows[rows["client_id"] == enough["all"].idxmax()].sort_values("day")
    weeks, values = own["day"].to_numpy() / DAYS_PER_WEEK, own["value"].to_numpy(dtype=float)
    early = own["early"].to_numpy()
    gains = outcome.sign * (values[~early] - values[early][:, None])
    slope, level, *_ = stats.theilslopes(values, weeks)
    return Course(
        outcome,
        weeks,
        values,
        early,
        early_middle=float(np.median(values[early])),
        later_middle=float(np.median(values[~early])),
        share_better=float(np.mean((gains > 0) + 0.5 * (gains == 0))),
        trend=float(slope * WEEKS_PER_STEP),
        level=float(level),
        plan=plan,
    )


def answer_course(course: Course | None, plan: Plan = PLAN) -> str:
    """Say what one client's course shows, and what one course can't show."""
    words = read_words("claims")
    if course is None:
        first = first_weeks(plan.windows)
        return fill(words["no_course"], {"fewest": FEWEST_VALUES, "first": first})
    places = {
        "course": course,
        "ratings": count(len(course.ratings), "rating"),
        "name": course.outcome.name,
        "weeks": course.weeks[-1],
        "first": first_weeks(course.plan.windows),
        "better": percent(course.share_better),
        "trend": number(course.trend),
    }
    return fill(words["course"], places)
