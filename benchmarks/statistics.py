"""How fast the statistics are, each as a ratio to a named rival in the same run, on one thread.

- ``correlate(interval="bca")``, 10,000 resamples, against ``scipy.stats.bootstrap`` looping over
  the same statistic on the same tied ratings;
- ``compare_intervals`` plus ``find_threats`` against one ``statsmodels`` OLS fit with a dummy per
  client on the same rows.
"""

import os

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

from time import perf_counter

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.regression.linear_model import OLS

from analysis import PAIN, compare_intervals, correlate, find_threats, simulate_sessions
from analysis.intervals import agreed_in_time, complete, list_intervals
from analysis.panel import Panel
from analysis.plan import PLAN
from analysis.terms import needed_columns, other_values, season_terms, therapist_terms, time_terms

RESAMPLES, REPEATS = 10_000, 5
BOOTSTRAP_GOALS = {200: 40, 2_000: 50}


def time_of(call, repeats=REPEATS):
    """Shortest of several runs, in seconds."""
    times = []
    for _ in range(repeats):
        start = perf_counter()
        call()
        times.append(perf_counter() - start)
    return min(times)


def compare_bootstraps(n):
    """Ratio of scipy's time to ours for n people."""
    rng = np.random.default_rng(1)
    x = rng.integers(0, 11, n).astype(float)
    y = np.clip(np.round(5 + 0.3 * (x - 5) + rng.normal(0, 2, n)), 0, 10)
    table = pd.DataFrame({"x": x, "y": y})
    ours = time_of(lambda: correlate(table, "x", "y", interval="bca"))

    def theirs():
        return stats.bootstrap(
            (x, y), lambda a, b: stats.spearmanr(a, b).statistic, paired=True, vectorized=False,
            n_resamples=RESAMPLES, method="BCa", rng=np.random.default_rng(1),
        )  # fmt: skip

    return time_of(theirs, repeats=1) / ours


def compare_regressions(n_clients):
    """Ratio of statsmodels' time to ours for question 2 and its threats."""
    sessions = simulate_sessions("plain", n_clients=n_clients, seed=1)
    ours = time_of(lambda: (compare_intervals(sessions), find_threats(sessions)))
    rows = agreed_in_time(list_intervals(sessions, PAIN))
    rows = complete(rows[rows["start"] >= PLAN.first_start_day], ["y", *needed_columns(rows)])
    panel = Panel.of(rows, weighted=False)
    day, start = rows["day"].to_numpy(), rows["start"].to_numpy()
    columns = [np.log2(day - start), rows["before"], *other_values(rows), *time_terms(day),
               *season_terms(rows, day - start), *therapist_terms(rows, panel, PLAN)]  # fmt: skip
    design = np.column_stack([*columns, np.eye(panel.n_clients)[panel.client]])
    y = rows["y"].to_numpy()
    return time_of(lambda: OLS(y, design).fit().bse) / ours


if __name__ == "__main__":
    for n, goal in BOOTSTRAP_GOALS.items():
        ratio = compare_bootstraps(n)
        print(f"BCa, n = {n:,}: {ratio:.0f} times as fast as scipy.stats.bootstrap (goal {goal})")
    ratio = compare_regressions(200)
    print(f"compare_intervals + find_threats: {ratio:.2f} times as fast as one OLS fit (goal 1)")
