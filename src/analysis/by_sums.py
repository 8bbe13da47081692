"""Question 2 of records that don't fit in memory: from sums over pieces of whole clients."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial, reduce
from typing import Any

import pandas as pd

from analysis.asked import Asked, ask_together
from analysis.bounds import list_supposed
from analysis.closed_days import CLOSED_DAYS, LOOKS_AROUND, answer_by_closed_days, holds_shifts
from analysis.closed_days import GO_WITH_PAIN as CLOSED_WITH_PAIN
from analysis.looks import Look
from analysis.plan import PLAN, Plan
from analysis.pushes import ANSWERS, BLOCKS, SHIFTS
from analysis.question_2 import answer_asked
from analysis.schema import PAIN, SLEEP, Outcome
from analysis.sources import CLIENT_AND_DAY, Source
from analysis.threats import GO_WITH_PAIN, THREATS, ask_of_pain
from analysis.totals import Everyone, Unknown, join

READ = (
    *CLIENT_AND_DAY, "booked_day", "agreed_day", "agreed_known", "original_day", "pain_before",
    "pain_after", "therapist_id", "active", "month", *SHIFTS, *ANSWERS, *BLOCKS,
)  # fmt: skip
Steps = Mapping[str, Callable[[Asked], Any]]
Sums = Mapping[str, Sequence[Any]]
OF_PAIN = GO_WITH_PAIN | CLOSED_WITH_PAIN


def list_steps(plan: Plan) -> Steps:
    """Everything that question 2 takes: its answer, threats, closed days, and bounds."""
    looks = {name: threat.look for name, threat in THREATS.items() if name != "one_client"}
    around = {name: partial(_look_around, look=look) for name, look in LOOKS_AROUND.items()}
    answers = {"answer": answer_asked, CLOSED_DAYS: answer_by_closed_days}
    return {**answers, **around, **looks, **list_supposed(plan)}


def _look_around(asked: Asked, look: Callable[[Asked], Look]) -> Look | None:
    """Look at what could make the answer by closed days wrong, where there may be one."""
    return look(asked) if holds_shifts(asked) else None


def ask_source(
    source: Source, outcomes: Sequence[Outcome] = (PAIN, SLEEP), plan: Plan = PLAN
) -> list[Asked]:
    """Return what is asked of each outcome, with all totals that question 2 takes.

    ``compare``, ``look_for``, ``find_bounds`` and ``compare_by_closed_days`` answer from it as from
    what is asked of the same records in memory, which must have been checked. Only sums come back
    from the pieces, in as many passes over the records as sums follow from earlier ones: five or
    six, up to thirteen with closed days. No table of all intervals is made. What grows with the
    records: of visits that ``drop_out`` looks at, and of arrivals that bounds rank, the distinct
    ones are counted; closed days have sums for each of their blocks.
    """
    own = [name for one in outcomes for name in (one.column, one.on_leaving)]
    columns = [name for name in dict.fromkeys((*READ, *own)) if name in source.columns]
    known: dict[str, list[Any]] = {}
    nobody = pd.DataFrame({name: pd.Series(dtype=float) for name in columns})
    steps, done = list_steps(plan), set[str]()
    while True:
        asked, missing = ask_together(nobody, outcomes, plan, Everyone(known)), set[str]()
        for name, step in _list(asked, steps):
            if name not in done:
                (done if _is_done(step) else missing).add(name)
        if not missing:
            return asked
        work = partial(_add_piece, known, missing, plan, tuple(outcomes))
        for name, sums in reduce(join, source.map_clients(work, columns)).items():
            known[name] = [*known.get(name, ()), *sums]


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
    plan: Plan,
    outcomes: Sequence[Outcome],
    sessions: pd.DataFrame,
) -> Sums:
    """Return the sums of a piece that aren't known, by the question that they belong to."""
    piece = Everyone(known)
    sessions = sessions.assign(client_id=pd.factorize(sessions["client_id"])[0])
    for name, step in _list(ask_together(sessions, outcomes, plan, piece), list_steps(plan)):
        if name in missing:
            _is_done(step)
    return piece.wanted
