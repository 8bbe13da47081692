"""How often the bounds cover the truth, and how wide they are, where moves leave no trace.

Simulated practices of 60, 200 and 600 clients, pain. Clients who feel worse put standing visits
off, or bring them forward, in place: the records show the day of the visit alone. In the last kinds
each move has a new booking date and leaves no cancelled line: then nothing is seen to have stood in
the book for the visit, its interval drops out, and none was moved in silence. Writes bounds.csv
beside this file, one row per number of clients, world and entry: how many of 100 standing visits
were moved so (``moved``), the share of practices where that is no more than supposed (``within``),
how often the bounds of these cover the truth (``covered``), their mean ends, and how often both lie
under half a point either way (``under_half``); ``both`` has the outer ends of the two ways, for the
verdict, ``runs`` how many practices there were.
Run from the repository's root: ``python -m tests.reference.bounds``, or with numbers of clients to
run these alone.
"""

import os
import sys

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from analysis import PAIN, PLAN
from analysis.asked import Asked
from analysis.bounds import BROUGHT_FORWARD, PUT_OFF, find_bounds
from analysis.intervals import comparable, list_intervals
from massage.worlds.records import write_down
from massage.worlds.simulate import simulate_visits
from massage.worlds.truth import find_truths
from massage.worlds.world import BOOK, MODERATE, PEAK, World

RUNS = {200: 400, 60: 400, 600: 400}  # practices of so many clients
SEED, BATCH = 20_261_129, 10
OUT = Path(__file__).with_suffix(".csv")
SERIES = replace(BOOK, skips=0.0, moves_in="place")
RELIEF = {"relief_pain": MODERATE, "relief_sleep": MODERATE}
KINDS = {"nothing to find": PEAK, "massage does something": replace(SERIES, **RELIEF)}
MOVES = {
    "nothing moved": {"moved": 0.0},
    "by chance 8": {},
    "put off 4": {"sore_puts_off": 0.2, "moved": 0.0},
    "put off 9": {"sore_puts_off": 0.45, "moved": 0.0},
    "brought forward 4": {"flare_moves": 0.085, "moved": 0.0},
    "brought forward 9": {"flare_moves": 0.18, "moved": 0.0},
    "both, 4 each": {"sore_puts_off": 0.2, "flare_moves": 0.085, "moved": 0.0},
}
REBOOKED = {
    f"{moves}, each with a new booking date": MOVES[moves]
    for moves in ("put off 9", "brought forward 9")
}
ALL_MOVES = MOVES | REBOOKED


def try_once(sessions: pd.DataFrame, truth: float, *, rebooked: bool) -> list[dict[str, object]]:
    """One practice: each entry against the truth."""
    rows = comparable(list_intervals(sessions, PAIN), PAIN)
    later = rows["day"] - rows["agreed_day"]
    moved = {PUT_OFF: 100 * (later > 0).mean(), BROUGHT_FORWARD: 100 * (later < 0).mean()}
    stood = sessions["agreed_day"].notna()
    if rebooked:
        stood &= sessions["agreed_day"] == sessions["day"]
    shown = sessions["day"].where(stood)
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
            "within": rebooked or was <= most,
            "covered": float(low <= truth <= high) if rebooked or was <= most else np.nan,
            "low": low,
            "high": high,
            "under_half": max(-low, high) < PLAN.marks[0],
        }
        for when, most, low, high, was in entries
    ]


def run_cell(
    world: World, truth: float, n_clients: int, runs: int, *, rebooked: bool
) -> pd.DataFrame:
    """Many practices of a world, summed up by entry."""
    found = []
    for first in range(0, runs, BATCH):
        seeds = [(SEED, run) for run in range(first, first + BATCH)]
        visits = simulate_visits(world, n_clients, seeds)
        for _, one in write_down(visits, world, day_in_book=True).groupby("practice"):
            found += try_once(one, truth, rebooked=rebooked)
    return pd.DataFrame(found).groupby(["when", "per_hundred"], sort=False).mean()


def write_rows() -> list[str]:
    """Rows of the table in docs/analysis-plan.md: the verdict's bounds, of both ways."""
    table = pd.read_csv(OUT).query("when == 'both'")
    table = table.set_index(["moves", "per_hundred", "world", "n_clients"])
    rows = []
    for moves in ALL_MOVES:
        most = 10 if moves.endswith(" 9") else 5
        cells = [moves, str(most)]
        told = [*(("covered", kind) for kind in KINDS), ("under_half", next(iter(KINDS)))]
        for name, kind in told:
            found = (table.loc[(moves, most, kind, n), name] for n in sorted(RUNS))
            cells.append(", ".join(f"{100 * one:.0f}" for one in found))
        rows.append(f"| {' | '.join(cells)} |")
    return rows


def main() -> None:
    """Run every cell of some numbers of clients; the table is written after each number."""
    asked = {int(one): RUNS[int(one)] for one in sys.argv[1:]} or RUNS
    index = ["n_clients", "world", "moves", "when", "per_hundred"]
    truths = {kind: find_truths(one, ["question_2"])["question_2"] for kind, one in KINDS.items()}
    for n_clients, runs in asked.items():
        tables = {}
        for kind, move in tqdm(list(product(KINDS, ALL_MOVES))):
            world = replace(KINDS[kind], **ALL_MOVES[move])
            found = run_cell(world, truths[kind], n_clients, runs, rebooked=move in REBOOKED)
            tables[n_clients, kind, move] = found.astype(float).round(4).assign(runs=runs)
        there = pd.read_csv(OUT, index_col=index).drop(n_clients, level=0, errors="ignore")
        table = pd.concat([there, pd.concat(tables, names=index[:3])])
        table.to_csv(OUT, lineterminator="\n")


if __name__ == "__main__":
    main()
