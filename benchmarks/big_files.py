"""Loading and every claim on hundreds of thousands of sessions, against pandas reading the file.

``BIG_CLIENTS`` is a number of clients; each has about 17 sessions. Memory is the most that a
process of its own ever held.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.ratios import ONE_THREAD, ROOT, Ratio, say
from massage.worlds import simulate_sessions

CLIENTS = int(os.environ.get("BIG_CLIENTS", "18_000"))
READING = """
import json, os, resource, sys, time
def spend(work):
    before = time.process_time()
    result = work()
    return time.process_time() - before, result
import pandas as pd
from analysis import Practice, load_sessions
from massage import examine_claims
path = sys.argv[1]
spend(lambda: pd.read_csv(path))
theirs, _ = spend(lambda: pd.read_csv(path))
types = pd.read_csv(path, nrows=100).dtypes
columns = {name: "float64" if kind.kind in "if" else "str" for name, kind in types.items()}
typed, _ = spend(lambda: pd.read_csv(path, dtype=columns))
load, sessions = spend(lambda: load_sessions(path))
loaded = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
claims, _ = spend(lambda: examine_claims(Practice(sessions)))
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([len(sessions), theirs, typed, load, claims, loaded, most]))
"""


def measure() -> list[Ratio]:
    """Load, and examine all claims, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sessions.csv"
        simulate_sessions("practice", n_clients=CLIENTS, seed=1).to_csv(path, index=False)
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
