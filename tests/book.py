"""Records that hold the day in the book, as the days of booking and of moves imply it."""

import numpy as np
import pandas as pd

BOOKING = ["booked_day", "original_day"]


def with_book(sessions: pd.DataFrame) -> pd.DataFrame:
    """Return the records with agreed_day and agreed_known in place of what they follow from."""
    ordered = sessions.sort_values(["client_id", "day"], kind="stable")
    before = ordered.groupby("client_id")["day"].shift()
    day, booked, original = (ordered[name] for name in ("day", *BOOKING))
    moved = original.notna() & (original != day)
    kept = ~moved & ~(booked > before)
    agreed = day.where(kept, original.where(moved & (original > before))).where(before.notna())
    known = np.where(agreed.isna(), None, np.where(kept & booked.isna(), "no", "yes"))
    book = {"agreed_day": agreed.astype(float), "agreed_known": pd.Series(known, ordered.index)}
    return sessions.assign(**book).drop(columns=BOOKING)
