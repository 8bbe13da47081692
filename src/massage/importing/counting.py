"""What follows from answers: what would be counted and warned of, and whom they leave open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.refusal import Refusal
from massage.intake.amiss import find_no_rating
from massage.intake.anonymise import anonymise, count_known
from massage.intake.mapping import make_mapping
from massage.intake.people import compare_names, find_strangers, match_scores
from massage.intake.tables import ExportError, read_exports
from massage.intake.warned import tell_warnings


@dataclass(frozen=True)
class Counted:
    """Visits and clients that would become records, or, in ``broken``, why none would.

    ``later`` are visits after a client's first, ``known`` those of them for which it is known what
    stood in the book. ``counts`` and ``warnings`` are what the command line says.
    """

    visits: int = 0
    clients: int = 0
    later: int = 0
    known: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()


def count_visits(paths: Sequence[Path], mapping: dict[str, Any], key: Path) -> Counted:
    """Return what the command anonymise would make of files with a mapping; nothing is written."""
    try:
        told = make_mapping(mapping)
        found = anonymise(paths, told, key)
    except ExportError as error:
        return Counted(broken=error.broken)
    except Refusal as error:
        return Counted(broken=(str(error),))
    no_rating = find_no_rating(found.records, told)  # they are counted, and can't be written
    return Counted(
        visits=len(found.records),
        clients=found.records["client_id"].nunique(),
        **count_known(found.records),
        counts={what: n for what, n in found.counts.items() if n},
        warnings=(*no_rating, *tell_warnings(found.warnings, found.words)),
    )


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
    strangers, near = find_strangers(exports, person, scored, told)
    pairs = near.drop_duplicates("name").itertuples(index=False)
    return Strangers(tuple(pairs), not set(strangers["name"]) <= set(near["name"]))
