"""Unit 5: what becomes of intervals when visits are counted as if each were another person."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis import PAIN
from analysis.estimate import Estimate, average
from massage.course.slider import Picture
from massage.figures.style import ACCENT, INK, SOFT, new_axes
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
    """Draw the intervals of 50 practices, of so many visits of each client, both ways."""
    practices, truth = split_into_practices(visits)
    found = [average_both_ways(rows) for rows in practices]
    return draw_both_ways(found, truth, visits, new_axes()), describe_both_ways(
        found, truth, visits
    )


def split_into_practices(visits: int) -> tuple[list[pd.DataFrame], float]:
    """Return so many visits of each client of 50 practices, and the mean of all their clients."""
    sessions = simulate_sessions(WORLD, n_clients=SIMULATED, seed=SEED)
    rows = first_visits(sessions, VISITS[-1])
    rows = rows.assign(practice=pd.factorize(rows["client_id"])[0] // CLIENTS)
    rows = rows[rows["practice"] < PRACTICES]
    truth = float(rows[PAIN.column].mean())  # as many visits of each, so each counts the same
    chosen = rows[rows.groupby("client_id").cumcount() < visits]
    return [practice for _, practice in chosen.groupby("practice")], truth


def leaves_out(one: Estimate, truth: float) -> bool:
    """Whether the interval lies off the truth."""
    return not one.low <= truth <= one.high


def draw_both_ways(
    found: list[tuple[Estimate, Estimate]], truth: float, visits: int, ax: Axes
) -> Axes:
    """Lines: each practice's interval, on the left from visits, on the right from clients."""
    for way in range(2):
        for place, both in enumerate(found, start=way * (PRACTICES + APART)):
            off = leaves_out(both[way], truth)
            ax.plot([place, place], [both[way].low, both[way].high], linewidth=3 if off else 1.6,
                    color=ACCENT if off else SOFT)  # fmt: skip
    ax.axhline(truth, color=INK, linestyle="--", linewidth=1, label="mean of all clients")
    ax.plot([], [], color=ACCENT, linewidth=3, label="interval leaves it out")
    ax.plot([], [], color=SOFT, linewidth=1.6, label="interval holds it")
    ax.set(
        title=f"Do the intervals hold the truth? ({PRACTICES} practices of {CLIENTS} clients,\n"
        f"{count(visits, 'visit')} of each: {CLIENTS * visits} rows a practice)",
        ylabel="mean pain on arrival, 95 % interval\n(0 to 10, lower is better)",
        ylim=(2.7, 6.1),
    )
    ax.set_xticks((PRACTICES - 1) / 2 + np.arange(2) * (PRACTICES + APART), WAYS)
    ax.grid(False, axis="x")
    ax.legend(frameon=False, loc="upper center", ncols=3, fontsize=9)
    return ax


def describe_both_ways(found: list[tuple[Estimate, Estimate]], truth: float, visits: int) -> str:
    """Put ``draw_both_ways`` into words."""
    off = [sum(leaves_out(both[way], truth) for both in found) for way in range(2)]
    return (
        f"Intervals of {PRACTICES} practices of {CLIENTS} clients with {count(visits, 'visit')} "
        f"each. Each visit counted as a person: {off[0]} of {PRACTICES} intervals leave out the "
        f"mean of all clients. Each client counted once: {off[1]} of {PRACTICES}. Chance allows 2 "
        "or 3."
    )
