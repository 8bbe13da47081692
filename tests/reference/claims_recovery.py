"""What each part of a claim says in practices whose truth is known.

Run from the project's top: .venv/bin/python -m tests.reference.claims_recovery (two minutes).
Writes claims_recovery.csv, a row per part of a claim: of ``runs`` simulated practices with
conditions made about equally frequent, how many ``answered`` with an interval, the ``mean`` of the
estimates with its standard ``error``, how often the 95 % interval ``covered`` the truth of
claims_truth.csv, and ``first``, the estimate in the first practice.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pandas as pd

from analysis import Practice
from massage.claims import CLAIMS, examine_claims
from massage.worlds import WORLDS, simulate_sessions
from massage.worlds.world import even_out

RUNS, CLIENTS = 200, 240
EXPLORATORY = [one for one in CLAIMS if any(part.ask for part in one.parts)]
OUT = Path(__file__).with_suffix(".csv")
PARTS = ["id", "part"]


def ask(run: int) -> pd.DataFrame:
    """What every part says of one practice."""
    world = even_out(WORLDS["practice"])
    sessions = simulate_sessions(world, n_clients=CLIENTS, seed=(CLIENTS, run))
    return examine_claims(Practice(sessions), claims=EXPLORATORY).set_index(PARTS)


def main() -> None:
    """Ask every practice and write the table."""
    truths = pd.read_csv(OUT.with_name("claims_truth.csv"), index_col=PARTS)["truth"]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(ask, range(RUNS)))
    asked = pd.concat(found).join(truths, how="inner")
    covered = asked["truth"].between(asked["low"], asked["high"]).where(asked["low"].notna())
    by = asked.assign(covered=covered.astype(float)).groupby(PARTS)
    told = {
        "runs": RUNS, "answered": by["low"].count(), "mean": by["estimate"].mean(),
        "error": by["estimate"].sem(), "covered": by["covered"].mean(),
        "first": found[0]["estimate"].reindex(truths.index),
    }  # fmt: skip
    table = pd.DataFrame(told, truths.index).round(6)
    table.to_csv(OUT, lineterminator="\n")
    print(table.to_string())


if __name__ == "__main__":
    main()
