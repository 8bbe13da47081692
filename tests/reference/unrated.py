"""What visits without a rating do to question 2 where massage does nothing, and which are seen.

Writes unrated.csv beside this file, a row for each size, kind of practice, outcome and rule by
which ratings of pain are left out: how many practices, the share of visits without pain, the mean
answer and its error, the share of practices whose interval leaves out 0 and that no other threat
blocks, in how many the look ``unrated`` fired, how many claim something all the same, and the
answer in the first practice. Where closed days are on record the answer is the one by them.
Fifteen minutes on two cores.
"""

import os

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from analysis import Practice
from analysis.threats import UNRATED
from massage.worlds import simulate_sessions

RUNS = {60: 200, 200: 200, 600: 100}
KINDS = {"mix": RUNS, "book_mix": RUNS, "closed_mix": [600]}
OUT = Path(__file__).with_suffix(".csv")
ANY = (0, np.inf)
SHORT, LONG, WELL, ILL = (0, 9), (21, np.inf), (0, 2), (5, 10)
LEFT_OUT = {  # the chance, where the days since the visit before and pain lie in these
    "hardly any": (0.0, ANY, ANY),
    "a fifth, by lot": (0.2, ANY, ANY),
    "on good days": (0.7, ANY, WELL),
    "after short gaps": (0.5, SHORT, ANY),
    "after short gaps, seldom, on good days": (0.4, SHORT, WELL),
    "after short gaps, on good days": (0.8, SHORT, WELL),
    "after long gaps, on bad days": (0.6, LONG, ILL),
}


def leave_out(sessions: pd.DataFrame, rule: str, run: int) -> pd.DataFrame:
    """Return the records without the ratings on arrival that a rule leaves out."""
    by_day = sessions.sort_values(["client_id", "day"], ignore_index=True)
    gap, pain = by_day.groupby("client_id")["day"].diff(), by_day["pain_before"]
    chance, days, points = LEFT_OUT[rule]
    falls = np.random.default_rng(run).random(len(by_day)) < chance
    return by_day.assign(pain_before=pain.mask(falls & gap.between(*days) & pain.between(*points)))


def run_once(job: tuple[int, str, int]) -> list[dict[str, object]]:
    """One practice, by each rule."""
    clients, kind, run = job
    sessions, rows = simulate_sessions(kind, n_clients=clients, seed=(clients, run)), []
    for rule in LEFT_OUT:
        practice = Practice(leave_out(sessions, rule, run))
        answers = practice.closed_days if kind.startswith("closed") else practice.question_2
        for outcome, found in answers.items():
            fired = UNRATED in found.blocked_by
            significant = found.p_value < found.plan.sure and {*found.blocked_by} <= {UNRATED}
            rows.append({
                "clients": clients, "world": kind, "outcome": outcome, "left_out": rule,
                "missing": practice.sessions["pain_before"].isna().mean(),
                "estimate": found.estimate, "significant": significant, "fired": fired,
                "claimed": significant and not fired,
            })  # fmt: skip
    return rows


def main() -> None:
    """Write the table."""
    asked = [(n, kind, RUNS[n]) for kind, sizes in KINDS.items() for n in sizes]
    jobs = [(n, kind, run) for n, kind, runs in asked for run in range(runs)]
    with ProcessPoolExecutor(2) as pool:
        found = [row for rows in tqdm(pool.map(run_once, jobs), total=len(jobs)) for row in rows]
    of_each = pd.DataFrame(found).groupby(["clients", "world", "outcome", "left_out"], sort=False)
    told = {"error": of_each["estimate"].sem(), "runs": of_each.size()}
    table = of_each.mean().assign(**told, first=of_each["estimate"].nth(0).to_numpy())
    table.reset_index().round(6).to_csv(OUT, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
