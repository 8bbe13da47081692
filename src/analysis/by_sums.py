"""Question 2 of records that don't fit in memory: from sums over pieces of whole clients."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial, reduce
from typing import Any

import pandas as pd

from analysis.bounds import Bound, find_bounds, list_supposed
from analysis.closed_days import (
    CLOSED_DAYS,
    LOOKS_AROUND,
    ClosedDays,
    answer_by_closed_days,
    compare_by_closed_days,
)
from analysis.closed_looks import CUT_SHORT
from analysis.looks import Asked
from analysis.plan import PLAN, Plan
from analysis.pushes import ANSWERS, BLOCKS, SHIFTS
from analysis.question_2 import Comparison, answer_asked, compare
from analysis.schema import PAIN, SLEEP, Outcome
from analysis.sources import CLIENT_AND_DAY, Source
from analysis.threats import FORESEEN, THREATS, WARNING, ask_of_pain, look_for
from analysis.totals import Everyone, Unknown, join

READ = (
    *CLIENT_AND_DAY, "booked_day", "agreed_day", "agreed_known", "original_day", "pain_before",
    "pain_after", "therapist_id", "active", "month", *SHIFTS, *ANSWERS, *BLOCKS,
)  # fmt: skip
Steps = Mapping[str, Callable[[Asked], Any]]
Sums = Mapping[str, Sequence[Any]]
CLOSED_STEPS: Steps = {CLOSED_DAYS: answer_by_closed_days, **LOOKS_AROUND}
OF_PAIN = FORESEEN | {CUT_SHORT}
STEPS: Steps = {"answer": answer_asked} | {
    name: threat.look for name, threat in THREATS.items() if name != "one_client"
}


def compare_source(
    source: Source, outcomes: Sequence[Outcome] = (PAIN, SLEEP), plan: Plan = PLAN
) -> dict[str, Comparison]:
    """Answer question 2 for each outcome, by name, with what was looked for of every threat.

    The numbers are those of ``compare_intervals`` and ``find_threats`` for the same records, which
    must have been checked. Only sums come back from the pieces, in as many passes over the records
    as sums follow from earlier ones: four to six. No table of all intervals is made; of the visits
    that ``drop_out`` looks at, the distinct ones are counted (days by improvements).
    """
    asked = ask_source(source, outcomes, plan)
    return {
        name: replace(found, looks=found.looks | look_for(WARNING, one))
        for (name, found), one in zip(compare(asked).items(), asked, strict=True)
    }


def bound_source(
    source: Source, outcomes: Sequence[Outcome] = (PAIN, SLEEP), plan: Plan = PLAN
) -> dict[str, tuple[Bound, ...]]:
    """Work out the bounds of question 2 for each outcome, by name, in the same way.

    Takes seven answers' time; arrivals that differ are counted, each client's mean taken off.
    """
    asked = ask_source(source, outcomes, plan, list_supposed(plan))
    return {str(one.outcome.name): find_bounds(one) for one in asked}


def compare_source_by_closed_days(
    source: Source, outcomes: Sequence[Outcome] = (PAIN, SLEEP), plan: Plan = PLAN
) -> dict[str, ClosedDays]:
    """Answer question 2 by closed days for each outcome, by name, in the same way.

    Up to thirteen passes where the records hold closed days, else one. Beside sums, what comes back
    is the code of every client who has rows, and sums for each of the closed days' blocks.
    """
    return compare_by_closed_days(ask_source(source, outcomes, plan, CLOSED_STEPS))


def ask_source(
    source: Source,
    outcomes: Sequence[Outcome] = (PAIN, SLEEP),
    plan: Plan = PLAN,
    steps: Steps = STEPS,
) -> list[Asked]:
    """Return what is asked of each outcome, with all totals that these steps take."""
    own = [name for one in outcomes for name in (one.column, one.on_leaving)]
    columns = [name for name in dict.fromkeys((*READ, *own)) if name in source.columns]
    known: dict[str, list[Any]] = {}
    nobody = pd.DataFrame({name: pd.Series(dtype=float) for name in columns})
    while True:
        asked = _ask(nobody, outcomes, plan, Everyone(known))
        missing = {name for name, step in _list(asked, steps) if not _is_done(step)}
        if not missing:
            return asked
        work = partial(_add_piece, known, missing, steps, plan, tuple(outcomes))
        for name, sums in _join(source.map_clients(work, columns)).items():
            known[name] = [*known.get(name, ()), *sums]


def _ask(
    sessions: pd.DataFrame, outcomes: Sequence[Outcome], plan: Plan, everyone: Everyone
) -> list[Asked]:
    return [Asked(sessions, one, plan, everyone=everyone) for one in outcomes]


def _list(asked: Sequence[Asked], steps: Steps) -> Iterator[tuple[str, partial[Any]]]:
    """Name every step of every outcome, and those of pain that other outcomes ask for."""
    for one in asked:
        for name, work in steps.items():
            yield f"{one.outcome.column} {name}", partial(one.once, name, work)
    with suppress(Unknown):
        pain = ask_of_pain(asked)
        if pain is not None and all(pain is not one for one in asked):
            for name in OF_PAIN & steps.keys():
                yield f"{PAIN.column} {name}", partial(pain.once, name, steps[name])


def _is_done(step: Callable[[], object]) -> bool:
    """Whether a step's totals are known; else what a piece has of them is kept."""
    try:
        step()
    except Unknown:
        return False
    return True


def _add_piece(
    known: Sums,
    missing: set[str],
    steps: Steps,
    plan: Plan,
    outcomes: Sequence[Outcome],
    sessions: pd.DataFrame,
) -> pd.DataFrame:
    """Return the sums of a piece that aren't known, a row per question that they belong to."""
    piece = Everyone(known)
    for name, step in _list(_ask(sessions, outcomes, plan, piece), steps):
        if name in missing:
            _is_done(step)
    sums = [pickle.dumps(one) for one in piece.wanted.values()]
    return pd.DataFrame({"name": list(piece.wanted), "sums": sums})


def _join(found: pd.DataFrame) -> dict[str, list[Any]]:
    """Add up what the pieces returned."""
    return {
        str(name): reduce(join, map(pickle.loads, sums))
        for name, sums in found.groupby("name")["sums"]
    }
