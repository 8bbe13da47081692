"""Sums over all clients, where only some of them are at hand.

What is worked out of rows is written once, for rows of some clients, and asks for the total of what
it added up of them. With all clients at hand that is the total. Else it stops there: totals are
added up over the pieces, and it starts again, with those that are known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import hypot
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
import pandas as pd

T = TypeVar("T")


class Unknown(Exception):  # noqa: N818
    """A total is needed that hasn't been added up yet."""


@dataclass(frozen=True)
class Total(Generic[T]):
    """What was added up over all clients; raises Unknown where it wasn't yet."""

    known: T | None

    @property
    def value(self) -> T:
        """The total."""
        if self.known is None:
            raise Unknown
        return self.known


class Everyone(Protocol):
    """All clients, some of them at hand."""

    def named(self, name: str) -> Everyone:
        """Return the same, for the totals of one question, which are asked for in one order."""

    def add(self, own: T) -> Total[T]:
        """Ask for the total of something that has ``+``, or of a tuple of such."""

    def add_up(self, work: Callable[[], T]) -> Total[T]:
        """Do the same with what ``work`` returns; it isn't called where the total is known."""


class AtHand:
    """Everyone, where all are at hand."""

    def named(self, name: str) -> Everyone:  # noqa: ARG002
        """Return the same."""
        return self

    def add(self, own: T) -> Total[T]:
        """Return what was added up."""
        return Total(own)

    def add_up(self, work: Callable[[], T]) -> Total[T]:
        """Return what it adds up to."""
        return Total(work())


@dataclass
class Piece:
    """Everyone, where a piece is at hand: totals are ``known``, or ``wanted`` from every piece."""

    known: Mapping[str, Sequence[Any]]
    wanted: dict[str, list[Any]]
    name: str = ""
    n_asked: int = 0

    def named(self, name: str) -> Everyone:
        """Return the same, for the totals of one question."""
        return replace(self, name=name, n_asked=0)

    def add(self, own: T) -> Total[T]:
        """Return the total where it is known; else keep what this piece has of it."""
        return self.add_up(lambda: own)

    def add_up(self, work: Callable[[], T]) -> Total[T]:
        """Do the same with what ``work`` returns."""
        known = self.known.get(self.name, ())
        self.n_asked += 1
        if self.n_asked <= len(known):
            return Total(known[self.n_asked - 1])
        self.wanted.setdefault(self.name, []).append(work())
        return Total(None)


ALL_AT_HAND = AtHand()


def join(one: Any, other: Any) -> Any:  # noqa: ANN401
    """Add what two pieces have of a total, or of several."""
    if isinstance(one, tuple | list):
        return type(one)(join(*both) for both in zip(one, other, strict=True))
    return one + other


@dataclass(frozen=True)
class Length:
    """Root of a sum of squares, which adds without squaring: no number is too large for it."""

    value: float

    def __add__(self, other: Length) -> Length:
        return Length(hypot(self.value, other.value))


@dataclass(frozen=True)
class Tally:
    """Distinct rows of a table, and ``n``, how many there are of each."""

    rows: pd.DataFrame

    @classmethod
    def of(cls, table: pd.DataFrame) -> Tally:
        """Count a table's rows."""
        return cls(table.groupby(list(table)).size().rename("n").reset_index())

    def __add__(self, other: Tally) -> Tally:
        both = pd.concat([self.rows, other.rows])
        return Tally(both.groupby(list(both.columns[:-1]))["n"].sum().reset_index())


@dataclass(frozen=True)
class ByNumber:
    """Sums for each number from 0 up, a row each."""

    sums: np.ndarray

    @classmethod
    def of(cls, number: np.ndarray, *values: np.ndarray) -> ByNumber:
        """Add up values by their rows' numbers; how many rows there are comes first."""
        places, ones = number.astype(int), np.ones(len(number))
        size = int(places.max(initial=-1)) + 1
        return cls(np.column_stack([np.bincount(places, v, size) for v in (ones, *values)]))

    def __add__(self, other: ByNumber) -> ByNumber:
        short, long = sorted((self.sums, other.sums), key=len)
        total = long.copy()
        total[: len(short)] += short
        return ByNumber(total)


@dataclass(frozen=True)
class Roll:
    """Codes of clients, in order."""

    codes: pd.Index

    def __add__(self, other: Roll) -> Roll:
        return Roll(self.codes.union(other.codes))
