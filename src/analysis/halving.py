"""Question 2: how does a client arrive after half the interval, read at her resting level?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.estimate import Estimate, around, unanswered
from analysis.intervals import agreed_in_time, complete
from analysis.panel import Panel, fit_within, jackknife_error
from analysis.plan import PLAN, Plan
from analysis.schema import Outcome
from analysis.terms import needed_columns, other_values, season_terms, therapist_terms, time_terms

METHOD = "within clients, moved visits by instrument, resting level, leave-one-client-out errors"
ONE_CLIENT = "without one of the clients nothing could be worked out, so one decides everything"
NO_CHANGE = "no client has intervals of different lengths"


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
    needed = ["y", *needed_columns(intervals)]
    rows = complete(late_enough, needed)
    panel = Panel.of(rows, weighted=True)
    n_rows, n_clients = panel.n_rows, panel.n_clients
    dropped = int(late_enough[needed].isna().any(axis=1).sum())
    counts = {"n_clients": n_clients, "n_rows": n_rows, "n_dropped": dropped}
    blank = _as_comparison(unanswered("", method=METHOD, level=level, **counts), rows)
    if n_clients < plan.fewest_clients:
        reason = (
            f"clients with two usable intervals: {n_clients}, where {plan.fewest_clients} are "
            "needed"
        )
        return replace(blank, reason=reason)
    return _estimate(blank, rows, panel, outcome, plan)


def _as_comparison(blank: Estimate, rows: pd.DataFrame) -> Comparison:
    moved = int(rows["moved"].sum())
    return Comparison(**vars(blank), n_intervals=len(rows), n_moved=moved)


def _estimate(
    blank: Comparison, rows: pd.DataFrame, panel: Panel, outcome: Outcome, plan: Plan
) -> Comparison:
    start, y, before = (rows[column].to_numpy() for column in ("start", "y", "before"))
    deviation = before - panel.means(y)
    therapists = therapist_terms(rows, panel, plan)
    agreed_day, actual_day = rows["agreed_day"].to_numpy(), rows["day"].to_numpy()
    centre = np.average(np.log2(agreed_day - start), weights=panel.weight)

    def columns(day: np.ndarray) -> np.ndarray:
        length = np.log2(day - start)
        return np.column_stack(
            [
                length,
                (length - centre) * deviation,
                before,
                *other_values(rows),
                *time_terms(day),
                *season_terms(rows, day - start),
                *therapists,
            ]
        )

    actual = columns(actual_day)
    fit = fit_within(
        panel,
        y,
        actual,
        instruments=columns(agreed_day),
        always=3 + ("after" in rows),
        ridge=plan.ridge,
    )
    if not fit.stands:
        return replace(blank, reason=NO_CHANGE)
    if fit.one_client_decides:
        return replace(blank, reason=ONE_CLIENT, one_client_decides=True)
    ones = np.ones(panel.n_rows)
    sums = np.column_stack([panel.sums(v) for v in (ones, deviation, actual[:, 1])])
    per_client = np.column_stack([sums, np.bincount(panel.client)])
    total, left = per_client.sum(axis=0), per_client.sum(axis=0) - per_client
    has_after, n = "after" in rows, panel.n_clients
    doubling = _at_rest(fit.coefficients[None], total[None], n, has_after, plan)[0]
    left_out = _at_rest(fit.left_out, left, n - 1, has_after, plan)
    error = jackknife_error(doubling, left_out)
    benefit = -outcome.sign * doubling
    return around(replace(blank, reason=None), benefit, error, panel.n_clients - 1)


def _at_rest(
    b: np.ndarray, sums: np.ndarray, n_clients: int, has_after: bool, plan: Plan
) -> np.ndarray:
    """Effect of doubling the interval on y, read where a client's values settle.

    A deviation of the starting visit lasts to the next one by the share ``lasts``, corrected for
    short panels; the visits' own mean lies off the resting level by ``shift``.
    """
    weight, deviation, interaction, rows = sums.T
    raw = b[:, 2] + (b[:, 3] if has_after else 0.0)
    lasts = np.clip(raw + (1 + raw) / (rows / n_clients - 1), 0, plan.most_lasting)
    shift = (lasts * deviation + b[:, 1] * interaction) / (weight * (1 - lasts))
    return b[:, 0] - b[:, 1] * shift
