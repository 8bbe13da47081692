"""The hidden pain and sleep of every simulated client, day by day, as massage finds them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.signal import lfilter

from massage.worlds.world import World

WEEK = 7
DAYS_PER_YEAR = 365


@dataclass(frozen=True)
class Body:
    """Courses without massage, one row per day since each client's first visit, one column each.

    ``pain`` = usual + swing - natural recovery + season, not yet rounded or kept within 0-10.
    ``swing`` is how far pain lies above the client's own course, ``slow`` the part of it that lasts
    for weeks. ``sleep`` is the mean of about the past week, which is what a client is asked about.
    """

    pain: np.ndarray
    swing: np.ndarray
    slow: np.ndarray
    sleep: np.ndarray


def live(people: dict[str, np.ndarray], world: World, rng: np.random.Generator) -> Body:
    """Draw the courses of all clients over the length of the records."""
    shape = (world.records_days, len(people["start"]))

    def draw() -> np.ndarray:
        return rng.standard_normal(shape, dtype=np.float32)

    usual, recovery, rested = (
        people[name].astype(np.float32) for name in ("pain_mean", "recovery", "sleep_mean")
    )
    slow = _swing(people["slow"], world.slow_memory, world.slow_sd, draw())
    swing = _swing(people["fast"], world.fast_memory, world.fast_sd, draw()) + slow
    day = np.arange(world.records_days, dtype=np.float32)[:, None]
    above = swing - recovery * (1 - np.exp(-day / world.recovery_days))
    if world.season_pain:
        calendar = people["start"].astype(np.float32) + day
        waves = world.seasons_per_year * calendar / DAYS_PER_YEAR
        above += world.season_pain * np.cos(2 * np.pi * waves)
    start = rng.normal(0, world.sleep_sd_within, shape[1])
    nights = _swing(start, world.sleep_memory, world.sleep_sd_within, draw())
    nights += rested + world.sleep_per_pain_within * above
    return Body(
        pain=usual + above,
        swing=swing,
        slow=slow,
        sleep=_follow(nights, 1 - 1 / WEEK, 1 / WEEK, nights[0]),
    )


def _swing(start: np.ndarray, memory: float, spread: float, noise: np.ndarray) -> np.ndarray:
    """Return a stationary first-order autoregression with this standard deviation, per column."""
    return _follow(noise, memory, spread * np.sqrt(1 - memory**2), start)


def _follow(news: np.ndarray, memory: float, share: float, start: np.ndarray) -> np.ndarray:
    """Return x[t] = memory * x[t - 1] + share * news[t], from x[0] = start."""
    first = start.astype(news.dtype)[None]
    weights = np.array([share], dtype=news.dtype), np.array([1, -memory], dtype=news.dtype)
    later, _ = lfilter(*weights, news[1:], axis=0, zi=weights[1][1] * -first)
    return np.vstack([first, later])
