"""Does the answer differ with other care for the same problem?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.claims.groups import Records, explain_blocked
from analysis.estimate import Estimate, around, unanswered
from analysis.halving import halve_interval
from analysis.intervals import list_intervals
from analysis.plan import PLAN
from analysis.regression import ancova
from analysis.schema import PAIN

MOSTLY = 0.5


def differ_between(records: Records) -> Estimate:
    """Estimate how question 1's slope differs with other care, in points of pain.

    Improvement per extra weekly session, for a client with other care before every early visit
    against one without (the product of frequency and the share of visits with other care; both, the
    first value and the follow-up's day held equal; HC3 errors). Positive: frequent clients improved
    more where there was other care. NaN with a ``reason`` for fewer than ten clients, or where
    other care doesn't differ.
    """
    sessions, clients = records.sessions, records.clients
    early = sessions[sessions["day"].between(*PLAN.windows.exposure)]
    care = clients["client_id"].map(_share(early))
    frequency = clients["frequency"] - clients["frequency"].mean()
    return ancova(
        clients.assign(care=care, frequency=frequency, both=frequency * (care - care.mean())),
        outcome="pain_improvement",
        exposure="both",
        adjust_for=["frequency", "care", "pain_baseline", "pain_follow_up_day"],
    )


def differ_within(sessions: pd.DataFrame) -> Estimate:
    """Estimate how question 2's answer differs with other care, in points of pain.

    Benefit of halving one interval among clients with other care at half of their visits or more,
    minus the benefit among the others; the two are independent, Welch's degrees of freedom.
    Positive: more benefit with other care. NaN with a ``reason`` where question 2 is blocked, or
    either group has no answer.
    """
    share = _share(sessions)
    answers = [
        halve_interval(list_intervals(sessions[sessions["client_id"].isin(group)], PAIN), PAIN)
        for group in (share.index[share >= MOSTLY], share.index[share < MOSTLY])
    ]
    blank = unanswered(
        "", method="difference of two groups, leave-one-client-out errors", level=0.95,
        n_clients=sum(one.n_clients for one in answers),
        n_rows=sum(one.n_rows for one in answers),
        n_dropped=sum(one.n_dropped for one in answers),
    )  # fmt: skip
    blocked = explain_blocked(sessions, PAIN)
    if blocked:
        return replace(blank, reason=blocked)
    for one, name in zip(answers, ("with", "without"), strict=True):
        if not one.answered:
            return replace(blank, reason=f"{name} other care: {one.reason}")
    mostly, others = answers
    squares = np.array([one.standard_error**2 for one in answers])
    df = squares.sum() ** 2 / (squares**2 / [one.df for one in answers]).sum()
    difference = mostly.estimate - others.estimate
    return around(replace(blank, reason=None), difference, np.sqrt(squares.sum()), df)


def _share(sessions: pd.DataFrame) -> pd.Series:
    """Share of each client's visits with other care, of those with an answer."""
    asked = sessions.dropna(subset=["other_care"])
    return asked["other_care"].isin(["yes", True]).groupby(asked["client_id"]).mean()
