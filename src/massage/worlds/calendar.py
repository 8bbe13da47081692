"""When the therapists of a simulated practice work, are on vacation, or are ill."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta

import numpy as np
from scipy.signal import lfilter

from massage.worlds.sizes import World

FIRST_DAY = date(2023, 1, 1)  # calendar day 0 of the records
BEYOND = 150  # days after the records that are known
WEEK, WORKING_WEEK, WEEKS = 7, 5, 52
HOLIDAYS = ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26))
CHRISTMAS = ((12, 24), (1, 1))  # the whole practice is closed
SUMMER = (26, 35)  # weeks of the year
LONG_VACATION = 2  # weeks
SPELL, LONGEST_SPELL = (3, 6), 12  # days that an illness takes at least; at most
NEVER, FAR = -1, 10**6
CALENDAR, WEATHER, AROUND = 0, 1, 2  # what is drawn of a practice's own chance


@dataclass(frozen=True)
class Calendar:
    """Days of therapists: a row each, a column per day of the records and of some beyond.

    ``nearest`` is the usual working day nearest to each day, the later of two. ``next_known`` and
    ``last_known`` are the next and the last open day from each on, as far as closings are known
    beforehand; ``next_open`` the next one that is open, illness too. ``away`` says on which days a
    therapist is on vacation.
    """

    nearest: np.ndarray
    next_known: np.ndarray
    last_known: np.ndarray
    next_open: np.ndarray
    away: np.ndarray

    def look_up(self, which: str, row: np.ndarray, day: np.ndarray) -> np.ndarray:
        """Return what is known of days of therapists; days far beyond the records as they are."""
        known: np.ndarray = getattr(self, which)
        inside = np.clip(day, 0, known.shape[1] - 1)
        return np.where(day < known.shape[1], known[row, inside], day)


def join_calendars(calendars: list[Calendar]) -> Calendar:
    """Put the therapists of several practices below each other."""
    names = [one.name for one in fields(Calendar)]
    return Calendar(*(np.concatenate([getattr(one, name) for one in calendars]) for name in names))


def draw_calendar(world: World, seed: int) -> Calendar:
    """Draw when each therapist of a practice works; the same for the same seed.

    Everybody has Christmas and public holidays off. A vacation year has two weeks together, mostly
    in summer where ``vacation_season`` says so, and single weeks, none beside another.
    """
    rng = np.random.default_rng((seed, CALENDAR))
    n_days = world.records_days + BEYOND
    days = [FIRST_DAY + timedelta(day) for day in range(n_days)]
    of_week = np.array([day.weekday() for day in days])
    closed = np.array([_is_holiday(day) for day in days])
    shape = (world.therapists, n_days)
    works, away, ill = (np.zeros(shape, dtype=bool) for _ in range(3))
    for therapist in range(world.therapists):
        works[therapist] = np.isin(of_week, _draw_week(world, rng))
        for monday in np.flatnonzero(of_week == 0)[::WEEKS]:
            for first, weeks in _draw_vacations(world, rng):
                begins = int(monday) + WEEK * first
                away[therapist, begins : begins + WEEK * weeks] = True
        for begins in np.flatnonzero(rng.random(n_days) < world.illness / (WEEK * WEEKS)):
            spell = min(int(rng.integers(*SPELL)) + rng.geometric(0.4) - 1, LONGEST_SPELL)
            ill[therapist, begins : begins + spell] = True
    known = works & ~away & ~closed
    return Calendar(
        nearest=_find_nearest(works),
        next_known=_find_next(known),
        last_known=_find_last(known),
        next_open=_find_next(known & ~ill),
        away=away,
    )


def draw_shared_pain(world: World, seed: int) -> np.ndarray:
    """Points that weather and days off add to pain: a row per therapist, a column per day.

    Weather is the same for all clients of a practice. ``away_relief`` is what clients lose who are
    away themselves while their therapist is; half of it is left after four days.
    """
    n_days = world.records_days + BEYOND
    rng = np.random.default_rng((seed, WEATHER))
    news = world.weather_sd * np.sqrt(1 - world.weather_memory**2) * rng.standard_normal(n_days)
    news[0] = world.weather_sd * rng.standard_normal()
    weather = lfilter([1], [1, -world.weather_memory], news)
    shared = np.tile(weather, (world.therapists, 1))
    if world.away_relief:
        away = draw_calendar(world, seed).away
        rested = np.zeros(shared.shape)
        for day in range(1, n_days):
            rested[:, day] = np.where(away[:, day], 1.0, 0.84 * rested[:, day - 1])
        shared -= world.away_relief * rested
    return shared


def _is_holiday(day: date) -> bool:
    begins, ends = CHRISTMAS
    part = (day.month, day.day)
    return part in HOLIDAYS or part >= begins or part <= ends


def _draw_week(world: World, rng: np.random.Generator) -> np.ndarray:
    part_time = rng.random() < world.part_time
    days = rng.permutation(WORKING_WEEK)
    return days[: rng.integers(2, WORKING_WEEK)] if part_time else days


def _draw_vacations(world: World, rng: np.random.Generator) -> list[tuple[int, int]]:
    """First week of the year and length in weeks of each vacation."""
    weights = np.ones(WEEKS)
    weights[slice(*SUMMER)] += world.vacation_season
    weights[WEEKS - 1] = 0
    found: list[tuple[int, int]] = []
    left = world.vacation_weeks
    while left > 0 and weights.any():
        length = LONG_VACATION if not found and left >= LONG_VACATION else 1
        first = int(rng.choice(WEEKS, p=weights / weights.sum()))
        found.append((first, length))
        weights[max(0, first - LONG_VACATION) : first + length + 1] = 0
        left -= length
    return found


def _find_next(is_open: np.ndarray) -> np.ndarray:
    days = np.where(is_open, np.arange(is_open.shape[1]), FAR)
    return np.minimum.accumulate(days[:, ::-1], axis=1)[:, ::-1]


def _find_last(is_open: np.ndarray) -> np.ndarray:
    return np.maximum.accumulate(np.where(is_open, np.arange(is_open.shape[1]), NEVER), axis=1)


def _find_nearest(works: np.ndarray) -> np.ndarray:
    day, after, before = np.arange(works.shape[1]), _find_next(works), _find_last(works)
    return np.where((after - day <= day - before) | (before == NEVER), after, before)
