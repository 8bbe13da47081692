"""Relief at once: pain on arrival minus pain on leaving, client by client."""

from __future__ import annotations

import pandas as pd

from analysis.clients import subtract
from analysis.estimate import Estimate, average
from analysis.plan import PLAN, Plan
from analysis.schema import PAIN, Outcome


def average_relief(sessions: pd.DataFrame, pain: Outcome = PAIN, plan: Plan = PLAN) -> Estimate:
    """Estimate the mean fall in pain from arriving to leaving, in points; positive is relief.

    Each client counts once, by the mean of her sessions with both ratings; Student's interval. A
    session tends to fall on a bad hour, and bad hours pass (regression to the mean); and both
    ratings are given to the person who gave the massage.
    """
    relief = mean_relief(sessions, pain)
    return average(relief, level=plan.level, fewest=plan.fewest_clients)


def mean_relief(sessions: pd.DataFrame, pain: Outcome) -> pd.Series:
    """Return each client's mean relief from arriving to leaving; none where not recorded."""
    if not {pain.column, pain.on_leaving} <= set(sessions):
        return pd.Series(dtype=float)
    relief = pain.sign * subtract(sessions[pain.on_leaving], sessions[pain.column])
    return relief.groupby(sessions["client_id"]).mean()
