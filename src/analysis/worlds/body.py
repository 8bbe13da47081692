"""The hidden pain and sleep of every simulated client, day by day."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.worlds.world import World

WEEK = 7


class Body:
    """Pain and sleep of all clients at once; ``wake`` moves one day on, ``treat`` is a session.

    pain = usual + fast and slow swings - natural recovery - relief from past sessions. Sleep has
    its own swings and follows pain; ``sleep_week`` is its running mean over about a week, which is
    what a client is asked about.
    """

    def __init__(self, people: pd.DataFrame, world: World, rng: np.random.Generator) -> None:
        self._world, self._rng, self._day = world, rng, 0
        self._usual = people["pain_mean"].to_numpy()
        self._recovery = people["recovery"].to_numpy()
        self._sleep_usual = people["sleep_mean"].to_numpy()
        self._fast, self._slow = people["fast"].to_numpy(), people["slow"].to_numpy()
        self._sleep_swing = rng.normal(0, world.sleep_sd_within, len(people))
        self._relief = np.zeros(len(people))
        self._left_per_day = 0.5 ** (1 / world.relief_half_life)
        self.sleep_week = self.sleep

    @property
    def pain(self) -> np.ndarray:
        """Today's pain, not yet rounded or kept within 0-10."""
        recovered = self._recovery * (1 - np.exp(-self._day / self._world.recovery_days))
        swings = self._fast + self._slow
        return self._usual + swings - recovered - self._world.relief_pain * self._relief

    @property
    def sleep(self) -> np.ndarray:
        """Today's sleep quality, not yet rounded or kept within 0-10."""
        world = self._world
        follows = world.sleep_per_pain_within * (
            self.pain - self._usual + world.relief_pain * self._relief
        )
        return self._sleep_usual + follows + self._sleep_swing + world.relief_sleep * self._relief

    def wake(self) -> None:
        """Move on to the next day."""
        world, rng, n = self._world, self._rng, len(self._usual)
        self._day += 1
        self._fast = _swing(self._fast, world.fast_memory, world.fast_sd, rng.standard_normal(n))
        self._slow = _swing(self._slow, world.slow_memory, world.slow_sd, rng.standard_normal(n))
        self._sleep_swing = _swing(
            self._sleep_swing, world.sleep_memory, world.sleep_sd_within, rng.standard_normal(n)
        )
        self._relief = self._relief * self._left_per_day
        self.sleep_week = self.sleep_week + (self.sleep - self.sleep_week) / WEEK

    def treat(self, who: np.ndarray) -> None:
        """Give the clients ``who`` (positions) a session today."""
        self._relief = self._relief + np.bincount(who, minlength=len(self._relief))


def _swing(value: np.ndarray, memory: float, spread: float, noise: np.ndarray) -> np.ndarray:
    """One step of a stationary first-order autoregression with this standard deviation."""
    return memory * value + spread * np.sqrt(1 - memory**2) * noise
