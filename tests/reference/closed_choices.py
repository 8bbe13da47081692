"""Question 2 by closed days: each choice that was made by simulation, tried.

Simulated practices of 200 clients, 100 a cell, pain. Writes closed_choices.csv beside this file:
one row per world and choice with the shares ``refused``, ``found`` (p < .05, of those with an
answer) and ``blocked`` (of all), the estimate's mean less the truth (``lean``) and standard
deviation (``spread``), half the width of the interval (``half_width``) and F. Last come the ways to
look for clients who never came back, with the share that each blocks.
Run from the repository's root: ``python -m tests.reference.closed_choices``.
"""

import os

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import numpy as np
import pandas as pd
from tqdm import tqdm

from analysis import PAIN, PLAN, closed_days
from analysis.asked import Asked
from analysis.closed_days import ClosedDays, compare_by_closed_days
from analysis.estimate import two_sided_p
from analysis.plan import Plan
from analysis.pushes import BLOCKS, list_booked, list_visits, select_rows
from analysis.within import therapist_terms
from massage.worlds.records import write_down
from massage.worlds.simulate import simulate_visits
from massage.worlds.truth import find_truths
from massage.worlds.world import WORLDS

RUNS, CLIENTS, SEED, BATCH = 100, 200, 20_261_129, 10
OUT = Path(__file__).with_suffix(".csv")
FEWEST_ROWS = 10
PRACTICES = ("closed_plain", "closed_flare_moved", "closed_mix", "closed_weather", "true_closed")
ALONE = "closed_weather_one_therapist"


class Choice(NamedTuple):
    """By which plan it is answered, of which records, with which columns; what is done to it."""

    plan: Plan = PLAN
    records: Callable[[pd.DataFrame], pd.DataFrame] = lambda sessions: sessions
    columns: Callable[..., list[np.ndarray]] | None = None
    answer: Callable[[ClosedDays, Asked], ClosedDays] = lambda found, _: found


def leave_out_before(sessions: pd.DataFrame) -> pd.DataFrame:
    """Closed days push visits to the next open day only."""
    return sessions.assign(shift_before=sessions["shift_before"].where(
        sessions["shift_before"].isna(), 0.0))  # fmt: skip


def add_four_weeks(rows: pd.DataFrame, *others: object) -> list[np.ndarray]:
    """The therapists' columns, and one for each block of 28 days with some rows."""
    period = rows["period_block"].to_numpy()
    often = [one for one in np.unique(period) if (period == one).sum() >= FEWEST_ROWS]
    return [*therapist_terms(rows, *others), *((period == one).astype(float) for one in often)]


def count_groups_alike(found: ClosedDays, asked: Asked) -> ClosedDays:
    """Every group counts as one, however little of the instrument it holds."""
    if not found.answered:
        return found
    rows = select_rows(asked.once("booked", list_booked))[0]
    n_groups = [rows[name].nunique() for name in ("client", *BLOCKS)]
    spreads = zip(found.ratio.spreads, n_groups, strict=True)
    ratio = replace(found.ratio, spreads=tuple(replace(one, n_groups=n) for one, n in spreads))
    return replace(found, ratio=ratio, p_value=ratio.p_value).at_level(found.level)


CHOICES = {
    "as in the plan": Choice(),
    "every gap counts": Choice(replace(PLAN, shortest_of_usual=0.0)),
    "gaps from 0.6 of the usual on": Choice(replace(PLAN, shortest_of_usual=0.6)),
    "every group counts as one": Choice(answer=count_groups_alike),
    "a column for each four weeks": Choice(columns=add_four_weeks),
    "next open day only": Choice(records=leave_out_before),
}
ONE_THERAPIST = {"one therapist is enough": Choice(replace(PLAN, fewest_therapists=1))}


def answer(sessions: pd.DataFrame, choice: Choice) -> tuple[ClosedDays, Asked]:
    """Answer by one choice."""
    asked = Asked(choice.records(sessions), PAIN, choice.plan)
    columns = choice.columns
    changed = patch.object(closed_days, "therapist_terms", columns) if columns else nullcontext()
    with changed:
        found = compare_by_closed_days([asked])["pain"]
    return choice.answer(found, asked), asked


def look_the_usual_way(found: ClosedDays, asked: Asked, *, within: bool) -> float:
    """Smallest p-value of leaving on the shift with the usual clustered error."""
    visits = list_visits(asked)
    may_come = visits["stayed"].eq(1) & (
        visits["day"] > visits["last_day"] - PLAN.censored_days)  # fmt: skip
    shift = visits[["shift_after", "shift_before"]].to_numpy() @ np.array(found.weights)
    held = np.column_stack([shift, np.log(visits["rhythm"]), visits["value"],
                            np.log1p(visits["day"])])  # fmt: skip
    kept = ~np.isnan(held).any(axis=1) & ~may_come & (visits["day"] >= PLAN.first_start_day)
    period = pd.get_dummies(visits["period_block"][kept], dtype=float).to_numpy()
    columns = np.hstack([held[kept], period if within else np.ones((kept.sum(), 1))])
    last = visits["last"].to_numpy()[kept]
    inverse = np.linalg.pinv(columns.T @ columns)
    slopes = inverse @ columns.T @ last
    scores = columns * (last - columns @ slopes)[:, None]
    by_client = pd.DataFrame(scores).groupby(visits["client"][kept].to_numpy()).sum().to_numpy()
    n = len(by_client)
    error = np.sqrt(n / (n - 1) * (inverse @ by_client.T @ by_client @ inverse)[0, 0])
    return two_sided_p(slopes[0] / error, n - 1)


def try_each(world: str, sessions: pd.DataFrame, choices: dict[str, Choice]) -> list[dict]:
    """One practice by each choice."""
    rows = []
    for name, choice in choices.items():
        found, asked = answer(sessions, choice)
        rows.append(
            {"world": world, "choice": name, "refused": not found.answered,
             "found": found.p_value < PLAN.sure if found.answered else None,
             "blocked": bool(found.blocked_by), "lean": found.estimate,
             "half_width": (found.high - found.low) / 2, "f": found.first_stage_f}
        )  # fmt: skip
        if name == "as in the plan" and world == "closed_plain" and found.answered:
            for way, within in {"leaving by the usual error": True,
                                "the same, not within four weeks": False}.items():  # fmt: skip
                p = look_the_usual_way(found, asked, within=within)
                rows.append({"world": world, "choice": way, "blocked": p < PLAN.threat_p})
    return rows


def write_rows() -> list[str]:
    """Rows of a table in docs/analysis-plan.md."""
    table = pd.read_csv(OUT).set_index(["choice", "world"])
    rows = []
    for choice in CHOICES:
        cells = [choice]
        for world in PRACTICES:
            one = table.loc[(choice, world)]
            numbers = f"{100 * one['found']:.0f}, {100 * one['refused']:.0f}"
            cells.append(f"{numbers} ({one['lean']:+.2f}, {one['half_width']:.2f})")
        rows.append(f"| {' | '.join(cells)} |")
    return rows


def main() -> None:
    """Run every cell and write the table."""
    rows = []
    for world in tqdm((*PRACTICES, ALONE)):
        choices = ONE_THERAPIST if world == ALONE else CHOICES
        truth = find_truths(WORLDS[world], ["closed_days"])["closed_days"]
        for first in range(0, RUNS, BATCH):
            seeds = [(SEED, run) for run in range(first, first + BATCH)]
            written = write_down(simulate_visits(WORLDS[world], CLIENTS, seeds), WORLDS[world])
            for _, sessions in written.groupby("practice"):
                rows += [one | {"lean": one.get("lean", np.nan) - truth}
                         for one in try_each(world, sessions, choices)]  # fmt: skip
    cells = pd.DataFrame(rows).set_index(["world", "choice"]).astype(float)
    cells = cells.groupby(level=["world", "choice"], sort=False)
    spread = cells["lean"].std().rename("spread")
    cells.mean().join(spread).round(4).to_csv(OUT, lineterminator="\n")


if __name__ == "__main__":
    main()
