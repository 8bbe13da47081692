"""Write simulated records with the truth behind them beside."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from analysis.provenance import SYNTHETIC, sha256, truth_beside
from analysis.worlds.records import simulate_sessions
from analysis.worlds.world import WORLDS


def write_world(world: str, *, n_clients: int, seed: int, path: str | Path) -> None:
    """Simulate a named world into a CSV file of session records and a file with its truth.

    The truth (``NAME.truth.json``) holds the world's sizes, the seed and the records' fingerprint.
    Raises ValueError for a world that isn't known, or fewer than one client.
    """
    sessions = simulate_sessions(world, n_clients=n_clients, seed=seed)
    sessions.convert_dtypes().to_csv(path, index=False, lineterminator="\n")
    truth = {
        "note": SYNTHETIC,
        "world": world,
        "n_clients": n_clients,
        "seed": seed,
        "sha256": sha256(path),
        "sizes": asdict(WORLDS[world]),
    }
    truth_beside(path).write_text(
        json.dumps(truth, indent=2) + "\n", encoding="utf-8", newline="\n"
    )
