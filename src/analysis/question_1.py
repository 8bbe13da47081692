"""Question 1, between clients: do those who come more often improve more?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.clients import count_left_out
from analysis.codes import Code, Direction
from analysis.correlation import correlate
from analysis.estimate import NAN, Estimate, adjust_family, wider
from analysis.plan import PLAN, Plan
from analysis.regression import ancova
from analysis.schema import Outcome

WIDER = Code("wider_than_scale")


@dataclass(frozen=True)
class Association:
    """Question 1 for one outcome; positive means that frequent clients improved more.

    ``correlation`` is the partial Spearman of frequency with improvement; ``slope`` the points of
    improvement per extra weekly session, ``slope_by_therapist`` the same with errors that allow for
    therapists, where these are wider. ``p_holm`` is the deciding p-value adjusted over the outcomes
    asked about, ``n_tested`` among how many of them Holm's step tests this one. ``middle_half``:
    the sessions per week between which the middle half of the counted clients lies. ``commonest``:
    sessions in the exposure window at the commonest pace, and how many clients came so often.
    ``left_out`` counts clients by reason.
    """

    outcome: Outcome
    correlation: Estimate
    slope: Estimate
    slope_by_therapist: Estimate
    p_holm: float
    middle_half: tuple[float, float]
    commonest: tuple[int, int]
    left_out: pd.Series
    plan: Plan = PLAN
    n_tested: int = 1

    @property
    def p_decides(self) -> float:
        """The larger of the rank correlation's and the slope's: ranks were planned, points drawn.

        NaN without a correlation; the correlation's own where there is no slope.
        """
        if not self.correlation.answered:
            return NAN
        return float(np.fmax(self.correlation.p_value, self.slope.p_value))

    @property
    def signs_agree(self) -> bool:
        """Whether correlation and slope don't point opposite ways."""
        return not self.correlation.estimate * self.slope.estimate < 0

    @property
    def direction(self) -> Direction:
        """Which way: named only where Holm's step is passed, and both point the same way."""
        if not self.correlation.answered:
            return "no_answer"
        if not (self.p_holm < self.plan.sure and self.signs_agree):
            return "cant_tell"
        return "better" if self.correlation.estimate > 0 else "worse"

    @property
    def told_slope(self) -> Estimate:
        """The slope as every sentence, figure and table shows it: see ``withhold_if_wider``."""
        return withhold_if_wider(self.slope, self.outcome)

    @property
    def told_slope_by_therapist(self) -> Estimate:
        """The same of ``slope_by_therapist``."""
        return withhold_if_wider(self.slope_by_therapist, self.outcome)


def withhold_if_wider(found: Estimate, outcome: Outcome) -> Estimate:
    """Return the Estimate, without a number where its interval is beyond the outcome's scale."""
    room = outcome.high - outcome.low
    beyond = found.answered and (found.low < -room or found.high > room)
    return found.unanswered(WIDER) if beyond else found


def associate_clients(
    clients: pd.DataFrame, outcomes: Sequence[Outcome], plan: Plan
) -> dict[str, Association]:
    """Answer question 1 for each outcome, by its name, from the rows of ``summarise_clients``.

    Adjusted for the baseline and for the day of the follow-up, since frequent clients are seen
    earlier in the window. It can't tell whether a client would improve by coming more often: where
    sicker or more motivated clients come more often, no adjustment holds its error rate.
    """
    found = {outcome.name: _associate(clients, outcome, plan) for outcome in outcomes}
    return adjust_family(found, plan.sure)


def _associate(clients: pd.DataFrame, outcome: Outcome, plan: Plan) -> Association:
    improvement = f"{outcome.name}_improvement"
    rules: dict[str, Any] = {"level": plan.level, "fewest": plan.fewest_clients}
    rules["adjust_for"] = [f"{outcome.name}_baseline", f"{outcome.name}_follow_up_day"]
    slope, clustered = (
        ancova(clients, outcome=improvement, exposure="frequency", cluster=cluster, **rules)
        for cluster in (None, "therapist_id")
    )
    answers: dict[str, Any] = {
        "correlation": correlate(clients, "frequency", improvement, **rules),
        "slope": slope,
        # clustered errors alone vanish where few differ: tests/reference/few_by_therapist.csv
        "slope_by_therapist": wider(clustered, slope),
    }
    counted = clients.loc[clients[improvement].notna(), "frequency"]
    paces = counted.value_counts()
    pace, came = (paces.index[0], int(paces.iloc[0])) if len(paces) else (0.0, 0)
    if len(counted) - came < plan.fewest_other_pace:
        same_pace = Code("same_pace", fewest=plan.fewest_other_pace)
        answers = {k: one.unanswered(one.reason or same_pace) for k, one in answers.items()}
    return Association(
        outcome,
        **answers,
        p_holm=NAN,
        middle_half=(float(counted.quantile(0.25)), float(counted.quantile(0.75))),
        commonest=(round(pace * plan.windows.weeks), came),
        left_out=count_left_out(clients, outcome),
        plan=plan,
    )
