"""What was agreed and what days off did, put together into one number where both stand and agree.

Both are linear in clients to first order, so leaving out each client once, in both at the same
time, gives their errors and how these go together. The two are weighted by the inverse of that
matrix. What clients have in common (weather) isn't seen by leaving out clients: the error by days
off is half its interval over the t of 95 % where that is more.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd
from scipy.special import stdtrit
from tests.reference.closed_tries.count import CLIENTS, Row, find_truth, note, simulate

from analysis import PAIN, PLAN, closed_days, question_2
from analysis.asked import Asked
from analysis.closed_days import compare_by_closed_days
from analysis.estimate import Estimate, two_sided_p
from analysis.instrument import Ratio
from analysis.pushes import list_booked, select_rows
from analysis.question_2 import Comparison, compare, select_recalled
from massage.worlds.records import write_down
from massage.worlds.world import CLOSED, CLOSED_BEYOND, CLOSED_TRUE

RUNS, DECIDING = 100, ("book known for the last tenth",)  # where twice as many are run
KNOWN_FROM = {  # days of the records
    "book known": 0, "book known for the last fifth": 584, "book known for the last tenth": 657,
}  # fmt: skip
BOOKS = {
    "closed_plain": CLOSED["closed_plain"],
    "closed_foreseen": CLOSED["closed_foreseen"],
    "closed_weather": CLOSED["closed_weather"],
    "closed_clients_away": CLOSED_BEYOND["closed_clients_away"],
    "true_closed": CLOSED_TRUE["true_closed"],
}
MOVES_HIDDEN = {
    "closed_plain": CLOSED["closed_plain"],
    "closed_flare_moved": CLOSED["closed_flare_moved"],
    "closed_sore_stay_home": CLOSED["closed_sore_stay_home"],
    "closed_foreseen": CLOSED["closed_foreseen"],
    "true_closed": CLOSED_TRUE["true_closed"],
}


@dataclass(frozen=True)
class Both:
    """Two answers, and how far each client left out moves them, a column each."""

    within: Comparison
    by_days_off: Any
    moves: np.ndarray


def answer_both(sessions: pd.DataFrame) -> Both:
    """Both answers for pain, and what they are without each client."""
    asked, kept, ratios = Asked(sessions, PAIN, PLAN), [], []
    jackknife, ratio_of = question_2.jackknife_error, Ratio.of

    def keep(doubling: np.ndarray, *others: Any) -> float:
        kept.append(doubling)
        return jackknife(doubling, *others)

    def keep_ratio(z: np.ndarray, y: np.ndarray, x: np.ndarray, client: np.ndarray, *more: Any):
        ratios.append((np.bincount(client, z * y), np.bincount(client, z * x)))
        return ratio_of(z, y, x, client, *more)

    with patch.object(question_2, "jackknife_error", keep):
        within = compare([asked])["pain"]
    with patch.object(closed_days, "Ratio", type("Kept", (Ratio,), {"of": keep_ratio})):
        by_days_off = compare_by_closed_days([asked])["pain"]
    moves = np.zeros((sessions["client_id"].nunique(), 2))
    if kept:
        rows = select_recalled(asked.recalled, PAIN, PLAN)[0]
        moves[rows["client"].unique().astype(int), 0] = -PAIN.sign * (kept[-1][1:] - kept[-1][0])
    if ratios:
        over, under = ratios[-1]
        rows = select_rows(asked.once("booked", list_booked))[0]
        without = (over.sum() - over) / (under.sum() - under) - over.sum() / under.sum()
        moves[rows["client"].unique().astype(int), 1] = -PAIN.sign * without
    return Both(within, by_days_off, moves)


def join(both: Both) -> Estimate:
    """One number of two that stand and agree."""
    n = int(both.moves.any(axis=1).sum())
    products = (n - 1) / n * both.moves.T @ both.moves
    error = np.sqrt(np.diag(products))
    closed = both.by_days_off
    own = (closed.high - closed.low) / 2 / stdtrit(closed.df, 0.5 + closed.level / 2)
    grown = np.array([1.0, max(own / error[1], 1.0)])
    inverse = np.linalg.inv(products * np.outer(grown, grown))
    weights = inverse.sum(axis=0) / inverse.sum()
    estimate = float(weights @ [both.within.estimate, closed.estimate])
    off = 1 / np.sqrt(inverse.sum())
    half = off * stdtrit(both.within.df, 0.5 + closed.level / 2)
    p = two_sided_p(estimate / off, both.within.df)
    return replace(both.within, estimate=estimate, low=estimate - half, high=estimate + half,
                   p_value=p)  # fmt: skip


def choose(both: Both) -> tuple[Estimate, bool]:
    """What the plan's table heads with, and whether both stand and agree."""
    within, closed = both.within, both.by_days_off
    if within.usable and closed.usable:
        agree = closed.low <= within.estimate <= closed.high
        return (within if agree else within.unanswered(closed_days.METHOD)), agree
    return (closed if closed.usable else within), False


def try_it() -> Iterator[Row]:
    """Each world's practices, with each kind of book."""
    kinds = dict.fromkeys(KNOWN_FROM, BOOKS) | {"moves because of pain hidden": MOVES_HIDDEN}
    for kind, worlds in kinds.items():
        for name, world in worlds.items():
            truth = find_truth(world)
            for visits in simulate(world, RUNS * (1 + (kind in DECIDING))):
                sessions = write_down(visits, world)
                if kind in KNOWN_FROM:
                    known = visits["start"] + visits["day"] >= KNOWN_FROM[kind]
                    sessions["agreed_day"] = visits["agreed_day"].where(known)
                    sessions["agreed_known"] = np.where(known, "yes", "no")
                both = answer_both(sessions)
                told, agree = choose(both)
                joined = join(both) if agree else told
                answers = {"by what was agreed": both.within, "by days off": both.by_days_off,
                           "the plan's table": told, "joined where both agree": joined}  # fmt: skip
                if agree:
                    answers |= {"of those that agree: by what was agreed": told,
                                "of those that agree: joined": joined}  # fmt: skip
                for choice, found in answers.items():
                    yield {"world": f"{name}, {kind}", "clients": CLIENTS} | note(
                        choice, found, truth)  # fmt: skip
