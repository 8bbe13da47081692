"""One look at the records for each thing that could make question 2's answer wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.estimate import NAN, standardise, two_sided_p
from analysis.intervals import (
    agreed_in_time,
    complete,
    has_values,
    list_intervals,
    log_agreed,
    long_enough,
)
from analysis.plan import Plan
from analysis.regression import fit_logit
from analysis.schema import FULL_RANGE, Outcome
from analysis.surprises import add_surprises
from analysis.within import (
    Panel,
    fit_within,
    has_book,
    jackknife_error,
    needed_columns,
    residuals_within,
    starting_terms,
    therapist_terms,
    time_terms,
    timed_terms,
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
    """An outcome that is asked about in sessions that were checked.

    ``one_client`` says whether one client alone decides question 2's number.
    """

    sessions: pd.DataFrame
    outcome: Outcome
    plan: Plan
    one_client: bool = False

    @cached_property
    def intervals(self) -> pd.DataFrame:
        """One row per gap between two visits of a client, as ``list_intervals`` returns them."""
        return list_intervals(self.sessions, self.outcome, self.plan)

    @cached_property
    def agreed(self) -> pd.DataFrame:
        """Those agreed by their starting visit, with what was surprising of the ones before."""
        return agreed_in_time(add_surprises(self.intervals, self.outcome, self.plan))

    @cached_property
    def foreseen(self) -> dict[str, Look]:
        """What was found of the threats in ``FORESEEN``, looked for once."""
        return {name: look(self) for name, look in FORESEEN.items()}

    @property
    def span(self) -> float:
        """The outcome's range in those for which the plan's sizes are."""
        return (self.outcome.high - self.outcome.low) / FULL_RANGE


def look_at_past(asked: Asked) -> Look:
    """Does the agreed interval follow values that lie before the starting visit?

    If so, the starting visit's values held equal, whoever books knows something about the client's
    course that the starting visit doesn't show. The value is log2 of the agreed interval per point
    of the outcome one and two visits before the starting one.
    """
    plan, rows = asked.plan, asked.agreed
    rows = complete(rows, ["past", *needed_columns(rows)])
    panel = Panel.of(rows, plan, weighted=False)
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
    outcome, plan = asked.outcome, asked.plan
    rows = long_enough(asked.agreed, outcome)
    rows = complete(rows, ["y", *needed_columns(rows)])
    panel = Panel.of(rows, plan, weighted=True)
    if panel.n_clients < plan.fewest_clients:
        return Look(NAN, sampled=True, n_clients=panel.n_clients)
    shared = [*starting_terms(rows, outcome, plan), *therapist_terms(rows, panel, plan)]
    before, after = (
        timed_terms(rows, rows[day].to_numpy(), plan) for day in ("start", "agreed_day")
    )
    surprise = residuals_within(panel, log_agreed(rows), np.column_stack([*shared, *before]))
    short, long = surprise < -plan.surprise, surprise > plan.surprise
    change, p = slope_within(panel, rows["y"].to_numpy(), [short, long, *shared, *after], plan)
    worse, enough = -outcome.sign * change, bool(short.sum() >= plan.fewest_surprises)
    fired = enough and p < plan.threat_p and worse >= plan.short_gap_size * asked.span
    return Look(worse, p, fired, True, panel.n_clients, enough)


def look_at_late_bookings(asked: Asked) -> Look:
    """Does the same client arrive otherwise after late bookings than after standing ones?

    The value is how many points higher at late-booked visits.
    """
    plan, rows = asked.plan, long_enough(asked.intervals, asked.outcome)
    rows = complete(rows[(rows["standing"] + rows["late"]).to_numpy() > 0], ["y"])
    panel = Panel.of(rows, plan, weighted=False)
    value, p = slope_within(panel, rows["y"].to_numpy(), [rows["late"].to_numpy()], plan)
    fired = p < plan.threat_p and abs(value) > plan.late_booking_size * asked.span
    return Look(value, p, fired, True, panel.n_clients)


def look_at_drop_out(asked: Asked) -> Look:
    """Does the chance that a visit was the last depend on improvement since the first visit?

    Logistic regression on the visits after the first, time since then held equal, errors clustered
    by client; the value is log odds of leaving per point of improvement. Clients who were still
    there when the records ended haven't left: their last visits are left out. No value where
    improvement tells who left without error.
    """
    sessions, outcome, plan = asked.sessions, asked.outcome, asked.plan
    if not (has_values(sessions, "active") and has_values(sessions, outcome.column)):
        return Look(NAN, sampled=True)
    visits = _visits(sessions, outcome, plan)
    n_clients, value, p = visits["client"].nunique(), NAN, NAN
    if n_clients >= plan.fewest_clients and visits["left"].nunique() == 2:
        improvement, [unit] = standardise(visits[["improvement"]].to_numpy())
        day = visits["day"].to_numpy(dtype=float)
        columns = np.column_stack([improvement, np.ones(len(day)), *time_terms(day)])
        slope, error = fit_logit(visits["left"].to_numpy(dtype=float), columns, visits["client"])
        value, p = slope / unit, two_sided_p(slope / error, n_clients - 1)
    return Look(value, p, p < plan.threat_p, True, n_clients)


def look_at_standing(asked: Asked) -> Look:
    """Are many intervals not standing appointments, kept, as far as the records show?

    The value is their share: with the book of all, else of those where it is known.
    """
    intervals = asked.intervals
    if not has_book(intervals):
        intervals = intervals[intervals[["standing", "moved", "late"]].any(axis=1)]
    kept = ~intervals[["moved", "late"]].any(axis=1)
    share = float(1 - kept.mean()) if len(kept) else NAN
    return Look(share, fired=share > asked.plan.most_not_standing)


def look_at_spread(asked: Asked) -> Look:
    """Do a client's agreed intervals hardly differ, of rows with every value, however short?

    The value is the standard deviation of log2 of a client's agreed intervals.
    """
    rows = agreed_in_time(asked.intervals)
    rows = rows[rows["start"] >= asked.plan.first_start_day]
    rows = complete(rows, ["y", *needed_columns(rows)])
    panel = Panel.of(rows, asked.plan, weighted=False)
    if not panel.n_rows:
        return Look(NAN)
    squares = np.sum(panel.centre(log_agreed(rows)) ** 2)
    spread = float(np.sqrt(squares / (panel.n_rows - panel.n_clients)))
    return Look(spread, fired=spread < asked.plan.least_gap_spread)


def _visits(sessions: pd.DataFrame, outcome: Outcome, plan: Plan) -> pd.DataFrame:
    """Visits after the first with improvement since then, and whether each was the last."""
    client, day, value = (sessions[c] for c in ("client_id", "day", outcome.column))
    last = day.groupby(client).transform("max")
    active = sessions["active"].astype(object).groupby(client).transform("first")
    first = value.where(day == 0).groupby(client).transform("first")
    stayed = active.isin(["yes", True])
    improvement, left = outcome.sign * (value - first), ~stayed & (day == last)
    visits = pd.DataFrame({"client": client, "day": day, "improvement": improvement, "left": left})
    watched = active.notna() & ~(stayed & (day > last - plan.censored_days)) & (day > 0)
    return visits[watched & improvement.notna()]


def slope_within(
    panel: Panel, y: np.ndarray, columns: Sequence[np.ndarray], plan: Plan
) -> tuple[float, float]:
    """First coefficient and its p-value; NaN for few clients, or where either can't be had."""
    if panel.n_clients >= plan.fewest_clients:
        fit = fit_within(panel, y, np.column_stack(columns).astype(float), ridge=plan.ridge)
        if not fit.fault:
            value, error = float(fit.estimates[0, 0]), jackknife_error(fit.estimates[:, 0])
            return value, two_sided_p(value / error, panel.n_clients - 1) if error > 0 else NAN
    return NAN, NAN


# bookings that foresee the rating; where they foresee pain, other ratings go with it
FORESEEN = {"past_pain": look_at_past, "short_gap": look_at_short_gaps}
