"""Visits of people as session records: days since the first visit, codes in place of people."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from analysis.schema import COLUMNS
from massage.intake.people import normalise

RECENT_DAYS = 90
TELL_WHEN_EMPTY = ("original_day", "agreed_day")


def as_records(visits: pd.DataFrame, first: float, last: float) -> pd.DataFrame:
    """Return visits with the record's columns, of an export from day ``first`` to day ``last``."""
    days = visits.groupby("person")["day"]
    start, end = days.transform("min"), days.transform("max")
    found = visits.assign(
        start=start,
        day=visits["day"] - start,
        booked_day=(visits["booked"] - start).where(visits["booked"] <= visits["day"]),
        month=[date.fromordinal(int(day)).month for day in visits["day"]],
        new_client=np.where(start - first > RECENT_DAYS, "yes", "no"),
        active=np.where(last - end <= RECENT_DAYS, "yes", "no"),
        therapist_name=visits["therapist"],
    )
    if "original" in visits:
        found["original_day"] = visits["original"] - start
    if "agreed" in visits:
        found["agreed_day"] = visits["agreed"] - start
    return found


def code_visits(
    visits: pd.DataFrame, clients: dict[str, str], therapists: dict[str, str]
) -> pd.DataFrame:
    """Return session records: codes in place of people, and the record's columns that hold values.

    ``original_day`` and ``agreed_day`` are kept even where they are empty, since empty means never
    moved, and that nothing is known to have stood in the book.
    """
    coded = visits.assign(
        client_id=visits["person"].map(clients),
        therapist_id=normalise(visits["therapist_name"]).map(therapists),
    )
    names = [
        name
        for name in COLUMNS
        if name in coded and (coded[name].notna().any() or name in TELL_WHEN_EMPTY)
    ]
    records = coded[names].sort_values(["client_id", "day"], ignore_index=True)
    whole = {name: "Int64" for name in names if COLUMNS[name].kind == "whole"}
    return records.astype(whole)
