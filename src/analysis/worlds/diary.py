"""The booking diary of a simulated practice: who comes on which day, agreed when, moved or not."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.worlds.world import World

NEVER = -1_000_000
EARLY_VISITS = 4


class Diary:
    """Next appointment of every client, in days since that client's first session."""

    def __init__(self, people: pd.DataFrame, world: World, rng: np.random.Generator) -> None:
        n = len(people)
        self._world, self._rng = world, rng
        self._interval = people["interval"].to_numpy()
        self._last_day = world.records_days - 1 - people["start"].to_numpy()
        self._visits = np.zeros(n, dtype=int)
        self.day = np.zeros(n, dtype=int)
        self.booked_day = -rng.integers(1, 15, n)
        self.original_day = np.full(n, np.nan)

    def due(self, day: int) -> np.ndarray:
        """Positions of the clients who come today."""
        return np.flatnonzero(self.day == day)

    def book_next(self, who: np.ndarray, day: int) -> None:
        """Fix the next appointment of clients who have just been, or let them go."""
        world, rng, n = self._world, self._rng, len(who)
        self._visits[who] += 1
        visits = self._visits[who]
        leaving = np.where(visits <= EARLY_VISITS, world.leaving_early, world.leaving_later)
        log_gap = np.log(self._interval[who]) + rng.normal(0, world.interval_sd_within, n)
        agreed = day + np.maximum(2, np.rint(np.exp(log_gap))).astype(int)
        standing = rng.random(n) < world.standing
        moved = standing & (rng.random(n) < world.moved)
        shift = rng.integers(1, 6, n) * rng.choice([-1, 1], n)
        actual = np.where(moved, np.maximum(day + 1, agreed + shift), agreed)
        notice = rng.integers(0, 6, n)
        fixed_late = np.maximum(day + 1, np.minimum(agreed, actual) - notice)
        moved &= actual != agreed
        stays = (rng.random(n) >= leaving) & (visits < world.most_sessions)
        stays &= actual <= self._last_day[who]
        self.day[who] = np.where(stays, actual, NEVER)
        self.booked_day[who] = np.where(standing & ~moved, day, fixed_late)
        self.original_day[who] = np.where(moved, agreed, np.nan)
