"""What stands in the book for each client, in order of days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from massage.worlds.sizes import World

FAR = 1_000_000  # no day at all


@dataclass(frozen=True)
class Slots:
    """Booked visits in order of days, a row per client: day (``FAR``: none), and when made.

    ``normal`` is the chance part of the planned interval that leads to it.
    """

    day: np.ndarray
    made: np.ndarray
    normal: np.ndarray

    def __getitem__(self, clients: np.ndarray) -> Slots:
        """Keep some clients."""
        return Slots(self.day[clients], self.made[clients], self.normal[clients])

    def at(self, place: np.ndarray) -> Slots:
        """Return one slot of each client, as one column each."""
        past = place >= self.day.shape[1]
        inside = np.minimum(place, self.day.shape[1] - 1)[:, None]
        day, made, normal = (
            np.take_along_axis(values, inside, axis=1)[:, 0]
            for values in (self.day, self.made, self.normal)
        )
        return Slots(np.where(past, FAR, day), made, normal)

    def drop(self, count: np.ndarray) -> Slots:
        """Take each client's first so many slots out of the book."""
        kept = [self.at(count + place) for place in range(self.day.shape[1])]
        return Slots(*(np.column_stack([getattr(one, name) for one in kept])
                       for name in ("day", "made", "normal")))  # fmt: skip


def empty_book(n_clients: int, world: World) -> Slots:
    """Return a book in which nothing stands."""
    shape = (n_clients, world.series_length if world.series else 1)
    return Slots(np.full(shape, FAR), np.zeros(shape, dtype=int), np.zeros(shape))
