"""Where records are kept, as far as the core must know: whole clients can be asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

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
