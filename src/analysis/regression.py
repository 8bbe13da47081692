"""Slope of an outcome on an exposure, adjusted for other columns of a table of people (ANCOVA)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from statsmodels.regression.linear_model import OLS

from analysis.complete import complete_rows, is_number
from analysis.estimate import FEWEST_CLIENTS, Estimate, around, check_level, unanswered
from analysis.words import plain

NOTHING_KEPT = 1e-10  # of a residual's variance, where one group decides what is fitted to it
NOTHING_LEFT = 1e-9  # share of a column's spread below which the others explain all of it


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
    level : coverage of the interval.
    fewest : people without whom no number is given.

    Returns
    -------
    Estimate in units of ``outcome`` per unit of ``exposure``. Without ``cluster`` the standard
    error is HC3 (spread may differ between people), t with n - number of coefficients degrees of
    freedom. With ``cluster`` it is CR2 with Satterthwaite's degrees of freedom, which holds its
    error rate with as few as six groups, where the common CR1 does not. NaN with a ``reason`` for
    fewer people than ``fewest``, an exposure that is constant or explained by the others, or one
    person or group that decides everything.

    Raises
    ------
    ValueError for a column that isn't there or is named twice, an outcome or exposure that isn't
    numeric, or a level that isn't between 0 and 1.

    Sources
    -------
    MacKinnon & White 1985, doi:10.1016/0304-4076(85)90158-7 (HC3); Pustejovsky & Tipton 2018,
    doi:10.1080/07350015.2016.1247004 (CR2).
    """
    errors = "HC3 errors" if cluster is None else f"CR2 errors clustered by {cluster}"
    name = f"least squares adjusted for {', '.join(map(str, adjust_for)) or 'nothing'}, {errors}"
    check_level(level)
    adjust_for = list(dict.fromkeys(adjust_for))
    if len({outcome, exposure, *adjust_for}) < 2 + len(adjust_for):
        raise ValueError(f"{outcome} and {exposure} must be two columns, neither adjusted for")
    used = [outcome, exposure, *adjust_for, *([cluster] if cluster else [])]
    if cluster is not None and cluster in table and table[cluster].isna().all():
        return unanswered(f"{cluster} is not recorded", method=name, level=level)
    rows = complete_rows(table, used, fewest)
    blank = unanswered("", method=name, level=level, **rows.counts)
    if rows.reason:
        return replace(blank, reason=rows.reason)
    for column in (outcome, exposure):
        if not is_number(rows.frame[column]):
            raise ValueError(f"{column} must hold numbers, not text")
    y = rows.frame[outcome].to_numpy(dtype=float)
    design = _design(rows.frame, exposure, adjust_for)
    if design is None:
        return replace(
            blank,
            reason=f"{plain(exposure)} is the same for all, or explained by what is held equal",
        )
    if len(y) - design.shape[1] < 2:
        return replace(blank, reason="there are too few clients for so many columns")
    if _fits_perfectly(y, design):
        return replace(
            blank, reason=f"{plain(outcome)} is the same for all, or explained without any scatter"
        )
    blank = replace(blank, reason=None)
    if cluster is None:
        return _hc3(blank, y, design)
    return _cr2(blank, y, design, pd.factorize(rows.frame[cluster])[0])


def _design(frame: pd.DataFrame, exposure: str, adjust_for: Sequence[str]) -> np.ndarray | None:
    """Constant, columns that add something, exposure last; None when nothing is left of it."""
    others = [column for name in adjust_for for column in _numeric(frame[name])]
    design = np.ones((len(frame), 1))
    for column in [*others, frame[exposure].to_numpy(dtype=float)]:
        rest = column - design @ np.linalg.lstsq(design, column, rcond=None)[0]
        added = np.linalg.norm(rest) > NOTHING_LEFT * max(np.linalg.norm(column), 1e-300)
        if added:
            design = np.column_stack([design, column])
    return design if added else None


def _fits_perfectly(y: np.ndarray, design: np.ndarray) -> bool:
    left = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    return bool(np.linalg.norm(left) <= NOTHING_LEFT * np.linalg.norm(y))


def _numeric(column: pd.Series) -> list[np.ndarray]:
    if is_number(column):
        return [column.to_numpy(dtype=float)]
    return list(pd.get_dummies(column, drop_first=True, dtype=float).to_numpy().T)


def _hc3(blank: Estimate, y: np.ndarray, design: np.ndarray) -> Estimate:
    orthogonal, _ = np.linalg.qr(design)
    if (np.einsum("ij,ij->i", orthogonal, orthogonal) > 1 - NOTHING_LEFT).any():
        return replace(blank, reason="one client alone decides the answer")
    fit = OLS(y, design).fit(cov_type="HC3", use_t=True)
    return around(blank, fit.params[-1], fit.bse[-1], fit.df_resid)


def _cr2(blank: Estimate, y: np.ndarray, design: np.ndarray, group: np.ndarray) -> Estimate:
    """Bell and McCaffrey's bias-reduced errors, degrees of freedom under an independent model.

    With ``w`` a group's corrected weights on the slope, the slope's variance is the sum of
    ``(w'residuals)**2``; what remains of ``w`` after projection gives the degrees of freedom.
    """
    n_groups = group.max() + 1
    if n_groups < 3:
        return replace(blank, reason=f"too few groups of clients: {n_groups}")
    inverse = np.linalg.inv(design.T @ design)
    coefficients = inverse @ design.T @ y
    residuals = y - design @ coefficients
    weights = _correct_all(design, inverse, group)
    scores, lengths, *projected = (
        np.bincount(group, weights * column) for column in (residuals, weights, *design.T)
    )
    products = np.diag(lengths) - np.transpose(projected) @ inverse @ np.array(projected)
    df = np.trace(products) ** 2 / np.sum(products**2)
    return around(blank, coefficients[-1], np.sqrt(np.sum(np.square(scores))), df)


def _correct_all(design: np.ndarray, inverse: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Each person's corrected weight on the last coefficient, group by group."""
    plain, half = design @ inverse[:, -1], design @ np.linalg.cholesky(inverse)
    if group.max() + 1 == len(group):
        left = 1 - np.einsum("ij,ij->i", half, half)
        kept = left > NOTHING_KEPT
        return np.where(kept, plain / np.sqrt(np.where(kept, left, 1.0)), 0.0)
    weights = np.empty(len(group))
    for number in range(group.max() + 1):
        members = group == number
        weights[members] = _correct(plain[members], half[members])
    return weights


def _correct(weights: np.ndarray, half: np.ndarray) -> np.ndarray:
    """Multiply by the inverse square root of ``I - half half'``, whose size is the group's."""
    vectors, values, _ = np.linalg.svd(half, full_matrices=False)
    left = 1 - values**2
    kept = left > NOTHING_KEPT
    change = np.where(kept, 1 / np.sqrt(np.where(kept, left, 1.0)), 0.0) - 1
    return weights + vectors @ (change * (vectors.T @ weights))
