"""Practices before anyone has come: people, courses, and all the chance to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from massage.worlds.around import AROUND_LUCK
from massage.worlds.calendar import AROUND, Calendar, draw_calendar, join_calendars
from massage.worlds.changes import BOOK_LUCK
from massage.worlds.people import Arrays, Body, draw_people, live
from massage.worlds.sizes import World
from massage.worlds.slots import FAR

NORMALS, UNIFORMS = 4, 15
LEAVER, LEAVERS_NOTICE = 0, (3, 15)  # the therapist who leaves, and how many days before it is told
DRAWN = ("normal", "uniform", "therapists", "series", "book", "around")
Seed = int | tuple[int, ...]


@dataclass(frozen=True)
class Practices:
    """Practices before anyone has come: their people, their courses, and all later chance.

    ``normal``, ``uniform``, ``series`` and ``book`` hold draws by visit number, purpose and client;
    ``therapists`` what each therapist adds to the log of the interval and to ratings; ``calendar``
    when they work, and ``around`` chance where they don't, None and no row in worlds without.
    """

    people: Arrays
    body: Body
    normal: np.ndarray
    uniform: np.ndarray
    therapists: np.ndarray
    series: np.ndarray
    book: np.ndarray
    calendar: Calendar | None
    around: np.ndarray


def draw_practices(world: World, n_clients: int, seeds: Sequence[Seed]) -> Practices:
    """Draw one practice per seed, each as it would be alone."""
    return _join([_draw(world, n_clients, seed) for seed in seeds])


def _draw(world: World, n_clients: int, seed: Seed) -> Practices:
    rng = np.random.default_rng(seed)
    people = draw_people(world, n_clients, rng)
    body = live(people, world, rng)
    spread = np.array([[world.therapist_interval_sd], [world.therapist_rating_sd]])
    normal = rng.standard_normal((world.most_sessions, NORMALS, n_clients))
    uniform = rng.random((world.most_sessions, UNIFORMS, n_clients))
    therapists = spread * rng.standard_normal((2, world.therapists))
    more = world.series_length - 1 if world.series else 0
    rows = BOOK_LUCK if world.needs_luck_with_book else 0
    series = rng.standard_normal((world.most_sessions, more, n_clients))
    book = rng.random((world.most_sessions, rows, n_clients))
    if "books_with" in people:
        together = people["books_with"]
        normal[:, 3], series = normal[:, 3][:, together], series[..., together]
        book = book[..., together]
        uniform[:, 3:] = uniform[:, 3:][..., together]
    calendar, around = _draw_calendar(world, people, n_clients)
    return Practices(people, body, normal, uniform, therapists, series, book, calendar, around)


def _draw_calendar(
    world: World, people: Arrays, n_clients: int
) -> tuple[Calendar | None, np.ndarray]:
    """Draw the therapists' days, and the chance by which clients go around closings."""
    if not world.has_calendar:
        return None, np.empty((world.most_sessions, 0, n_clients))
    seed = int(people["calendar"][0])
    rng = np.random.default_rng((seed, AROUND))
    around = rng.random((world.most_sessions, AROUND_LUCK, n_clients))
    return draw_calendar(world, seed), around


def _join(practices: Sequence[Practices]) -> Practices:
    n_clients = len(practices[0].people["therapist"])
    people = _side_by_side([p.people for p in practices])
    people["practice"] = np.repeat(np.arange(len(practices)), n_clients)
    people["client"] = np.tile(np.arange(n_clients), len(practices))
    calendars = [p.calendar for p in practices if p.calendar]
    return Practices(
        people=people,
        body=Body(**_side_by_side([vars(p.body) for p in practices])),
        calendar=join_calendars(calendars) if calendars else None,
        **_side_by_side([{name: getattr(p, name) for name in DRAWN} for p in practices]),
    )


def _side_by_side(parts: Sequence[Arrays]) -> Arrays:
    return {name: np.concatenate([one[name] for one in parts], axis=-1) for name in parts[0]}


def find_leaver(
    practices: Practices, world: World, who: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Days since each client's first visit on which the leaver is gone, and on which it is told."""
    if not world.therapist_leaves:
        return np.full((2, len(who)), FAR)
    ends = round(world.therapist_leaves * world.records_days) - practices.people["start"][who]
    low, high = LEAVERS_NOTICE
    return ends, ends - low - ((high - low) * practices.book[0][0, who]).astype(int)


def replace_leaver(
    therapist: np.ndarray, who: np.ndarray, day: np.ndarray, practices: Practices, world: World
) -> np.ndarray:
    """Return a colleague for the therapist who has left."""
    ends, _ = find_leaver(practices, world, who)
    colleague = colleague_of(practices.people["client"][who], world)
    return np.where((therapist == LEAVER) & (day >= ends), colleague, therapist)


def colleague_of(client: np.ndarray, world: World) -> np.ndarray:
    """Return whom each of the leaver's clients goes on with."""
    return 1 + client % max(1, world.therapists - 1)
