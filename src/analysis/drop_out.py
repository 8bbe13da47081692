"""Whether clients leave by how they got on: a look at what could make question 2's answer wrong."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import expit

from analysis.asked import Asked
from analysis.estimate import NAN, two_sided_p
from analysis.held import order_sessions, read_answers
from analysis.looks import Look
from analysis.scale import standardise
from analysis.terms import time_terms
from analysis.totals import Tally

MOST_STEPS, SMALL_STEP = 35, 1e-8


def look_at_drop_out(asked: Asked) -> Look:
    """Does the chance that a visit was the last depend on improvement since the first visit?

    Logistic regression on the visits after the first, time since then held equal, errors clustered
    by client; the value is log odds of leaving per point of improvement. Clients who were still
    there when the records ended haven't left: their last visits are left out. No value where
    improvement tells who left without error.
    """
    outcome, plan = asked.outcome, asked.plan
    if not ("active" in asked.held and outcome.column in asked.held):
        return Look(NAN, sampled=True)
    visits = _visits(asked)
    tally, n_clients = asked.everyone.add_up(
        lambda: (Tally.of(visits.drop(columns="client")), visits["client"].nunique())
    ).value
    value, p = NAN, NAN
    if n_clients >= plan.fewest_clients and tally.rows["left"].nunique() == 2:
        [unit] = standardise(tally.rows[["improvement"]].to_numpy())[1]
        solved = solve_logit(*_read(tally.rows, unit), n := tally.rows["n"].to_numpy())
        if solved is not None:
            slopes, covariance = solved
            left, columns = _read(visits, unit)
            scores = columns * (left - expit(columns @ slopes))[:, None]
            hers = np.bincount(visits["client"], scores @ covariance[0])
            squares = asked.everyone.add(float(np.sum(hers**2))).value
            corrected = n_clients / (n_clients - 1) * (n.sum() - 1) / (n.sum() - len(slopes))
            error = float(np.sqrt(corrected * squares))
            if 0 < error < np.inf:
                value = float(slopes[0]) / unit
                p = two_sided_p(float(slopes[0]) / error, n_clients - 1)
    return Look(value, p, p < plan.threat_p, True, n_clients)


def solve_logit(
    y: np.ndarray, x: np.ndarray, n: np.ndarray
) -> tuple[np.ndarray, np.ndarray] | None:
    """Return slopes and covariance of a logistic regression whose rows are there ``n`` times.

    None where columns tell each other, or ``y`` without error: then Newton's steps don't settle.
    """
    slopes = np.zeros(x.shape[1])
    if np.linalg.matrix_rank(x) < x.shape[1]:
        return None
    for _ in range(MOST_STEPS):
        chance = expit(x @ slopes)
        information = (x * (n * chance * (1 - chance))[:, None]).T @ x
        if not np.linalg.cond(information) < 1 / np.finfo(float).eps:
            return None
        step = np.linalg.solve(information, x.T @ (n * (y - chance)))
        slopes = slopes + step
        if np.abs(step).max() < SMALL_STEP:
            return slopes, np.linalg.inv(information)
    return None


def _read(visits: pd.DataFrame, unit: float) -> tuple[np.ndarray, np.ndarray]:
    """Who left, and the columns it is regressed on, improvement in this unit first."""
    day, improvement = visits["day"].to_numpy(dtype=float), visits["improvement"].to_numpy()
    columns = [improvement / unit, np.ones(len(day)), *time_terms(day)]
    return visits["left"].to_numpy(dtype=float), np.column_stack(columns)


def _visits(asked: Asked) -> pd.DataFrame:
    """Visits after the first with improvement since then, and whether each was the last."""
    outcome, plan, (ordered, client) = asked.outcome, asked.plan, order_sessions(asked.sessions)
    day, value = (asked.held.read(ordered, name) for name in ("day", outcome.column))
    begins = np.flatnonzero(np.diff(client, prepend=-1))
    first, last = value[begins][client], np.maximum.reduceat(day, begins)[client]
    stayed = np.fmax.reduceat(read_answers(ordered, "active"), begins)[client]
    improvement, left = outcome.sign * (value - first), (stayed == 0) & (day == last)
    visits = pd.DataFrame({"client": client, "day": day, "improvement": improvement, "left": left})
    still_there = (stayed > 0) & (day > last - plan.censored_days)
    return visits[~np.isnan(stayed + improvement) & ~still_there & (day > 0)]
