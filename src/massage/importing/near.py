"""Clients of ratings who have no appointment: names that nearly match, one by one, and others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.refusal import Refusal
from massage.intake.mapping import make_mapping
from massage.intake.near_names import find_near_names
from massage.intake.people import compare_names, find_strangers, list_known, match_scores
from massage.intake.tables import read_exports


@dataclass(frozen=True)
class Strangers:
    """Clients of ratings without an appointment.

    ``near`` are those whose name nearly is another one, rows of ``find_near_names``, each name
    once; ``has_others`` says whether there are others.
    """

    near: tuple[Any, ...] = ()
    has_others: bool = False


def find_unmatched(paths: Sequence[Path], mapping: dict[str, Any]) -> Strangers:
    """Return whom a mapping leaves open; nobody where the files can't be read with it."""
    try:
        told = make_mapping(mapping)
        exports = read_exports(paths, told)
    except Refusal:
        return Strangers()
    if exports.scores.empty:
        return Strangers()
    person = compare_names(exports.appointments["client"], told)
    scored, _ = match_scores(exports, person, told)
    known = list_known(exports, person, told)
    strangers = find_strangers(exports, person, scored)
    near = find_near_names(strangers, known)
    pairs = near.drop_duplicates("name").itertuples(index=False)
    return Strangers(tuple(pairs), not set(strangers["name"]) <= set(near["name"]))
