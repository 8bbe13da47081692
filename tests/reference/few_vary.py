"""How often question 2 errs where few clients' intervals vary (``make coverage``; ALL=1: all).

All clients come every 14 days but a few, whose intervals vary. Massage does nothing; ratings are
spread over the scale, or nearly always the same. Counts the share with p < .05, with the plan's
degrees of freedom where few clients decide and with clients - 1 all the same. Writes few_vary.csv.
"""

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from analysis import PAIN
from analysis.intervals import list_intervals
from analysis.plan import PLAN
from analysis.question_2 import halve_interval

RUNS, SEED, MOST, VISITS, SMALL = 1_000, 20_261_128, 0.07, 16, 6
CELLS = [
    (n, varying, shape)
    for n in (20, 60, 200)
    for varying in (2, 4, 6, 8, 10, 20)
    for shape in ("even", "lopsided")
    if varying <= n // 2
]
OUT = Path(__file__).with_suffix(".csv")


def draw(n: int, varying: int, shape: str, rng: np.random.Generator) -> pd.DataFrame:
    """Draw session records: standing appointments, no move, pain that wanders day by day."""
    gaps = np.full((n, VISITS - 1), 14)
    gaps[:varying] = rng.choice([7, 10, 14, 21, 28], (varying, VISITS - 1))
    day = np.column_stack([np.zeros(n, dtype=int), gaps.cumsum(axis=1)])
    if shape == "even":
        wander = rng.normal(size=n)
        pain = np.empty(day.shape)
        for visit in range(VISITS):
            if visit:
                kept = 0.9 ** gaps[:, visit - 1]
                wander = kept * wander + np.sqrt(1 - kept**2) * rng.normal(size=n)
            pain[:, visit] = 1.3 * wander
        pain += 5 + rng.normal(0, 1.3, (n, 1)) + rng.normal(0, 0.5, day.shape)
    else:
        pain = 5 + np.where(rng.random(day.shape) < 0.06, rng.choice([-1, 1], day.shape), 0)
    month = (rng.integers(0, 12, (n, 1)) + day // 30) % 12 + 1
    return pd.DataFrame(
        {
            "client_id": np.repeat([f"C{client}" for client in range(n)], VISITS),
            "day": day.ravel(),
            "booked_day": np.column_stack([day[:, 0], day[:, :-1]]).ravel(),
            "original_day": np.nan,
            "pain_before": pain.round().clip(0, 10).ravel(),
            "month": month.ravel(),
        }
    )


def run_cell(cell: tuple[int, int, str], runs: int) -> dict[str, object]:
    """Share with p < .05 of all runs of one cell, with the rule and without."""
    rng = np.random.default_rng([SEED, CELLS.index(cell)])
    found = []
    for _ in range(runs):
        rows = list_intervals(draw(*cell, rng), PAIN)
        plans = (PLAN, replace(PLAN, few_deciding=1))
        found.append([halve_interval(rows, PAIN, plan) for plan in plans])
    with_rule, without = (
        np.mean([one.p_value < 0.05 for one in row]) for row in zip(*found, strict=True)
    )
    return {
        "n": cell[0],
        "varying": cell[1],
        "shape": cell[2],
        "runs": runs,
        "n_deciding": round(float(np.mean([both[1].n_deciding for both in found])), 1),
        "answered": sum(both[0].answered for both in found),
        "significant": round(float(with_rule), 4),
        "without_rule": round(float(without), 4),
        "monte_carlo_error": round(float(np.sqrt(0.05 * 0.95 / runs)), 4),
    }


if __name__ == "__main__":
    every = bool(os.environ.get("ALL"))
    cells, runs = (CELLS, RUNS) if every else (CELLS[::SMALL], RUNS // 4)
    with ProcessPoolExecutor() as pool:
        table = pd.DataFrame(
            tqdm(pool.map(run_cell, cells, [runs] * len(cells)), total=len(cells), unit="cell")
        )
    if every:
        table.to_csv(OUT, index=False, lineterminator="\n")
    print(table.to_string(index=False))
    chance = 2 * table["monte_carlo_error"].max()
    sys.exit(bool(table["significant"].max() > MOST + (0 if every else chance)))
