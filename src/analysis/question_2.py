"""Question 2: how does a client arrive after half the interval, read at her resting level?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from analysis.codes import Code
from analysis.estimate import NAN, Estimate, adjust_holm, around
from analysis.intervals import comparable, complete, count_incomplete
from analysis.looks import Asked, Look
from analysis.plan import PLAN, Plan
from analysis.schema import PAIN, Outcome
from analysis.threats import BLOCKING, WARNING, Looks, look_at_pain, look_for
from analysis.within import (
    Panel,
    fit_within,
    jackknife_error,
    needed_columns,
    season_terms,
    therapist_terms,
    time_terms,
    value_columns,
)

METHOD = Code("halved_interval")
ONE_DECIDES, NO_CHANGE = Code("one_decides"), Code("no_change")


@dataclass(frozen=True)
class Rating:
    """A rating whose resting level counts: its next value, and those at the starting visit."""

    following: str
    starting: tuple[str, ...]


RATINGS = (Rating("y", ("before", "after")), Rating("pain_next", ("pain_before", "pain_after")))


@dataclass(frozen=True)
class Comparison(Estimate):
    """Question 2 for one outcome: the benefit of halving one interval, positive = better.

    ``n_intervals`` are the intervals behind it, ``n_moved`` of them moved; ``blocked_by`` names the
    threats that forbid using the number, ``looks`` what was found of them. ``p_holm`` is the
    p-value adjusted over the outcomes asked about together, ``plan`` the one that was followed.
    """

    outcome: Outcome = PAIN
    plan: Plan = PLAN
    n_moved: int = 0
    blocked_by: tuple[str, ...] = ()
    p_holm: float = field(default=NAN, compare=False)
    looks: Mapping[str, Look] = field(default_factory=dict, compare=False)

    @property
    def n_intervals(self) -> int:
        """Intervals behind the number."""
        return self.n_rows

    @property
    def one_client_decides(self) -> bool:
        """Whether leaving out one client leaves nothing to work it out from."""
        return self.reason == ONE_DECIDES

    @property
    def usable(self) -> bool:
        """Whether there is a number, and nothing blocks it."""
        return self.answered and not self.blocked_by


def halve_interval(intervals: pd.DataFrame, outcome: Outcome, plan: Plan = PLAN) -> Comparison:
    """Estimate the benefit of halving the interval from the rows of ``list_intervals``."""
    asked = comparable(intervals, outcome, plan)
    ratings = [rating for rating in RATINGS if rating.following in intervals]
    needed = [*(rating.following for rating in ratings), *needed_columns(intervals)]
    rows = complete(asked, needed)
    panel = Panel.of(rows, weighted=True)
    n_clients, lost = panel.n_clients, count_incomplete(asked, needed)
    blank = Comparison.blank(
        METHOD, plan.level, n_clients, panel.n_rows, lost,
        outcome=outcome, plan=plan, n_moved=int(rows["moved"].sum()),
    )  # fmt: skip
    if n_clients < plan.fewest_clients:
        few = {"n": n_clients, "needed": plan.fewest_clients, "lost": lost}
        return blank.unanswered(Code("few_intervals_left" if lost else "few_intervals", **few))
    doubling, reason = _double(rows, panel, ratings, plan)
    if reason:
        return blank.unanswered(reason)
    n_deciding = _count_deciding(rows, panel)
    df = n_clients - 1 if n_deciding >= plan.few_deciding else max(1.0, n_deciding - 1)
    decided = replace(blank, n_deciding=n_deciding)
    return around(decided, -outcome.sign * doubling[0], jackknife_error(doubling), df)


def _count_deciding(rows: pd.DataFrame, panel: Panel) -> float:
    """As how many clients those count whose agreed intervals differ: all, if alike in that.

    The jackknife's error rests on them alone. With clients - 1 degrees of freedom all the same, it
    announced something in up to 16 % of practices with nothing to find where they counted as fewer
    than ten (tests/reference/few_vary.csv).
    """
    length = panel.centre(np.log2((rows["agreed_day"] - rows["start"]).to_numpy()))
    information = panel.sums(length**2)
    return float(information.sum() ** 2 / np.sum(information**2))


def _double(
    rows: pd.DataFrame, panel: Panel, ratings: Sequence[Rating], plan: Plan
) -> tuple[np.ndarray, Code | None]:
    """Effect of doubling the interval on y at rest, first from all rows, then without each client.

    Or why there is none.
    """
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
    own = fits[0]
    if not own.stands:
        return np.array([]), NO_CHANGE
    if own.one_client_decides:
        return np.array([]), ONE_DECIDES
    doubling = own.estimates[:, 0].copy()
    for place, (rating, fit) in enumerate(zip(ratings, fits, strict=True)):
        last = [1 + len(ratings) + values.index(v) for v in rating.starting if v in values]
        lasts = fit.estimates[:, last].sum(axis=1)
        pull = fit.estimates[:, 1 + place]
        shift = _find_rest(panel, deviations[place], actual[:, 1 + place], lasts, pull, plan)
        doubling -= own.estimates[:, 1 + place] * shift
    return doubling, None


def _find_rest(
    panel: Panel,
    deviation: np.ndarray,
    interaction: np.ndarray,
    lasts: np.ndarray,
    pull: np.ndarray,
    plan: Plan,
) -> np.ndarray:
    """How far the visits' own mean lies off the level at which a rating settles.

    A deviation at the starting visit lasts to the next one by the share ``lasts``, which short
    panels make too small, and by ``pull`` more for each doubling of the interval. Both, and what is
    returned, come from all rows first, then without each client.
    """
    summed = [panel.sums(v) for v in (np.ones(panel.n_rows), deviation, interaction)]
    per_client = np.column_stack([*summed, np.bincount(panel.client)])
    total = per_client.sum(axis=0)
    weight, deviations, interactions, rows = np.vstack([total, total - per_client]).T
    clients = np.r_[panel.n_clients, np.full(panel.n_clients, panel.n_clients - 1)]
    lasts = np.clip(lasts + (1 + lasts) / (rows / clients - 1), 0, plan.most_lasting)
    return (lasts * deviations + pull * interactions) / (weight * (1 - lasts))


def compare(
    sessions: pd.DataFrame,
    intervals: Mapping[str, pd.DataFrame],
    outcomes: Sequence[Outcome],
    plan: Plan,
) -> dict[str, Comparison]:
    """Answer question 2 for each outcome, by name, with the threats that forbid the answer.

    ``sessions`` were checked; ``intervals`` holds the rows of ``list_intervals`` by outcome's name.
    """
    found = {
        outcome.name: halve_interval(intervals[outcome.name], outcome, plan) for outcome in outcomes
    }
    asked = {
        name: Asked(sessions, intervals[name], one.outcome, plan, one.one_client_decides)
        for name, one in found.items()
    }
    of_pain = look_at_pain(asked, sessions, plan)
    adjusted = adjust_holm({name: one.p_value for name, one in found.items()})
    answers = {}
    for name, one in found.items():
        is_pain = one.outcome.column == PAIN.column
        looks = look_for(BLOCKING, asked[name], {} if is_pain else of_pain)
        blocked_by = tuple(threat for threat, look in looks.items() if look.fired)
        answers[name] = replace(one, blocked_by=blocked_by, looks=looks, p_holm=adjusted[name])
    return answers


def look_for_warnings(
    sessions: pd.DataFrame, intervals: pd.DataFrame, outcome: Outcome, plan: Plan
) -> Looks:
    """Look for the threats that warn of an answer without forbidding it."""
    return look_for(WARNING, Asked(sessions, intervals, outcome, plan), {})
