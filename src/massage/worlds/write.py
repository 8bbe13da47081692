"""Write simulated records with the truth behind them beside."""

from __future__ import annotations

import json
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

from massage.aside import write_aside
from massage.provenance import SYNTHETIC, truth_beside
from massage.stopping import undisturbed
from massage.worlds.records import simulate_sessions
from massage.worlds.world import WORLDS


def write_world(world: str, *, n_clients: int, seed: int, path: str | Path) -> None:
    """Simulate a named world into a CSV file of session records and a file with its truth.

    The truth (``NAME.truth.json``) holds the world's sizes, the seed and the records' fingerprint.
    Raises ValueError for a world that isn't known, or fewer than one client.
    """
    sessions = simulate_sessions(world, n_clients=n_clients, seed=seed)
    text = sessions.convert_dtypes().to_csv(index=False, lineterminator="\n")
    truth = {
        "note": SYNTHETIC,
        "world": world,
        "n_clients": n_clients,
        "seed": seed,
        "sha256": sha256(text.encode()).hexdigest(),
        "sizes": asdict(WORLDS[world]),
    }
    with undisturbed():
        write_aside(Path(path), text)
        write_aside(truth_beside(path), json.dumps(truth, indent=2) + "\n")
