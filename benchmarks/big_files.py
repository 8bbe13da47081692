"""Loading and every claim on 300,000 and 3 million sessions, against pandas reading the file.

``BIG_CLIENTS`` are other numbers of clients; each client has about 17 sessions. Each time is the
best of several; memory is the most that a process of its own ever held, which keeps nothing that
pandas read.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.ratios import ONE_THREAD, ROOT, Ratio, run_python, say

CLIENTS = [int(n) for n in os.environ.get("BIG_CLIENTS", "18_000 175_700").split()]
READING = """
import json, sys
import pandas as pd
from analysis import Practice, load_sessions
from benchmarks.ratios import TIMES, most_held, seconds
from massage import examine_claims
path = sys.argv[1]
def spend(work):
    return min(seconds(work) for _ in range(TIMES))
theirs = spend(lambda: pd.read_csv(path))
types = pd.read_csv(path, nrows=100).dtypes
columns = {name: "float64" if kind.kind in "if" else "str" for name, kind in types.items()}
typed = spend(lambda: pd.read_csv(path, dtype=columns))
load = spend(lambda: load_sessions(path))
sessions, loaded = load_sessions(path), most_held()
claims, most = spend(lambda: examine_claims(Practice(sessions))), most_held()
print(json.dumps([len(sessions), theirs, typed, load, claims, loaded, most]))
"""


def measure() -> list[Ratio]:
    """Load, and examine all claims, of each number of clients."""
    return [ratio for clients in CLIENTS for ratio in measure_of(clients)]


def measure_of(clients: int) -> list[Ratio]:
    """Do so in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sessions.csv"
        simulated = "--clients", str(clients), "--seed", "1", "--out", str(path)
        run_python("-m", "massage", "simulate", "practice", *simulated)()
        ran = subprocess.run(
            [sys.executable, "-c", READING, str(path)],
            cwd=ROOT, env=os.environ | ONE_THREAD, check=True, capture_output=True, text=True,
        )  # fmt: skip
    n, theirs, typed, load, claims, loaded, most = json.loads(ran.stdout)
    loading = f"load and check {n:,} sessions ({loaded / 1e6:.1f} GB at most)"
    examining = f"all claims on {n:,} sessions ({most / 1e6:.1f} GB at most)"
    return [
        Ratio(loading, "pandas.read_csv with the same types", load, typed, 4),
        Ratio(examining, "pandas.read_csv of the same file", claims, theirs, 10),
    ]


if __name__ == "__main__":
    say(measure())
