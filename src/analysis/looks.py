"""Looks at the records for what could make question 2's answer wrong, one function each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.estimate import NAN, standardise, two_sided_p
from analysis.intervals import agreed_in_time, complete, has_values
from analysis.plan import Plan
from analysis.schema import FULL_RANGE, Outcome
from analysis.within import (
    Fit,
    Panel,
    fit_within,
    jackknife_error,
    needed_columns,
    season_terms,
    starting_terms,
    therapist_terms,
    time_terms,
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


@dataclass(frozen=True)
class Asked:
    """What a look is given: sessions that were checked, and their intervals for one outcome.

    ``one_client`` says whether one client alone decides question 2's number.
    """

    sessions: pd.DataFrame
    intervals: pd.DataFrame
    outcome: Outcome
    plan: Plan
    one_client: bool = False


def certain(fired: bool) -> Look:
    """Return a look at a fact, which chance has no part in."""
    return Look(float(fired), fired=fired)


def look_for_column(column: str) -> Callable[[Asked], Look]:
    """Return the look that fires where a column has no value."""
    return lambda asked: certain(not has_values(asked.sessions, column))


def look_for_move_record(asked: Asked) -> Look:
    """Fires without the column: empty, it says that nothing was moved."""
    return certain("original_day" not in asked.sessions)


def look_at_past(asked: Asked) -> Look:
    """Does the agreed interval follow values that lie before the starting visit?

    Value: difference in log2 of the agreed interval per point of the mean of the values one and two
    visits before, the starting visit's values held equal. If it isn't 0, whoever books knows
    something about the client's course that the starting visit doesn't show.
    """
    intervals, outcome, plan = asked.intervals, asked.outcome, asked.plan
    needed = ["past", *needed_columns(intervals)]
    rows = complete(agreed_in_time(intervals), needed)
    panel = Panel.of(rows, weighted=False)
    if panel.n_clients < plan.fewest_clients:
        return Look(NAN, sampled=True, n_clients=panel.n_clients)
    start = rows["start"].to_numpy()
    columns = np.column_stack(
        [
            rows["past"],
            *starting_terms(rows, outcome),
            *time_terms(start),
            *(np.maximum(0, start - hinge) for hinge in plan.past_pain_hinges),
            *season_terms(rows),
            *therapist_terms(rows, panel, plan),
        ]
    )
    fit = fit_within(panel, _log_agreed(rows), columns, ridge=plan.ridge)
    value, p = _test(fit)
    size = plan.past_pain_size * FULL_RANGE / (outcome.high - outcome.low)
    return Look(value, p, p < plan.threat_p and abs(value) >= size, True, panel.n_clients)


def look_at_short_gaps(asked: Asked) -> Look:
    """Do clients arrive worse after intervals that were agreed surprisingly short?

    Value: how much worse, in the outcome's points, after an agreed interval far shorter than the
    client's past, the starting visit, the season and the therapists predict. No relief explains
    that; bookings made ahead of a bad time do.
    """
    intervals, outcome, plan = asked.intervals, asked.outcome, asked.plan
    rows = agreed_in_time(intervals)
    rows = rows[rows["day"] - rows["start"] >= outcome.recall_days]
    rows = complete(rows, ["y", *needed_columns(intervals)])
    panel = Panel.of(rows, weighted=True)
    if panel.n_clients < plan.fewest_clients:
        return Look(NAN, sampled=True, n_clients=panel.n_clients)
    start, agreed_day = rows["start"].to_numpy(), rows["agreed_day"].to_numpy()
    shared = [*starting_terms(rows, outcome), *therapist_terms(rows, panel, plan)]
    first = [*shared, *time_terms(start), *season_terms(rows)]
    surprise = _residuals(panel, _log_agreed(rows), np.column_stack(first))
    short, long = surprise < -plan.surprise, surprise > plan.surprise
    second = [*shared, *time_terms(agreed_day), *season_terms(rows, agreed_day - start)]
    fit = fit_within(
        panel, rows["y"].to_numpy(), np.column_stack([short, long, *second]).astype(float),
        ridge=plan.ridge,
    )  # fmt: skip
    change, p = _test(fit)
    worse = -outcome.sign * change
    enough = short.sum() >= plan.fewest_surprises
    fired = enough and p < plan.threat_p and worse >= _scaled(plan.short_gap_size, outcome)
    return Look(worse, p, bool(fired), True, panel.n_clients, bool(enough))


def look_at_late_bookings(asked: Asked) -> Look:
    """Do clients arrive otherwise after late bookings than after standing appointments?

    Value: arrival value at late-booked visits minus standing ones of the same client, in points.
    """
    intervals, outcome, plan = asked.intervals, asked.outcome, asked.plan
    rows = intervals[intervals["day"] - intervals["start"] >= outcome.recall_days]
    rows = complete(rows[(rows["standing"] + rows["late"]).to_numpy() > 0], ["y"])
    panel = Panel.of(rows, weighted=False)
    if panel.n_clients < plan.fewest_clients:
        return Look(NAN, sampled=True, n_clients=panel.n_clients)
    value, p = _test(fit_within(panel, rows["y"].to_numpy(), rows[["late"]].to_numpy()))
    fired = p < plan.threat_p and abs(value) > _scaled(plan.late_booking_size, outcome)
    return Look(value, p, fired, True, panel.n_clients)


def look_at_standing(asked: Asked) -> Look:
    """Share of intervals that are not standing appointments, kept, where that is known."""
    intervals = asked.intervals
    known = intervals[intervals[["standing", "moved", "late"]].any(axis=1)]
    share = float(1 - known["standing"].mean()) if len(known) else NAN
    return Look(share, fired=share > asked.plan.most_not_standing)


def look_at_spread(asked: Asked) -> Look:
    """Standard deviation of log2 of the agreed interval within clients, from day 42 on.

    Of the rows with every value that pain's comparison needs, however short the interval.
    """
    rows = agreed_in_time(asked.intervals)
    rows = rows[rows["start"] >= asked.plan.first_start_day]
    rows = complete(rows, ["y", *needed_columns(asked.intervals)])
    panel = Panel.of(rows, weighted=False)
    if not panel.n_rows:
        return Look(NAN)
    around_mean = panel.centre(_log_agreed(rows))
    spread = float(np.sqrt(np.sum(around_mean**2) / (panel.n_rows - panel.n_clients)))
    return Look(spread, fired=spread < asked.plan.least_gap_spread)


def _log_agreed(rows: pd.DataFrame) -> np.ndarray:
    return np.log2((rows["agreed_day"] - rows["start"]).to_numpy())


def _scaled(size: float, outcome: Outcome) -> float:
    return size * (outcome.high - outcome.low) / FULL_RANGE


def _residuals(panel: Panel, y: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """What weighted least squares within clients leaves of ``y``."""
    x, y = panel.centre(standardise(columns)[0]), panel.centre(y)
    root = np.sqrt(panel.weight)
    return y - x @ np.linalg.lstsq(x * root[:, None], y * root, rcond=None)[0]


def _test(fit: Fit) -> tuple[float, float]:
    """First coefficient and its p-value; NaN where it, or its error, can't be worked out."""
    if not fit.stands or fit.one_client_decides:
        return NAN, NAN
    first = fit.estimates[:, 0]
    value, error, n_clients = float(first[0]), jackknife_error(first), len(first) - 1
    return value, two_sided_p(value / error, n_clients - 1) if error > 0 else NAN
