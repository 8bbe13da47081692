"""Clients of ratings whose name nearly is that of a client with appointments, one by one."""

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
class NearNames:
    """Two names, as compared, that may be one person's, and the first line of each.

    ``turned`` says that only the order of the words and commas differ.
    """

    name: str
    other: str
    place: tuple[int, int]  # file, line
    other_place: tuple[int, int]
    turned: bool


def list_near_names(paths: Sequence[Path], mapping: dict[str, Any]) -> list[NearNames]:
    """Return the pairs that a mapping leaves open; none where the files can't be read with it."""
    try:
        told = make_mapping(mapping)
        exports = read_exports(paths, told)
    except Refusal:
        return []
    if exports.scores.empty:
        return []
    person = compare_names(exports.appointments["client"], told)
    scored, _ = match_scores(exports, person, told)
    known = list_known(exports, person, told)
    near = find_near_names(find_strangers(exports, person, scored), known)
    return [
        NearNames(
            row.name, row.other, (row.file, row.line),
            (row.other_file, row.other_line), row.turned,
        )
        for row in near.drop_duplicates("name").itertuples(index=False)
    ]  # fmt: skip
