"""Simulate the visits of practices whose truth is known, several practices in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from massage.worlds.book import (
    ATTENDED,
    BOOK_LUCK,
    CANCELLED,
    FAR,
    Luck,
    Slots,
    empty_book,
    go_on,
)
from massage.worlds.diary import Visit
from massage.worlds.people import WEEK, Body, draw_people, live
from massage.worlds.world import World

NORMALS, UNIFORMS = 4, 15
BOOKING_LUCK = [*range(3, 12), 14]  # rows of the uniform draws
BOOKED_BEFORE = 14  # days before the first visit within which it was booked
LEAVER, LEAVERS_NOTICE = 0, (3, 15)  # the therapist who leaves, and how many days before it is told
TO_COME = "booked"
OF_VISITS = [
    "who", "day", "booked_day", "original_day", "agreed_day", "therapist", "deviation", "pain",
    "sleep", "pain_before", "pain_after", "sleep_quality",
]  # fmt: skip
OF_DIARY = ("start", "stays", "books_ahead", "trend", "works_from")
OF_LINES = ["who", "made", "day", "status", "cancelled", "therapist", "moved_on", "stood_on"]
Arrays = dict[str, np.ndarray]
Seed = int | tuple[int, ...]


@dataclass(frozen=True)
class _Drawn:
    """Practices before anyone has come: their people, their courses, and all later chance.

    ``normal``, ``uniform``, ``series`` and ``book`` hold draws by visit number, purpose and client;
    ``therapists`` what each therapist adds to the log of the interval and to ratings.
    """

    people: Arrays
    body: Body
    normal: np.ndarray
    uniform: np.ndarray
    therapists: np.ndarray
    series: np.ndarray
    book: np.ndarray


def simulate_visits(world: World, n_clients: int, seeds: Sequence[Seed]) -> pd.DataFrame:
    """Simulate one practice per seed; a practice is the same whichever others go with it.

    Returns one row per visit, ordered by practice, client and day: ``practice`` (position in
    ``seeds``), ``client`` (position in its practice), the visit's days and ratings as written down,
    the client's traits, and what nobody records: ``pain`` and ``sleep`` before rounding, and
    ``deviation`` of the planned interval that led to the visit from the usual one, in log2.
    """
    return _simulate(world, n_clients, seeds)[0]


def simulate_book(
    world: World, n_clients: int, seeds: Sequence[Seed]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Simulate practices with their appointment books, as these stand when the records end.

    Returns the visits, as ``simulate_visits`` does, and one row per line of the book, ordered by
    practice, client and day: ``practice``, ``client``, ``id`` (different within a practice),
    ``made``, ``day`` and ``cancelled`` (days since the client's first visit, which was made before
    it; NaN where not cancelled), ``status`` ("attended", "cancelled", "missed", or "booked" for
    what was still to come), ``therapist``; and what a book doesn't show: ``moved_on`` and
    ``stood_on``, when a line was moved in place and where it had stood, NaN where it wasn't.
    """
    visits, lines, practices = _simulate(world, n_clients, seeds)
    people = practices.people
    last = world.records_days - 1 - people["start"][lines["who"]]
    lines = _as_records_end(lines, last)
    ends, told = _leaving_therapist(practices, world, lines["who"].to_numpy())
    afterwards = (lines["therapist"] == LEAVER) & (lines["day"] >= ends) & (lines["made"] >= told)
    lines["therapist"] = lines["therapist"].mask(
        afterwards, _colleague(people["client"][lines["who"]], world)
    )
    places = {name: people[name][lines["who"]] for name in ("practice", "client")}
    lines = lines.assign(**places).sort_values(["who", "day", "made"], ignore_index=True)
    lines.insert(0, "id", lines.groupby("practice").cumcount())
    columns = ["practice", "client", "id", *OF_LINES[1:]]
    return visits, lines[columns]


def _simulate(
    world: World, n_clients: int, seeds: Sequence[Seed]
) -> tuple[pd.DataFrame, pd.DataFrame, _Drawn]:
    practices = _join([_draw(world, n_clients, seed) for seed in seeds])
    state, slots = _open(practices, world), empty_book(n_clients * len(seeds), world)
    seen, lines = [], [_first_lines(state)]
    for number in range(world.most_sessions):
        if not len(state["who"]):
            break
        state |= _rate(state, number, practices, world)
        seen.append(state)
        state, slots, written = _move_on(state, slots, number, practices, world)
        lines += written
    visits = pd.DataFrame({name: np.concatenate([one[name] for one in seen]) for name in OF_VISITS})
    who = visits["who"].to_numpy()
    traits = {name: of[who] for name, of in practices.people.items() if name != "therapist"}
    visits = visits.assign(**traits)
    visits = visits.sort_values(["who", "day"], ignore_index=True).drop(columns="who")
    book = pd.DataFrame({name: np.concatenate([one[name] for one in lines]) for name in OF_LINES})
    return visits, book, practices


def _draw(world: World, n_clients: int, seed: Seed) -> _Drawn:
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
    return _Drawn(people, body, normal, uniform, therapists, series, book)


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
        np.concatenate([p.series for p in practices], axis=2),
        np.concatenate([p.book for p in practices], axis=2),
    )


def _open(practices: _Drawn, world: World) -> Arrays:
    """Everyone's first visit."""
    n = len(practices.people["therapist"])
    who, day = np.arange(n), np.zeros(n, dtype=int)
    return {
        "who": who,
        "day": day,
        "booked_day": -1 - (BOOKED_BEFORE * practices.uniform[0, 14]).astype(int),
        "original_day": np.full(n, np.nan),
        "agreed_day": np.full(n, np.nan),
        "therapist": _who_is_there(practices.people["therapist"], who, day, practices, world),
        "is_extra": np.zeros(n, dtype=bool),
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


def _first_lines(state: Arrays) -> Arrays:
    none = np.full(len(state["who"]), np.nan)
    return {
        **{name: state[name] for name in ("who", "day", "therapist")},
        "made": state["booked_day"],
        "status": np.full(len(none), ATTENDED, dtype=object),
        **dict.fromkeys(("cancelled", "moved_on", "stood_on"), none),
    }


def _move_on(
    state: Arrays, slots: Slots, number: int, practices: _Drawn, world: World
) -> tuple[Arrays, Slots, list[Arrays]]:
    """Treat everyone who is here, book the next visit, and go to its day."""
    people, who, day = practices.people, state["who"], state["day"]
    luck = practices.uniform[number][:, who]
    own = practices.normal[number][3:4, who]
    ends, told = _leaving_therapist(practices, world, who)
    leaves = state["therapist"] == LEAVER
    visit = Visit(
        number=number,
        who=who,
        day=day,
        fall=state["first"] - state["rating"],
        past_rise=np.nan_to_num(state["last"] - state["first"]),
        log_interval=people["log_interval"][who]
        + _of_therapist(practices, state, world)[0]
        + (number == 0) * world.recovery_to_first_interval * people["eagerness"][who],
        people={name: people[name][who] for name in OF_DIARY if name in people},
        therapist=state["therapist"],
        ends=np.where(leaves, ends, FAR),
        told=np.where(leaves, told, FAR),
        is_extra=state["is_extra"],
    )
    chance = Luck(
        np.concatenate([own, practices.series[number][:, who]]),
        luck[BOOKING_LUCK],
        practices.book[number][:, who],
    )
    booking = go_on(visit, slots, practices.body, world, chance)
    gap = booking.day - day
    relief = state["relief"] + people["relieved"][who]
    step = 1 + ((world.therapists - 1) * luck[13]).astype(int)
    other = (state["therapist"] + step) % world.therapists
    therapist = np.where(luck[12] < world.changes_therapist, other, state["therapist"])
    following = {
        "who": who,
        "day": booking.day,
        "booked_day": booking.booked,
        "original_day": booking.original,
        "agreed_day": booking.agreed,
        "therapist": _who_is_there(therapist, who, booking.day, practices, world),
        "is_extra": booking.is_extra,
        "relief": relief * 0.5 ** (gap / world.relief_half_life),
        "relief_week": _weekly(state["relief_week"], relief, gap, world),
        "deviation": world.interval_sd_within * booking.normal / np.log(2),
        "first": state["first"],
        "last": state["rating"],
    }
    for line in booking.lines:
        comes = line["status"] == ATTENDED
        line["therapist"] = np.where(comes, following["therapist"][line["at"]], line["therapist"])
    kept = booking.goes_on
    state = {name: values[kept] for name, values in following.items()}
    return state, booking.slots[kept], booking.lines


def _leaving_therapist(
    practices: _Drawn, world: World, who: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Days since each client's first visit on which the leaver is gone, and on which it is told."""
    if not world.therapist_leaves:
        return np.full((2, len(who)), FAR)
    ends = round(world.therapist_leaves * world.records_days) - practices.people["start"][who]
    low, high = LEAVERS_NOTICE
    return ends, ends - low - ((high - low) * practices.book[0][0, who]).astype(int)


def _who_is_there(
    therapist: np.ndarray, who: np.ndarray, day: np.ndarray, practices: _Drawn, world: World
) -> np.ndarray:
    """Return a colleague for the therapist who has left."""
    ends, _ = _leaving_therapist(practices, world, who)
    colleague = _colleague(practices.people["client"][who], world)
    return np.where((therapist == LEAVER) & (day >= ends), colleague, therapist)


def _colleague(client: np.ndarray, world: World) -> np.ndarray:
    return 1 + client % max(1, world.therapists - 1)


def _as_records_end(lines: pd.DataFrame, last: np.ndarray) -> pd.DataFrame:
    """Show the book on the last day of the records: what was entered later isn't in it."""
    known = (lines["made"] <= last).to_numpy()
    lines, last = lines[known].copy(), last[known]
    undone = lines["moved_on"] > last
    lines["day"] = lines["day"].mask(undone, lines["stood_on"]).astype(int)
    lines[["moved_on", "stood_on"]] = lines[["moved_on", "stood_on"]].mask(undone)
    not_yet = lines["cancelled"] > last
    lines["cancelled"] = lines["cancelled"].mask(not_yet)
    to_come = not_yet | ((lines["day"] > last) & (lines["status"] != CANCELLED))
    lines["status"] = lines["status"].mask(to_come, TO_COME)
    return lines


def _of_therapist(practices: _Drawn, state: Arrays, world: World) -> np.ndarray:
    practice = practices.people["practice"][state["who"]]
    return practices.therapists[:, practice * world.therapists + state["therapist"]]


def _weekly(week: np.ndarray, relief: np.ndarray, gap: np.ndarray, world: World) -> np.ndarray:
    """Mean relief of about the past week, so many days on: it follows relief, which fades."""
    kept, fades = 1 - 1 / WEEK, 0.5 ** (1 / world.relief_half_life)
    share = relief * fades / WEEK / (fades - kept)
    return share * fades**gap + (week - share) * kept**gap
