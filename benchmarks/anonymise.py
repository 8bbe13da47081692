"""anonymise on 100,000 appointments: seconds, memory, and against reading the table with pandas.

Run with ``make benchmark``; ``APPOINTMENTS`` makes it smaller. The rival reads the same file and
its dates, and writes it again.
"""

from __future__ import annotations

import os
import resource
import tempfile
import time
from pathlib import Path

import pandas as pd

from massage.intake.anonymise import anonymise, keep
from massage.intake.mapping import make_mapping
from massage.worlds import simulate_sessions
from massage.worlds.export import CONDITION, QUESTIONS, WORDS, draw_first_days, write_as_acuity

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


def main() -> None:
    """Print seconds of both, their ratio, and the most memory that the process ever held."""
    with tempfile.TemporaryDirectory() as there:
        folder = Path(there)
        n_clients = write_export(folder / "export.csv")
        start = time.perf_counter()
        read_and_write(folder / "export.csv", folder / "rival.csv")
        rival = time.perf_counter() - start
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        start = time.perf_counter()
        found = anonymise([folder / "export.csv"], make_mapping(MAPPING), folder / "key.json")
        keep(found, folder / "key.json", folder / "sessions.csv")
        own = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"anonymise, {len(found.records):,} visits of {n_clients:,} clients: {own:.1f} s; "
          f"pandas reads and writes the table in {rival:.1f} s: {own / rival:.1f} times as long; "
          f"most memory {after:,.0f} MB, of which {before:,.0f} before it began")  # fmt: skip


if __name__ == "__main__":
    main()
