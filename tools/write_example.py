"""Write the example export of docs/your-own-records.md: appointments of people who don't exist."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from massage.words.formats import short
from massage.worlds import simulate_sessions

EXAMPLE = Path(__file__).resolve().parents[1] / "docs" / "example" / "appointments.csv"
CLIENTS, SEED = 60, 5
MISSED = slice(7, None, 90)
EARLIEST, SPREAD_DAYS = date(2024, 1, 1), 200
PAIN = "How bad is your pain right now (0-10)?"
SLEEP = "How well did you sleep this week (0-10)?"
CONDITION = "Why do you come?"
WORDS = {"strain": "A pulled muscle"}
FIRST_NAMES = ("Ada", "Ben", "Cleo", "Dov", "Edith", "Farid", "Greta", "Hugo", "Ines", "Jonas")
FAMILY_NAMES = ("Alder", "Birch", "Cedar", "Elm", "Hazel", "Linden", "Maple", "Rowan")
STRESS = "How stressed are you right now (0-10)?"
QUESTIONS = {PAIN: "pain_before", SLEEP: "sleep_quality", STRESS: "stress"}


def name_clients(clients: pd.Index) -> pd.DataFrame:
    """Return a made-up person for each client: a different name, phone and e-mail."""
    families = [*FAMILY_NAMES, *(f"{a}-{b}" for a in FAMILY_NAMES for b in FAMILY_NAMES if a != b)]
    names = [(first, family) for family in families for first in FIRST_NAMES]
    if len(clients) > len(names):
        raise ValueError(f"there are names for {len(names)} people, and {len(clients)} clients")
    people = pd.DataFrame(names[: len(clients)], columns=["first_name", "last_name"], index=clients)
    joined = people["first_name"] + " " + people["last_name"]
    phones = [f"555-{1000 + place}" for place in range(len(clients))]
    email = joined.str.lower().str.replace(" ", ".") + "@example.org"
    return people.assign(name=joined, phone=phones, email=email)


def invent_people(sessions: pd.DataFrame) -> pd.DataFrame:
    """Return a made-up person for each client: names, phone and e-mail, by ``client_id``.

    Names are of trees, numbers and addresses of no one. Raises ValueError for more clients than
    there are names.
    """
    people = name_clients(pd.Index(sessions["client_id"].unique()))
    return pd.DataFrame(
        {
            "First Name": people["first_name"],
            "Last Name": people["last_name"],
            "Phone": [f"555-0{100 + place}" for place in range(len(people))],
            "Email": people["email"],
        }
    )


def write_rating(rating: float) -> str:
    """Write a rating as a form is filled in: nothing where it is missing."""
    return "" if np.isnan(rating) else short(abs(rating))


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
        **{question: sessions[name].map(write_rating) for question, name in QUESTIONS.items()},
        CONDITION: sessions["condition"].replace(WORDS),
        "Appointment ID": range(5_000_000, 5_000_000 + len(sessions)),
    }
    return people.loc[sessions["client_id"]].reset_index(drop=True).assign(**columns)


def main(path: Path = EXAMPLE) -> None:
    """Write a simulated practice as Acuity Scheduling exports appointments."""
    sessions = simulate_sessions("practice", n_clients=CLIENTS, seed=SEED)
    codes = sessions["therapist_id"].unique()
    therapists = {code: f"Therapist {place}" for place, code in enumerate(codes, start=1)}
    first_days = draw_first_days(sessions, SEED)
    export = write_as_acuity(sessions, invent_people(sessions), first_days, therapists)
    export.loc[export.index[MISSED], "Label"] = "No Show"
    dates = pd.to_datetime(export["Start Time"], format="%m/%d/%Y %I:%M %p")
    by_date = export.iloc[dates.argsort(kind="stable")]
    by_date.to_csv(path, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
