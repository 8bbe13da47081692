"""What each part of a claim is in the simulated practice, from a hundred thousand clients.

Run from the project's top: .venv/bin/python tests/reference/claims_truth.py (three minutes).
Writes claims_truth.csv: what every part should find in the world ``practice`` with conditions made
equally frequent. Some truths are built in: modality, other care and condition play no part in it,
and 3.5 sessions in 100 have an unwanted event. For the time to relief it is what massage adds in a
copy of the world where bookings follow chance alone. The others are the value in very many clients.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import pandas as pd

from analysis.claims import examine_claims
from analysis.claims.groups import pick_condition, summarise_records
from analysis.claims.time_to_relief import compare_time_to_relief
from analysis.worlds import WORLDS, simulate_sessions
from analysis.worlds.records import EVENTS_PER_SESSION
from analysis.worlds.truth import randomise
from analysis.worlds.try_claims import even_out

PRACTICES, CLIENTS, SEED = 50, 2_000, 20_261_124
BUILT_IN = {
    ("C6", "lymphatic against other kinds"): 0.0,
    ("C9", "between clients"): 0.0,
    ("C9", "within clients"): 0.0,
    ("C11", "events per 100 sessions"): 100 * EVENTS_PER_SESSION,
    ("C12", "spread of the change"): 0.0,
    ("C12", "spread of what a shorter interval goes with"): 0.0,
}
TIME = ("C3", "time to relief")
PRACTICE = even_out(WORLDS["practice"])
TREATED = randomise(PRACTICE)
CONTROL = replace(TREATED, relief_pain=0.0, relief_sleep=0.0)


def ask(run: int) -> pd.DataFrame:
    """Ask one very large practice, and its randomised copies with and without massage."""
    sessions = simulate_sessions(PRACTICE, n_clients=CLIENTS, seed=(SEED, run))
    found = examine_claims(sessions).set_index(["id", "part"])["estimate"]
    with_massage, without = (
        compare_time_to_relief(
            pick_condition(
                summarise_records(simulate_sessions(world, n_clients=CLIENTS, seed=(SEED, run))),
                "strain",
            )
        ).estimate
        for world in (TREATED, CONTROL)
    )
    found[TIME] = with_massage - without
    return found.reset_index().assign(run=run)


def main() -> None:
    """Average over practices and write the table, with Monte Carlo errors."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        found = pd.concat(pool.map(ask, range(PRACTICES)))
    found = found[~found["id"].isin(["C1", "C2", "C13"])]
    table = found.groupby(["id", "part"], sort=False)["estimate"].agg(["mean", "sem"])
    table = table.rename(columns={"mean": "truth", "sem": "error"})
    for part, truth in BUILT_IN.items():
        table.loc[part] = truth, 0.0
    path = Path(__file__).with_name("claims_truth.csv")
    table.round(6).reset_index().to_csv(path, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
