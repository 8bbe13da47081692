"""Which rows of the book count in question 2, and what is held equal: each choice tried.

Simulated practices of 200 clients, 200 a cell, pain. Writes book_rows.csv and book_model.csv beside
this file: one row per world and choice with the shares ``claimed`` (p < .05, blocked or not: the
looks are those of the choice made), ``blocked``, the mean of the estimate (``mean``) and its
standard deviation (``spread``), half the width of the interval (``half_width``) and the mean number
of intervals. Run from the repository's root: ``python -m tests.reference.book_rows``.
"""

import os

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from tqdm import tqdm

from analysis import PAIN, PLAN
from analysis.asked import Asked
from analysis.intervals import list_intervals
from analysis.looks import look_at_past, look_at_short_gaps
from analysis.plan import Plan
from analysis.question_2 import halve_interval
from massage.worlds.records import write_down
from massage.worlds.simulate import simulate_visits
from massage.worlds.world import WORLDS

RUNS, CLIENTS, SEED, BATCH = 200, 200, 20_261_128, 10
FOLDER = Path(__file__).parent
WEEK = 7


class Choice(NamedTuple):
    """What is done to the rows, and by which plan they are answered."""

    choose: Callable[[pd.DataFrame], pd.DataFrame] = lambda rows: rows
    plan: Plan = PLAN


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


def leave_out_interval_before(rows: pd.DataFrame) -> pd.DataFrame:
    """The length of the interval before isn't held equal: a column without spread is dropped."""
    return rows.assign(previous=rows["previous"].where(rows["previous"].isna(), 0.0))


CHOICES = {
    "book_rows": {
        "as in the plan": Choice(),
        "extra visits start intervals": Choice(count_extra),
        "nothing booked counts": Choice(count_nothing_booked),
        "skipped counts as kept": Choice(count_skipped_as_kept),
        "skipped left out": Choice(leave_out_skipped),
    },
    "book_model": {
        "as in the plan": Choice(),
        "no trend of her own": Choice(plan=replace(PLAN, own_trend=0.0)),
        "no season of her own": Choice(plan=replace(PLAN, own_waves=0)),
        "one wave for all": Choice(plan=replace(PLAN, season_waves=1)),
        "interval before left out": Choice(leave_out_interval_before),
        "surprises left out": Choice(plan=replace(PLAN, earlier_surprises=0)),
        "half a weight every 14 days": Choice(plan=replace(PLAN, book_half_life=14.0)),
        "half a weight every 7 days": Choice(plan=replace(PLAN, book_half_life=7.0)),
    },
}
NAMES = {
    "book_rows": (
        "skipped_when_sore", "skipped_when_well", "extra_visits", "book_mix", "true_booked",
        "true_extra_visits",
    ),
    "book_model": (
        "own_trend", "season_workers", "year_end_rush", "taper", "extra_visits",
        "true_booked",
    ),
}  # fmt: skip


def run_batch(job: tuple[str, str, int]) -> pd.DataFrame:
    """Simulate some practices of a world and answer by each choice of a table."""
    table, name, first = job
    visits = simulate_visits(
        WORLDS[name], CLIENTS, [(SEED, run) for run in range(first, first + BATCH)]
    )
    found = []
    for _, sessions in write_down(visits, WORLDS[name], day_in_book=True).groupby("practice"):
        for choice, (choose, plan) in CHOICES[table].items():
            intervals = choose(list_intervals(sessions, PAIN, plan))
            asked = Asked(sessions, PAIN, plan, found={"intervals": intervals})
            answer = halve_interval(asked.intervals, PAIN, plan)
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


def write_rows(table: str) -> list[str]:
    """Rows of a table in docs/analysis-plan.md; of what is held equal, with the lean in points."""
    found = pd.read_csv(FOLDER / f"{table}.csv").set_index(["choice", "world"])
    rows = []
    for choice in CHOICES[table]:
        cells = [choice]
        for name in NAMES[table]:
            row = found.loc[(choice, name)]
            lean = f" ({row['mean']:+.2f})" if table == "book_model" else ""
            if name.startswith("true"):
                cells.append(f"{row['mean']:.2f} ({row['half_width']:.2f})")
            else:
                cells.append(f"{100 * row['claimed']:.0f}, {100 * row['blocked']:.0f}{lean}")
        rows.append(f"| {' | '.join(cells)} |")
    return rows


def main() -> None:
    """Run every cell and write the tables."""
    for table, names in NAMES.items():
        jobs = [(table, name, first) for name in names for first in range(0, RUNS, BATCH)]
        with ProcessPoolExecutor() as pool:
            found = pd.concat(tqdm(pool.map(run_batch, jobs), total=len(jobs)))
        cells = found.groupby(["world", "choice"], sort=False)
        rates = cells[["claimed", "blocked", "half_width", "intervals"]].mean()
        estimate = cells["estimate"].agg(["mean", "std"]).rename(columns={"std": "spread"})
        path = FOLDER / f"{table}.csv"
        rates.join(estimate).round(4).to_csv(path, lineterminator="\n")


if __name__ == "__main__":
    main()
