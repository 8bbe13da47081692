"""Where records are kept, as far as the core must know: whole clients can be asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol, TypeVar

import numpy as np
import pandas as pd

T = TypeVar("T")
Work = Callable[[pd.DataFrame], T]
CLIENT_AND_DAY = ["client_id", "day"]


class Source(Protocol):
    """Records of whole clients, wherever they are kept."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the records."""

    def map_clients(self, work: Work[T], columns: Sequence[str]) -> Iterator[T]:
        """Apply ``work`` to frames of whole clients, ordered by client and day, one by one.

        ``work`` and what it returns can be pickled. In which order frames come isn't specified.
        """


@dataclass(frozen=True)
class Frame:
    """Records in memory, in so many pieces of whole clients."""

    sessions: pd.DataFrame
    pieces: int = 1

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the records."""
        return tuple(map(str, self.sessions.columns))

    def map_clients(self, work: Work[T], columns: Sequence[str]) -> Iterator[T]:
        """Apply ``work`` to one piece after the other."""
        ordered = self.sessions[list(columns)].sort_values(CLIENT_AND_DAY, kind="stable")
        client = pd.factorize(ordered["client_id"])[0]
        parts = np.array_split(np.arange(client.max(initial=-1) + 1), self.pieces)
        edges = [
            len(client),
            *(np.searchsorted(client, one[0]) for one in parts[:0:-1] if len(one)),
        ]
        ends = [0, *edges[::-1]]
        return (work(ordered.iloc[a:b].reset_index(drop=True)) for a, b in pairwise(ends))
