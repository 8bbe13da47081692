"""Anonymise an export, against reading the same file with its dates and writing it again."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pandas as pd
from tools.write_example import CONDITION, QUESTIONS, WORDS, draw_first_days, write_as_acuity

from benchmarks.ratios import Ratio, compare, say
from massage.intake.anonymise import anonymise, keep
from massage.intake.mapping import make_mapping
from massage.worlds import simulate_sessions

APPOINTMENTS = int(os.environ.get("APPOINTMENTS", "100_000"))
MAPPING = {
    "preset": "acuity",
    "date_order": "month first",
    "scores": {name: question for question, name in QUESTIONS.items()} | {"condition": CONDITION},
    "conditions": {own: word for word, own in WORDS.items()},
}


def write_export(path: Path) -> int:
    """Write 100,000 appointments of a simulated chain of practices; return how many clients."""
    sessions = simulate_sessions("practice", n_clients=APPOINTMENTS * 3 // 40, seed=1)
    sessions = sessions[sessions["day"] < sessions["day"].max()].head(APPOINTMENTS)
    codes = sessions["client_id"].unique()
    people = pd.DataFrame(
        {"First Name": [f"First{place}" for place in range(len(codes))],
         "Last Name": [f"Family{place}" for place in range(len(codes))],
         "Phone": [f"555-{place:06}" for place in range(len(codes))],
         "Email": [f"client{place}@example.org" for place in range(len(codes))]}, index=codes,
    )  # fmt: skip
    therapists = {code: f"Therapist {code}" for code in sessions["therapist_id"].unique()}
    first_days = draw_first_days(sessions, 1)
    write_as_acuity(sessions, people, first_days, therapists).to_csv(path, index=False)
    return len(codes)


def read_and_write(source: Path, target: Path) -> None:
    """The rival: the table with its dates, read and written by pandas."""
    dates = ["Start Time", "End Time", "Date Scheduled"]
    pd.read_csv(source, parse_dates=dates).to_csv(target, index=False)


def measure() -> list[Ratio]:
    """Anonymise an export and keep the records, against reading and writing it with pandas."""
    with tempfile.TemporaryDirectory() as there:
        folder = Path(there)
        export, key = folder / "export.csv", folder / "key.json"
        n_clients = write_export(export)

        def own() -> None:
            found = anonymise([export], make_mapping(MAPPING), key)
            keep(found, key, folder / "sessions.csv")

        return [
            compare(
                f"anonymise {APPOINTMENTS:,} appointments of {n_clients:,} clients", own,
                "pandas reads and writes the table",
                lambda: read_and_write(export, folder / "rival.csv"), times=1,
            )
        ]  # fmt: skip


if __name__ == "__main__":
    say(measure())
