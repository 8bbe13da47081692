"""Where records are kept, as far as the core must know: whole clients can be asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
import pandas as pd

Work = Callable[[pd.DataFrame], pd.DataFrame]
CLIENT_AND_DAY = ["client_id", "day"]


class Source(Protocol):
    """Records of whole clients, wherever they are kept."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the records."""

    def map_clients(self, work: Work, columns: Sequence[str]) -> pd.DataFrame:
        """Apply ``work`` to frames of whole clients, ordered by client and day, and join the rest.

        ``work`` can be pickled and returns small frames. The order of the returned rows isn't
        specified, so that ``work`` returns what tells them apart.
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

    def map_clients(self, work: Work, columns: Sequence[str]) -> pd.DataFrame:
        """Apply ``work`` to one piece after the other."""
        ordered = self.sessions[list(columns)].sort_values(CLIENT_AND_DAY, kind="stable")
        client = pd.factorize(ordered["client_id"])[0]
        parts = np.array_split(np.arange(client.max(initial=-1) + 1), self.pieces)
        edges = [
            len(client),
            *(np.searchsorted(client, one[0]) for one in parts[:0:-1] if len(one)),
        ]
        ends = [0, *edges[::-1]]
        frames = [ordered.iloc[a:b] for a, b in pairwise(ends)]
        return pd.concat([work(one.reset_index(drop=True)) for one in frames])
