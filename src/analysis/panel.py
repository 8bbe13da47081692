"""Rows grouped by client, and what is taken off within clients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from analysis.plan import Plan
from analysis.terms import own_terms
from analysis.totals import ALL_AT_HAND, Everyone, Total

NO_SPREAD = 1e-9
EXPLAINED = 1e-12  # of columns' own combinations: below, the others explain all
ROWS_AT_ONCE = 2**15


@dataclass(frozen=True)
class Block:
    """Clients of about as many rows side by side, filled up with rows that aren't ``there``.

    ``rows`` has shape (clients, rows), ``weight`` one axis more, with zeros where none is there.
    """

    clients: np.ndarray
    rows: np.ndarray
    there: np.ndarray
    weight: np.ndarray


@dataclass(frozen=True)
class Panel:
    """Rows grouped by client; every row's client is a number from 0 up, in the rows' order.

    ``own`` has the columns of which each client has slopes of her own (time, waves of the year),
    each times the standard deviation supposed of these slopes, as a share of the rows' own.
    ``chance`` is how likely each row is: 1 but where a visit is supposed in several ways. It is in
    the weight, too. Those at hand may be some of ``everyone``. Where there is a ``level``, rows of
    a client are alike only where that is the same, too: it takes the place of therapists' columns
    where these would be too many.
    """

    client: np.ndarray
    weight: np.ndarray
    own: np.ndarray
    chance: np.ndarray
    everyone: Everyone = ALL_AT_HAND
    level: np.ndarray | None = None

    @classmethod
    def of(
        cls,
        intervals: pd.DataFrame,
        plan: Plan,
        *,
        weighted: bool,
        own_waves: int = 0,
        everyone: Everyone = ALL_AT_HAND,
    ) -> Panel:
        """Group intervals, ordered by client, with their weights or without.

        ``own_waves`` of the year are each client's own. The threats' looks have none: what follows
        from earlier values would be read into them.
        """
        client = number_clients(intervals["client"].to_numpy())
        weight = intervals["weight"].to_numpy() if weighted else np.ones(len(intervals))
        chance = intervals["chance"].to_numpy() if "chance" in intervals else np.ones(len(weight))
        own = own_terms(intervals, plan, own_waves)
        level = intervals["level"].to_numpy() if "level" in intervals else None
        panel = cls(client, weight * chance, own, chance, everyone, level)
        panel.size  # noqa: B018 (asked for together with what is asked for next)
        return panel

    @property
    def n_here(self) -> int:
        """How many clients at hand have rows."""
        return int(self.client[-1]) + 1 if len(self.client) else 0

    @property
    def n_clients(self) -> int:
        """How many clients have rows."""
        return self.size.value[0]

    @property
    def n_rows(self) -> int:
        """How many rows there are."""
        return self.size.value[1]

    @cached_property
    def size(self) -> Total[tuple[int, int]]:
        """Add up clients and rows."""
        return self.everyone.add((self.n_here, len(self.client)))

    @cached_property
    def total_weight(self) -> np.ndarray:
        """Sum of weights per client."""
        return self.sums(np.ones(len(self.client)))

    def sums(self, values: np.ndarray) -> np.ndarray:
        """Weighted sum per client; ``values`` may be a table."""
        if values.ndim == 1:
            return np.bincount(self.client, self.weight * values, minlength=self.n_here)
        return self.weigh() @ values

    def weigh(self, values: np.ndarray | float = 1.0) -> csr_array:
        """Return the matrix whose product with a table sums its rows, times weight and values."""
        adding = self._adding
        return csr_array((self.weight * values, *adding), shape=(self.n_here, len(self.client)))

    @cached_property
    def _adding(self) -> tuple[np.ndarray, np.ndarray]:
        edges = np.append(0, np.cumsum(np.bincount(self.client, minlength=self.n_here)))
        return np.arange(len(self.client), dtype=np.int32), edges.astype(np.int32)

    def means(self, values: np.ndarray) -> np.ndarray:
        """Each client's weighted mean, on every row of hers."""
        return (self.sums(values) / self.total_weight)[self.client]

    def centre(self, values: np.ndarray) -> np.ndarray:
        """Each value minus its client's, or level's, weighted mean; it may be a table."""
        if self.level is not None:
            level, adding = self._levels
            return values - ((adding @ values).T / adding.sum(axis=1)).T[level]
        if values.ndim == 1:
            return values - self.means(values)
        means = (self.sums(values) / self.total_weight[:, None]).take(self.client, axis=0)
        return np.subtract(values, means, out=means)

    @cached_property
    def _levels(self) -> tuple[np.ndarray, csr_array]:
        """Number the levels, and add up rows by them."""
        level, n_rows = pd.factorize(pd.Series(self.level))[0], len(self.client)
        shape = level.max(initial=-1) + 1, n_rows
        return level, csr_array((self.weight, (level, np.arange(n_rows))), shape=shape)

    def settle(self, values: np.ndarray) -> np.ndarray:
        """``centre``, and what each client's own slow course explains taken off.

        Generalised least squares with random slopes per client: rows are multiplied by the inverse
        root of their covariance. With few rows in a short time hardly anything is taken off, with
        many over years nearly the whole course. Source: Laird & Ware 1982, doi:10.2307/2529876.
        """
        if len(self.parts) > 1:
            settled = np.empty(values.shape)
            for part in self.parts:
                settled[part.rows] = part.panel.settle(np.ascontiguousarray(values[part.rows]))
            return settled
        centred = self.centre(values)
        if not self.own.shape[1]:
            return centred
        settled = centred[:, None] if values.ndim == 1 else centred
        own, share = self._own_course
        for block in self.blocks:
            hers, table = own[block.rows], settled[block.rows]
            slopes = share[block.clients] @ ((hers * block.weight).transpose(0, 2, 1) @ table)
            settled[block.rows[block.there]] = (table - hers @ slopes)[block.there]
        return settled.reshape(centred.shape)

    @cached_property
    def _own_course(self) -> tuple[np.ndarray, np.ndarray]:
        """The own columns, centred, and the matrix per client that makes products into slopes."""
        own = self.centre(self.own)
        products = np.empty((self.n_here, own.shape[1], own.shape[1]))
        for block in self.blocks:
            hers = own[block.rows]
            products[block.clients] = (hers * block.weight).transpose(0, 2, 1) @ hers
        size, ways = np.linalg.eigh(products)
        size = np.maximum(size, NO_SPREAD)
        share = (1 - 1 / np.sqrt(1 + size)) / size
        return own, (ways * share[:, None]) @ ways.transpose(0, 2, 1)

    @cached_property
    def blocks(self) -> list[Block]:
        """All clients in blocks."""
        size = np.bincount(self.client, minlength=self.n_here)
        first, level = np.cumsum(size) - size, np.frexp(size - 1)[1]  # up to 1, 2, 4, 8, ... rows
        blocks = []
        for one in np.unique(level):
            clients = np.flatnonzero(level == one)
            place = np.arange(size[clients].max())
            there = place < size[clients, None]
            rows = np.where(there, first[clients, None] + place, 0)
            blocks.append(Block(clients, rows, there, (self.weight[rows] * there)[:, :, None]))
        return blocks

    @property
    def parts(self) -> list[Part]:
        """The same, some clients after the other, so few that they stay in the processor's cache.

        Where all do, that is one part: it isn't kept, or no panel would go before garbage does.
        """
        return self._parts or [Part(0, slice(None), self)]

    @cached_property
    def _parts(self) -> list[Part]:
        n_rows, edges = len(self.client), self._adding[1]
        begins = np.searchsorted(edges, np.arange(0, n_rows, ROWS_AT_ONCE))
        ends = np.unique(np.append(begins, self.n_here))
        return [self._part(*both) for both in pairwise(ends)] if len(ends) > 2 else []

    def _part(self, first: int, after: int) -> Part:
        rows = slice(*self._adding[1][[first, after]])
        level = None if self.level is None else self.level[rows]
        return Part(first, rows, replace(
            self, client=self.client[rows] - first, weight=self.weight[rows],
            own=self.own[rows], chance=self.chance[rows], level=level,
        ))  # fmt: skip

    def regress(self, y: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """Return least squares' slopes of y on columns, all centred."""
        products = self.everyone.add((columns.T @ columns, columns.T @ y))
        return solve_products(*products.value)


@dataclass(frozen=True)
class Part:
    """Some clients of a panel, from the ``first`` on, their rows, and the panel these make."""

    first: int
    rows: slice
    panel: Panel

    def pick(self, columns: Sequence[np.ndarray]) -> np.ndarray:
        """Return its rows of the columns as a table, each column in one piece."""
        return np.array([column[self.rows] for column in columns], dtype=float).T

    def settle(self, values: np.ndarray) -> np.ndarray:
        """Settle its rows."""
        return self.panel.settle(np.ascontiguousarray(values))


def number_clients(client: np.ndarray) -> np.ndarray:
    """Number clients from 0 up, whose rows stand together."""
    return np.append(0, np.cumsum(np.diff(client) != 0))[: len(client)]


def solve_products(products: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Return least squares' slopes from columns' sums of products, with each other and with y.

    Of slopes that fit alike, as where a column is a sum of others, the shortest are taken.
    """
    size = np.sqrt(np.diag(products))
    size = np.where(size > 0, size, 1.0)
    scaled = products / size / size[:, None]
    return (np.linalg.lstsq(scaled, (target.T / size).T, rcond=EXPLAINED)[0].T / size).T
