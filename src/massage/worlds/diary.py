"""What clients have in mind at a visit: the next planned day, a flare to come, leaving."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from massage.worlds.calendar import Calendar
from massage.worlds.people import DAYS_PER_YEAR, WEEK, Arrays, Body
from massage.worlds.sizes import World
from massage.worlds.year import add_to_interval

HORIZON = 60  # days within which a flare is looked for
SHORTEST = 2
EARLY_VISITS = 4


@dataclass(frozen=True)
class Luck:
    """Chance at one visit, a column per client.

    ``normal`` has one row per visit that a client may book at one time, ``uniform`` ten rows,
    ``book`` those that only worlds with ``needs_luck_with_book`` have, and ``around`` those that
    only worlds with closings have.
    """

    normal: np.ndarray
    uniform: np.ndarray
    book: np.ndarray
    around: np.ndarray


@dataclass(frozen=True)
class Visit:
    """Clients (their columns in the body) at their visit number ``number``, on day ``day``.

    ``people`` holds their traits, ``luck`` what chance brings at this visit. Slots booked before
    ``told`` for ``ends`` or later are void from ``told`` on, since their therapist leaves: days far
    away where she doesn't.
    """

    number: int
    who: np.ndarray
    day: np.ndarray
    fall: np.ndarray  # recorded fall of pain since the first visit
    past_rise: np.ndarray  # recorded rise of pain from the first visit to the one before this
    log_interval: np.ndarray
    people: Arrays
    therapist: np.ndarray
    ends: np.ndarray
    told: np.ndarray
    was_booked: np.ndarray  # stood in the book at the visit before
    is_extra: np.ndarray  # in a flare, while another stood in the book
    hers: np.ndarray  # whom she usually goes to
    calendar: Calendar | None  # of all therapists
    first_row: np.ndarray  # in the calendar, of her practice
    body: Body
    world: World
    luck: Luck

    def swing_on(self, day: np.ndarray) -> np.ndarray:
        """How far each client's pain lies above her own course on a day."""
        swing = self.body.swing
        return swing[np.minimum(day, len(swing) - 1), self.who]


def plan_from(day: np.ndarray, visit: Visit, normal: np.ndarray) -> np.ndarray:
    """Return the day that each client would come to next after this one, as seen at the visit."""
    world = visit.world
    log_gap = visit.log_interval + world.interval_sd_within * normal
    log_gap += world.taper_to_interval * visit.fall
    log_gap += world.past_to_interval * visit.past_rise
    log_gap += world.prognosis_to_interval * visit.body.slow[visit.day, visit.who]
    calendar = visit.people["start"] + day
    waves = world.seasons_per_year * calendar / DAYS_PER_YEAR
    log_gap -= world.season_to_interval * np.cos(2 * np.pi * waves)
    log_gap += add_to_interval(world, visit.people, day)
    if world.whole_weeks:
        return day + WEEK * np.maximum(1, np.rint(np.exp(log_gap) / WEEK)).astype(int)
    return day + np.maximum(SHORTEST, np.rint(np.exp(log_gap))).astype(int)


def first_flare(day: np.ndarray, visit: Visit) -> np.ndarray:
    """Day after the first flare from two days after ``day``; far away where none comes."""
    days = day + np.arange(SHORTEST, HORIZON)[:, None]
    flares = visit.swing_on(days) > visit.world.flare_size
    return np.where(flares.any(axis=0), day + SHORTEST + 1 + flares.argmax(axis=0),
                    day + HORIZON)  # fmt: skip


def leaving(visit: Visit) -> np.ndarray:
    """Chance of each client to leave at this visit."""
    world = visit.world
    base = world.leaving_early if visit.number < EARLY_VISITS else world.leaving_later
    odds = base / (1 - base) * np.exp(world.leaving_per_improvement * visit.fall)
    return odds / (1 + odds)
