"""Write practice_closed.csv: a simulated practice with days off, the input of closed_days.R.

Run from the repository's root: ``python -m tests.reference.practice_closed``. Massage does
something there; some clients see a colleague or stay away while their therapist is away; the
ratings of every 31st visit are missing.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from massage.worlds.records import simulate_sessions
from massage.worlds.world import WORLDS

FILE = Path(__file__).parent / "practice_closed.csv"
CLIENTS, SEED = 200, 1
COLUMNS = [
    "client_id", "day", "booked_day", "pain_before", "pain_after", "sleep_quality", "therapist_id",
    "active", "month", "shift_after", "shift_before", "shifted", "before_closure", "closure_block",
    "period_block",
]  # fmt: skip


def draw(seed: int = SEED) -> pd.DataFrame:
    """Return the practice's records."""
    some = {"relief_pain": 0.6, "relief_sleep": 0.4, "switches": 0.15, "stays_away": 0.2}
    world = replace(WORLDS["closed_plain"], **some)
    sessions = simulate_sessions(world, n_clients=CLIENTS, seed=seed)[COLUMNS]
    missing = np.arange(len(sessions)) % 31 == 30
    ratings = ["pain_before", "pain_after", "sleep_quality"]
    return sessions.assign(**{name: sessions[name].mask(missing) for name in ratings})


if __name__ == "__main__":
    draw().to_csv(FILE, index=False, float_format="%g", lineterminator="\n")
