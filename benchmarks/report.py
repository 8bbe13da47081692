"""Time of a warm report as a ratio to starting its kernels and importing three libraries in each.

The rival starts one kernel per notebook, with as many at a time as the report runs, and imports
pandas, seaborn and scipy.stats in each. Both are timed in turn, ``TIMES`` times (3 unless named);
the medians are compared.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from jupyter_client.manager import start_new_kernel

from massage.report.build import list_chapters

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = list_chapters()
TIMES = int(os.environ.get("TIMES", "3"))
GOAL = 2


def start_kernel(_: Path) -> None:
    """Start one kernel, import, stop."""
    manager, client = start_new_kernel(
        kernel_name="python3", extra_arguments=["--log-level=CRITICAL"]
    )
    reply = client.execute("import pandas, seaborn, scipy.stats", reply=True, timeout=120)
    assert reply["content"]["status"] == "ok"
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def start_kernels() -> None:
    """Start a kernel per notebook, as many at a time as there are cores."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(start_kernel, NOTEBOOKS))


def build_report() -> None:
    """Build the report of the synthetic practice as a user would."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "massage", "report", "data/sessions.csv", "--out", folder],
            cwd=ROOT,
            check=True,
            capture_output=True,
        )


def seconds(work: object) -> float:
    """Time one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    pairs = [(seconds(build_report), seconds(start_kernels)) for _ in range(TIMES)]
    report, kernels = (statistics.median(one) for one in zip(*pairs, strict=True))
    print(f"report {report:.1f} s, {len(NOTEBOOKS)} kernels {kernels:.1f} s, "
          f"ratio {report / kernels:.2f} (goal: at most {GOAL}, "
          f"{'met' if report <= GOAL * kernels else 'missed'})")  # fmt: skip
