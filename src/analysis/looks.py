"""One look at the records for each thing that could make question 2's answer wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.asked import Asked
from analysis.estimate import NAN, two_sided_p
from analysis.intervals import (
    are_agreed,
    are_comparable,
    are_late,
    are_long_enough,
    complete,
    has_book,
    log_agreed,
)
from analysis.panel import Panel
from analysis.plan import Plan
from analysis.terms import needed_columns, starting_terms, timed_terms
from analysis.within import (
    count_therapists,
    fit_within,
    jackknife_error,
    residuals_within,
    therapist_terms,
)


@dataclass(frozen=True)
class Look:
    """What one threat's look at the records found. ``value`` is NaN where it can't be worked out.

    ``sampled`` tells a value that chance moves from a fact: then ``n_clients`` few clients, or not
    ``enough`` rows of the kind looked for, may hide it. ``about`` names the rating looked at where
    it isn't the outcome.
    """

    value: float
    p_value: float = NAN
    fired: bool = False
    sampled: bool = False
    n_clients: int = 0
    enough: bool = True
    about: str = ""

    @property
    def worked_out(self) -> bool:
        """Whether there is a value and its p-value, from enough rows."""
        return self.enough and not np.isnan([self.value, self.p_value]).any()

    def is_checked(self, plan: Plan) -> bool:
        """Whether a threat that did not fire says anything: few clients may hide it."""
        if self.fired or not self.sampled:
            return self.fired or not np.isnan(self.value)
        return self.worked_out and self.n_clients >= plan.checkable_clients


def look_at_past(asked: Asked) -> Look:
    """Does the agreed interval follow values that lie before the starting visit?

    If so, the starting visit's values held equal, whoever books knows something about the client's
    course that the starting visit doesn't show. The value is log2 of the agreed interval per point
    of the outcome one and two visits before the starting one.
    """
    plan, recalled = asked.plan, asked.recalled
    rows = complete(recalled, ["past", *needed_columns(recalled)], are_agreed(recalled))
    panel = Panel.of(rows, plan, weighted=False, everyone=asked.everyone)
    columns = [
        rows["past"].to_numpy(),
        *starting_terms(rows, asked.outcome, plan),
        *timed_terms(rows, rows["start"].to_numpy(), plan, plan.past_pain_hinges),
        *therapist_terms(rows, panel, plan),
    ]
    value, p = slope_within(panel, log_agreed(rows), columns, plan)
    fired = p < plan.threat_p and abs(value) >= plan.past_pain_size / asked.span
    return Look(value, p, fired, True, panel.n_clients)


def look_at_short_gaps(asked: Asked) -> Look:
    """Do clients arrive worse after intervals that were agreed surprisingly short?

    Far shorter, that is, than the starting visit, the season and the therapists predict. No relief
    explains that; bookings made ahead of a bad time do. The value is in points, positive where
    they arrive worse.
    """
    outcome, plan, intervals = asked.outcome, asked.plan, asked.intervals
    agreed = are_agreed(intervals) & are_long_enough(intervals, outcome)
    rows = complete(intervals, ["y", *needed_columns(intervals)], agreed)
    panel = Panel.of(rows, plan, weighted=True, everyone=asked.everyone)
    counted = count_therapists(rows, panel)
    if panel.n_clients < plan.fewest_clients:
        return Look(NAN, sampled=True, n_clients=panel.n_clients)
    if asked.recalled is not intervals:
        rows = asked.recalled.loc[rows.index]
    therapists = therapist_terms(rows, panel, plan, counted)
    shared = [*starting_terms(rows, outcome, plan), *therapists]
    before, after = (
        timed_terms(rows, rows[day].to_numpy(), plan) for day in ("start", "agreed_day")
    )
    surprise = residuals_within(panel, log_agreed(rows), [*shared, *before])
    short, long = surprise < -plan.surprise, surprise > plan.surprise
    n_short = asked.everyone.add(int(short.sum()))
    change, p = slope_within(panel, rows["y"].to_numpy(), [short, long, *shared, *after], plan)
    worse, enough = -outcome.sign * change, n_short.value >= plan.fewest_surprises
    fired = enough and p < plan.threat_p and worse >= plan.short_gap_size * asked.span
    return Look(worse, p, fired, True, panel.n_clients, enough)


def look_at_late_bookings(asked: Asked) -> Look:
    """Does the same client arrive otherwise after late bookings than after standing ones?

    The value is how many points higher at late-booked visits.
    """
    plan, intervals = asked.plan, asked.intervals
    either = (intervals["standing"] + intervals["late"]).to_numpy() > 0
    rows = complete(intervals, ["y"], either & are_long_enough(intervals, asked.outcome))
    panel = Panel.of(rows, plan, weighted=False, everyone=asked.everyone)
    value, p = slope_within(panel, rows["y"].to_numpy(), [rows["late"].to_numpy()], plan)
    fired = p < plan.threat_p and abs(value) > plan.late_booking_size * asked.span
    return Look(value, p, fired, True, panel.n_clients)


def look_at_unrated(asked: Asked) -> Look:
    """Do visits lack a rating more often, or less often, after shorter agreed intervals?

    If those at which the client is well lack it more often, too, the rest tell how she arrives as
    little as if visits had been moved. The value is how much larger the share of visits without one
    is after half the interval.
    """
    outcome, plan, recalled = asked.outcome, asked.plan, asked.recalled
    rows = complete(recalled, needed_columns(recalled), are_comparable(recalled, outcome, plan))
    panel = Panel.of(rows, plan, weighted=False, everyone=asked.everyone)
    unrated = rows["y"].isna().to_numpy(float)
    n_unrated, counted = asked.everyone.add(int(unrated.sum())), count_therapists(rows, panel)
    if not n_unrated.value:
        return Look(0.0 if panel.n_rows else NAN, n_clients=panel.n_clients)
    columns = [
        log_agreed(rows),
        *starting_terms(rows, outcome, plan),
        *timed_terms(rows, rows["agreed_day"].to_numpy(), plan),
        *therapist_terms(rows, panel, plan, counted),
    ]
    longer, p = slope_within(panel, unrated, columns, plan)
    fired = p < plan.threat_p and abs(longer) >= plan.unrated_size
    return Look(-longer, p, fired, True, panel.n_clients)


def look_at_standing(asked: Asked) -> Look:
    """Are many intervals not standing appointments, kept, as far as the records show?

    The value is their share: with the book of all, else of those where it is known.
    """
    intervals = asked.intervals
    if not has_book(intervals):
        intervals = intervals[intervals[["standing", "moved", "late"]].any(axis=1)]
    not_kept = intervals[["moved", "late"]].any(axis=1)
    n_not_kept, n = asked.everyone.add((int(not_kept.sum()), len(intervals))).value
    share = n_not_kept / n if n else NAN
    return Look(share, fired=share > asked.plan.most_not_standing)


def look_at_spread(asked: Asked) -> Look:
    """Do a client's agreed intervals hardly differ, of rows with every value, however short?

    The value is the standard deviation of log2 of a client's agreed intervals.
    """
    intervals = asked.intervals
    agreed = are_agreed(intervals) & are_late(intervals, asked.plan)
    rows = complete(intervals, ["y", *needed_columns(intervals)], agreed)
    panel = Panel.of(rows, asked.plan, weighted=False, everyone=asked.everyone)
    lengths = log_agreed(rows)
    squares = asked.everyone.add(float(np.sum((lengths - panel.means(lengths)) ** 2)))
    if not panel.n_rows:
        return Look(NAN)
    spread = float(np.sqrt(squares.value / (panel.n_rows - panel.n_clients)))
    return Look(spread, fired=spread < asked.plan.least_gap_spread)


def slope_within(
    panel: Panel, y: np.ndarray, columns: Sequence[np.ndarray], plan: Plan
) -> tuple[float, float]:
    """First coefficient and its p-value; NaN for few clients, or where either can't be had."""
    if panel.n_clients >= plan.fewest_clients:
        fit = fit_within(panel, y, columns, ridge=plan.ridge, wanted=1)
        value = float(fit.estimates[0, 0])
        error = jackknife_error(fit.estimates[:, 0], panel.everyone)
        if not fit.fault:
            return value, two_sided_p(value / error, panel.n_clients - 1) if error > 0 else NAN
    return NAN, NAN
