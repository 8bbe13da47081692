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
from massage.words.codes import read_words
from massage.words.formats import count, interval, number
from massage.worlds import simulate_sessions

WORLD, SEED, SIMULATED = "still", 2026, 5_000  # nothing changes, and clients come on any day
PRACTICES, CLIENTS = 50, 40
VISITS = (1, 2, 3, 5, 10, 15)
ALIKE = (0, 10, 33, 60, 100)  # of 100: how much of what sets ratings apart lies between clients
RATINGS, MEAN, SPREAD = 10, 4.5, 1.6  # ratings of each client, and their mean and spread
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
    words = read_words("course")["unit_5"]
    thick, thin = {"color": WORSE, "linewidth": 3}, {"color": UNSURE, "linewidth": 1.6}
    ways = list(zip(*map(average_both_ways, practices), strict=True))
    for way, found in enumerate(ways):
        for place, one in enumerate(found, start=way * (PRACTICES + APART)):
            ax.plot([place, place], [one.low, one.high], **thin if holds(one, truth) else thick)
    ax.axhline(truth, color=INK, linestyle="--", linewidth=1, label=words["mean_of_all"])
    ax.plot([], [], **thick, label=words["leaves"])
    ax.plot([], [], **thin, label=words["holds"])
    ax.set_ylim(2.7, 6.1)
    ax.set_xticks(
        (PRACTICES - 1) / 2 + np.arange(2) * (PRACTICES + APART),
        [words["by_visit"], words["by_client"]],
    )
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


def alike_ratings(alike: int) -> Picture:
    """Draw ten ratings of each of 40 made-up clients who are so much alike, and both intervals.

    Dots: the ratings, a client in each column. Lines on the right: the interval from visits, and
    from clients.
    """
    ax, rows = new_axes(), make_alike(alike)
    by_visit, by_client = average_both_ways(rows)
    column = pd.factorize(rows["client_id"])[0]
    ax.plot(column, rows[PAIN.column], "o", color=UNSURE, markersize=3, alpha=0.6)
    places = CLIENTS + APART * np.array([0.75, 2.5])
    for place, one in zip(places, (by_visit, by_client), strict=True):
        ax.plot([place, place], [one.low, one.high], color=INK, linewidth=3)
    ax.set_ylim(0, 10)
    words = read_words("course")["unit_5"]
    labels = [words[one] for one in ("column", "by_visit", "by_client")]
    ax.set_xticks([(CLIENTS - 1) / 2, *places], labels)
    ax.grid(False, axis="x")
    return put_words(
        ax,
        "unit_5_alike",
        alike=alike,
        ratings=count(RATINGS, "rating"),
        clients=count(CLIENTS, "client"),
        by_visit=interval(by_visit),
        by_client=interval(by_client),
        times=number((by_client.high - by_client.low) / (by_visit.high - by_visit.low), 1),
    )


def make_alike(alike: int) -> pd.DataFrame:
    """Return ten ratings of each of 40 clients, of whose spread so much of 100 lies between them.

    The shares are exact, so that the picture shows what follows from them and not luck.
    """
    draws = np.random.default_rng(SEED)
    client, luck = np.linalg.qr(draws.normal(size=(CLIENTS, 3)) * [0, 1, 1] + [1, 0, 0])[0].T[1:]
    within = draws.normal(size=(CLIENTS, RATINGS))
    within -= within.mean(axis=1, keepdims=True)
    root = np.sqrt(CLIENTS)  # columns of length 1 become columns of spread 1
    own = luck[:, None] * root / np.sqrt(RATINGS) + within * np.sqrt(1 - 1 / RATINGS) / within.std()
    rating = np.sqrt(alike / 100) * client[:, None] * root + np.sqrt(1 - alike / 100) * own
    clients = np.repeat([f"C{k}" for k in range(CLIENTS)], RATINGS)
    return pd.DataFrame({"client_id": clients, PAIN.column: MEAN + SPREAD * rating.ravel()})


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
