"""How often question 2 names a direction in large practices in which massage does nothing.

They have 6,000 clients, and are of the kinds in which it leans most. Writes lean.csv beside
this file: with and without the day in the book, the share of practices whose interval leaves out 0,
and of those that name a direction.
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
from massage.worlds.calibrate import Settings, simulate_practices
from massage.worlds.world import WORLDS

SETTINGS = Settings(clients=6000, runs=100, seed=20_261_130)
OUT = Path(__file__).with_suffix(".csv")
KINDS = ("flare_moved", "reverse_flare", "season_workers")


def run_once(job: tuple[str, int]) -> list[dict[str, object]]:
    """One practice, with the day in the book and without."""
    kind, run = job
    [own] = simulate_practices(WORLDS[kind], SETTINGS, [(SETTINGS.seed, run)])
    without = Practice(own.sessions.drop(columns="agreed_day"))
    return [
        {"world": kind, "in_book": in_book, "outcome": name,
         "leaves_out_0": found.p_value < found.plan.sure, "named": found.direction != "cant_tell"}
        for in_book, practice in ((True, own), (False, without))
        for name, found in practice.question_2.items()
        if found.usable
    ]  # fmt: skip


def main() -> None:
    """Write the table."""
    jobs = list(product(KINDS, range(SETTINGS.runs)))
    with ProcessPoolExecutor(2) as pool:
        found = [row for rows in tqdm(pool.map(run_once, jobs), total=len(jobs)) for row in rows]
    of_each = pd.DataFrame(found).groupby(["world", "in_book", "outcome"])
    table = of_each[["leaves_out_0", "named"]].mean().assign(n=of_each.size())
    table.reset_index().to_csv(OUT, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
