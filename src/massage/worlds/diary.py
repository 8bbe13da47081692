"""The booking diary of a simulated practice: when each client is next due, agreed when, moved."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from massage.worlds.people import DAYS_PER_YEAR, Body
from massage.worlds.world import World

HORIZON = 60  # days within which a flare is looked for
SHORTEST = 2
EARLY_VISITS = 4
SORE_DAYS = (3, 11)


@dataclass(frozen=True)
class Visit:
    """Clients (their columns in the body) at their visit number ``number``, on day ``day``."""

    number: int
    who: np.ndarray
    day: np.ndarray
    fall: np.ndarray  # recorded fall of pain since the first visit
    past_rise: np.ndarray  # recorded rise of pain from the first visit to the one before this
    log_interval: np.ndarray
    start: np.ndarray
    stays: np.ndarray


@dataclass(frozen=True)
class Booking:
    """The next appointment of each client at a visit; ``original`` is NaN unless it was moved."""

    goes_on: np.ndarray
    day: np.ndarray
    booked: np.ndarray
    original: np.ndarray


def book(
    visit: Visit, body: Body, world: World, normal: np.ndarray, uniform: np.ndarray
) -> Booking:
    """Fix each client's next appointment, or let her go.

    ``normal`` has one row of standard normal draws, ``uniform`` ten rows of draws between 0 and 1.
    """
    day, who = visit.day, visit.who
    log_gap = visit.log_interval + world.interval_sd_within * normal
    log_gap += world.taper_to_interval * visit.fall
    log_gap += world.past_to_interval * visit.past_rise
    log_gap += world.prognosis_to_interval * body.slow[day, who]
    calendar = visit.start + day
    waves = world.seasons_per_year * calendar / DAYS_PER_YEAR
    log_gap -= world.season_to_interval * np.cos(2 * np.pi * waves)
    agreed = day + np.maximum(SHORTEST, np.rint(np.exp(log_gap))).astype(int)

    standing = uniform[0] < world.standing
    by_chance = standing & (uniform[1] < world.moved)
    shift = np.where(uniform[2] < 0.5, -1, 1) * (1 + (5 * uniform[3]).astype(int))
    actual = np.where(by_chance, np.maximum(day + 1, agreed + shift), agreed)
    by_pain = np.zeros(len(who), dtype=bool)
    if world.flare_moves or world.flare_books:
        flare = _first_flare(visit, body, world)
        earlier = standing & ~by_chance & (uniform[4] < world.flare_moves) & (flare < agreed)
        waits = ~standing & (uniform[4] < world.flare_books)
        actual = np.where(earlier | waits, flare, actual)
        by_pain |= earlier
    if world.sore_puts_off:
        on_the_day = body.swing[np.minimum(agreed, len(body.swing) - 1), who]
        sore = on_the_day > world.flare_size
        put_off = standing & ~by_chance & ~by_pain & sore & (uniform[5] < world.sore_puts_off)
        later = agreed + SORE_DAYS[0] + ((SORE_DAYS[1] - SORE_DAYS[0]) * uniform[6]).astype(int)
        actual = np.where(put_off, later, actual)
        by_pain |= put_off
    moved = (by_chance | by_pain) & (actual != agreed)
    on_record = moved & (by_chance | (uniform[9] < world.moves_recorded))
    notice = (6 * uniform[7]).astype(int)
    late = np.maximum(day + 1, np.minimum(agreed, actual) - notice)
    late = np.where(~standing, np.maximum(day + 1, actual - notice), late)
    goes_on = uniform[8] >= _leaving(visit, world)
    goes_on &= (actual <= visit.stays) & (actual < world.records_days - visit.start)
    return Booking(
        goes_on=goes_on,
        day=actual,
        booked=np.where(standing & ~on_record, day, late),
        original=np.where(on_record, agreed, np.nan),
    )


def _first_flare(visit: Visit, body: Body, world: World) -> np.ndarray:
    """Day after the first day from tomorrow on which pain flares; far away where it doesn't."""
    days = visit.day + np.arange(SHORTEST, HORIZON)[:, None]
    swing = body.swing[np.minimum(days, len(body.swing) - 1), visit.who]
    flares = swing > world.flare_size
    return np.where(flares.any(axis=0), visit.day + SHORTEST + 1 + flares.argmax(axis=0),
                    visit.day + HORIZON)  # fmt: skip


def _leaving(visit: Visit, world: World) -> np.ndarray:
    base = world.leaving_early if visit.number < EARLY_VISITS else world.leaving_later
    odds = base / (1 - base) * np.exp(world.leaving_per_improvement * visit.fall)
    return odds / (1 + odds)
