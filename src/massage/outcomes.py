"""Outcomes as text: what a command, a notebook and the list of claims are given."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from analysis.schema import COLUMNS, NAMES, OUTCOME_COLUMNS, PAIN, SLEEP, Outcome
from massage.words.codes import say


def share_scale(one: Outcome, other: Outcome) -> bool:
    """Whether two outcomes have the same range and direction."""
    return (one.low, one.high, one.better) == (other.low, other.high, other.better)


def read_outcome(text: str) -> Outcome:
    """Read ``column:low:high:better``; ``:name``, ``:smallest`` and ``:recall_days`` may follow.

    ``pain`` and ``sleep`` alone mean the format's own, and so does the name of a rating of the
    format, such as ``stress``. Raises ValueError that says what would be right.
    """
    column = {name: column for column, name in NAMES.items()}.get(text, text)
    if column in OUTCOME_COLUMNS:
        own = COLUMNS[column]
        return Outcome(column, own.low, own.high, own.better)  # type: ignore[arg-type]
    parts = text.split(":")
    form = say("commands", "not_an_outcome", text=text)
    if not 4 <= len(parts) <= 7 or not parts[0]:
        raise ValueError(form)
    try:
        low, high = float(parts[1]), float(parts[2])
        last = [float(part) if part else None for part in parts[5:]]
    except ValueError:
        raise ValueError(form) from None
    name = parts[4] if len(parts) > 4 and parts[4] else None
    return Outcome(parts[0], low, high, parts[3], name, *last)  # type: ignore[arg-type]


def read_outcomes(text: str) -> tuple[Outcome, ...]:
    """Read outcomes separated by spaces (quotes around one with a space); by default both."""
    return tuple(read_outcome(part) for part in shlex.split(text)) or (PAIN, SLEEP)


def write_outcomes(outcomes: Sequence[Outcome]) -> str:
    """Write outcomes so that ``read_outcomes`` reads the same ones."""
    return shlex.join(map(str, outcomes))
