"""Do bounds hold without the visits off their client's weekday, and how wide are they?

Simulated practices of 200 clients who plan whole weeks, pain, visits moved in place as in
bounds.py. Writes weekdays.csv beside this file, one row per kind of practice and of moves: how many
of 100 standing visits were moved and fell off their weekday; for the verdict's bounds (5 of 100,
both ways) with all visits and without those off their weekday: how often they cover the truth, how
wide they are, and how often both ends lie under half a point.
Run from the repository's root: ``python -m tests.reference.weekdays``.
"""

import os

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

from dataclasses import replace
from pathlib import Path

import pandas as pd
from tests.reference.bounds import KINDS, MOVES
from tqdm import tqdm

from analysis import PAIN, PLAN
from analysis.asked import Asked
from analysis.bounds import find_bounds
from analysis.question_2 import select_rows
from analysis.verdicts import judge_bounds, list_marks
from analysis.weekdays import list_as_shown, look_at_weekdays
from massage.worlds.records import write_down
from massage.worlds.simulate import simulate_visits
from massage.worlds.truth import find_truths

SEED, RUNS, N_CLIENTS = 20_261_129, 100, 200
OUT = Path(__file__).with_suffix(".csv")


def try_once(sessions: pd.DataFrame, moved: float, truth: float) -> dict[str, float]:
    """One practice: the bounds with all visits, and without those off their weekday."""
    asked = Asked(sessions, PAIN, PLAN)
    off = look_at_weekdays(asked)
    found = {"moved": 100 * moved, "off": 100 * off.value}
    shown = {"shown": select_rows(list_as_shown(asked), PAIN, PLAN)}
    every = find_bounds(replace(asked, found=shown))
    for name, bounds in {"all": every, "kept": find_bounds(asked)}.items():
        told = judge_bounds(bounds, PLAN.judged_moved, list_marks(PAIN, PLAN))
        found |= {
            f"{name}_covered": float(told.low <= truth <= told.high),
            f"{name}_width": told.high - told.low,
            f"{name}_under_half": float(told.size < PLAN.marks[0]),
        }
    return found


def write_rows() -> list[str]:
    """Rows of a table in docs/analysis-plan.md: of 100, with all visits and without those off."""
    kinds = list(KINDS)
    table = pd.read_csv(OUT).set_index(["moves", "world"])
    rows = []
    for moves in MOVES:
        found = table.loc[moves]
        told = [f"{found.loc[kinds[0], 'off']:.0f}"]
        for kind, what in [*((kind, "covered") for kind in kinds), (kinds[0], "under_half")]:
            names = (f"all_{what}", f"kept_{what}")
            told.append(", ".join(f"{100 * found.loc[kind, name]:.0f}" for name in names))
        rows.append(f"| {moves} | {' | '.join(told)} |")
    return rows


def main() -> None:
    """Run every kind and write the table."""
    rows = []
    for kind, world in KINDS.items():
        truth = find_truths(world, ["question_2"])["question_2"]
        for moves, more in tqdm(MOVES.items()):
            weekly = replace(world, whole_weeks=True, **more)
            found = []
            for run in range(RUNS):
                visits = simulate_visits(weekly, N_CLIENTS, [(SEED, run)])
                stood = visits["agreed_day"].notna()
                moved = (visits["day"] != visits["agreed_day"])[stood].mean()
                shown = {"agreed_day": visits["day"].where(stood), "agreed_known": "no"}
                sessions = write_down(visits, weekly).assign(**shown)
                found.append(try_once(sessions, float(moved), truth))
            mean = pd.DataFrame(found).mean().round(4)
            rows.append({"world": kind, "moves": moves, "runs": RUNS, **mean})
    pd.DataFrame(rows).to_csv(OUT, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
