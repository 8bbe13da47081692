"""How many people are better or worse by the mark that matters to one: here, and by time alone."""

from __future__ import annotations

import pandas as pd

from analysis.plan import PLAN, Plan
from analysis.schema import Outcome
from massage.shipped import SHIPPED

WAYS = ("better", "same", "worse")
ALONE = SHIPPED / "data" / "calibration" / "alone" / "200.csv"


def count_ways(improvement: pd.Series, mark: float) -> pd.Series:
    """Count people by ``WAYS``: better by the mark or more, in between, worse by as much.

    ``improvement`` has one value per person, positive = better, in the mark's points; who has none
    isn't counted.
    """
    known = improvement.dropna()
    better, worse = int((known >= mark).sum()), int((known <= -mark).sum())
    return pd.Series([better, len(known) - better - worse, worse], index=list(WAYS))


def find_time_alone(outcome: Outcome, plan: Plan = PLAN) -> pd.Series | None:
    """Return the row of simulated practices that an outcome may be put beside, or None.

    They are of the format's own pain and sleep, over the published plan's weeks: ``better``,
    ``same`` and ``worse`` are shares of those seen again where massage does nothing and people
    come at a peak of pain, each with its Monte Carlo error (``_error``).
    """
    rows = pd.read_csv(ALONE)
    found = rows[(rows["outcome"] == str(outcome)) & (rows["mark"] == outcome.smallest)]
    return found.iloc[0] if len(found) and plan.windows == PLAN.windows else None
