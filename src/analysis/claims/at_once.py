"""Relief at once: pain on arrival minus pain on leaving, client by client."""

from __future__ import annotations

import pandas as pd

from analysis.clients import subtract
from analysis.estimate import Estimate, average


def average_relief(sessions: pd.DataFrame) -> Estimate:
    """Estimate the mean fall in pain from arriving to leaving, in points; positive is relief.

    Each client counts once, by the mean of her sessions with both ratings; Student's interval. A
    session tends to fall on a bad hour, and bad hours pass (regression to the mean); and both
    ratings are given to the person who gave the massage.
    """
    fall = subtract(sessions["pain_before"], sessions["pain_after"])
    return average(fall.groupby(sessions["client_id"]).mean())
