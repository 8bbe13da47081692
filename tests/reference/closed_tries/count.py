"""Practices simulated and counted: one row per practice and choice, one line per world and choice.

``found`` is the share of practices with an answer in which p < .05, ``held`` that in which the
interval holds the truth, ``claimed`` that of all practices in which p < .05 and nothing blocks it.
``lean`` is the mean estimate less the truth. ``_error`` is the Monte Carlo error.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd

from analysis import PAIN, PLAN
from analysis.asked import Asked
from analysis.closed_days import compare_by_closed_days
from analysis.estimate import Estimate
from analysis.plan import Plan
from massage.worlds.records import write_down
from massage.worlds.simulate import simulate_visits
from massage.worlds.sizes import World
from massage.worlds.truth import find_truths

CLIENTS, SEED, BATCH = 200, 20_261_129, 10
WHERE = ["try", "world", "clients", "choice"]
Row = dict[str, object]
Simulate = Callable[[World, int, Sequence[tuple[int, ...]]], pd.DataFrame]


def simulate(
    world: World, runs: int, clients: int = CLIENTS, by: Simulate = simulate_visits
) -> Iterator[pd.DataFrame]:
    """Visits of one practice after the other; the same practices for the same world."""
    batch = max(1, BATCH * CLIENTS // clients)
    for first in range(0, runs, batch):
        seeds = [(SEED, run) for run in range(first, min(first + batch, runs))]
        for _, visits in by(world, clients, seeds).groupby("practice"):
            yield visits


def write(visits: pd.DataFrame, world: World) -> pd.DataFrame:
    """Session records of one practice, with what stood in the book for each visit."""
    return write_down(visits, world).assign(agreed_day=visits["agreed_day"])


@cache
def find_truth(world: World) -> float:
    """Points that half of one interval takes off pain on arrival."""
    return find_truths(world, ["closed_days"])["closed_days"]


def answer_by_closed_days(sessions: pd.DataFrame, plan: Plan = PLAN) -> Estimate:
    """The answer for pain by closed days."""
    return compare_by_closed_days([Asked(sessions, PAIN, plan)])["pain"]


def lift(plan: Plan = PLAN, **limits: float) -> Plan:
    """The plan with other limits."""
    return replace(plan, **limits)


def note(choice: str, found: Estimate, truth: float) -> Row:
    """One practice by one choice."""
    row: Row = {"choice": choice, "refused": float(not found.answered)}
    claimed = found.answered and found.p_value < PLAN.sure and not found.blocked_by
    row |= {"blocked": float(bool(found.blocked_by)), "claimed": float(claimed)}
    if found.answered:
        row |= {
            "found": float(found.p_value < PLAN.sure),
            "held": float(found.low <= truth <= found.high),
            "lean": found.estimate - truth,
            "half_width": (found.high - found.low) / 2,
            "f": getattr(found, "first_stage_f", np.nan),
        }
    return row


def count(rows: Sequence[Row]) -> pd.DataFrame:
    """Means by try, world and choice, with their errors."""
    by_cell = pd.DataFrame(rows).set_index(WHERE).astype(float).groupby(level=WHERE, sort=False)
    mean, spread, n = by_cell.mean(), by_cell.std(), by_cell.count()
    table = pd.DataFrame({"runs": by_cell.size()})
    for name in ("refused", "blocked", "claimed", "found", "held"):
        table[name] = mean[name]
        if name in ("found", "held", "claimed"):
            table[f"{name}_error"] = np.sqrt(mean[name] * (1 - mean[name]) / n[name])
    for name in ("lean", "half_width"):
        table[name], table[f"{name}_error"] = mean[name], spread[name] / np.sqrt(n[name])
    table["half_width_median"] = by_cell["half_width"].median()
    table["spread"], table["f"] = spread["lean"], by_cell["f"].median()
    return table.round(4).reset_index()
