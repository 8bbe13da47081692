"""What an engine is, as far as the one SQL text and the checks must know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import pandas as pd

from massage.registry.place import Place
from massage.registry.typed import Layout


class TornError(Exception):
    """An engine's reader of a CSV file gave up: a cell isn't a number, or a line is torn."""


class Engine(Protocol):
    """Records with the views ``records`` and ``numbered``, and whole clients in pieces.

    ``in_order`` is set once it is known that each client's rows stand together, by day.
    """

    name: str
    layout: Layout
    place: Place | None
    line: str
    in_order: bool

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the records."""

    def ask(self, statement: str) -> pd.DataFrame:
        """Return what a statement selects."""

    def count_runs(self) -> int:
        """How many stretches of one client's rows there are, if days rise in each; else 0."""

    def number_rows(self) -> None:
        """Make the view ``numbered``, where it isn't there: the typed rows with their places."""

    def head(self, n: int) -> pd.DataFrame:
        """Cells of the first rows as text, empty where there are none, with every column."""

    def find_torn(self) -> pd.DataFrame:
        """Lines that can't be read as text, in order: ``line``, ``rule``, ``found`` cells."""

    def locate(self, place: int) -> tuple[str, int]:
        """Where the row of a ``place`` is, in the words of an error's line."""

    def map_clients(
        self, work: Callable[[pd.DataFrame], pd.DataFrame], columns: Sequence[str]
    ) -> pd.DataFrame:
        """Apply ``work`` to frames of whole clients; see ``analysis.sources``."""

    def close(self) -> None:
        """Let go of the records, and of what was written aside."""
