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
    """Does the chance that a visit was the last depend on improvement so far?

    Value: log odds of leaving per point of improvement since the first visit, by logistic
    regression on the visits after the first, time since then held equal, errors clustered by client
    (t with clients - 1 degrees of freedom). Clients who were still there when the records ended
    haven't left: their visits in the 90 days up to their last are left out. NaN where improvement
    tells those who left from those who stayed without error: then no number is large enough.
    """
    sessions, outcome, plan = asked.sessions, asked.outcome, asked.plan
    if not (has_values(sessions, "active") and has_values(sessions, outcome.column)):
        return Look(NAN, sampled=True)
    visits = _visits(sessions, outcome, plan)
    n_clients = visits["client"].nunique()
    if n_clients < plan.fewest_clients or visits["left"].nunique() < 2:
        return Look(NAN, sampled=True, n_clients=n_clients)
    day = visits["day"].to_numpy(dtype=float)
    improvement, [unit] = standardise(visits[["improvement"]].to_numpy())
    columns = np.column_stack([improvement, np.ones(len(day)), *time_terms(day)])
    if np.linalg.matrix_rank(columns) < columns.shape[1]:
        return Look(NAN, sampled=True, n_clients=n_clients)
    value, error = _fit_logit(visits["left"].to_numpy(dtype=float), columns, visits["client"])
    if not (np.isfinite(error) and error > 0):
        return Look(NAN, sampled=True, n_clients=n_clients)
    p = two_sided_p(value / error, n_clients - 1)
    return Look(value / unit, p, p < plan.threat_p, True, n_clients)


def _fit_logit(y: np.ndarray, x: np.ndarray, group: pd.Series) -> tuple[float, float]:
    """First coefficient of a logistic regression and its error clustered by group (CR1).

    NaN where Newton's steps don't settle, as where the columns tell ``y`` without error.
    """
    slopes = np.zeros(x.shape[1])
    for _ in range(MOST_STEPS):
        chance = expit(x @ slopes)
        information = (x * (chance * (1 - chance))[:, None]).T @ x
        if not np.linalg.cond(information) < 1 / np.finfo(float).eps:
            break
        step = np.linalg.solve(information, x.T @ (y - chance))
        slopes = slopes + step
        if np.abs(step).max() < SMALL_STEP:
            scores = pd.DataFrame(x * (y - expit(x @ slopes))[:, None]).groupby(group.to_numpy())
            weights = scores.sum().to_numpy() @ np.linalg.inv(information)[0]
            (n, columns), groups = x.shape, len(weights)
            corrected = groups / (groups - 1) * (n - 1) / (n - columns)
            return float(slopes[0]), float(np.sqrt(corrected * np.sum(weights**2)))
    return NAN, NAN


def _visits(sessions: pd.DataFrame, outcome: Outcome, plan: Plan) -> pd.DataFrame:
    """Visits after the first with improvement since then, and whether each was the last."""
    client = pd.factorize(sessions["client_id"])[0]
    day = sessions["day"].to_numpy()
    value = sessions[outcome.column].to_numpy(dtype=float)
    active = sessions["active"].to_numpy(dtype=object)
    by_client = pd.DataFrame({"client": client, "day": day, "active": active}).groupby("client")
    last = by_client["day"].max().to_numpy()[client]
    status = by_client["active"].first().to_numpy()[client]
    first = np.full(client.max() + 1, np.nan)
    first[client[day == 0]] = value[day == 0]
    stayed = pd.Series(status).isin(["yes", True]).to_numpy()
    visits = pd.DataFrame(
        {
            "client": client,
            "day": day,
            "improvement": outcome.sign * (value - first[client]),
            "left": ~stayed & (day == last),
        }
    )
    watched = pd.notna(status) & ~(stayed & (day > last - plan.censored_days)) & (day > 0)
    return visits[watched & visits["improvement"].notna().to_numpy()]
