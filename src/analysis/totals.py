"""Sums over all clients, where only some of them are at hand.

What is worked out of rows is written once, for rows of some clients, and asks for the total of what
it added up of them. With all clients at hand that is the total. Else it stops there: totals are
added up over the pieces, and it starts again, with those that are known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import hypot
from typing import Any, Generic, TypeVar

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


@dataclass(eq=False)
class Everyone:
    """All clients. Where a piece is at hand, totals are ``known``, or ``wanted`` of every piece.

    They are known by the question's name, in the order in which it asks for them.
    """

    known: Mapping[str, Sequence[Any]] | None = None
    wanted: dict[str, list[Any]] = field(default_factory=dict)
    name: str = ""
    n_asked: int = 0

    def named(self, name: str) -> Everyone:
        """Return the same, for the totals of one question."""
        return replace(self, name=name, n_asked=0)

    def add(self, own: T) -> Total[T]:
        """Ask for the total of something that has ``+``, or of a tuple or list of such."""
        return self.add_up(lambda: own)

    def add_up(self, work: Callable[[], T]) -> Total[T]:
        """Do the same with what ``work`` returns; it isn't called where the total is known."""
        if self.known is None:
            return Total(work())
        known = self.known.get(self.name, ())
        self.n_asked += 1
        if self.n_asked <= len(known):
            return Total(known[self.n_asked - 1])
        self.wanted.setdefault(self.name, []).append(work())
        return Total(None)


ALL_AT_HAND = Everyone()


def join(one: Any, other: Any) -> Any:  # noqa: ANN401
    """Add what two pieces have of a total, or of several."""
    if isinstance(one, dict):
        return {name: join(one[name], other[name]) for name in one}
    if isinstance(one, tuple | list):
        return type(one)(join(*both) for both in zip(one, other, strict=True))
    return one + other


class Length(float):
    """Root of a sum of squares, which adds without squaring: no number is too large for it."""

    def __add__(self, other: float) -> Length:
        return Length(hypot(self, other))


@dataclass(frozen=True)
class Tally:
    """Distinct rows of a table, in order, and ``n``, how many there are of each."""

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
    """Sums for each number from 0 up, a row each; how many rows they are of comes first."""

    sums: np.ndarray

    @classmethod
    def of(cls, number: np.ndarray, *values: np.ndarray) -> ByNumber:
        """Add up values by their rows' numbers."""
        places, size = number.astype(int), int(number.max(initial=-1)) + 1
        columns = (np.ones(len(places)), *values)
        return cls(np.column_stack([np.bincount(places, one, size) for one in columns]))

    def __add__(self, other: ByNumber) -> ByNumber:
        short, long = sorted((self.sums, other.sums), key=len)
        return ByNumber(long + np.pad(short, ((0, len(long) - len(short)), (0, 0))))


@dataclass(frozen=True)
class Codes:
    """Codes in order, each once."""

    codes: pd.Index

    @classmethod
    def of(cls, codes: pd.Series) -> Codes:
        """Read them from a column."""
        return cls(pd.Index(codes.dropna().unique(), dtype=object).sort_values())

    def __add__(self, other: Codes) -> Codes:
        return Codes(self.codes.union(other.codes))

    def number(self, codes: Any) -> np.ndarray:  # noqa: ANN401
        """Return the place of each code among them, NaN where missing."""
        numbers, different = pd.factorize(pd.Series(codes))
        places = self.codes.get_indexer(pd.Index(different, dtype=object))
        return np.append(np.where(places < 0, np.nan, places), np.nan)[numbers]
