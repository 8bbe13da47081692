"""The jackknife of a partial rank correlation against scipy's correlation of the two columns."""

from __future__ import annotations

import math
import os

import numpy as np
import pandas as pd
from scipy import stats

from analysis import correlate
from benchmarks.ratios import Ratio, compare, say

PEOPLE = int(os.environ.get("PEOPLE", "200_000"))
RIVAL = "scipy.stats.spearmanr of the two columns"


def draw_ratings(people: int, seed: int = 1) -> pd.DataFrame:
    """Frequencies, improvements and first ratings as they are tied in records, and days."""
    random = np.random.default_rng(seed)
    first = random.integers(0, 11, people)
    columns = {
        "x": random.integers(1, 25, people) / 6,
        "y": first - random.integers(0, 11, people),
        "first": first,
        "day": random.integers(43, 85, people),
    }
    return pd.DataFrame(columns).astype(float)


def draw_continuous(people: int, seed: int = 1) -> pd.DataFrame:
    """Four columns without ties."""
    random = np.random.default_rng(seed)
    return pd.DataFrame(random.normal(size=(people, 4)), columns=["x", "y", "first", "day"])


def time_one(kind: str, table: pd.DataFrame, goal: float | None) -> Ratio:
    """Time one table, both ways."""
    return compare(
        f"correlate, two covariates, jackknife, {kind}, {len(table):,} people",
        lambda: correlate(table, "x", "y", adjust_for=["first", "day"]),
        RIVAL,
        lambda: stats.spearmanr(table["x"], table["y"]),
        goal,
    )


def measure() -> list[Ratio]:
    """Ratings and continuous values, each at two sizes: tenfold apart, so that growth is seen."""
    few, tenth = PEOPLE // 10, PEOPLE // 100
    return [
        time_one("ratings", draw_ratings(few), None),
        time_one("ratings", draw_ratings(PEOPLE), 15),
        time_one("continuous", draw_continuous(tenth), None),
        time_one("continuous", draw_continuous(few), 300),
    ]


def growth(fewer: Ratio, more: Ratio) -> float:
    """The power of the number of people with which time grows, over a tenfold step."""
    return math.log10(more.ours / fewer.ours)


if __name__ == "__main__":
    found = measure()
    say(found)
    for kind, pair in (("ratings", found[:2]), ("continuous", found[2:])):
        print(f"{kind}: time grows with the number of people to the power {growth(*pair):.2f}")
