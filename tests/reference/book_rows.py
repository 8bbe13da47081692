"""Which rows of the book count in question 2: each choice tried where the truth is known.

Simulated practices of 200 clients, 200 a cell, pain. Writes book_rows.csv beside this file: one row
per world and choice with the shares ``claimed`` (p < .05, blocked or not: the looks are those of
the choice made), ``blocked``, the mean of the estimate (``mean``) and its standard deviation
(``spread``), half the width of the interval (``half_width``) and the mean number of intervals.
Run from the repository's root: ``python -m tests.reference.book_rows``.
"""

import os

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from analysis import PAIN, PLAN
from analysis.intervals import list_intervals
from analysis.question_2 import halve_interval
from analysis.threats import Asked, look_at_past, look_at_short_gaps
from massage.worlds.records import write_down
from massage.worlds.simulate import simulate_visits
from massage.worlds.world import WORLDS

RUNS, CLIENTS, SEED, BATCH = 200, 200, 20_261_128, 10
OUT = Path(__file__).with_suffix(".csv")
NAMES = (
    "skipped_when_sore", "skipped_when_well", "extra_visits", "book_mix", "true_booked",
    "true_extra_visits",
)  # fmt: skip
WEEK = 7


def count_extra(rows: pd.DataFrame) -> pd.DataFrame:
    """Intervals after extra visits, too."""
    return rows.assign(carried=0.0)


def count_nothing_booked(rows: pd.DataFrame) -> pd.DataFrame:
    """Visits for which nothing stood in the book count as agreed on their day."""
    return rows.assign(standing=rows["standing"].where(rows["late"] == 0, 1.0))


def count_skipped_as_kept(rows: pd.DataFrame) -> pd.DataFrame:
    """Where what stood in the book was given up, the visit counts as if it had stood there."""
    given_up = (rows["moved"] > 0) & (rows["day"] > rows["agreed_day"])
    kept = {"agreed_day": rows["day"], "standing": 1.0, "moved": 0.0, "weight": 1.0}
    return rows.assign(**{name: rows[name].mask(given_up, to) for name, to in kept.items()})


def leave_out_skipped(rows: pd.DataFrame) -> pd.DataFrame:
    """Visits a week or more after what stood in the book are left out."""
    return rows[rows["day"] - rows["agreed_day"] < WEEK]


CHOICES = {
    "as in the plan": lambda rows: rows,
    "extra visits start intervals": count_extra,
    "nothing booked counts": count_nothing_booked,
    "skipped counts as kept": count_skipped_as_kept,
    "skipped left out": leave_out_skipped,
}


def run_batch(job: tuple[str, int]) -> pd.DataFrame:
    """Simulate some practices of a world and answer by each choice."""
    name, first = job
    visits = simulate_visits(
        WORLDS[name], CLIENTS, [(SEED, run) for run in range(first, first + BATCH)]
    )
    found = []
    for _, sessions in write_down(visits, WORLDS[name], day_in_book=True).groupby("practice"):
        rows = list_intervals(sessions, PAIN)
        for choice, choose in CHOICES.items():
            asked = Asked(sessions, PAIN, PLAN)
            vars(asked)["intervals"] = choose(rows)
            answer = halve_interval(asked.intervals, PAIN)
            fired = [look(asked).fired for look in (look_at_past, look_at_short_gaps)]
            found.append(
                {
                    "world": name,
                    "choice": choice,
                    "claimed": answer.p_value < PLAN.sure,
                    "blocked": any(fired),
                    "estimate": answer.estimate,
                    "half_width": (answer.high - answer.low) / 2,
                    "intervals": answer.n_intervals,
                }
            )
    return pd.DataFrame(found)


def write_rows() -> list[str]:
    """Rows of the table in docs/analysis-plan.md."""
    table = pd.read_csv(OUT).set_index(["choice", "world"])
    rows = []
    for choice in CHOICES:
        cells = [choice]
        for name in NAMES:
            row = table.loc[(choice, name)]
            if name.startswith("true"):
                cells.append(f"{row['mean']:.2f} ({row['half_width']:.2f})")
            else:
                cells.append(f"{100 * row['claimed']:.0f}, {100 * row['blocked']:.0f}")
        rows.append(f"| {' | '.join(cells)} |")
    return rows


def main() -> None:
    """Run every cell and write the table."""
    jobs = [(name, first) for name in NAMES for first in range(0, RUNS, BATCH)]
    with ProcessPoolExecutor() as pool:
        found = pd.concat(tqdm(pool.map(run_batch, jobs), total=len(jobs)))
    cells = found.groupby(["world", "choice"], sort=False)
    table = cells[["claimed", "blocked", "half_width", "intervals"]].mean()
    estimate = cells["estimate"].agg(["mean", "std"]).rename(columns={"std": "spread"})
    table.join(estimate).round(4).to_csv(OUT, lineterminator="\n")


if __name__ == "__main__":
    main()
