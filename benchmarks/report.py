"""A report of the shipped practice against starting a kernel for each of its notebooks.

The rival starts one kernel per notebook, with as many at a time as there are cores, and imports
pandas, seaborn and scipy.stats in each.
"""

from __future__ import annotations

import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from jupyter_client.manager import start_new_kernel

from benchmarks.ratios import Ratio, compare, run_python, say
from massage.report.build import list_chapters

NOTEBOOKS = list_chapters()


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


def measure() -> list[Ratio]:
    """A first report, and the same again."""
    rival = f"{len(NOTEBOOKS)} kernels that import three libraries"
    with tempfile.TemporaryDirectory() as folder:
        build = run_python("-m", "massage", "report", "data/sessions.csv", "--out", folder)
        first = compare("a first report", build, rival, start_kernels, 1, times=1)
        again = compare("the same report again", build, rival, start_kernels, times=1)
    return [first, again]


if __name__ == "__main__":
    say(measure())
