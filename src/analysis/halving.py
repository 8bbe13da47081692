"""Question 2: how does a client arrive after half the interval, read at her resting level?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.estimate import NAN, Estimate, around, unanswered
from analysis.intervals import agreed_in_time, complete, count_incomplete
from analysis.panel import Fit, Panel, fit_within, jackknife_error
from analysis.plan import PLAN, Plan
from analysis.schema import Outcome
from analysis.terms import (
    needed_columns,
    season_terms,
    therapist_terms,
    time_terms,
    value_columns,
)

METHOD = "within clients, moved visits by instrument, resting level, leave-one-client-out errors"
ONE_CLIENT = "without one of the clients nothing could be worked out, so one decides everything"
NO_CHANGE = "no client has intervals of different lengths"


@dataclass(frozen=True)
class Rating:
    """A rating whose resting level counts: its next value, and those at the starting visit."""

    following: str
    starting: tuple[str, ...]


RATINGS = (Rating("y", ("before", "after")), Rating("pain_next", ("pain_before", "pain_after")))


@dataclass(frozen=True)
class Comparison(Estimate):
    """Question 2 for one outcome: the benefit of halving one interval, positive = better.

    ``n_intervals`` are the intervals behind it (also ``n_rows``), ``n_moved`` of them moved;
    ``one_client_decides`` when leaving out one client leaves nothing; ``blocked_by`` names the
    threats that forbid using the number.
    """

    n_intervals: int = 0
    n_moved: int = 0
    one_client_decides: bool = False
    blocked_by: tuple[str, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether there is a number, and nothing blocks it."""
        return self.answered and not self.blocked_by


def halve_interval(
    intervals: pd.DataFrame, outcome: Outcome, plan: Plan = PLAN, level: float = 0.95
) -> Comparison:
    """Estimate the benefit of halving the interval from the rows of ``list_intervals``."""
    late_enough = agreed_in_time(intervals)
    late_enough = late_enough[late_enough["start"] >= plan.first_start_day]
    gap = late_enough["day"] - late_enough["start"]
    late_enough = late_enough[gap >= outcome.recall_days]
    ratings = [rating for rating in RATINGS if rating.following in intervals]
    needed = [*(rating.following for rating in ratings), *needed_columns(intervals)]
    rows = complete(late_enough, needed)
    panel = Panel.of(rows, weighted=True)
    n_rows, n_clients = panel.n_rows, panel.n_clients
    dropped = count_incomplete(late_enough, needed)
    counts = {"n_clients": n_clients, "n_rows": n_rows, "n_dropped": dropped}
    blank = _as_comparison(unanswered("", method=METHOD, level=level, **counts), rows)
    if n_clients < plan.fewest_clients:
        reason = (
            f"clients with two usable intervals: {n_clients}, where {plan.fewest_clients} are "
            "needed"
        )
        return replace(blank, reason=reason)
    doubling, left_out, reason = _double(rows, panel, ratings, plan)
    if reason:
        return replace(blank, reason=reason, one_client_decides=reason == ONE_CLIENT)
    error = jackknife_error(doubling, left_out)
    benefit = -outcome.sign * doubling
    return around(replace(blank, reason=None), benefit, error, n_clients - 1)


def _as_comparison(blank: Estimate, rows: pd.DataFrame) -> Comparison:
    moved = int(rows["moved"].sum())
    return Comparison(**vars(blank), n_intervals=len(rows), n_moved=moved)


def _double(
    rows: pd.DataFrame, panel: Panel, ratings: Sequence[Rating], plan: Plan
) -> tuple[float, np.ndarray, str | None]:
    """Effect of doubling the interval on y at rest, the same without each client, or a reason."""
    start, agreed_day, actual_day = (rows[c].to_numpy() for c in ("start", "agreed_day", "day"))
    centre = np.average(np.log2(agreed_day - start), weights=panel.weight)
    following = [rows[rating.following].to_numpy() for rating in ratings]
    deviations = [
        rows[rating.starting[0]].to_numpy() - panel.means(after)
        for rating, after in zip(ratings, following, strict=True)
    ]
    therapists, values = therapist_terms(rows, panel, plan), value_columns(rows)

    def columns(day: np.ndarray) -> np.ndarray:
        length = np.log2(day - start)
        return np.column_stack(
            [
                length,
                *((length - centre) * deviation for deviation in deviations),
                *(rows[value].to_numpy() for value in values),
                *time_terms(day),
                *season_terms(rows, day - start),
                *therapists,
            ]
        )

    actual, agreed = columns(actual_day), columns(agreed_day)
    always = 1 + len(ratings) + len(values)
    fits = [
        fit_within(panel, after, actual, instruments=agreed, always=always, ridge=plan.ridge)
        for after in following
    ]
    if not fits[0].stands:
        return NAN, np.array([]), NO_CHANGE
    if fits[0].one_client_decides:
        return NAN, np.array([]), ONE_CLIENT
    coefficients, without = fits[0].coefficients[None], fits[0].left_out
    doubling, left_out = coefficients[:, 0].copy(), without[:, 0].copy()
    for place, (rating, fit, deviation) in enumerate(
        zip(ratings, fits, deviations, strict=True), 1
    ):
        here = [1 + len(ratings) + values.index(v) for v in rating.starting if v in values]
        shift, shift_without = _find_rest(
            panel, fit, deviation, actual[:, place], here, place, plan
        )
        doubling -= coefficients[:, place] * shift
        left_out -= without[:, place] * shift_without
    return float(doubling[0]), left_out, None


def _find_rest(
    panel: Panel,
    fit: Fit,
    deviation: np.ndarray,
    interaction: np.ndarray,
    values: Sequence[int],
    place: int,
    plan: Plan,
) -> tuple[np.ndarray, np.ndarray]:
    """How far the visits' own mean lies off the level at which a rating settles; without each.

    A deviation at the starting visit lasts to the next one by the share ``lasts``, corrected for
    short panels.
    """

    def shift(b: np.ndarray, sums: np.ndarray, n_clients: int) -> np.ndarray:
        weight, deviations, interactions, rows = sums.T
        raw = b[:, values].sum(axis=1)
        lasts = np.clip(raw + (1 + raw) / (rows / n_clients - 1), 0, plan.most_lasting)
        return (lasts * deviations + b[:, place] * interactions) / (weight * (1 - lasts))

    weights = [panel.sums(v) for v in (np.ones(panel.n_rows), deviation, interaction)]
    per_client = np.column_stack([*weights, np.bincount(panel.client)])
    total, n = per_client.sum(axis=0), panel.n_clients
    return shift(fit.coefficients[None], total[None], n), shift(
        fit.left_out, total - per_client, n - 1
    )
