"""Write simulated sessions down as practice software would: appointments of people, with dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import pandas as pd

from massage.words.formats import short

PAIN = "How bad is your pain right now (0-10)?"
SLEEP = "How well did you sleep this week (0-10)?"
STRESS = "How stressed are you right now (0-10)?"
CONDITION = "Why do you come?"
QUESTIONS = {PAIN: "pain_before", SLEEP: "sleep_quality", STRESS: "stress"}
WORDS = {"strain": "A pulled muscle"}
FIRST_NAMES = ("Ada", "Ben", "Cleo", "Dov", "Edith", "Farid", "Greta", "Hugo", "Ines", "Jonas")
FAMILY_NAMES = ("Alder", "Birch", "Cedar", "Elm", "Hazel", "Linden", "Maple", "Rowan")
EARLIEST, SPREAD_DAYS = date(2024, 1, 1), 200


def invent_people(sessions: pd.DataFrame) -> pd.DataFrame:
    """Return a made-up person for each client: names, phone and e-mail, by ``client_id``.

    Names are of trees, numbers and addresses of no one. Raises ValueError for more clients than
    there are names.
    """
    codes = sessions["client_id"].unique()
    names = [(first, family) for family in FAMILY_NAMES for first in FIRST_NAMES]
    if len(codes) > len(names):
        raise ValueError(f"there are names for {len(names)} people, and {len(codes)} clients")
    people = pd.DataFrame(names[: len(codes)], columns=["First Name", "Last Name"], index=codes)
    emails = people["First Name"].str.lower() + "." + people["Last Name"].str.lower()
    phones = [f"555-0{100 + place}" for place in range(len(codes))]
    return people.assign(Phone=phones, Email=emails + "@example.org")


def draw_first_days(sessions: pd.DataFrame, seed: int) -> pd.Series:
    """Return the date of each client's first session, by ``client_id``; the earliest is fixed."""
    codes = sessions["client_id"].unique()
    ahead = np.random.default_rng(seed).integers(0, SPREAD_DAYS, len(codes))
    ahead[0] = 0
    return pd.Series([EARLIEST + timedelta(days=int(days)) for days in ahead], index=codes)


def write_as_acuity(
    sessions: pd.DataFrame,
    people: pd.DataFrame,
    first_days: Mapping[str, date],
    therapists: Mapping[str, str],
) -> pd.DataFrame:
    """Return sessions as Acuity Scheduling exports appointments: one row each, cells as text.

    ``people`` (columns as wanted in the export) and ``first_days`` are by ``client_id``,
    ``therapists`` by ``therapist_id``. Dates are written month first.
    """
    sessions = sessions.reset_index(drop=True)
    first = pd.to_datetime(sessions["client_id"].map(dict(first_days)))
    days, booked = (
        (first + pd.to_timedelta(sessions[name], "D")).dt.strftime("%m/%d/%Y")
        for name in ("day", "booked_day")
    )
    columns = {
        "Start Time": days + " 10:00 am",
        "End Time": days + " 11:00 am",
        "Type": "Swedish massage 60 minutes",
        "Calendar": sessions["therapist_id"].map(therapists),
        "Appointment Price": "80.00",
        "Notes": "",
        "Date Scheduled": booked,
        "Label": "",
        **{question: sessions[name].map(_as_written) for question, name in QUESTIONS.items()},
        CONDITION: sessions["condition"].replace(WORDS),
        "Appointment ID": range(5_000_000, 5_000_000 + len(sessions)),
    }
    return people.loc[sessions["client_id"]].reset_index(drop=True).assign(**columns)


def _as_written(rating: float) -> str:
    return "" if np.isnan(rating) else short(abs(rating))
