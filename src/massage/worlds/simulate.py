"""Simulate the visits of practices whose truth is known, several practices in one go."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from massage.worlds.book import go_on
from massage.worlds.diary import Luck, Visit
from massage.worlds.drawn import (
    LEAVER,
    Practices,
    Seed,
    colleague_of,
    draw_practices,
    find_leaver,
    replace_leaver,
)
from massage.worlds.lines import ATTENDED, show_on
from massage.worlds.people import WEEK, Arrays
from massage.worlds.sizes import World
from massage.worlds.slots import FAR, Slots, empty_book

BOOKING_LUCK = [*range(3, 12), 14]  # rows of the uniform draws
BOOKED_BEFORE = 14  # days before the first visit within which it was booked
OF_VISITS = [
    "who", "day", "booked_day", "original_day", "agreed_day", "therapist", "deviation", "pain",
    "sleep", "pain_before", "pain_after", "sleep_quality",
]  # fmt: skip
OF_DIARY = ("start", "client", "stays", "books_ahead", "trend", "works_from")
OF_LINES = ["who", "made", "day", "status", "cancelled", "therapist", "moved_on", "stood_on"]


def simulate_visits(world: World, n_clients: int, seeds: Sequence[Seed]) -> pd.DataFrame:
    """Simulate one practice per seed; a practice is the same whichever others go with it.

    Returns one row per visit, ordered by practice, client and day: ``practice`` (position in
    ``seeds``), ``client`` (position in its practice), the visit's days and ratings as written down,
    the client's traits, and what nobody records: ``pain`` and ``sleep`` before rounding,
    ``deviation`` of the planned interval that led to the visit from the usual one, in log2, and
    ``agreed_day``, which stood in the book for the visit at the end of the day of the one before,
    whether or not a move was written down; NaN where nothing did.
    """
    return simulate_drawn(world, draw_practices(world, n_clients, seeds))


def simulate_drawn(world: World, practices: Practices) -> pd.DataFrame:
    """Simulate practices that are drawn already, as ``simulate_visits`` does."""
    return _simulate(world, practices)[0]


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
    practices = draw_practices(world, n_clients, seeds)
    visits, lines = _simulate(world, practices)
    people = practices.people
    lines = pd.DataFrame({name: np.concatenate([one[name] for one in lines]) for name in OF_LINES})
    lines = show_on(lines, world.records_days - 1 - people["start"][lines["who"]])
    ends, told = find_leaver(practices, world, lines["who"].to_numpy())
    afterwards = (lines["therapist"] == LEAVER) & (lines["day"] >= ends) & (lines["made"] >= told)
    lines["therapist"] = lines["therapist"].mask(
        afterwards, colleague_of(people["client"][lines["who"]], world)
    )
    places = {name: people[name][lines["who"]] for name in ("practice", "client")}
    lines = lines.assign(**places).sort_values(["who", "day", "made"], ignore_index=True)
    lines.insert(0, "id", lines.groupby("practice").cumcount())
    columns = ["practice", "client", "id", *OF_LINES[1:]]
    return visits, lines[columns]


def _simulate(world: World, practices: Practices) -> tuple[pd.DataFrame, list[Arrays]]:
    state = _open(practices, world)
    slots = empty_book(len(state["who"]), world)
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
    return visits, lines


def _open(practices: Practices, world: World) -> Arrays:
    """Everyone's first visit."""
    n = len(practices.people["therapist"])
    who, day = np.arange(n), np.zeros(n, dtype=int)
    return {
        "who": who,
        "day": day,
        "booked_day": -1 - (BOOKED_BEFORE * practices.uniform[0, 14]).astype(int),
        "original_day": np.full(n, np.nan),
        "agreed_day": np.full(n, np.nan),
        "therapist": replace_leaver(practices.people["therapist"], who, day, practices, world),
        "is_extra": np.zeros(n, dtype=bool),
        "relief": np.zeros(n),
        "relief_week": np.zeros(n),
        "deviation": np.zeros(n),
        "last": np.full(n, np.nan),
    }


def _rate(state: Arrays, number: int, practices: Practices, world: World) -> Arrays:
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
    state: Arrays, slots: Slots, number: int, practices: Practices, world: World
) -> tuple[Arrays, Slots, list[Arrays]]:
    """Treat everyone who is here, book the next visit, and go to its day."""
    people, who, day = practices.people, state["who"], state["day"]
    luck = practices.uniform[number][:, who]
    own = practices.normal[number][3:4, who]
    ends, told = find_leaver(practices, world, who)
    leaves = state["therapist"] == LEAVER
    step = 1 + ((world.therapists - 1) * luck[13]).astype(int)
    hers = state.get("hers", state["therapist"])
    changes = luck[12] < world.changes_therapist
    hers = np.where(changes, (hers + step) % world.therapists, hers)
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
        was_booked=~np.isnan(state["agreed_day"]),
        is_extra=state["is_extra"],
        hers=hers,
        calendar=practices.calendar,
        first_row=people["practice"][who] * world.therapists,
        body=practices.body,
        world=world,
        luck=Luck(
            np.concatenate([own, practices.series[number][:, who]]),
            luck[BOOKING_LUCK],
            practices.book[number][:, who],
            practices.around[number][:, who],
        ),
    )
    booking = go_on(visit, slots)
    gap = booking.day - day
    relief = state["relief"] + people["relieved"][who]
    following = {
        "who": who,
        "day": booking.day,
        "booked_day": booking.booked,
        "original_day": booking.original,
        "agreed_day": booking.agreed,
        "therapist": replace_leaver(booking.therapist, who, booking.day, practices, world),
        "is_extra": booking.is_extra,
        "relief": relief * 0.5 ** (gap / world.relief_half_life),
        "relief_week": _weekly(state["relief_week"], relief, gap, world),
        "deviation": world.interval_sd_within * booking.normal / np.log(2),
        "first": state["first"],
        "last": state["rating"],
    }
    if practices.calendar is not None:
        following["hers"] = hers
    for line in booking.lines:
        comes = line["status"] == ATTENDED
        line["therapist"] = np.where(comes, following["therapist"][line["at"]], line["therapist"])
    kept = booking.goes_on
    state = {name: values[kept] for name, values in following.items()}
    return state, booking.slots[kept], booking.lines


def _of_therapist(practices: Practices, state: Arrays, world: World) -> np.ndarray:
    practice = practices.people["practice"][state["who"]]
    return practices.therapists[:, practice * world.therapists + state["therapist"]]


def _weekly(week: np.ndarray, relief: np.ndarray, gap: np.ndarray, world: World) -> np.ndarray:
    """Mean relief of about the past week, so many days on: it follows relief, which fades."""
    kept, fades = 1 - 1 / WEEK, 0.5 ** (1 / world.relief_half_life)
    share = relief * fades / WEEK / (fades - kept)
    return share * fades**gap + (week - share) * kept**gap
