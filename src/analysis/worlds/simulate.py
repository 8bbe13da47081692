"""Simulate the session records of a practice whose truth is known."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.schema import COLUMNS
from analysis.worlds.body import Body
from analysis.worlds.diary import Diary
from analysis.worlds.people import draw_people
from analysis.worlds.world import WORLDS, World

RECENT_DAYS = 90
DAYS_PER_MONTH = 365 / 12
VISIT = ["who", "day", "booked_day", "original_day", "pain", "sleep"]


def simulate_sessions(world: str | World, *, n_clients: int, seed: int) -> pd.DataFrame:
    """Simulate a practice's session records, every column of the record format.

    Parameters
    ----------
    world : name of a world in ``WORLDS``, or a ``World``.
    n_clients : clients in the records, each with one session at least.
    seed : the same seed gives the same records.

    Returns
    -------
    One row per session, ordered by client and day, columns as in ``data/README.md``. Calendar day 0
    of the records is 1 January.

    Raises ValueError for a world that isn't known, or fewer than one client.
    """
    sizes = _find(world)
    if n_clients < 1:
        raise ValueError(f"{n_clients} clients can't be simulated; give at least 1")
    rng = np.random.default_rng(seed)
    people = draw_people(sizes, n_clients, rng)
    body, diary = Body(people, sizes, rng), Diary(people, sizes, rng)
    visits = []
    for day in range(sizes.records_days):
        who = diary.due(day)
        if len(who):
            visits.append(_visit(who, day, body, diary))
            body.treat(who)
            diary.book_next(who, day)
        body.wake()
    seen = pd.DataFrame(np.hstack(visits).T, columns=VISIT).astype({"who": int, "day": int})
    sessions = _rate(seen.join(people, on="who"), sizes, rng)
    ordered = sessions.sort_values(["client_id", "day"], ignore_index=True)
    return ordered[list(COLUMNS)]


def _find(world: str | World) -> World:
    if isinstance(world, World):
        return world
    if world not in WORLDS:
        raise ValueError(f"there is no world {world!r}; there are {', '.join(WORLDS)}")
    return WORLDS[world]


def _visit(who: np.ndarray, day: int, body: Body, diary: Diary) -> np.ndarray:
    booked, original = diary.booked_day[who], diary.original_day[who]
    days = np.full(len(who), day)
    return np.array([who, days, booked, original, body.pain[who], body.sleep_week[who]])


def _rate(seen: pd.DataFrame, world: World, rng: np.random.Generator) -> pd.DataFrame:
    """Add what is written down at each visit: ratings, traits, and what the calendar says."""
    n = len(seen)
    felt = seen["pain"] + rng.normal(0, world.arrival_noise, n)
    relaxed = felt - np.maximum(0, rng.normal(1.4, 0.9, n))
    above = seen["pain"] - world.pain_mean
    stress = seen["stress_mean"] + 0.35 * above + rng.normal(0, 1.1, n)
    rested = seen["sleep"] - world.sleep_mean
    slept = seen["sleep"] + rng.normal(0, 0.5, n)
    hours = 6.6 + 0.35 * rested + rng.normal(0, 0.5, n)
    events = rng.choice(["none", "mild", "moderate"], n, p=[0.965, 0.032, 0.003])
    calendar = seen["start"] + seen["day"]
    last = calendar.groupby(seen["who"]).transform("max")
    return seen.assign(
        pain_before=_hide(_rating(felt), world.pain_missing, rng),
        pain_after=_hide(_rating(relaxed), world.pain_missing, rng),
        sleep_quality=_hide(_rating(slept), world.sleep_missing, rng),
        sleep_hours=_hide((hours * 2).round().clip(4, 22) / 2, world.sleep_missing, rng),
        stress=_rating(stress),
        mood=_rating(6.0 - 0.45 * (stress - 4.5) + 0.25 * rested + rng.normal(0, 0.9, n)),
        activity_limit=_rating(0.85 * seen["pain"] + rng.normal(0, 1.0, n)),
        other_care=np.where(rng.random(n) < seen["other_care"], "yes", "no"),
        adverse_event=events,
        new_client=np.where(seen["start"] >= RECENT_DAYS, "yes", "no"),
        active=np.where(world.records_days - 1 - last <= RECENT_DAYS, "yes", "no"),
        month=(calendar % 365 // DAYS_PER_MONTH).astype(int) + 1,
    )


def _rating(value: pd.Series) -> pd.Series:
    return value.round().clip(0, 10)


def _hide(value: pd.Series, share: float, rng: np.random.Generator) -> pd.Series:
    return value.mask(rng.random(len(value)) < share)
