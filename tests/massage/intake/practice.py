"""A practice's export as its software would write it, with people in it who must not leak."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
from tools.write_example import CONDITION, PAIN, SLEEP, draw_first_days, write_as_acuity

from massage.worlds import simulate_sessions

__all__ = ["ACUITY", "PAIN", "SLEEP", "Practice", "make_practice"]

FIRST = ("Wilhelmina", "Bartholomew", "Xanthippe", "Ludmilla", "Ottokar", "Zenobia", "Fridolin")
LAST = ("Quisenberry", "Featherstonehaugh", "Vandersloot", "Oyelaran", "Szczepanska")
BORN = date(1950, 3, 1)
ACUITY = f"""preset = "acuity"
date_order = "month first"

[scores]
pain_before = "{PAIN}"
sleep_quality = "{SLEEP}"
condition = "{CONDITION}"

[conditions]
"A pulled muscle" = "strain"
"""
FORMS = ("%m/%d/%Y", "%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%Y%m%d", "%d %B %Y", "%B %d, %Y",
         "%d %b %Y")  # fmt: skip


@dataclass(frozen=True)
class Practice:
    """An export, the records it should become, and what must not leak."""

    export: pd.DataFrame
    truth: pd.DataFrame
    canaries: tuple[str, ...]
    today: date


def make_practice(n_clients: int = 30, seed: int = 1) -> Practice:
    """Simulate a practice and write it down as Acuity Scheduling does, people in every column."""
    sessions = simulate_sessions("practice", n_clients=n_clients, seed=seed)
    people = _name_people(sessions["client_id"].unique())
    therapists = {code: f"Therapist Nightingale{i}"
                  for i, code in enumerate(sessions["therapist_id"].unique())}  # fmt: skip
    first_days = draw_first_days(sessions, seed)
    export = write_as_acuity(sessions, people, first_days, therapists)
    first, last = export["First Name"], export["Last Name"]
    export = export.assign(
        **{
            "Type": "Swedish massage 60 minutes for " + first + " " + last,
            "Label": last + " pays later",
            "Notes": "ask " + first + " about her sister Canaryanna",
            "Certificate Code": "GIFT-" + last,
        }
    )
    days = {
        first_days[client] + timedelta(days=int(day))
        for client, day in zip(sessions["client_id"], sessions["day"], strict=True)
    }
    born = [BORN + timedelta(days=97 * place) for place in range(n_clients)]
    dates = [day.strftime(form) for day in sorted({*days, *born}) for form in FORMS]
    canaries = (*people.to_numpy().ravel().tolist(), *therapists.values(), "Canaryanna", *dates)
    truth = sessions[["client_id", "day", "booked_day", "pain_before", "sleep_quality"]]
    return Practice(
        export.sample(frac=1, random_state=seed), truth, tuple(dict.fromkeys(canaries)),
        max(days) + timedelta(days=1),
    )  # fmt: skip


def _name_people(codes: list[str]) -> pd.DataFrame:
    rows = [
        (f"{FIRST[i % len(FIRST)]}{i}", f"{LAST[i % len(LAST)]}{i}", f"leak{i}@canary.example",
         f"+44 7700 {900000 + i}", f"{i} Canary Wharf Lane",
         f"{BORN + timedelta(days=97 * i):%Y-%m-%d}")
        for i in range(len(codes))
    ]  # fmt: skip
    columns = ["First Name", "Last Name", "Email", "Phone", "Address", "Date of birth"]
    return pd.DataFrame(rows, columns=columns, index=codes)
