"""How many visits put off when worse, and never written down, would undo question 2's answer?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.frames import check_sessions
from analysis.intervals import comparable, has_book, list_intervals
from analysis.plan import PLAN, Plan
from analysis.question_2 import Comparison, halve_interval
from analysis.schema import PAIN, Outcome
from analysis.verdicts import BETTER
from analysis.visits import weigh
from massage.words.codes import say

DAYS_LATER = 7
PER_HUNDRED = tuple(np.arange(0, 10.25, 0.25))


def suppose_put_off(
    sessions: pd.DataFrame, outcome: Outcome = PAIN, plan: Plan = PLAN
) -> pd.DataFrame:
    """Answer question 2 again, supposing that some visits were put off and nobody wrote it down.

    Returns one row per supposed number of visits in 100 standing ones: ``per_hundred``, and
    ``estimate``, ``low``, ``high`` (benefit of halving one interval in the outcome's points,
    positive = better, at the plan's level), ``n_appointments`` (standing visits that could have
    been put off).
    NaN where there is no answer.

    Those supposed are the arrivals that lie furthest on the worse side of the client's own mean:
    with them the benefit falls fastest, so that in simulated practices the number at which it goes
    is hardly ever too large (tests/reference/put_off.csv). Each is taken as first agreed a week
    earlier, or half its interval where that is shorter, and then treated as a recorded move.

    It is about this one reason: visits moved forward before a bad time are not looked at. Raises
    RecordsError for sessions that break the record format.
    """
    intervals = list_intervals(check_sessions(sessions, (outcome,), alone=True), outcome, plan)
    worst_first = _order_by_worse(intervals, outcome, plan)
    rows = []
    for per_hundred in PER_HUNDRED:
        n_moved = round(per_hundred / 100 * len(worst_first))
        found = halve_interval(_move(intervals, worst_first[:n_moved], plan), outcome, plan)
        rows.append((per_hundred, found.estimate, found.low, found.high, len(worst_first)))
    names = ["per_hundred", "estimate", "low", "high", "n_appointments"]
    return pd.DataFrame(rows, columns=names)


def find_tipping_number(supposed: pd.DataFrame) -> float:
    """Smallest number in 100 at which the interval reaches 0, or goes; NaN where it never does."""
    reached = supposed.loc[~(supposed["low"] > 0), "per_hundred"]
    return float(reached.min())


def can_be_undone(compared: Comparison) -> bool:
    """Whether there is an answer on the better side that nothing blocks."""
    return compared.direction == BETTER and compared.low > 0


def answer_put_off(supposed: pd.DataFrame, compared: Comparison) -> str:
    """Say how many unrecorded visits put off would undo the answer, if there is one to undo."""
    places = {"name": compared.outcome.name}
    if not can_be_undone(compared):
        key = "not_better" if compared.usable else "not_usable"
        return say("robustness", key, n_clients=compared.n_clients, **places)
    tipping, n = find_tipping_number(supposed), int(supposed["n_appointments"].iloc[0])
    key = "stays" if np.isnan(tipping) else "tips"
    places |= {"n": n, "tipping": tipping, "n_moved": tipping / 100 * n, "most": PER_HUNDRED[-1]}
    return say("robustness", key, "who_knows", **places)


def _order_by_worse(intervals: pd.DataFrame, outcome: Outcome, plan: Plan) -> np.ndarray:
    """Positions of the compared standing visits, worst against the client's own mean first."""
    y = intervals["y"]
    worse = -outcome.sign * (y - y.groupby(intervals["client"]).transform("mean"))
    compared = comparable(intervals, outcome, plan)
    gap = compared["day"] - compared["start"]
    standing = compared[(compared["standing"] > 0) & (gap >= 2) & compared["y"].notna()]
    ordered = worse[standing.index].round(9).sort_values(ascending=False, kind="stable")
    return ordered.index.to_numpy()


def _move(intervals: pd.DataFrame, positions: np.ndarray, plan: Plan) -> pd.DataFrame:
    """Treat the visits at these positions as moved from an earlier day."""
    gap = (intervals["day"] - intervals["start"]).to_numpy()[positions]
    delay = np.minimum(DAYS_LATER, gap // 2)
    changed = {
        "agreed_day": intervals["day"].to_numpy()[positions] - delay,
        "standing": 0.0,
        "moved": 1.0,
        "weight": weigh(delay, plan, book=has_book(intervals)),
    }
    moved = intervals.copy()
    for column, values in changed.items():
        moved.iloc[positions, moved.columns.get_loc(column)] = values
    return moved
