"""What forbids using question 2's answer: bookings that foresee, and what isn't recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from analysis.intervals import has_values, list_intervals
from analysis.plan import Plan
from analysis.schema import PAIN, Outcome
from analysis.threats import Look, look_at_past, look_at_short_gaps

Looks = dict[str, Look]


def look_for_blocks(
    sessions: pd.DataFrame,
    intervals: Mapping[str, pd.DataFrame],
    outcomes: Sequence[Outcome],
    plan: Plan,
) -> dict[str, Looks]:
    """Look for each blocking threat that the records show by themselves, outcome by outcome.

    ``intervals`` holds the rows of ``list_intervals`` by outcome's name, and so does what is
    returned. Sleep and other ratings go with pain, so where bookings foresee pain they foresee
    those too: pain's ``past_pain`` and ``short_gap`` fire for every outcome.
    """
    foresight = {o.name: _look_at_foresight(intervals[o.name], o, plan) for o in outcomes}
    others = [outcome.name for outcome in outcomes if outcome.column != PAIN.column]
    if others and has_values(sessions, PAIN.column):
        pain = next((outcome for outcome in outcomes if outcome.column == PAIN.column), PAIN)
        looks = foresight[pain.name] if pain in outcomes else _look_at_foresight(
            list_intervals(sessions, pain, plan), pain, plan
        )  # fmt: skip
        foresight |= {name: _unless_own_fired(foresight[name], looks, pain) for name in others}
    not_recorded = {
        "no_booking_dates": certain(not has_values(sessions, "booked_day")),
        "no_move_record": certain("original_day" not in sessions),
        "no_season": certain(not has_values(sessions, "month")),
    }
    return {name: looks | not_recorded for name, looks in foresight.items()}


def certain(fired: bool) -> Look:
    """Return a look at a fact, which chance has no part in."""
    return Look(float(fired), fired=fired)


def _look_at_foresight(intervals: pd.DataFrame, outcome: Outcome, plan: Plan) -> Looks:
    return {
        "past_pain": look_at_past(intervals, outcome, plan),
        "short_gap": look_at_short_gaps(intervals, outcome, plan),
    }


def _unless_own_fired(own: Looks, looks: Looks, pain: Outcome) -> Looks:
    return {
        name: replace(looks[name], about=pain.name)
        if looks[name].fired and not look.fired
        else look
        for name, look in own.items()
    }
