"""Question 2 by closed days and its looks against question 2 and its own, on the same records."""

from __future__ import annotations

from analysis import compare_closed_days, compare_intervals
from benchmarks.question_2 import SIZES
from benchmarks.ratios import Ratio, compare, say
from massage.worlds import simulate_sessions

WORLD = "true_closed"


def answer(sessions: object) -> None:
    """Ask for question 2 by closed days."""
    assert compare_closed_days(sessions).answered


def measure() -> list[Ratio]:
    """Both sizes."""
    found = []
    for size in SIZES:
        sessions = simulate_sessions(WORLD, n_clients=size, seed=1)
        found.append(
            compare(
                f"question 2 by closed days, {size:,} clients", lambda s=sessions: answer(s),
                "compare_intervals", lambda s=sessions: compare_intervals(s),
            )
        )  # fmt: skip
    return found


if __name__ == "__main__":
    say(measure())
