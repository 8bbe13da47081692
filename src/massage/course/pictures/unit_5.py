"""Unit 5: what becomes of intervals when visits are counted as if each were another person."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from analysis import PAIN
from analysis.estimate import Estimate, average
from massage.course.pictures.parts import holds, put_words
from massage.course.slider import Picture
from massage.figures.style import INK, UNSURE, WORSE, explain_marks, new_axes
from massage.words.formats import count
from massage.worlds import simulate_sessions

WORLD, SEED, SIMULATED = "still", 2026, 5_000  # nothing changes, and clients come on any day
PRACTICES, CLIENTS = 50, 40
VISITS = (1, 2, 3, 5, 10, 15)
WAYS = ("each visit counted\nas a person", "each client\ncounted once")
APART = 8


def first_visits(sessions: pd.DataFrame, visits: int) -> pd.DataFrame:
    """Return each client's first so many pain ratings, of clients who have that many.

    Rows are sessions, ordered by client and day.
    """
    rated = sessions.dropna(subset=[PAIN.column]).sort_values(["client_id", "day"])
    by_client = rated.groupby("client_id")
    enough = by_client["day"].transform("size") >= visits
    return rated[enough & (by_client.cumcount() < visits)]


def average_both_ways(rows: pd.DataFrame) -> tuple[Estimate, Estimate]:
    """Average pain with each visit counted as a person, and with each client counted once."""
    pain = rows[PAIN.column]
    return average(pain), average(pain.groupby(rows["client_id"]).mean())


def rows_as_people(visits: int) -> Picture:
    """Draw the intervals of 50 practices, of so many visits of each client, both ways.

    Lines: each practice's interval, on the left from visits, on the right from clients.
    """
    ax, (practices, truth) = new_axes(), split_into_practices(visits)
    thick, thin = {"color": WORSE, "linewidth": 3}, {"color": UNSURE, "linewidth": 1.6}
    ways = list(zip(*map(average_both_ways, practices), strict=True))
    for way, found in enumerate(ways):
        for place, one in enumerate(found, start=way * (PRACTICES + APART)):
            ax.plot([place, place], [one.low, one.high], **thin if holds(one, truth) else thick)
    ax.axhline(truth, color=INK, linestyle="--", linewidth=1, label="mean of all clients")
    ax.plot([], [], **thick, label="interval leaves it out")
    ax.plot([], [], **thin, label="interval holds it")
    ax.set_ylim(2.7, 6.1)
    ax.set_xticks((PRACTICES - 1) / 2 + np.arange(2) * (PRACTICES + APART), WAYS)
    ax.grid(False, axis="x")
    explain_marks(ax)
    by_visit, by_client = (sum(not holds(one, truth) for one in found) for found in ways)
    return put_words(
        ax,
        "unit_5",
        practices=PRACTICES,
        clients=CLIENTS,
        visits=count(visits, "visit"),
        rows=CLIENTS * visits,
        by_visit=by_visit,
        by_client=by_client,
    )


def split_into_practices(visits: int) -> tuple[list[pd.DataFrame], float]:
    """Return so many visits of each client of 50 practices, and the mean of all their clients."""
    rows = _simulate_practices()
    truth = float(rows[PAIN.column].mean())  # as many visits of each, so each counts the same
    chosen = rows[rows.groupby("client_id").cumcount() < visits]
    return [practice for _, practice in chosen.groupby("practice")], truth


@cache
def _simulate_practices() -> pd.DataFrame:
    sessions = simulate_sessions(WORLD, n_clients=SIMULATED, seed=SEED)
    rows = first_visits(sessions, VISITS[-1])
    rows = rows.assign(practice=pd.factorize(rows["client_id"])[0] // CLIENTS)
    return rows[rows["practice"] < PRACTICES]
