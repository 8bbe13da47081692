"""What could make question 2's answer wrong: a look at the records for each, and the list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

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
from analysis.schema import FULL_RANGE, PAIN, Outcome
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
    def foreseen(self) -> Looks:
        """What was found of the threats that fire for other ratings where they do for pain."""
        return {name: one.look(self) for name, one in THREATS.items() if one.follows_pain}

    @property
    def span(self) -> float:
        """The outcome's range in those for which the plan's sizes are."""
        return (self.outcome.high - self.outcome.low) / FULL_RANGE


def certain(fired: bool) -> Look:
    """Return a look at a fact, which chance has no part in: 1 where it is so, else 0."""
    return Look(float(fired), fired=fired)


def look_for_column(column: str) -> Callable[[Asked], Look]:
    """Return the look that fires where a column has no value."""
    return lambda asked: certain(not has_values(asked.sessions, column))


def lacks_booking(asked: Asked) -> bool:
    """Whether the records hold no day of booking, and no day that stood in the book."""
    return not any(has_values(asked.sessions, name) for name in ("booked_day", "agreed_day"))


def lacks_moves(asked: Asked) -> bool:
    """Whether moves aren't recorded, and no day that stood in the book is known.

    ``original_day`` may be empty: then it says that nothing was moved.
    """
    if "agreed_day" not in asked.sessions:
        return "original_day" not in asked.sessions
    return not (asked.intervals[["standing", "moved"]] > 0).to_numpy().any()


def look_at_past(asked: Asked) -> Look:
    """Does the agreed interval follow values that lie before the starting visit?

    If so, the starting visit's values held equal, whoever books knows something about the client's
    course that the starting visit doesn't show. The value is log2 of the agreed interval per point
    of the outcome one and two visits before the starting one.
    """
    plan, rows = asked.plan, agreed_in_time(asked.intervals)
    rows = complete(rows, ["past", *needed_columns(rows)])
    panel = Panel.of(rows, plan, weighted=False)
    columns = [
        rows["past"].to_numpy(),
        *starting_terms(rows, asked.outcome, plan),
        *timed_terms(rows, rows["start"].to_numpy(), plan, plan.past_pain_hinges),
        *therapist_terms(rows, panel, plan),
    ]
    value, p = _test(panel, log_agreed(rows), columns, plan)
    fired = p < plan.threat_p and abs(value) >= plan.past_pain_size / asked.span
    return Look(value, p, fired, True, panel.n_clients)


def look_at_short_gaps(asked: Asked) -> Look:
    """Do clients arrive worse after intervals that were agreed surprisingly short?

    Far shorter, that is, than the starting visit, the season and the therapists predict. No relief
    explains that; bookings made ahead of a bad time do. The value is in points, positive where
    they arrive worse.
    """
    outcome, plan = asked.outcome, asked.plan
    rows = long_enough(agreed_in_time(asked.intervals), outcome)
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
    change, p = _test(panel, rows["y"].to_numpy(), [short, long, *shared, *after], plan)
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
    value, p = _test(panel, rows["y"].to_numpy(), [rows["late"].to_numpy()], plan)
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


def _test(
    panel: Panel, y: np.ndarray, columns: Sequence[np.ndarray], plan: Plan
) -> tuple[float, float]:
    """First coefficient and its p-value; NaN for few clients, or where either can't be had."""
    if panel.n_clients >= plan.fewest_clients:
        fit = fit_within(panel, y, np.column_stack(columns).astype(float), ridge=plan.ridge)
        if not fit.fault:
            value, error = float(fit.estimates[0, 0]), jackknife_error(fit.estimates[:, 0])
            return value, two_sided_p(value / error, panel.n_clients - 1) if error > 0 else NAN
    return NAN, NAN


Looks = dict[str, Look]


class Threat(NamedTuple):
    """What looks for a threat; ``blocks`` where it forbids the answer, else it warns.

    One that ``follows_pain`` fires for every rating where it fires for pain: others go with pain.
    One that is ``bounded`` looks for moves that left no trace, which is what bounds suppose.
    """

    look: Callable[[Asked], Look]
    blocks: bool
    follows_pain: bool = False
    bounded: bool = False


THREATS = {
    "past_pain": Threat(look_at_past, blocks=True, follows_pain=True),
    "short_gap": Threat(look_at_short_gaps, blocks=True, follows_pain=True, bounded=True),
    "no_booking_dates": Threat(lambda asked: certain(lacks_booking(asked)), blocks=True),
    "no_move_record": Threat(lambda asked: certain(lacks_moves(asked)), blocks=True, bounded=True),
    "no_season": Threat(look_for_column("month"), blocks=True),
    "one_client": Threat(lambda asked: certain(asked.one_client), blocks=True),
    "late_booking": Threat(look_at_late_bookings, blocks=False),
    "drop_out": Threat(look_at_drop_out, blocks=False),
    "not_standing": Threat(look_at_standing, blocks=False),
    "gap_spread": Threat(look_at_spread, blocks=False),
}
BLOCKING = tuple(name for name, threat in THREATS.items() if threat.blocks)
WARNING = tuple(name for name, threat in THREATS.items() if not threat.blocks)


def look_for(names: Iterable[str], asked: Asked, pain: Asked | None = None) -> Looks:
    """Look for these threats; what is asked of ``pain``, for ratings of anything else."""
    found = {
        name: asked.foreseen[name] if THREATS[name].follows_pain else THREATS[name].look(asked)
        for name in names
    }
    if pain is not None:
        for name, of_pain in pain.foreseen.items():
            if name in found and of_pain.fired and not found[name].fired:
                found[name] = replace(of_pain, about=pain.outcome.name)
    return found


def ask_of_pain(asked: Sequence[Asked]) -> Asked | None:
    """Return what is asked of pain on arrival, here or else anew; None where it has no value."""
    if not asked or not has_values(asked[0].sessions, PAIN.column):
        return None
    here = (one for one in asked if one.outcome.column == PAIN.column)
    return next(here, Asked(asked[0].sessions, PAIN, asked[0].plan))
