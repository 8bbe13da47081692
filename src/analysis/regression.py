"""Slope of an outcome on an exposure, adjusted for other columns of a table of people (ANCOVA)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from analysis.codes import Code
from analysis.estimate import (
    Estimate,
    around,
    count_deciding,
)
from analysis.people import as_frame, complete_rows, holds_numbers, refuse_text
from analysis.plan import FEWEST_CLIENTS
from analysis.scale import rounding_share, standardise

NOTHING_KEPT = 1e-10  # of a residual's variance, where one group decides what is fitted to it
NOTHING_LEFT = 1e-9  # share of a column's spread below which the others explain all of it
SMALLEST = np.finfo(float).tiny  # with all its digits
ROUNDINGS = 4  # as many roundings, each of the coarsest column, may stand in such a share


def ancova(
    table: pd.DataFrame,
    *,
    outcome: str,
    exposure: str,
    adjust_for: Sequence[str] = (),
    cluster: str | None = None,
    level: float = 0.95,
    fewest: int = FEWEST_CLIENTS,
) -> Estimate:
    """Estimate by how much ``outcome`` differs per unit of ``exposure``, other columns held equal.

    Parameters
    ----------
    table : one row per person. Rows with a missing value are left out and counted.
    outcome, exposure : names of numeric columns. No sign is turned.
    adjust_for : names of columns; text columns become one indicator per value but the first.
    cluster : name of a column that groups people, such as their therapist.
    level, fewest : coverage of the interval; people without whom no number is given.

    Returns
    -------
    Estimate in units of ``outcome`` per unit of ``exposure``. Without ``cluster`` the standard
    error is the larger of HC3's (spread may differ between people) and the usual one, t with as
    many degrees of freedom as people decide, n - number of coefficients at most: HC3 alone is far
    too small where few differ in the exposure, or few in the outcome. With ``cluster`` it is CR2
    with Satterthwaite's degrees of freedom, which holds its error rate with as few as six groups,
    where the common CR1 does not. NaN with a ``reason`` for too few people, an exposure that is
    constant or explained by the others, one person or group that decides everything, or a slope too
    large or too small for a number. Raises ValueError for a column that isn't there or is named
    twice, an outcome or exposure that isn't numeric, dates or other objects to adjust for, or a
    level that isn't between 0 and 1.

    Limits
    ------
    A slope says what goes together, not what causes what. Columns are centred and scaled first, so
    their units don't matter. Tried by simulation from 20 to 600 people, down to two of them who
    differ from all others (tests/reference/few_differ.csv). CR2 rejects far too often where
    few differ: take the wider of the intervals with and without ``cluster``, as question 1 does
    (few_by_therapist.csv). Sources: MacKinnon & White 1985, doi:10.1016/0304-4076(85)90158-7 (HC3);
    Pustejovsky & Tipton 2018, doi:10.1080/07350015.2016.1247004 (CR2).
    """
    table, adjust_for = as_frame(table), list(dict.fromkeys(adjust_for))
    kind = {"adjust_for": adjust_for, "cluster": cluster}
    method = Code("least_squares" if cluster is None else "least_squares_clustered", **kind)
    if len({outcome, exposure, *adjust_for}) < 2 + len(adjust_for):
        raise ValueError(f"{outcome} and {exposure} must be two columns, neither adjusted for")
    used = [outcome, exposure, *adjust_for, *([cluster] if cluster else [])]
    if cluster is not None and cluster in table and table[cluster].isna().all():
        return Estimate.blank(method, level).unanswered(Code("not_recorded", column=cluster))
    rows, blank = complete_rows(table, used, method, level, fewest)
    if not blank.answered:
        return blank
    refuse_text(rows, [exposure, outcome])
    made = np.array(_list_columns(rows, [*adjust_for, exposure, outcome])).T
    standard, units = standardise(made)
    nothing = max(NOTHING_LEFT, ROUNDINGS * rounding_share(made))
    design = _design(standard[:, :-1], nothing)
    if design is None:
        return blank.unanswered(Code("no_exposure", column=exposure))
    y = standard[:, -1]
    if len(y) - design.shape[1] < 2:
        return blank.unanswered(Code("many_columns"))
    fit = _Fit.of(y, design)
    if np.linalg.norm(fit.residuals) <= nothing * np.linalg.norm(y):
        return blank.unanswered(Code("no_scatter", column=outcome))
    found = _hc3(blank, fit) if cluster is None else _cr2(blank, fit, rows[cluster])
    return _in_units(found, units[-1], units[-2])


@dataclass(frozen=True)
class _Fit:
    """Least squares on orthonormal columns, the exposure last; people's weights in the slope."""

    slope: float
    residuals: np.ndarray
    orthonormal: np.ndarray
    weights: np.ndarray

    @classmethod
    def of(cls, y: np.ndarray, design: np.ndarray) -> _Fit:
        orthonormal, triangle = np.linalg.qr(design)
        weights = orthonormal[:, -1] / triangle[-1, -1]
        residuals = y - orthonormal @ (orthonormal.T @ y)
        return cls(float(weights @ y), residuals, orthonormal, weights)

    @property
    def leverage(self) -> np.ndarray:
        return np.einsum("ij,ij->i", self.orthonormal, self.orthonormal)


def _list_columns(frame: pd.DataFrame, names: Sequence[str]) -> list[np.ndarray]:
    """Numbers as they are; text as one indicator per value but the first."""
    columns = []
    for name in names:
        column = frame[name]
        if holds_numbers(column):
            columns.append(column.to_numpy(dtype=float))
        elif pd.api.types.is_datetime64_any_dtype(column):
            raise ValueError(f"{name} holds dates: turn them into numbers, such as days")
        elif not _holds_text(column):
            raise ValueError(f"{name} holds neither numbers nor text: turn it into one of them")
        else:
            columns.extend(pd.get_dummies(column, drop_first=True, dtype=float).to_numpy().T)
    return columns


def _holds_text(column: pd.Series) -> bool:
    if isinstance(column.dtype, pd.StringDtype):
        return True
    return bool(column.map(lambda value: isinstance(value, str | bool)).all())


def _design(columns: np.ndarray, nothing: float) -> np.ndarray | None:
    """Constant, columns that add something, exposure last; None when nothing is left of it.

    What a column adds is what two rounds of projection leave of it (Giraud et al. 2005,
    doi:10.1007/s00211-005-0615-4): one would leave rounding of what the others explain.
    """
    n, k = columns.shape
    basis = np.full((k + 1, n), n**-0.5)
    kept: list[int] = []
    for place, column in enumerate(columns.T):
        before = basis[: 1 + len(kept)]
        rest = column - (before @ column) @ before
        rest -= (before @ rest) @ before
        length = np.linalg.norm(rest)
        if length > nothing * np.linalg.norm(column):
            basis[1 + len(kept)] = rest / length
            kept.append(place)
    return np.column_stack([np.ones(n), columns[:, kept]]) if k - 1 in kept else None


def _in_units(found: Estimate, outcome: float, exposure: float) -> Estimate:
    """Turn a slope of standardised columns into one in their own units, or say why it can't be."""
    names = ("estimate", "low", "high", "standard_error")
    with np.errstate(all="ignore"):
        unit = outcome / exposure
        slope: dict[str, Any] = {name: float(getattr(found, name) * unit) for name in names}
    fits = np.isfinite([*slope.values()]).all() and slope["standard_error"] >= SMALLEST
    if found.answered and not fits:
        return found.unanswered(Code("too_large"))
    return replace(found, **slope)


def _hc3(blank: Estimate, fit: _Fit) -> Estimate:
    kept = 1 - fit.leverage
    if (kept < NOTHING_KEPT).any():
        return blank.unanswered(Code("one_client_alone"))
    robust = np.sum((fit.weights * fit.residuals / kept) ** 2)
    n, coefficients = fit.orthonormal.shape
    usual = np.sum(fit.residuals**2) / (n - coefficients) * np.sum(fit.weights**2)
    n_deciding, df = count_deciding(fit.weights, fit.residuals, n - coefficients)
    error = np.sqrt(np.maximum(robust, usual))
    return around(replace(blank, n_deciding=n_deciding), fit.slope, error, df)


def _cr2(blank: Estimate, fit: _Fit, cluster: pd.Series) -> Estimate:
    """Bell and McCaffrey's bias-reduced errors, degrees of freedom under an independent model."""
    group, groups = pd.factorize(cluster)
    if len(groups) < 3:
        return blank.unanswered(Code("lone_groups", n=len(groups)))
    weights = _correct_all(fit, group)
    scores, lengths, *projected = (
        np.bincount(group, weights * column)
        for column in (fit.residuals, weights, *fit.orthonormal.T)
    )
    across = np.array(projected)
    explained = np.sum(across**2, axis=0)
    trace = np.sum(lengths - explained)
    squares = np.sum(lengths * (lengths - 2 * explained)) + np.sum((across @ across.T) ** 2)
    return around(blank, fit.slope, np.sqrt(np.sum(scores**2)), trace**2 / squares)


def _correct_all(fit: _Fit, group: np.ndarray) -> np.ndarray:
    """Each person's corrected weight in the slope, group by group."""
    if group.max() + 1 == len(group):
        left = 1 - fit.leverage
        kept = left > NOTHING_KEPT
        return np.where(kept, fit.weights / np.sqrt(np.where(kept, left, 1.0)), 0.0)
    weights, order = np.empty(len(group)), np.argsort(group, kind="stable")
    for members in np.split(order, np.cumsum(np.bincount(group))[:-1]):
        weights[members] = _correct(fit.weights[members], fit.orthonormal[members])
    return weights


def _correct(weights: np.ndarray, half: np.ndarray) -> np.ndarray:
    """Multiply by the inverse square root of ``I - half half'``, whose size is the group's."""
    vectors, values, _ = np.linalg.svd(half, full_matrices=False)
    left = 1 - values**2
    kept = left > NOTHING_KEPT
    change = np.where(kept, 1 / np.sqrt(np.where(kept, left, 1.0)), 0.0) - 1
    return weights + vectors @ (change * (vectors.T @ weights))
