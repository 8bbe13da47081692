"""Question 2 and its threats against one fit of the same columns with a dummy per client."""

from __future__ import annotations

import os

import numpy as np
from statsmodels.regression.linear_model import OLS

from analysis import PAIN, PLAN, Practice
from analysis.intervals import comparable, complete, list_intervals
from analysis.panel import Panel
from analysis.terms import needed_columns, season_terms, time_terms, value_columns
from analysis.within import therapist_terms
from benchmarks.ratios import Ratio, compare, say
from massage.worlds import simulate_sessions

SIZES = tuple(map(int, os.environ.get("CLIENTS", "200 2000").split()))


def design(sessions: object) -> tuple[np.ndarray, np.ndarray]:
    """Arrival values, and the columns that question 2 regresses them on, clients as dummies."""
    rows = comparable(list_intervals(sessions, PAIN), PAIN)
    rows = complete(rows, ["y", *needed_columns(rows)])
    panel = Panel.of(rows, PLAN, weighted=False)
    day, start = rows["day"].to_numpy(), rows["start"].to_numpy()
    columns = [np.log2(day - start), *rows[value_columns(rows)].to_numpy().T, *time_terms(day)]
    columns += [*season_terms(rows, 1, day - start), *therapist_terms(rows, panel, PLAN)]
    return rows["y"].to_numpy(), np.column_stack([*columns, np.eye(panel.n_clients)[panel.client]])


def answer(sessions: object) -> None:
    """Ask a practice for question 2 and its threats."""
    practice = Practice(sessions, (PAIN,))
    assert practice.question_2["pain"].answered
    assert len(practice.threats) == 10


def measure() -> list[Ratio]:
    """Both sizes."""
    found = []
    for size in SIZES:
        sessions = simulate_sessions("plain", n_clients=size, seed=1)
        y, columns = design(sessions)
        found.append(
            compare(
                f"question 2 and its threats, {size:,} clients", lambda s=sessions: answer(s),
                "statsmodels' OLS, one dummy a client", lambda y=y, x=columns: OLS(y, x).fit().bse,
                1,
            )
        )  # fmt: skip
    return found


if __name__ == "__main__":
    say(measure())
