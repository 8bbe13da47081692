"""A year and a life: rushes before holidays, seasons of work, each client's own trend."""

from __future__ import annotations

import numpy as np

from massage.worlds.sizes import World

DAYS_PER_YEAR = 365
HOLIDAYS = ((355, 1.0), (95, 0.5), (180, 0.5))  # day of the year, height of the rush before it
RUSH_DAYS = 42
TRADES = 3
TREND_UNIT, LONGEST_TREND = 180, 730  # days
Arrays = dict[str, np.ndarray]


def draw_years(world: World, n_clients: int, rng: np.random.Generator) -> Arrays:
    """Draw what a world's years need of each client: nothing where it doesn't use them.

    ``trend``: points of pain per 180 days. ``works_from``: day of the year on which her season of
    work begins, NaN without one; clients of one trade share it.
    """
    drawn = {}
    if world.trend_sd:
        drawn["trend"] = world.trend_sd * rng.standard_normal(n_clients)
    if world.workers:
        begins = rng.integers(0, DAYS_PER_YEAR, TRADES)[rng.integers(0, TRADES, n_clients)]
        drawn["works_from"] = np.where(rng.random(n_clients) < world.workers, begins, np.nan)
    return drawn


def add_to_pain(world: World, people: Arrays, day: np.ndarray) -> np.ndarray | float:
    """Points that the year and the trend add to pain on days since each client's first visit."""
    points: np.ndarray | float = 0.0
    if world.rush_pain:
        points = points + world.rush_pain * rush(people["start"] + day)
    if world.workers:
        points = points + world.worker_pain * _at_work(world, people, day)
    if world.trend_sd:
        points = points + _drift(people, day)
    return points


def add_to_interval(world: World, people: Arrays, day: np.ndarray) -> np.ndarray | float:
    """Log units that the year and the trend add to an interval planned on these days."""
    units: np.ndarray | float = 0.0
    if world.rush_to_interval:
        units = units + world.rush_to_interval * rush(people["start"] + day)
    if world.worker_to_interval:
        units = units + world.worker_to_interval * _at_work(world, people, day)
    if world.trend_to_interval:
        units = units + world.trend_to_interval * _drift(people, day)
    if world.gap_growth:
        units = units + world.gap_growth * day / TREND_UNIT
    return units


def rush(calendar: np.ndarray) -> np.ndarray:
    """How far the rush before a holiday has come, 0 to 1, on days since a 1 January."""
    year = np.arange(DAYS_PER_YEAR)
    height = np.zeros(DAYS_PER_YEAR)
    for holiday, size in HOLIDAYS:
        to_go = (holiday - year) % DAYS_PER_YEAR
        height += np.where(to_go < RUSH_DAYS, size * np.sin(np.pi * to_go / RUSH_DAYS), 0.0)
    return height[calendar.astype(np.int32) % DAYS_PER_YEAR]


def _at_work(world: World, people: Arrays, day: np.ndarray) -> np.ndarray:
    works = ~np.isnan(people["works_from"])
    since = people["start"] - np.nan_to_num(people["works_from"])
    return works & ((since + day).astype(np.int32) % DAYS_PER_YEAR < 7 * world.worker_weeks)


def _drift(people: Arrays, day: np.ndarray) -> np.ndarray:
    return people["trend"] * np.minimum(day, LONGEST_TREND) / TREND_UNIT
