"""How often question 1 errs where few clients differ (``make coverage``; ALL=1 for every cell).

Cells: so many clients, of whom few came at another pace than the commonest, and whose outcome takes
few values, evenly or lopsidedly (of 100 clients 3 up, 94 the same, 3 down). ``correlate`` and
``ancova``, adjusted for baseline and day as in question 1. Without an association the share with
p < .05 is counted, with one how often the interval covers the truth: the same number in 200,000
clients. Writes few_differ.csv beside this file, with Monte Carlo errors, from every cell.
"""

import itertools
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from analysis import ancova, correlate

RUNS, SEED, MOST, LEAST, BIG = 2_000, 20_261_128, 0.07, 0.94, 200_000
CLIENTS, AWAY, VALUES = (20, 60, 100, 200, 280, 600), (2, 3, 4, 6, 10, 20, "half"), (3, 5, 11)
COVERED_CLIENTS, COVERED_AWAY = (20, 60, 200), (4, 10)
SHAPES, SLOPES = ("even", "lopsided"), (0.0, 1.0)
SMALL = 12  # every so many-th cell, in fewer runs, without ALL=1
OUT = Path(__file__).with_suffix(".csv")
ANALYSES = {
    "correlate": lambda table: correlate(table, "x", "y", adjust_for=("baseline", "day")),
    "ancova": lambda table: ancova(
        table, outcome="y", exposure="x", adjust_for=("baseline", "day")
    ),
}


def list_grid() -> list[tuple[int, int, int, str, float]]:
    """Clients, those away from the commonest pace, values of the outcome, its shape, the slope."""
    found = itertools.product(CLIENTS, AWAY, VALUES, SHAPES, SLOPES)
    sized = [(n, n // 2 if away == "half" else away, *rest) for n, away, *rest in found]
    return [cell for cell in dict.fromkeys(sized) if cell[1] <= cell[0] // 2]


def list_cells() -> list[tuple[int, int, int, str, float]]:
    """Every cell of the grid without an association; with one, those of a few sizes."""
    return [
        cell
        for cell in list_grid()
        if not cell[-1] or (cell[0] in COVERED_CLIENTS and cell[1] in (*COVERED_AWAY, cell[0] // 2))
    ]


def draw(
    n: int, away: float, values: int, shape: str, slope: float, rng: np.random.Generator
) -> pd.DataFrame:
    """Draw clients; ``away`` of them came at another pace than 4 times in the six weeks."""
    pace = np.full(n, 4)
    pace[: round(away)] = rng.choice([1, 2, 3, 5, 6, 7, 8], round(away))
    side = values // 2
    moved = np.ones(n, dtype=bool) if shape == "even" else rng.random(n) < 0.06
    others = np.arange(-side, side + 1)
    change = np.where(moved, rng.choice(others if shape == "even" else others[others != 0], n), 0)
    change = np.rint(change + slope * (pace - 4) * rng.random(n)).clip(-side, side)
    return pd.DataFrame(
        {
            "x": pace / 6,
            "y": change,
            "baseline": rng.normal(5.4, 1.7, n).round().clip(0, 10),
            "day": 43 + rng.integers(0, 42, n),
        }
    )


def run_cell(cell: tuple[int, int, int, str, float], runs: int) -> list[dict[str, object]]:
    """Return one row per analysis: how often it answered, erred and covered the truth."""
    n, away, values, shape, slope = cell
    rng = np.random.default_rng([SEED, list_grid().index(cell)])
    found: dict[str, list] = {name: [] for name in ANALYSES}
    for _ in range(runs if slope == 0 else runs // 2):
        table = draw(*cell, rng)
        for name, analyse in ANALYSES.items():
            found[name].append(analyse(table))
    big = draw(BIG, away * BIG / n, values, shape, slope, rng)
    truths = {
        "correlate": correlate(
            big, "x", "y", adjust_for=("baseline", "day"), interval="fisher"
        ).estimate
        if slope
        else 0.0,
        "ancova": ANALYSES["ancova"](big).estimate if slope else 0.0,
    }
    return [
        summarise(name, answers, truths[name])
        | dict(zip(("n", "away", "values", "shape", "slope"), cell, strict=True))
        for name, answers in found.items()
    ]


def summarise(name: str, found: list, truth: float) -> dict[str, object]:
    """Of all runs: the share with p < .05; of the answered ones: the share that covers the truth.

    A run without an answer announces nothing.
    """
    answered = [one for one in found if one.answered]
    covered = np.mean([one.low <= truth <= one.high for one in answered]) if answered else np.nan
    share = np.mean([one.p_value < 0.05 for one in found])
    return {
        "analysis": name,
        "truth": round(truth, 3),
        "runs": len(found),
        "answered": len(answered),
        "coverage": round(covered, 4),
        "significant": round(share, 4),
        "monte_carlo_error": round(np.sqrt(0.05 * 0.95 / len(found)), 4),
    }


if __name__ == "__main__":
    every = bool(os.environ.get("ALL"))
    cells = list_cells() if every else list_cells()[::SMALL]
    runs = RUNS if every else RUNS // 4
    with ProcessPoolExecutor() as pool:
        rows = list(tqdm(pool.map(run_cell, cells, [runs] * len(cells)), total=len(cells)))
    table = pd.DataFrame([row for both in rows for row in both])
    if every:
        table.to_csv(OUT, index=False, lineterminator="\n")
    print(table.to_string(index=False))
    chance = 0 if every else 2 * table["monte_carlo_error"].max()
    wrong = table.loc[table["slope"] == 0, "significant"].max()
    covered = table["coverage"].min()
    print(
        f"most errors {wrong:.1%} ({MOST:.0%} allowed), least coverage {covered:.1%} ({LEAST:.0%})"
    )
    sys.exit(bool(wrong > MOST + chance or covered < LEAST - chance))
