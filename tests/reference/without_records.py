"""What question 2 would say where moves or months are not recorded, had nothing blocked it.

Every world without ``original_day`` and without ``month``, and seasons of half, full and double
strength without ``month``, 200 clients. Writes without_records.csv beside this file: shares of runs
blocked, significant had nothing blocked, in favour of massage, and significant where ``past_pain``
alone would have blocked.
"""

import os

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from massage.worlds.analyses import ANALYSES, open_practices
from massage.worlds.records import write_down
from massage.worlds.simulate import simulate_visits
from massage.worlds.world import TRIED, World

RUNS, CLIENTS, BATCH, SEED = 200, 200, 10, 20_261_124
OUT = Path(__file__).with_suffix(".csv")
SEASONAL = TRIED["seasonal"]
SEASONS = {
    f"seasonal x {strength:g}": replace(
        SEASONAL,
        season_pain=strength * SEASONAL.season_pain,
        season_to_interval=strength * SEASONAL.season_to_interval,
    )
    for strength in (0.5, 1, 2)
}
CELLS = [
    *((name, world, "moves") for name, world in TRIED.items()),
    *((name, world, "month") for name, world in (TRIED | SEASONS).items()),
]


def run_cell(cell: tuple[str, World, str]) -> dict[str, object]:
    """Shares of runs in one world without one column."""
    name, world, missing = cell
    analyse = ANALYSES[f"question_2_without_{missing}"]
    found = []
    for start in range(0, RUNS, BATCH):
        visits = simulate_visits(
            world, CLIENTS, [(SEED, run) for run in range(start, start + BATCH)]
        )
        found += [analyse(practice) for practice in open_practices(write_down(visits, world))]
    significant = np.array([one.p_value < 0.05 for one in found])
    favour = np.array([one.estimate > 0 for one in found])
    past = np.array([one.past_pain for one in found])
    return {
        "world": name,
        "not_recorded": missing,
        "runs": RUNS,
        "blocked": np.mean([one.blocked for one in found]),
        "significant": significant.mean(),
        "in_favour": (significant & favour).mean(),
        "significant_past_pain_blocking": (significant & ~past).mean(),
    }


if __name__ == "__main__":
    with ProcessPoolExecutor() as pool:
        rows = list(tqdm(pool.map(run_cell, CELLS), total=len(CELLS), unit="cell"))
    table = pd.DataFrame(rows)
    table.to_csv(OUT, index=False, lineterminator="\n")
    print(table.to_string(index=False))
