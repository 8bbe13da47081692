"""Time work against a named rival in the same run, and keep the ratio."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TIMES = int(os.environ.get("TIMES", "3"))
ONE_THREAD = {
    f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "ARROW")
}


@dataclass(frozen=True)
class Ratio:
    """Seconds of our work and of the rival's, the best of several; and what the ratio should be."""

    work: str
    rival: str
    ours: float
    theirs: float
    goal: float | None = None

    @property
    def ratio(self) -> float:
        """How many times as long ours takes."""
        return self.ours / self.theirs

    def __str__(self) -> str:
        met = "" if self.goal is None else f" (goal: at most {self.goal:g}, {self.verdict})"
        return (
            f"{self.work}: {self.ours:.2f} s; {self.rival}: {self.theirs:.2f} s; "
            f"ratio {self.ratio:.2f}{met}"
        )

    @property
    def verdict(self) -> str:
        """Whether the goal is met."""
        return "met" if self.goal is None or self.ratio <= self.goal else "missed"


def compare(
    work: str,
    ours: Callable[[], object],
    rival: str,
    theirs: Callable[[], object],
    goal: float | None = None,
    times: int = TIMES,
) -> Ratio:
    """Run both in turn, ``times`` times, and keep the best of each."""
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(times)]
    best = [min(one) for one in zip(*pairs, strict=True)]
    return Ratio(work, rival, *best, goal)


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of one call, those of finished child processes included."""
    before = _cpu()
    work()
    return _cpu() - before


def _cpu() -> float:
    spent = os.times()
    return time.process_time() + spent.children_user + spent.children_system


def most_held() -> int:
    """The most memory that this process ever held, in kB, without that of what started it."""
    status = Path("/proc/self/status")
    if not status.exists():
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(re.search(r"VmHWM:\s*(\d+)", status.read_text())[1])


def run_python(*arguments: str) -> Callable[[], object]:
    """Return a call that runs Python with these arguments on one thread, from the top folder."""
    command = [sys.executable, *arguments]
    return lambda: subprocess.run(
        command, cwd=ROOT, env=os.environ | ONE_THREAD, check=True, capture_output=True
    )


def say(ratios: Sequence[Ratio]) -> None:
    """Print each on a line."""
    for one in ratios:
        print(one, flush=True)
