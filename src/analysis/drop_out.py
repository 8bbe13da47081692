"""Does leaving follow improvement? A threat to question 2, and to what is seen of anyone later."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM

from analysis.estimate import NAN
from analysis.intervals import has_values
from analysis.plan import Plan
from analysis.schema import Outcome
from analysis.terms import time_terms
from analysis.threats import Look


def look_at_drop_out(sessions: pd.DataFrame, outcome: Outcome, plan: Plan) -> Look:
    """Does the chance that a visit was the last depend on improvement so far?

    Value: log odds of leaving per point of improvement since the first visit, by logistic
    regression on the visits after the first, time since then held equal, errors clustered by client
    (t with clients - 1 degrees of freedom). Clients who were still there when the records ended
    haven't left: their visits in the 90 days up to their last are left out.
    """
    if not (has_values(sessions, "active") and has_values(sessions, outcome.column)):
        return Look(NAN, sampled=True)
    visits = _visits(sessions, outcome, plan)
    n_clients = visits["client_id"].nunique()
    if n_clients < plan.fewest_clients or visits["left"].nunique() < 2:
        return Look(NAN, sampled=True, n_clients=n_clients)
    day = visits["day"].to_numpy(dtype=float)
    columns = np.column_stack([visits["improvement"], np.ones(len(day)), *time_terms(day)])
    if np.linalg.matrix_rank(columns) < columns.shape[1]:
        return Look(NAN, sampled=True, n_clients=n_clients)
    groups = pd.factorize(visits["client_id"])[0]
    fit = GLM(visits["left"].to_numpy(dtype=float), columns, family=Binomial()).fit(
        cov_type="cluster", cov_kwds={"groups": groups}
    )
    value, error = float(fit.params[0]), float(fit.bse[0])
    if not (fit.converged and np.isfinite(error) and error > 0):
        return Look(NAN, sampled=True, n_clients=n_clients)
    p = float(2 * stats.t.sf(abs(value) / error, n_clients - 1))
    return Look(value, p, p < plan.threat_p, True, n_clients)


def _visits(sessions: pd.DataFrame, outcome: Outcome, plan: Plan) -> pd.DataFrame:
    """Visits after the first with improvement since then, and whether each was the last."""
    rows = sessions[["client_id", "day", "active", outcome.column]]
    by_client = rows.groupby("client_id", sort=False)
    last = by_client["day"].transform("max")
    first = rows[rows["day"] == 0].set_index("client_id")[outcome.column]
    change = outcome.sign * (rows[outcome.column] - rows["client_id"].map(first))
    stayed = by_client["active"].transform("first").eq("yes")
    known = by_client["active"].transform("first").notna()
    watched = known & ~(stayed & (rows["day"] > last - plan.censored_days)) & (rows["day"] > 0)
    visits = rows.assign(improvement=change, left=~stayed & (rows["day"] == last))
    return visits[watched & change.notna()]
