"""Regression within clients: each is her own control, each is left out once, in closed form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import hypot

import numpy as np
import pandas as pd

from analysis.codes import Code
from analysis.estimate import standardise
from analysis.intervals import DAYS_PER_YEAR
from analysis.plan import Plan
from analysis.schema import Outcome

HALF_YEAR = 180
ONE_DECIDES, NO_CHANGE = Code("one_decides"), Code("no_change")
NO_SPREAD = 1e-9
CLIENTS_AT_ONCE = 4096  # as many tables of rows as memory holds easily
SINGULAR = 1e-4  # share of a column's spread below which the others explain all of it


@dataclass(frozen=True)
class Panel:
    """Rows grouped by client; every row's client is a number from 0 up, in the rows' order.

    ``own`` has the columns of which each client has slopes of her own (time, waves of the year),
    each times the standard deviation supposed of these slopes, as a share of the rows' own.
    ``chance`` is how likely each row is: 1 but where a visit is supposed in several ways. It is in
    the weight, too.
    """

    client: np.ndarray
    weight: np.ndarray
    own: np.ndarray
    chance: np.ndarray

    @classmethod
    def of(
        cls, intervals: pd.DataFrame, plan: Plan, *, weighted: bool, own_waves: int = 0
    ) -> Panel:
        """Group intervals, ordered by client, with their weights or without.

        ``own_waves`` of the year are each client's own. The threats' looks have none: what follows
        from earlier values would be read into them.
        """
        client = np.unique(intervals["client"].to_numpy(), return_inverse=True)[1]
        weight = intervals["weight"].to_numpy() if weighted else np.ones(len(intervals))
        chance = intervals["chance"].to_numpy() if "chance" in intervals else np.ones(len(weight))
        return cls(client, weight * chance, own_terms(intervals, plan, own_waves), chance)

    @property
    def n_clients(self) -> int:
        """How many clients have rows."""
        return int(self.client[-1]) + 1 if len(self.client) else 0

    @property
    def n_rows(self) -> int:
        """How many rows there are."""
        return len(self.client)

    def sums(self, values: np.ndarray) -> np.ndarray:
        """Weighted sum per client."""
        return np.bincount(self.client, self.weight * values, minlength=self.n_clients)

    def means(self, values: np.ndarray) -> np.ndarray:
        """Each client's weighted mean, on every row of hers."""
        return (self.sums(values) / self.sums(np.ones(self.n_rows)))[self.client]

    def centre(self, values: np.ndarray) -> np.ndarray:
        """Each value minus its client's weighted mean; ``values`` may be a table."""
        if values.ndim == 1:
            return values - self.means(values)
        edges = np.searchsorted(self.client, np.arange(self.n_clients))
        totals = np.add.reduceat(values * self.weight[:, None], edges, axis=0)
        return values - (totals / self.sums(np.ones(self.n_rows))[:, None])[self.client]

    def settle(self, values: np.ndarray) -> np.ndarray:
        """``centre``, and what each client's own slow course explains taken off.

        Generalised least squares with random slopes per client: rows are multiplied by the inverse
        root of their covariance. With few rows in a short time hardly anything is taken off, with
        many over years nearly the whole course. Source: Laird & Ware 1982, doi:10.2307/2529876.
        """
        centred = self.centre(values)
        if not self.own.shape[1]:
            return centred
        own, share = self._own_course
        table = centred.reshape(self.n_rows, -1)
        slopes = share @ self.products(own, table)
        taken = np.einsum("rq,rqc->rc", own, slopes[self.client])
        return (table - taken).reshape(centred.shape)

    @cached_property
    def _own_course(self) -> tuple[np.ndarray, np.ndarray]:
        """The own columns, centred, and the matrix per client that makes products into slopes."""
        own = self.centre(self.own)
        size, ways = np.linalg.eigh(self.products(own, own))
        size = np.maximum(size, NO_SPREAD)
        share = (1 - 1 / np.sqrt(1 + size)) / size
        return own, (ways * share[:, None]) @ ways.transpose(0, 2, 1)

    def products(self, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        """Weighted sums of products of two tables' columns, one matrix per client.

        Rows of some thousand clients at a time are laid side by side, so that memory stays small.
        """
        size = np.bincount(self.client, minlength=self.n_clients)
        place = np.arange(self.n_rows) - (np.cumsum(size) - size)[self.client]
        found = np.empty((self.n_clients, first.shape[1], second.shape[1]))
        ends = np.cumsum(size)
        for start in range(0, self.n_clients, CLIENTS_AT_ONCE):
            some = slice(start, start + CLIENTS_AT_ONCE)
            rows = slice(ends[start] - size[start], ends[some][-1])
            left = np.zeros((len(size[some]), size.max(), first.shape[1]))
            right = np.zeros((len(size[some]), size.max(), second.shape[1]))
            here = self.client[rows] - start, place[rows]
            left[here] = first[rows] * self.weight[rows, None]
            right[here] = second[rows]
            found[some] = left.transpose(0, 2, 1) @ right
        return found


@dataclass(frozen=True)
class Fit:
    """Coefficients in raw units: from all rows first, then without each client, one row each.

    ``spread_left`` is the share of the first column's spread that the others leave, in the same
    order: near zero, the first coefficient stands on nothing.
    """

    estimates: np.ndarray
    spread_left: np.ndarray

    @property
    def fault(self) -> Code | None:
        """Why the first coefficient can't be worked out, from all rows or without some client."""
        stands = self.spread_left > SINGULAR
        if stands.all():
            return None
        return ONE_DECIDES if stands[0] else NO_CHANGE


def fit_within(
    panel: Panel,
    y: np.ndarray,
    columns: np.ndarray,
    *,
    instruments: np.ndarray | None = None,
    always: int = 1,
    ridge: float = 0.0,
) -> Fit:
    """Regress ``y`` on ``columns`` within clients, and again without each client.

    Everything is scaled, and centred within client by weight. Columns without spread are dropped
    (their coefficients are zero), except the first ``always`` ones; the rest are divided by their
    standard deviation, and ``ridge`` times the number of rows is added on all but the first.
    ``instruments`` stand for the columns where a column may react to what it should explain:
    b = (Z'wX)^-1 Z'wy. A client's products are taken off the total, so nothing is fitted twice.
    """
    standard, units = standardise(np.column_stack([columns, y]))
    centred, unit = panel.settle(standard), units[:-1]
    x, y = centred[:, :-1], centred[:, -1]
    y = y if y.std() >= NO_SPREAD else np.zeros(len(y))
    z = x if instruments is None else panel.settle(instruments / unit)
    spread = x.std(axis=0)
    kept = (spread >= NO_SPREAD) | (np.arange(len(spread)) < always)
    scale = np.where(spread >= NO_SPREAD, spread, 1.0)[kept]
    x, z = x[:, kept] / scale, z[:, kept] / scale
    per_client = panel.products(z, np.column_stack([x, y]))
    total = per_client.sum(axis=0)
    sums = np.concatenate([total[None], total - per_client])
    matrix, target = sums[:, :, :-1], sums[:, :, -1]
    penalty = ridge * panel.n_rows * np.eye(matrix.shape[1])
    penalty[0, 0] = 0.0
    spread_left, solved = _solve(matrix + penalty, target)
    found = np.zeros((len(sums), len(kept)))
    found[:, kept] = solved / scale * (units[-1] / unit[kept])
    return Fit(found, spread_left)


def _solve(matrix: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Solve each system; its first column's share of spread given the others comes first."""
    first = matrix[:, 0, 0]
    usable = first > SINGULAR * max(first[0], NO_SPREAD)
    safe = np.where(usable[:, None, None], matrix, np.eye(matrix.shape[1]))
    only_first = np.zeros_like(target)
    only_first[:, 0] = 1.0
    both = np.linalg.solve(safe, np.stack([target, only_first], axis=-1))
    with np.errstate(divide="ignore"):
        left = np.where(usable, 1 / (both[:, 0, 1] * np.where(usable, first, 1.0)), 0.0)
    return left, np.where(usable[:, None], both[:, :, 0], np.nan)


def residuals_within(panel: Panel, y: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return what weighted least squares within clients leaves of ``y``."""
    x, y = panel.settle(standardise(columns)[0]), panel.settle(y)
    root = np.sqrt(panel.weight)
    return y - x @ np.linalg.lstsq(x * root[:, None], y * root, rcond=None)[0]


def jackknife_error(estimates: np.ndarray) -> float:
    """Standard error from the full estimate, which comes first, and those without each client."""
    n = len(estimates) - 1
    return float(np.sqrt((n - 1) / n)) * hypot(*(estimates[1:] - estimates[0]))


def has_book(intervals: pd.DataFrame) -> bool:
    """Whether the records hold what stood in the book."""
    return bool(intervals["book"].any())


def time_terms(day: np.ndarray) -> list[np.ndarray]:
    """Return log(1 + day) and day in half-years: recovery that slows down, and a trend."""
    return [np.log1p(day), day / HALF_YEAR]


def season_terms(
    intervals: pd.DataFrame, waves: int, after: np.ndarray | float = 0.0
) -> list[np.ndarray]:
    """Waves of the year, read so many days after the starting visit; none without a calendar."""
    if "calendar" not in intervals:
        return []
    angle = 2 * np.pi * (intervals["calendar"].to_numpy() + after) / DAYS_PER_YEAR
    return [wave(n * angle) for n in range(1, waves + 1) for wave in (np.cos, np.sin)]


def own_terms(intervals: pd.DataFrame, plan: Plan, own_waves: int) -> np.ndarray:
    """Return the columns of which each client has slopes of her own; none without the book."""
    if not has_book(intervals):
        return np.empty((len(intervals), 0))
    season = season_terms(intervals, own_waves)
    time = intervals["start"].to_numpy() / HALF_YEAR
    columns = [plan.own_trend * time, *(plan.own_season * wave for wave in season)]
    return np.column_stack(columns)


def timed_terms(
    intervals: pd.DataFrame, day: np.ndarray, plan: Plan, hinges: Sequence[int] = ()
) -> list[np.ndarray]:
    """Return the terms of time and season on these days, and the days beyond each hinge.

    One wave where the records don't hold what stood in the book: they are read as they always were.
    """
    waves = plan.season_waves if has_book(intervals) else 1
    beyond = [np.maximum(0, day - hinge) for hinge in hinges]
    after = day - intervals["start"].to_numpy()
    return [*time_terms(day), *beyond, *season_terms(intervals, waves, after)]


def name_surprises(plan: Plan) -> list[str]:
    """Name the columns of what was surprising of the intervals agreed before, the last first."""
    return [f"surprise_{k}" for k in range(1, plan.earlier_surprises + 1)]


def therapist_terms(intervals: pd.DataFrame, panel: Panel, plan: Plan) -> list[np.ndarray]:
    """Indicators of therapists at either visit but the first, that vary within enough clients."""
    size = np.bincount(panel.client)
    terms = []
    for column in ("therapist", "therapist_before"):
        codes = intervals[column].to_numpy() if column in intervals else np.array([])
        for code in np.unique(codes)[1:]:
            here = (codes == code).astype(float)
            rows = np.bincount(panel.client, here)
            if ((rows > 0) & (rows < size)).sum() >= plan.fewest_varying:
                terms.append(here)
    return terms


def starting_terms(intervals: pd.DataFrame, outcome: Outcome, plan: Plan) -> list[np.ndarray]:
    """Return the starting visit's values, square and cube of before, and surprises before it.

    A rating lasts, and a client's mean holds her earlier intervals: were these left out, what they
    did to earlier ratings would be read into later intervals. Where an interval follows the course
    of pain, so do earlier ones, and only what was surprising of them tells nothing of that course.
    """
    middle, range_ = (outcome.low + outcome.high) / 2, outcome.high - outcome.low
    bent = (intervals["before"].to_numpy() - middle) / (0.3 * range_)
    earlier = intervals.columns.intersection(name_surprises(plan))
    values, surprises = intervals[value_columns(intervals)], intervals[earlier]
    return [*values.to_numpy().T, bent**2, bent**3, *surprises.to_numpy().T]


def value_columns(intervals: pd.DataFrame) -> list[str]:
    """Name the columns of values at the starting visit, the outcome on arrival first."""
    return [c for c in ("before", "after", "pain_before", "pain_after") if c in intervals]


def needed_columns(intervals: pd.DataFrame) -> list[str]:
    """Name the columns at the starting visit that a row must have a value in."""
    shared = [c for c in ("therapist", "therapist_before", "calendar") if c in intervals]
    return value_columns(intervals) + shared
