"""What every engine is: records with their types in SQL, and whole clients in pieces."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Self

import pandas as pd

from analysis.rules import LINE, ROW
from analysis.sources import T, Work
from massage.registry.place import Place
from massage.registry.typed import Found, Layout

Cells = dict[str, tuple[Found, str]]


class TornError(Exception):
    """An engine's reader of a CSV file gave up: a cell isn't a number, or a line is torn."""


class Engine(ABC):
    """Records with the views ``records`` and ``numbered``, and whole clients in pieces.

    ``found`` has as what each column is found, and the SQL of its cells, read from ``given``.
    ``in_order`` is set once it is known that each client's rows stand together, by day. ``careful``
    engines take longer with a CSV file, and can say of any cell what is wrong with it.
    """

    name: ClassVar[str]
    mark: ClassVar[str]  # what stands around the name of a column
    text: ClassVar[str]  # the type of text, and how the types of others begin
    numbers: ClassVar[tuple[str, ...]]
    whole: ClassVar[tuple[str, ...]]
    kinds: ClassVar[Mapping[str, Found]]
    errors: ClassVar[tuple[type[Exception], ...]]

    given: str
    found: Cells
    layout: Layout
    place: Place | None
    line = LINE
    in_order = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the records."""
        return tuple(self.layout.names)

    @property
    def is_csv(self) -> bool:
        """Whether the records are cells of a CSV file."""
        return bool(self.place and self.place.kind == "csv")

    def ask(self, statement: str) -> pd.DataFrame:
        """Return what a statement selects; raises TornError where a CSV file can't be read."""
        try:
            return self.select(statement)
        except self.errors as error:
            if self.is_csv and self.is_torn(error):
                raise TornError(str(error)) from None
            raise

    def head(self, n: int) -> pd.DataFrame:
        """Cells of the first rows as text, "" where there are none, with every column."""
        if self.place and self.is_csv:
            return self.place.head.head(n)
        cells = [f"{cell} AS {self.quote(name)}" for name, (_, cell) in self.found.items()]
        rows = self.ask(f"SELECT {', '.join(cells)} FROM {self.given} LIMIT {n}")
        return rows.astype(object).where(rows.notna(), "").map(str)

    def locate(self, place: int) -> tuple[str, int]:
        """Where the row of a ``place`` is: line 2 is the first of a file, row 0 of a frame."""
        if self.place is None:
            return ROW, place - 1
        if len(self.place.paths) == 1 and "*" not in self.place.paths[0]:
            return self.line, place + 1
        before = 0
        for path, n in self.count_rows():
            if place <= before + n:
                return f"{Path(path).name}, {LINE}", place - before + 1
            before += n
        raise ValueError(f"there are {before} rows, and no row {place}")

    def quote(self, name: str) -> str:
        """The name of a column as SQL writes it."""
        return self.mark + name.replace(self.mark, 2 * self.mark) + self.mark

    def name_cells(self, types: Mapping[str, str]) -> Cells:
        """As what columns of these types are found, and the SQL of their cells."""
        return {name: self._name_kind(kind, self.quote(name)) for name, kind in types.items()}

    def _name_kind(self, kind: str, cell: str) -> tuple[Found, str]:
        if kind.split("(")[0] in self.numbers:
            return "number", cell
        if kind in self.whole:
            return "whole", cell
        if kind in self.kinds:
            return self.kinds[kind], cell
        return "string", f"CAST({cell} AS {self.text})"

    def number_rows(self) -> object:
        """Make the view ``numbered``, where it isn't there: the typed rows with their places."""
        return None

    def count_runs(self) -> int:
        """How many stretches of one client's rows there are, if days rise in each; else 0."""
        return 0

    @abstractmethod
    def keep_clients(self, codes: pd.Index) -> None:
        """Keep only the rows of these clients in ``records``, by their codes in order."""

    @abstractmethod
    def select(self, statement: str) -> pd.DataFrame:
        """Return what a statement selects."""

    @abstractmethod
    def is_torn(self, error: Exception) -> bool:
        """Whether this is how the reader of a CSV file gives up."""

    @abstractmethod
    def count_rows(self) -> Sequence[tuple[str, int]]:
        """How many rows each file has, in the order in which they are numbered."""

    @abstractmethod
    def find_torn(self) -> pd.DataFrame:
        """Lines that can't be read as text, in order: ``line``, ``rule``, ``found`` cells."""

    @abstractmethod
    def map_clients(self, work: Work[T], columns: Sequence[str]) -> Iterator[T]:
        """Apply ``work`` to frames of whole clients; see ``analysis.sources``."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the records, and of what was written aside."""
