"""Where records are kept, as far as the core must know: whole clients can be asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

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
