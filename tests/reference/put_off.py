"""How far the number of visits put off that would undo an answer can be trusted.

Practices of 200 clients in which sore clients put standing visits off and nobody writes it down,
and practices in which none do, with massage doing nothing or something. Writes put_off.csv beside
this file: how many in 100 standing visits were put off; the share of runs whose interval lies on
the better side with nothing supposed, and with just so many supposed as there were; and the number
that undoes the answer, where there was one to undo.
"""

import os

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from massage.robustness.unrecorded import find_tipping_number, suppose_put_off
from massage.worlds.records import write_down
from massage.worlds.simulate import simulate_visits
from massage.worlds.world import WORLDS, World

RUNS, CLIENTS, SEED = 200, 200, 20_261_125
OUT = Path(__file__).with_suffix(".csv")
CELLS = list(product(("regression_to_mean", "true_moderate"), (0.0, 0.15, 0.3, 0.6)))


def run_once(cell: tuple[str, float, int]) -> dict[str, float]:
    """One practice: visits put off in 100, the lower limit, and the number that undoes it."""
    name, put_off, run = cell
    world = replace(WORLDS[name], sore_puts_off=put_off)
    seen, unseen = (
        _write_down(replace(world, moves_recorded=recorded), run) for recorded in (True, False)
    )
    supposed = suppose_put_off(unseen.drop(columns="original_day"))
    n_put_off = seen["original_day"].notna().sum() - unseen["original_day"].notna().sum()
    n_standing = (unseen["booked_day"] <= unseen.groupby("client_id")["day"].shift()).sum()
    tipping = find_tipping_number(supposed)
    return {
        "put_off": 100 * n_put_off / n_standing,
        "low": supposed["low"].iloc[0],
        "tipping": tipping if tipping == tipping else np.inf,
    }


def run_cell(name: str, put_off: float, pool: ProcessPoolExecutor) -> dict[str, object]:
    """Many practices of one kind."""
    jobs = [(name, put_off, run) for run in range(RUNS)]
    found = pd.DataFrame(list(tqdm(pool.map(run_once, jobs, chunksize=5), total=RUNS)))
    better = found["low"] > 0
    tens = found.loc[better, "tipping"].quantile([0.1, 0.5, 0.9], interpolation="nearest")
    return {
        "world": name,
        "sore_puts_off": put_off,
        "runs": RUNS,
        "put_off_in_100": found["put_off"].mean(),
        "better": better.mean(),
        "better_supposing_them": (found["tipping"] > found["put_off"]).mean(),
        "tipping_tenth": tens[0.1],
        "tipping_median": tens[0.5],
        "tipping_ninth_tenth": tens[0.9],
    }


def _write_down(world: World, run: int) -> pd.DataFrame:
    return write_down(simulate_visits(world, CLIENTS, [(SEED, run)]), world)


if __name__ == "__main__":
    with ProcessPoolExecutor() as workers:
        table = pd.DataFrame([run_cell(*cell, workers) for cell in CELLS])
    table.round(4).to_csv(OUT, index=False, lineterminator="\n")
    print(table.to_string(index=False))
