"""Simulate the visits of practices whose truth is known, several practices in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from massage.worlds.diary import Visit, book
from massage.worlds.people import WEEK, Body, draw_people, live
from massage.worlds.world import World

NORMALS, UNIFORMS = 4, 15
BOOKING_LUCK = [*range(3, 12), 14]  # rows of the uniform draws
BOOKED_BEFORE = 14  # days before the first visit within which it was booked
Arrays = dict[str, np.ndarray]
Seed = int | tuple[int, ...]


@dataclass(frozen=True)
class _Drawn:
    """Practices before anyone has come: their people, their courses, and all later chance.

    ``normal`` and ``uniform`` hold draws by visit number, purpose and client; ``therapists`` what
    each therapist adds to the log of the interval and to ratings.
    """

    people: Arrays
    body: Body
    normal: np.ndarray
    uniform: np.ndarray
    therapists: np.ndarray


def simulate_visits(world: World, n_clients: int, seeds: Sequence[Seed]) -> pd.DataFrame:
    """Simulate one practice per seed; a practice is the same whichever others go with it.

    Returns one row per visit, ordered by practice, client and day: ``practice`` (position in
    ``seeds``), ``client`` (position in its practice), the visit's days and ratings as written down,
    the client's traits, and what nobody records: ``pain`` and ``sleep`` before rounding, and
    ``deviation`` of the planned interval that led to the visit from the usual one, in log2.
    """
    practices = _join([_draw(world, n_clients, seed) for seed in seeds])
    state = _open(practices)
    seen = []
    for number in range(world.most_sessions):
        if not len(state["who"]):
            break
        state |= _rate(state, number, practices, world)
        seen.append(state)
        state = _move_on(state, number, practices, world)
    visits = pd.DataFrame({name: np.concatenate([one[name] for one in seen]) for name in seen[0]})
    visits = visits.drop(columns=["relief", "relief_week", "first", "rating", "last"])
    who = visits["who"].to_numpy()
    traits = {name: of[who] for name, of in practices.people.items() if name != "therapist"}
    visits = visits.assign(**traits)
    return visits.sort_values(["who", "day"], ignore_index=True).drop(columns="who")


def _draw(world: World, n_clients: int, seed: Seed) -> _Drawn:
    rng = np.random.default_rng(seed)
    people = draw_people(world, n_clients, rng)
    body = live(people, world, rng)
    spread = np.array([[world.therapist_interval_sd], [world.therapist_rating_sd]])
    return _Drawn(
        people,
        body,
        rng.standard_normal((world.most_sessions, NORMALS, n_clients)),
        rng.random((world.most_sessions, UNIFORMS, n_clients)),
        spread * rng.standard_normal((2, world.therapists)),
    )


def _join(practices: Sequence[_Drawn]) -> _Drawn:
    n_clients = len(practices[0].people["therapist"])
    people = {
        name: np.concatenate([p.people[name] for p in practices]) for name in practices[0].people
    }
    people["practice"] = np.repeat(np.arange(len(practices)), n_clients)
    people["client"] = np.tile(np.arange(n_clients), len(practices))
    courses = ([getattr(p.body, name) for p in practices] for name in vars(practices[0].body))
    return _Drawn(
        people,
        Body(*(np.concatenate(course, axis=1) for course in courses)),
        np.concatenate([p.normal for p in practices], axis=2),
        np.concatenate([p.uniform for p in practices], axis=2),
        np.hstack([p.therapists for p in practices]),
    )


def _open(practices: _Drawn) -> Arrays:
    """Everyone's first visit."""
    n = len(practices.people["therapist"])
    return {
        "who": np.arange(n),
        "day": np.zeros(n, dtype=int),
        "booked_day": -1 - (BOOKED_BEFORE * practices.uniform[0, 14]).astype(int),
        "original_day": np.full(n, np.nan),
        "therapist": practices.people["therapist"],
        "relief": np.zeros(n),
        "relief_week": np.zeros(n),
        "deviation": np.zeros(n),
        "last": np.full(n, np.nan),
    }


def _rate(state: Arrays, number: int, practices: _Drawn, world: World) -> Arrays:
    """Pain and sleep today, and what is written down of them."""
    who, day = state["who"], state["day"]
    chance, luck = practices.normal[number][:3, who], practices.uniform[number][:3, who]
    pain = practices.body.pain[day, who] - world.relief_pain * state["relief"]
    sleep = practices.body.sleep[day, who] + world.relief_sleep * state["relief_week"]
    habit = _of_therapist(practices, state, world)[1]
    felt = pain + world.arrival_noise * chance[0] + habit + world.rating_per_visit * number
    felt += world.rating_leans * np.nan_to_num(state["last"] - felt)
    if world.relief_at_once is None:
        leaving = felt + world.arrival_noise * (chance[1] - chance[0])
    else:
        mean, spread = world.relief_at_once
        leaving = felt - np.maximum(0, mean + spread * chance[1])
    rating, leaving, slept = (
        np.rint(value).clip(0, 10) for value in (felt, leaving, sleep + 0.5 * chance[2])
    )
    return {
        "pain": pain,
        "sleep": sleep,
        "rating": rating,
        "first": state.get("first", rating),
        "pain_before": np.where(luck[0] < world.pain_missing, np.nan, rating),
        "pain_after": np.where(luck[1] < world.pain_missing, np.nan, leaving),
        "sleep_quality": np.where(luck[2] < world.sleep_missing, np.nan, slept),
    }


def _move_on(state: Arrays, number: int, practices: _Drawn, world: World) -> Arrays:
    """Treat everyone who is here, book the next visit, and go to its day."""
    people, who, day = practices.people, state["who"], state["day"]
    deviation, luck = practices.normal[number][3, who], practices.uniform[number][:, who]
    visit = Visit(
        number=number,
        who=who,
        day=day,
        fall=state["first"] - state["rating"],
        past_rise=np.nan_to_num(state["last"] - state["first"]),
        log_interval=people["log_interval"][who]
        + _of_therapist(practices, state, world)[0]
        + (number == 0) * world.recovery_to_first_interval * people["eagerness"][who],
        start=people["start"][who],
        stays=people["stays"][who],
    )
    booking = book(visit, practices.body, world, deviation, luck[BOOKING_LUCK])
    gap = booking.day - day
    relief = state["relief"] + people["relieved"][who]
    step = 1 + ((world.therapists - 1) * luck[13]).astype(int)
    other = (state["therapist"] + step) % world.therapists
    following = {
        "who": who,
        "day": booking.day,
        "booked_day": booking.booked,
        "original_day": booking.original,
        "therapist": np.where(luck[12] < world.changes_therapist, other, state["therapist"]),
        "relief": relief * 0.5 ** (gap / world.relief_half_life),
        "relief_week": _weekly(state["relief_week"], relief, gap, world),
        "deviation": world.interval_sd_within * deviation / np.log(2),
        "first": state["first"],
        "last": state["rating"],
    }
    return {name: values[booking.goes_on] for name, values in following.items()}


def _of_therapist(practices: _Drawn, state: Arrays, world: World) -> np.ndarray:
    practice = practices.people["practice"][state["who"]]
    return practices.therapists[:, practice * world.therapists + state["therapist"]]


def _weekly(week: np.ndarray, relief: np.ndarray, gap: np.ndarray, world: World) -> np.ndarray:
    """Mean relief of about the past week, so many days on: it follows relief, which fades."""
    kept, fades = 1 - 1 / WEEK, 0.5 ** (1 / world.relief_half_life)
    share = relief * fades / WEEK / (fades - kept)
    return share * fades**gap + (week - share) * kept**gap
