"""What question 2 says where massage does nothing, and clients remember what they rated last.

Each rating on arrival is drawn towards the one on leaving the visit before, the more so the shorter
the gap: by a share that is WEIGHT at once and halves every HALF_LIFE days. Writes remembered.csv
beside this file, a row for each size and kind of practice: how many practices, the mean answer for
pain and its error, the share whose interval leaves out 0 and that no threat blocks, and of these
in favour of shorter gaps, and the answer in the first practice. Two minutes on two cores.
"""

import os

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

from concurrent.futures import ProcessPoolExecutor
from itertools import product
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from analysis import Practice
from massage.worlds import simulate_sessions

RUNS = {60: 200, 200: 200, 600: 100}
KINDS = ("mix", "book_mix")
WEIGHT, HALF_LIFE = 0.3, 10
OUT = Path(__file__).with_suffix(".csv")


def remember(sessions: pd.DataFrame) -> pd.DataFrame:
    """Return the records with ratings on arrival drawn towards the last one on leaving."""
    by_day = sessions.sort_values(["client_id", "day"], ignore_index=True)
    last = by_day.groupby("client_id")[["day", "pain_after"]].shift()
    share = WEIGHT * 0.5 ** ((by_day["day"] - last["day"]) / HALF_LIFE)
    drawn = by_day["pain_before"] + share * (last["pain_after"] - by_day["pain_before"])
    return by_day.assign(pain_before=drawn.round().fillna(by_day["pain_before"]))


def run_once(job: tuple[int, str, int]) -> dict[str, object]:
    """One practice."""
    clients, kind, run = job
    sessions = simulate_sessions(kind, n_clients=clients, seed=(clients, run))
    found = Practice(remember(sessions)).question_2["pain"]
    claimed = found.usable and found.p_value < found.plan.sure
    return {
        "clients": clients, "world": kind, "estimate": found.estimate,
        "significant": claimed, "in_favour": claimed and found.estimate > 0,
    }  # fmt: skip


def main() -> None:
    """Write the table."""
    jobs = [(n, *job) for n, runs in RUNS.items() for job in product(KINDS, range(runs))]
    with ProcessPoolExecutor(2) as pool:
        found = list(tqdm(pool.map(run_once, jobs), total=len(jobs)))
    of_each = pd.DataFrame(found).groupby(["clients", "world"], sort=False)
    told = {"error": of_each["estimate"].sem(), "runs": of_each.size()}
    table = of_each.mean().assign(**told, first=of_each["estimate"].nth(0).to_numpy())
    table.reset_index().round(6).to_csv(OUT, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
