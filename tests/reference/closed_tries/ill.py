"""Days on which all therapists are ill at once, used as days off of each of them."""

from collections.abc import Iterator
from dataclasses import replace
from unittest.mock import patch

import numpy as np
from tests.reference.closed_tries.count import CLIENTS, Row, find_truth
from tests.reference.closed_tries.trips import LASTS
from tests.reference.closed_tries.whole import NONE, ask_each

from massage.worlds import calendar, drawn, people
from massage.worlds.calendar import LONGEST_SPELL, SPELL, Calendar
from massage.worlds.sizes import World
from massage.worlds.world import CLOSED, CLOSED_TRUE

RUNS, SPELLS, TOGETHER = 200, 3, 98  # spells a year; of chance
SORE = 0.5  # points more pain of clients who are ill, too
PLAIN = CLOSED["closed_plain"]
CLIENTS_TOO = "half a point more pain while all are ill"
WORLDS = {
    "closed_plain": PLAIN,
    "closed_weather": CLOSED["closed_weather"],
    CLIENTS_TOO: replace(PLAIN, weather_sd=NONE),
    "true_closed": CLOSED_TRUE["true_closed"],
}
draw_own, draw_shared = calendar.draw_calendar, calendar.draw_shared_pain


def draw_spells(n_days: int, seed: int) -> np.ndarray:
    """On which days everybody is ill."""
    rng = np.random.default_rng((seed, TOGETHER))
    ill = np.zeros(n_days, dtype=bool)
    for begins in np.flatnonzero(rng.random(n_days) < SPELLS / 365):
        ill[begins : begins + min(int(rng.integers(*SPELL)) + 2, LONGEST_SPELL)] = True
    return ill


def draw_ill_together(world: World, seed: int) -> Calendar:
    """The calendar of a practice whose therapists are also ill together, unforeseen."""
    own = draw_own(world, seed)
    n_days = own.next_open.shape[1]
    open_days = (own.next_open == np.arange(n_days)) & ~draw_spells(n_days, seed)
    return replace(own, next_open=calendar._find_next(open_days))


def hurt_together(world: World, seed: int) -> np.ndarray:
    """What all clients share; pain is higher on days on which all are ill, and falls after."""
    shared = draw_shared(world, seed)
    ill = draw_spells(shared.shape[1], seed)
    sore = np.zeros(len(ill))
    for day in range(1, len(ill)):
        sore[day] = 1.0 if ill[day] else LASTS * sore[day - 1]
    return shared + SORE * sore


def try_it() -> Iterator[Row]:
    """Each world's practices."""
    for name, world in WORLDS.items():
        truth = find_truth(world)
        where = {"world": name, "clients": CLIENTS}
        pain = hurt_together if name == CLIENTS_TOO else draw_shared
        with (
            patch.object(people, "draw_calendar", draw_ill_together),
            patch.object(drawn, "draw_calendar", draw_ill_together),
            patch.object(people, "draw_shared_pain", pain),
        ):
            for one in ask_each(world, truth, RUNS):
                yield where | one
