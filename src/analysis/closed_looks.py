"""One look at the records for each thing that could make the answer by closed days wrong."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.asked import Asked
from analysis.estimate import NAN, two_sided_p
from analysis.intervals import complete
from analysis.looks import Look, slope_within
from analysis.panel import Panel, solve_products
from analysis.plan import Plan
from analysis.pushes import SHIFTS, list_booked, list_pushed, list_visits
from analysis.terms import needed_columns, season_terms, time_terms, value_columns
from analysis.totals import ByNumber
from analysis.within import therapist_terms

NEVER_CAME_BACK, CUT_SHORT = "never_came_back", "cut_short"
SORER, SWITCHING, PLAIN = "sorer_before_closures", "switching", "plain_outside"


def look_at_staying_away(asked: Asked, weights: tuple[float, float]) -> Look:
    """Is a visit more often the last when closed days push the next one?

    Then those who came back are others than those who would have come without. Linear regression
    of being the last on the shift, log rhythm, the value and log(1 + day), within 28 days; the
    value is the change in that share per unit of the shift. Its error is clustered by client, and
    taken where the shift does nothing (a score test): where few leave, the usual one is too small.
    Clients who were still there when the records ended may still come: their visits in the last
    days up to their last are left out, as those of ``drop_out`` are.
    """
    plan, everyone, visits = asked.plan, asked.everyone, asked.once("visits", list_visits)
    shift = visits[list(SHIFTS)].to_numpy() @ np.array(weights)
    stayed, day, rhythm = (visits[name].to_numpy() for name in ("stayed", "day", "rhythm"))
    may_come = (stayed == 1) & (day > visits["last_day"].to_numpy() - plan.censored_days)
    columns = np.column_stack([shift, np.log(rhythm), visits["value"], np.log1p(day)])
    needed = np.column_stack([columns, stayed, visits["period_block"]])
    kept = ~np.isnan(needed).any(axis=1) & ~may_come & (day >= plan.first_start_day)
    client = np.unique(visits["client"].to_numpy()[kept], return_inverse=True)[1]
    both = np.column_stack([columns, visits["last"]])[kept]
    period = visits["period_block"].to_numpy()[kept].astype(int)
    n = everyone.add(int(client.max(initial=-1)) + 1)
    sums = everyone.add(ByNumber.of(period, *both.T)).value.sums
    if (n_clients := n.value) < plan.fewest_clients:
        return Look(NAN, sampled=True, n_clients=n_clients)
    both -= sums[period, 1:] / sums[period, :1]
    others, two = both[:, 1:4], both[:, [0, 4]]
    products = everyone.add((others.T @ others, others.T @ two)).value
    slopes = solve_products(*products)
    shift, last = (two - others @ slopes).T
    scores = np.bincount(client, shift * last)
    own = float(scores @ scores), float(shift @ last), float(shift @ shift)
    squares, product, size = everyone.add(own).value
    error = np.sqrt(n_clients / (n_clients - 1) * squares)
    if not (error > 0 and size > 0):
        return Look(NAN, sampled=True, n_clients=n_clients)
    p = two_sided_p(product / error, n_clients - 1)
    return Look(product / size, p, p < plan.threat_p, True, n_clients)


def look_at_cut_short(asked: Asked) -> Look:
    """Do visits that come far sooner than a client usually does find her much worse?

    Then such visits are made because of how she feels, and days off get in the way of that: who
    comes after them would have come before, when she felt worse. The value is how many points such
    visits make the mean of all arrivals worse: their share times how much worse the same client
    arrives at them, the starting visit's values, time, season and therapists held equal.
    """
    outcome, plan, booked = asked.outcome, asked.plan, asked.once("booked", list_booked)
    rows = complete(booked, ["y", *needed_columns(booked)])
    panel = Panel.of(rows, plan, weighted=False, everyone=asked.everyone)
    short = rows["cut_short"].to_numpy()
    n_short = asked.everyone.add(float(short.sum()))
    change, p = _slope_at(rows, panel, short, plan)
    share = n_short.value / panel.n_rows if panel.n_rows else NAN
    worse = -outcome.sign * change * share
    fired = p < plan.threat_p and worse > plan.cut_short_size * asked.span
    return Look(worse, p, fired, True, panel.n_clients)


def look_at_plain(asked: Asked, rows: pd.DataFrame, low: float, high: float) -> Look:
    """Does the plain regression on the same rows lie outside the interval that closed days give?

    Then actual gaps follow how clients feel. The value is what it gives: points for half the
    interval, positive = better, the starting visit's values, time, season and therapists held
    equal.
    """
    plan = asked.plan
    panel = Panel.of(rows, plan, weighted=False, everyone=asked.everyone)
    length = np.log2((rows["day"] - rows["start"]).to_numpy())
    benefit = -asked.outcome.sign * _slope_at(rows, panel, length, plan)[0]
    return Look(benefit, fired=benefit < low or benefit > high)


def _slope_at(
    rows: pd.DataFrame, panel: Panel, column: np.ndarray, plan: Plan
) -> tuple[float, float]:
    """Slope of the value on arrival on a column, and its p-value; the rest read on arrival."""
    day = rows["day"].to_numpy()
    columns = [
        column,
        *rows[value_columns(rows)].to_numpy().T,
        *time_terms(day),
        *season_terms(rows, plan.closed_waves, day - rows["start"].to_numpy()),
        *therapist_terms(rows, panel, plan),
    ]
    return slope_within(panel, rows["y"].to_numpy(), columns, plan)


def look_before_closures(asked: Asked) -> Look:
    """Does the same client arrive otherwise in the week before a closure, the value before equal?

    The value is how many points worse.
    """
    outcome, plan, pushed = asked.outcome, asked.plan, asked.once("pushed", list_pushed)
    rows = complete(pushed[pushed["start"] >= plan.first_start_day], ["y", "before", "near"])
    panel = Panel.of(rows, plan, weighted=False, everyone=asked.everyone)
    columns = [rows["near"].to_numpy(), rows["before"].to_numpy()]
    change, p = slope_within(panel, rows["y"].to_numpy(), columns, plan)
    worse = -outcome.sign * change
    fired = p < plan.threat_p and abs(worse) > plan.sorer_size * asked.span
    return Look(worse, p, fired, True, panel.n_clients)


def look_at_colleagues(asked: Asked) -> Look:
    """Are clients whose next visit is pushed seen by a colleague more often than others?

    Then closed days don't lengthen their intervals only. The value is the difference in share.
    """
    plan, pushed = asked.plan, asked.once("pushed", list_pushed)
    if "therapist" not in pushed:
        return Look(0.0)
    known = pushed[["hers", "therapist", "shifted"]].notna().all(axis=1)
    rows = pushed[known & (pushed["start"] >= plan.first_start_day)]
    other = rows["therapist"].ne(rows["hers"]).to_numpy(dtype=float)
    sums = asked.everyone.add(ByNumber.of((rows["shifted"] > 0).to_numpy(), other)).value.sums
    if len(sums) < 2 or not sums[:, 0].all():
        return Look(NAN)
    usual, pushed_ones = sums[:, 1] / sums[:, 0]
    more = float(pushed_ones - usual)
    return Look(more, fired=more > plan.switching_share)
