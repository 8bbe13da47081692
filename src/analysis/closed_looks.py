"""One look at the records for each thing that could make the answer by closed days wrong."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.estimate import NAN, two_sided_p
from analysis.intervals import complete
from analysis.looks import Asked, Look, slope_within
from analysis.panel import Panel
from analysis.plan import Plan
from analysis.pushes import SHIFTS, list_pushed, list_visits

NEVER_CAME_BACK, SORER, SWITCHING = "never_came_back", "sorer_before_closures", "switching"


def look_around(asked: Asked, weights: tuple[float, float]) -> dict[str, Look]:
    """Look for each of the three; ``weights`` are those of the two shifts, as they were learned."""
    pushed = list_pushed(asked)
    return {
        NEVER_CAME_BACK: look_at_staying_away(list_visits(asked), weights, asked.plan),
        SORER: look_before_closures(asked, pushed),
        SWITCHING: look_at_colleagues(pushed, asked.plan),
    }


def look_at_staying_away(visits: pd.DataFrame, weights: tuple[float, float], plan: Plan) -> Look:
    """Is a visit more often the last when closed days push the next one?

    Then those who came back are others than those who would have come without. Linear regression
    of being the last on the shift, log rhythm, the value and log(1 + day), within 28 days; the
    value is the change in that share per unit of the shift. Its error is clustered by client, and
    taken where the shift does nothing (a score test): where few leave, the usual one is too small.
    Clients who were still there when the records ended may still come: their visits in the last
    days up to their last are left out, as those of ``drop_out`` are.
    """
    shift = visits[list(SHIFTS)].to_numpy() @ np.array(weights)
    stayed, day, rhythm = (visits[name].to_numpy() for name in ("stayed", "day", "rhythm"))
    may_come = (stayed == 1) & (day > visits["last_day"].to_numpy() - plan.censored_days)
    columns = np.column_stack([shift, np.log(rhythm), visits["value"], np.log1p(day)])
    needed = np.column_stack([columns, stayed, visits["period_block"]])
    kept = ~np.isnan(needed).any(axis=1) & ~may_come & (day >= plan.first_start_day)
    client, n_clients = _number(visits["client"].to_numpy()[kept])
    if n_clients < plan.fewest_clients:
        return Look(NAN, sampled=True, n_clients=n_clients)
    both = np.column_stack([columns, visits["last"]])[kept]
    period, n = _number(visits["period_block"].to_numpy()[kept])
    size = np.bincount(period, minlength=n)
    means = [np.bincount(period, one) / size for one in both.T]
    both -= np.column_stack(means)[period]
    others, two = both[:, 1:4], both[:, [0, 4]]
    shift, last = (two - others @ np.linalg.lstsq(others, two, rcond=None)[0]).T
    scores = np.bincount(client, shift * last)
    error = np.sqrt(n_clients / (n_clients - 1) * (scores @ scores))
    if not (error > 0 and shift @ shift > 0):
        return Look(NAN, sampled=True, n_clients=n_clients)
    p = two_sided_p(float(shift @ last / error), n_clients - 1)
    return Look(float(shift @ last / (shift @ shift)), p, p < plan.threat_p, True, n_clients)


def _number(codes: np.ndarray) -> tuple[np.ndarray, int]:
    """Number codes from 0 up, and count them."""
    found = np.unique(codes, return_inverse=True)[1]
    return found, int(found.max()) + 1 if len(found) else 0


def look_before_closures(asked: Asked, pushed: pd.DataFrame) -> Look:
    """Does the same client arrive otherwise in the week before a closure, the value before equal?

    The value is how many points worse.
    """
    outcome, plan = asked.outcome, asked.plan
    rows = complete(pushed[pushed["start"] >= plan.first_start_day], ["y", "before", "near"])
    panel = Panel.of(rows, plan, weighted=False)
    columns = [rows["near"].to_numpy(), rows["before"].to_numpy()]
    change, p = slope_within(panel, rows["y"].to_numpy(), columns, plan)
    worse = -outcome.sign * change
    fired = p < plan.threat_p and abs(worse) > plan.sorer_size * asked.span
    return Look(worse, p, fired, True, panel.n_clients)


def look_at_colleagues(pushed: pd.DataFrame, plan: Plan) -> Look:
    """Are clients whose next visit is pushed seen by a colleague more often than others?

    Then closed days don't lengthen their intervals only. The value is the difference in share.
    """
    if "therapist" not in pushed:
        return Look(0.0)
    known = pushed[["hers", "therapist", "shifted"]].notna().all(axis=1)
    rows = pushed[known & (pushed["start"] >= plan.first_start_day)]
    other = rows["therapist"].ne(rows["hers"]).groupby(rows["shifted"] > 0).mean()
    if len(other) < 2:
        return Look(NAN)
    more = float(other[True] - other[False])
    return Look(more, fired=more > plan.switching_share)
