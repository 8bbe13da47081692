"""Where a rating settles, for the answer by closed days: what the starting values lie off it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.panel import Panel
from analysis.plan import Plan
from analysis.schema import Outcome
from analysis.terms import season_terms, time_terms
from analysis.totals import Total
from analysis.within import solve_products


@dataclass(frozen=True)
class Deviations:
    """How far each starting value lies off the client's own mean and course of time and season.

    ``level`` is the client's mean, ``gone`` how far the course's columns have gone since. ``total``
    are the products of these, centred, with each other and with y.
    """

    before: np.ndarray
    level: np.ndarray
    gone: np.ndarray
    total: Total[tuple[np.ndarray, np.ndarray]]

    @classmethod
    def of(cls, rows: pd.DataFrame, panel: Panel, plan: Plan) -> Deviations:
        """Take the rows of closed days."""
        start, y = rows["start"].to_numpy(), rows["y"].to_numpy()

        def course(after: np.ndarray) -> np.ndarray:
            season = season_terms(rows, plan.closed_waves, after)
            return np.column_stack([*time_terms(start + after), *season])

        then = course(rows["day"].to_numpy() - start)
        centred = panel.centre(then)
        total = panel.everyone.add((centred.T @ centred, centred.T @ panel.centre(y)))
        gone = course(np.zeros(len(rows))) - (then - centred)
        return cls(rows["before"].to_numpy(), panel.means(y), gone, total)

    def find(self) -> np.ndarray:
        """How far each lies off."""
        return self.before - (self.level + self.gone @ solve_products(*self.total.value))


@dataclass(frozen=True)
class Rest:
    """Sums from which follows where the starting values' mean lies off the rating's own level.

    ``n_own`` of the columns are the rating's own values at the starting visit; of the two targets
    the second is the length, which is taken off the first.
    """

    panel: Panel
    n_own: int
    total: Total[tuple[np.ndarray, np.ndarray, float, float]]

    @classmethod
    def of(
        cls,
        rows: pd.DataFrame,
        panel: Panel,
        off: np.ndarray,
        far: np.ndarray,
        targets: Sequence[np.ndarray],
    ) -> Rest:
        """Add up deviations, and those times the length, with what they are regressed with."""
        own = [name for name in ("before", "after") if name in rows]
        columns = [*rows[own].to_numpy().T, far * off, *time_terms(rows["day"].to_numpy())]
        centred = panel.centre(np.column_stack(columns))
        products = centred.T @ centred, centred.T @ np.column_stack(targets)
        sums = float(off.sum()), float((far * off).sum())
        return cls(panel, len(own), panel.everyone.add((*products, *sums)))

    def find(self, doubling: float, outcome: Outcome, plan: Plan) -> float:
        """How far the mean lies off, where doubling the interval does so much."""
        products, targets, off, apart = self.total.value
        n_rows, n_own = self.panel.n_rows, self.n_own
        slopes = solve_products(products, targets) @ [1.0, -doubling]
        lasts = slopes[:n_own].sum()
        lasts += (1 + lasts) / (n_rows / self.panel.n_clients - 1)
        lasts = float(np.clip(lasts, 0, plan.most_lasting))
        pull = float(np.clip(slopes[n_own], -plan.most_pull, plan.most_pull))
        rest = (lasts * off + pull * apart) / n_rows / (1 - lasts)
        most = plan.most_rest * (outcome.high - outcome.low)
        return float(np.clip(rest, -most, most))
