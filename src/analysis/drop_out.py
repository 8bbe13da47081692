"""Does leaving follow improvement? A threat to question 2, and to what is seen of anyone later."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import expit

from analysis.estimate import NAN, standardise, two_sided_p
from analysis.intervals import has_values
from analysis.looks import Asked, Look
from analysis.plan import Plan
from analysis.schema import Outcome
from analysis.within import time_terms

MOST_STEPS, SMALL_STEP = 35, 1e-8


def look_at_drop_out(asked: Asked) -> Look:
    """Does the chance that a visit was the last depend on improvement since the first visit?

    Logistic regression on the visits after the first, time since then held equal, errors clustered
    by client (t with clients - 1 degrees of freedom). Clients who were still there when the records
    ended haven't left: their visits in the 90 days up to their last are left out. No value where
    improvement tells those who left from those who stayed without error: then no number is large
    enough.
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
        slope, error = _fit_logit(visits["left"].to_numpy(dtype=float), columns, visits["client"])
        value, p = slope / unit, two_sided_p(slope / error, n_clients - 1)
    return Look(value, p, p < plan.threat_p, True, n_clients)


def _fit_logit(y: np.ndarray, x: np.ndarray, group: pd.Series) -> tuple[float, float]:
    """First coefficient of a logistic regression and its error clustered by group (CR1).

    NaN where there is no error, or Newton's steps don't settle, as where the columns tell ``y``
    without one.
    """
    slopes, (n, columns) = np.zeros(x.shape[1]), x.shape
    for _ in range(MOST_STEPS if np.linalg.matrix_rank(x) == columns else 0):
        chance = expit(x @ slopes)
        information = (x * (chance * (1 - chance))[:, None]).T @ x
        if not np.linalg.cond(information) < 1 / np.finfo(float).eps:
            break
        step = np.linalg.solve(information, x.T @ (y - chance))
        slopes = slopes + step
        if np.abs(step).max() < SMALL_STEP:
            scores = pd.DataFrame(x * (y - expit(x @ slopes))[:, None]).groupby(group.to_numpy())
            weights = scores.sum().to_numpy() @ np.linalg.inv(information)[0]
            groups = len(weights)
            corrected = groups / (groups - 1) * (n - 1) / (n - columns)
            error = float(np.sqrt(corrected * np.sum(weights**2)))
            return (float(slopes[0]), error) if 0 < error < np.inf else (NAN, NAN)
    return NAN, NAN


def _visits(sessions: pd.DataFrame, outcome: Outcome, plan: Plan) -> pd.DataFrame:
    """Visits after the first with improvement since then, and whether each was the last."""
    client, day, value = (sessions[c] for c in ("client_id", "day", outcome.column))
    last = day.groupby(client).transform("max")
    active = sessions["active"].astype(object).groupby(client).transform("first")
    first = client.map(value[day == 0].set_axis(client[day == 0]))
    stayed = active.isin(["yes", True])
    visits = pd.DataFrame(
        {
            "client": client,
            "day": day,
            "improvement": outcome.sign * (value - first),
            "left": ~stayed & (day == last),
        }
    )
    watched = active.notna() & ~(stayed & (day > last - plan.censored_days)) & (day > 0)
    return visits[watched & visits["improvement"].notna()]
