"""How often the bounds cover the truth, and how wide they are, where moves leave no trace.

Simulated practices of 200 clients, pain. Clients who feel worse put standing visits off, or bring
them forward, in place: the records show the day of the visit alone. Writes bounds.csv beside this
file, one row per world and entry: how many of 100 standing visits were moved so (``moved``), the
share of practices where that is no more than supposed (``within``), how often the bounds of these
cover the truth (``covered``), their mean ends, and how often both lie under half a point either way
(``under_half``); ``both`` has the outer ends of the two ways, for the verdict.
Run from the repository's root: ``python -m tests.reference.bounds``.
"""

import os

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from analysis import PAIN, PLAN
from analysis.bounds import BROUGHT_FORWARD, PUT_OFF, find_bounds
from analysis.intervals import comparable, list_intervals
from analysis.threats import Asked
from massage.worlds.records import write_down
from massage.worlds.simulate import simulate_visits
from massage.worlds.truth import find_truths
from massage.worlds.world import BOOK, MODERATE, PEAK, UNEVEN, World

RUNS, CLIENTS, SEED, BATCH = 200, 200, 20_261_129, 10
OUT = Path(__file__).with_suffix(".csv")
SERIES = replace(BOOK, skips=0.0, moves_in="place")
RELIEF = {"relief_pain": MODERATE, "relief_sleep": MODERATE}
KINDS = {
    "one at a time": PEAK,
    "series": SERIES,
    "true, one at a time": replace(UNEVEN, **RELIEF),
    "true, series": replace(SERIES, **RELIEF),
}
MOVES = {
    "none": {},
    "put off 4": {"sore_puts_off": 0.2, "moved": 0.0},
    "put off 9": {"sore_puts_off": 0.45, "moved": 0.0},
    "brought forward 4": {"flare_moves": 0.085, "moved": 0.0},
    "brought forward 9": {"flare_moves": 0.18, "moved": 0.0},
}


def try_once(sessions: pd.DataFrame, truth: float) -> list[dict[str, object]]:
    """One practice: each entry against the truth."""
    rows = comparable(list_intervals(sessions, PAIN), PAIN)
    later = rows["day"] - rows["agreed_day"]
    moved = {PUT_OFF: 100 * (later > 0).mean(), BROUGHT_FORWARD: 100 * (later < 0).mean()}
    shown = sessions["day"].where(sessions["agreed_day"].notna())
    found = find_bounds(Asked(sessions.assign(agreed_day=shown), PAIN, PLAN))
    entries = [(one.when, one.per_hundred, one.low, one.high, moved[one.when]) for one in found]
    for most in PLAN.supposed_moved:
        both = [one for one in found if one.per_hundred == most]
        ends = min(one.low for one in both), max(one.high for one in both)
        entries.append(("both", most, *ends, max(moved.values())))
    return [
        {
            "when": when,
            "per_hundred": most,
            "moved": was,
            "within": was <= most,
            "covered": np.nan if was > most else float(low <= truth <= high),
            "low": low,
            "high": high,
            "under_half": max(-low, high) < PLAN.marks[0],
        }
        for when, most, low, high, was in entries
    ]


def run_cell(world: World, truth: float) -> pd.DataFrame:
    """Many practices of a world, summed up by entry."""
    found = []
    for first in range(0, RUNS, BATCH):
        seeds = [(SEED, run) for run in range(first, first + BATCH)]
        visits = simulate_visits(world, CLIENTS, seeds)
        for _, one in write_down(visits, world, day_in_book=True).groupby("practice"):
            found += try_once(one, truth)
    return pd.DataFrame(found).groupby(["when", "per_hundred"], sort=False).mean()


def main() -> None:
    """Run every cell and write the table."""
    tables = {}
    for kind, world in tqdm(KINDS.items()):
        truth = find_truths(world, ["question_2"])["question_2"]
        for move, change in MOVES.items():
            tables[kind, move] = run_cell(replace(world, **change), truth)
    table = pd.concat(tables, names=["world", "moves"])
    table.astype(float).round(4).to_csv(OUT, lineterminator="\n")


if __name__ == "__main__":
    main()
