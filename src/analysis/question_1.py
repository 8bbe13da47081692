"""Question 1, between clients: do those who come more often improve more?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from analysis.clients import count_left_out
from analysis.codes import Code
from analysis.correlation import correlate
from analysis.estimate import Estimate, adjust_holm, wider
from analysis.plan import PLAN, Plan
from analysis.regression import ancova
from analysis.schema import Outcome

WIDER = Code("wider_than_scale")


@dataclass(frozen=True)
class Association:
    """Question 1 for one outcome.

    ``correlation`` is the partial Spearman of frequency with improvement; ``slope`` the improvement
    in the outcome's points per extra weekly session, ``slope_by_therapist`` the same with errors
    that allow for differences between therapists, where these are the wider ones; positive means
    that frequent clients improved more. ``p_holm`` is the correlation's p-value adjusted over the
    outcomes asked about; ``middle_half`` holds the sessions per week between which the middle half
    of the counted clients lies; ``commonest`` how many sessions in the exposure window the
    commonest pace is, and how many clients came so often; ``left_out`` counts clients by reason.
    ``plan`` is the one that was followed.
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

    @property
    def told_slope(self) -> Estimate:
        """The slope as it may be shown: without a number where it is wider than the scale."""
        return withhold_if_wider(self.slope, self.outcome)

    @property
    def told_slope_by_therapist(self) -> Estimate:
        """The same with errors that allow for differences between therapists."""
        return withhold_if_wider(self.slope_by_therapist, self.outcome)


def withhold_if_wider(found: Estimate, outcome: Outcome) -> Estimate:
    """Return the Estimate without a number where its interval reaches beyond the outcome's scale.

    Every sentence, figure and table about points takes it from here. ``find_results`` keeps the
    number: whoever reads it sees the interval beside it.
    """
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
    adjusted = adjust_holm({name: one.correlation.p_value for name, one in found.items()})
    return {name: replace(one, p_holm=adjusted[name]) for name, one in found.items()}


def _associate(clients: pd.DataFrame, outcome: Outcome, plan: Plan) -> Association:
    improvement = f"{outcome.name}_improvement"
    adjust_for = [f"{outcome.name}_baseline", f"{outcome.name}_follow_up_day"]
    rules = {"adjust_for": adjust_for, "level": plan.level, "fewest": plan.fewest_clients}
    correlation = correlate(clients, "frequency", improvement, **rules)
    slope, clustered = (
        ancova(clients, outcome=improvement, exposure="frequency", cluster=cluster, **rules)
        for cluster in (None, "therapist_id")
    )
    counted = clients.loc[clients[improvement].notna(), "frequency"]
    commonest = _find_commonest(counted, plan)
    # clustered errors alone vanish where few clients differ: tests/reference/few_by_therapist.csv
    found = [correlation, slope, wider(clustered, slope)]
    if len(counted) - commonest[1] < plan.fewest_other_pace:
        same_pace = Code("same_pace", fewest=plan.fewest_other_pace)
        found = [one.unanswered(one.reason or same_pace) for one in found]
    low, high = (float(counted.quantile(share)) for share in (0.25, 0.75))
    left_out = count_left_out(clients, outcome)
    return Association(outcome, *found, found[0].p_value, (low, high), commonest, left_out, plan)


def _find_commonest(frequency: pd.Series, plan: Plan) -> tuple[int, int]:
    """Sessions in the window at the commonest pace, and clients who came so often."""
    paces = frequency.value_counts()
    if paces.empty:
        return 0, 0
    return round(paces.index[0] * plan.windows.weeks), int(paces.iloc[0])
