"""Does the spread between conditions find a spread that is there?

Run from the project's top: .venv/bin/python -m tests.reference.claims_spread (four minutes).
Writes claims_spread.csv, a row per kind of practice: in ``strains_heal`` strains ease by 2 points
more than other conditions, by themselves; in ``true_one_condition`` massage relieves chronic pain
only. ``truth`` is the standard deviation between seven true answers of which six are the same: how
far the seventh lies from them, divided by the root of 7. That distance comes from the simulator's
own pain, or from what half an interval truly brings (data/calibration/200.csv).
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
from tests.reference.claims_truth import first_and_later, rate_all

from massage.claims.conditions import pool_changes, pool_halving
from massage.claims.groups import summarise_records
from massage.worlds import WORLDS, simulate_sessions
from massage.worlds.simulate import simulate_visits
from massage.worlds.world import even_out

RUNS, CLIENTS, SEED = 200, 200, 20_261_125
HEALS, RELIEVED = "strains_heal", "true_one_condition"
ASKED = {
    HEALS: ("spread of the change", lambda records: pool_changes(records.clients).spread),
    RELIEVED: (
        "spread of what a shorter interval goes with",
        lambda records: pool_halving(records).spread,
    ),
}


def ease(run: int) -> float:
    """By how much more strains ease than chronic pain, in the simulator's own pain."""
    world = even_out(WORLDS[HEALS])
    visits, rate = simulate_visits(world, 2000, [(SEED, run)]), rate_all(world)["pain"]
    pairs = (first_and_later(visits, condition) for condition in ("strain", "chronic_pain"))
    strain, chronic = (np.mean(rate(first) - rate(later)) for first, later in pairs)
    return float(strain - chronic)


def ask(job: tuple[str, int]) -> dict[str, object]:
    """Ask one practice."""
    name, run = job
    sessions = simulate_sessions(even_out(WORLDS[name]), n_clients=CLIENTS, seed=(SEED, run))
    found = ASKED[name][1](summarise_records(sessions))
    return {"world": name, "estimate": found.estimate, "low": found.low, "high": found.high}


def main() -> None:
    """Ask every practice and write the table."""
    calibrated = pd.read_csv("data/calibration/200.csv").set_index(["world", "analysis"])
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        further = {
            HEALS: np.mean(list(pool.map(ease, range(20)))),
            RELIEVED: calibrated.loc[("true_moderate", "question_2"), "truth"],
        }
        jobs = [(name, run) for name in ASKED for run in range(RUNS)]
        answers = pd.DataFrame(pool.map(ask, jobs, chunksize=10)).dropna()
    rows = []
    for name, own in answers.groupby("world", sort=False):
        truth = further[name] / np.sqrt(7)
        covered = (own["low"] <= truth) & (truth <= own["high"])
        rows.append(
            {"world": name, "part": ASKED[name][0], "clients": CLIENTS, "answered": len(own)}
            | {"truth": truth, "mean": own["estimate"].mean(), "covered": covered.mean()}
            | {"told from none": (own["low"] > 0).mean()}
        )
    path = Path(__file__).with_name("claims_spread.csv")
    pd.DataFrame(rows).round(4).to_csv(path, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
