"""The interval that a client agreed to at her first visit, and the pace that is usual for her."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.intervals import agreed_in_time, list_intervals
from analysis.plan import PLAN, Plan
from analysis.schema import PAIN, Outcome
from analysis.within import season_terms

FEWEST_LATER = 3


def list_first_intervals(
    sessions: pd.DataFrame, pain: Outcome = PAIN, plan: Plan = PLAN
) -> pd.DataFrame:
    """Return each client's first agreed interval and her usual later one, in log2 of days.

    One row per client, ordered by code: ``client_id``; ``first_interval``, agreed at the first
    visit, when nobody could know how pain would go; ``usual_interval``, the mean of those agreed at
    visits from the plan's first day on, as they would be at the same pain and season: plans
    lengthen as pain falls, and that share is taken off by a regression within clients. Missing
    where the first visit agreed none, or fewer than three later ones are on record.
    """
    agreed = agreed_in_time(list_intervals(sessions, pain, plan))
    agreed = agreed[agreed["agreed_day"] > agreed["start"]]
    length = np.log2(agreed["agreed_day"] - agreed["start"])
    first = length[agreed["start"] == 0].set_axis(agreed.loc[agreed["start"] == 0, "client"])
    later = agreed["start"] >= plan.first_start_day
    codes = pd.Series(np.sort(sessions["client_id"].unique()), name="client_id")
    usual = _usual_length(agreed[later], length[later])
    places = codes.index
    return codes.to_frame().assign(
        first_interval=places.map(first), usual_interval=places.map(usual)
    )


def _usual_length(rows: pd.DataFrame, length: pd.Series) -> pd.Series:
    """Mean length by client, read at the same pain and season for all."""
    terms = np.column_stack([rows["before"], *season_terms(rows)])
    known = ~np.isnan(terms).any(axis=1)
    terms = pd.DataFrame(terms[known], index=rows.index[known])
    length, client = length[known], rows["client"][known]

    def centred(values: pd.DataFrame | pd.Series) -> pd.DataFrame | pd.Series:
        return values - values.groupby(client).transform("mean")

    slopes, *_ = np.linalg.lstsq(centred(terms).to_numpy(), centred(length).to_numpy(), rcond=None)
    by_client = (length - terms.to_numpy() @ slopes).groupby(client)
    return by_client.mean()[by_client.size() >= FEWEST_LATER]
