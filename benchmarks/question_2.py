"""How long question 2 takes, as a ratio to a named rival in the same run, on one thread.

``compare_intervals`` plus ``find_threats`` against one ``statsmodels`` OLS fit with a dummy per
client on the same rows. Run with ``make benchmark``; ``TIMES`` and ``CLIENTS`` make it smaller.
"""

import os

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

from time import perf_counter

import numpy as np
from statsmodels.regression.linear_model import OLS

from analysis import PAIN, compare_intervals, find_threats
from analysis.intervals import agreed_in_time, complete, list_intervals
from analysis.plan import PLAN
from analysis.within import (
    Panel,
    needed_columns,
    season_terms,
    therapist_terms,
    time_terms,
    value_columns,
)
from massage.worlds import simulate_sessions

TIMES = int(os.environ.get("TIMES", "5"))
CLIENTS = int(os.environ.get("CLIENTS", "200"))
GOAL = 1


def time_of(call):
    """Shortest of several runs, in seconds."""
    times = []
    for _ in range(TIMES):
        start = perf_counter()
        call()
        times.append(perf_counter() - start)
    return min(times)


def compare_regressions(n_clients):
    """Ratio of our time for question 2 and its threats to statsmodels' for one fit."""
    sessions = simulate_sessions("plain", n_clients=n_clients, seed=1)
    ours = time_of(lambda: (compare_intervals(sessions), find_threats(sessions)))
    rows = agreed_in_time(list_intervals(sessions, PAIN))
    rows = complete(rows[rows["start"] >= PLAN.first_start_day], ["y", *needed_columns(rows)])
    panel = Panel.of(rows, weighted=False)
    day, start = rows["day"].to_numpy(), rows["start"].to_numpy()
    columns = [np.log2(day - start), *rows[value_columns(rows)].to_numpy().T, *time_terms(day),
               *season_terms(rows, day - start), *therapist_terms(rows, panel, PLAN)]  # fmt: skip
    design = np.column_stack([*columns, np.eye(panel.n_clients)[panel.client]])
    y = rows["y"].to_numpy()
    return ours / time_of(lambda: OLS(y, design).fit().bse)


if __name__ == "__main__":
    ratio = compare_regressions(CLIENTS)
    print(f"question 2 and its threats, {CLIENTS} clients: {ratio:.2f} times one OLS fit "
          f"(goal: at most {GOAL}, {'met' if ratio <= GOAL else 'missed'})")  # fmt: skip
