"""What an engine is, as far as the one SQL text and the checks must know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import pandas as pd

from massage.registry.place import Place
from massage.registry.typed import Layout


class Engine(Protocol):
    """Records with the views ``records`` and ``numbered``, and whole clients in pieces."""

    name: str
    layout: Layout
    place: Place | None

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the records."""

    def ask(self, statement: str) -> pd.DataFrame:
        """Return what a statement selects."""

    def map_clients(
        self, work: Callable[[pd.DataFrame], pd.DataFrame], columns: Sequence[str]
    ) -> pd.DataFrame:
        """Apply ``work`` to frames of whole clients; see ``analysis.sources``."""

    def close(self) -> None:
        """Let go of the records, and of what was written aside."""
