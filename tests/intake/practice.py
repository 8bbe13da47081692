"""A practice's export as its software would write it, with people in it who must not leak."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from analysis import simulate_sessions

FIRST = ("Wilhelmina", "Bartholomew", "Xanthippe", "Ludmilla", "Ottokar", "Zenobia", "Fridolin")
LAST = ("Quisenberry", "Featherstonehaugh", "Vandersloot", "Oyelaran", "Szczepanska")
START = date(2024, 1, 1)
PAIN, SLEEP = "How bad is your pain right now (0-10)?", "How well did you sleep this week (0-10)?"
ACUITY = f"""preset = "acuity"
date_order = "month first"

[scores]
pain_before = "{PAIN}"
sleep_quality = "{SLEEP}"
condition = "Why do you come?"

[conditions]
"A pulled muscle" = "strain"
"""
OWN_WORDS = {"strain": "A pulled muscle"}


@dataclass(frozen=True)
class Practice:
    """An export, the records it should become, and what must not leak."""

    export: pd.DataFrame
    truth: pd.DataFrame
    canaries: tuple[str, ...]
    today: date


def make_practice(n_clients: int = 30, seed: int = 1) -> Practice:
    """Simulate a practice and write it down as Acuity Scheduling does."""
    sessions = simulate_sessions("practice", n_clients=n_clients, seed=seed)
    rng = np.random.default_rng(seed)
    codes = sessions["client_id"].unique()
    starts = dict(zip(codes, rng.integers(0, 200, n_clients), strict=True))
    starts[codes[0]] = 0
    people = {
        code: (f"{FIRST[i % len(FIRST)]}{i}", f"{LAST[i % len(LAST)]}", f"leak{i}@canary.example",
               f"+44 7700 {900000 + i}")
        for i, code in enumerate(codes)
    }  # fmt: skip
    therapists = {code: f"Therapist Nightingale{i}"
                  for i, code in enumerate(sessions["therapist_id"].unique())}  # fmt: skip
    days = [START + timedelta(days=int(starts[c] + d))
            for c, d in zip(sessions["client_id"], sessions["day"], strict=True)]  # fmt: skip
    booked = [
        START + timedelta(days=int(starts[c] + d))
        for c, d in zip(sessions["client_id"], sessions["booked_day"], strict=True)
    ]
    person = pd.DataFrame([people[code] for code in sessions["client_id"]],
                          columns=["First Name", "Last Name", "Email", "Phone"])  # fmt: skip
    condition = sessions["condition"].replace(OWN_WORDS)
    export = person.assign(
        **{
            "Start Time": [f"{d:%m/%d/%Y} 10:00 am" for d in days],
            "End Time": [f"{d:%m/%d/%Y} 11:00 am" for d in days],
            "Type": "Swedish massage 60 minutes",
            "Calendar": sessions["therapist_id"].map(therapists),
            "Appointment Price": "80.00",
            "Notes": [f"ask {first} about her sister Canaryanna" for first in person["First Name"]],
            "Date Scheduled": [f"{d:%m/%d/%Y}" for d in booked],
            "Label": "",
            "Appointment ID": range(5_000_000, 5_000_000 + len(sessions)),
            PAIN: sessions["pain_before"].map(lambda v: "" if np.isnan(v) else f"{abs(v):g}"),
            SLEEP: sessions["sleep_quality"].map(lambda v: "" if np.isnan(v) else f"{abs(v):g}"),
            "Why do you come?": condition,
        }
    )
    truth = sessions[["client_id", "day", "booked_day", "pain_before", "sleep_quality"]]
    canaries = (
        *person.to_numpy().ravel().tolist(), *therapists.values(), "Canaryanna", "80.00",
        *(f"{d:%m/%d/%Y}" for d in days), *(f"{d:%Y-%m-%d}" for d in days),
    )  # fmt: skip
    return Practice(
        export.sample(frac=1, random_state=seed), truth, tuple(dict.fromkeys(canaries)),
        max(days) + timedelta(days=1),
    )  # fmt: skip
