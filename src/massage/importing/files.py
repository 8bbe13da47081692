"""The files of an import: read once, with the kind of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import rules
from analysis.cells import Cells, UnreadableError, say_left_out
from massage.intake.guess import suggest_mapping
from massage.intake.mapping import UNREAD, lay_on_preset, read_toml
from massage.intake.opening import HeaderError, read_export
from massage.intake.shapes import NUMBER, stack_visits
from massage.intake.tables import MARKS, OF_APPOINTMENTS, find_by_name
from massage.intake.taken import name_days
from massage.intake.wording import say


@dataclass(frozen=True)
class File:
    """A file that was read; ``notes`` say what of it was left out or can't be used.

    ``kind`` is appointments, scores, clients or unread, ``guessed`` what it was taken for,
    ``n_above`` how many lines stand above the names of the columns.
    """

    place: int
    path: Path
    frame: pd.DataFrame
    kind: str
    n_above: int
    notes: tuple[str, ...]
    guessed: str


@dataclass(frozen=True)
class Files:
    """Files of an import, and why any can't be read.

    ``suggested`` is the mapping that is suggested for them, or the one of last time. ``headless``
    are files, by their places, in which no line was found that names the columns.
    """

    read: tuple[File, ...] = ()
    headless: dict[int, Path] = field(default_factory=dict)
    suggested: dict[str, Any] | None = None
    unread: tuple[str, ...] = ()
    is_remembered: bool = False

    @property
    def headers(self) -> dict[str, list[str]]:
        """The columns of each kind of file, in the order of the files."""
        found: dict[str, dict[str, None]] = {}
        for file in self.read:
            if file.kind == UNREAD:
                continue
            found.setdefault(file.kind, {}).update(dict.fromkeys(map(str, file.frame.columns)))
        return {kind: [*names] for kind, names in found.items()}

    def cells(self, kind: str, column: str) -> pd.Series:
        """The cells of a column in all files of a kind, by file and line."""
        parts = {file.place: file.frame[column] for file in self.read
                 if file.kind == kind and column in file.frame}  # fmt: skip
        return pd.concat(parts) if parts else pd.Series(dtype=str)


def read_files(
    paths: Sequence[Path],
    remembered: dict[str, Any] | None,
    header_lines: dict[str, int],
    kinds: dict[str, str],
) -> Files:
    """Read files and suggest a mapping for them, or take one that is remembered and fits them.

    ``header_lines`` says by the names of files on which line those of the columns stand, ``kinds``
    what they hold.
    """
    said = (remembered or {}).get("header_lines", {}) | header_lines
    told = {file: line for file, line in said.items() if line}
    headless: dict[int, Path] = {}
    read: list[tuple[int, Path, Cells]] = []
    unread: list[str] = []
    for place, path in enumerate(paths, start=1):
        try:
            cells = read_export(path, find_by_name(path, told))
            read.append((place, path, replace(cells, frame=stack_visits(cells.frame))))
        except UnreadableError as error:
            unread.append(say("in_file", file=place, said=error))
            unread += say_left_out(error.left_out)
            if isinstance(error, HeaderError):
                headless[place] = path
    if not read:
        return Files(headless=headless, unread=tuple(unread))
    frames = [cells.frame for _, _, cells in read]
    if remembered and not any(_fits(frame, lay_on_preset(remembered)) for frame in frames):
        remembered = None
    names = [path.stem.casefold() for _, path, _ in read]
    mapping = remembered or read_toml(suggest_mapping(*frames, names=names))
    tables = lay_on_preset(mapping)
    days = name_days([path for _, path, _ in read], tables)
    others = {name: value for name, value in mapping.items() if name != "taken"}
    mapping = {**mapping, "taken": days} if days else others  # of earlier exports they say nothing
    return Files(
        tuple(_describe(place, path, cells, tables, kinds) for place, path, cells in read),
        headless,
        mapping,
        tuple(unread),
        remembered is not None,
    )


def _fits(frame: pd.DataFrame, tables: dict[str, Any], kind: str = OF_APPOINTMENTS) -> bool:
    """Whether a file has the columns that a kind of file needs; those of blocks count as there."""
    table = tables.get(kind, {})
    if not all(table.get(role) for role in MARKS[kind]):
        return False
    named = (name for role in MARKS[kind] for name in _listed(table[role]))
    return all(name in frame or NUMBER in name for name in named)


def _listed(names: str | list[str]) -> list[str]:
    return [names] if isinstance(names, str) else names


def _describe(
    place: int, path: Path, cells: Cells, tables: dict[str, Any], kinds: dict[str, str]
) -> File:
    above = cells.left_out.get(rules.say("lines_above"), 0)
    notes = (*say_left_out(cells.left_out), *map(str, cells.broken))
    found = find_by_name(path, tables.get("files", {}))
    guessed = UNREAD if found == UNREAD else _find_kind(cells.frame, tables)
    kind = kinds.get(path.stem.casefold(), guessed)
    return File(place, path, cells.frame, kind, above, notes, guessed)


def _find_kind(frame: pd.DataFrame, tables: dict[str, Any]) -> str:
    """The kind of file whose marks are there, with most of its columns; appointments if none."""
    there: dict[str, int] = {OF_APPOINTMENTS: 0}
    for kind in MARKS:
        if _fits(frame, tables, kind):
            roles = tables[kind].values()
            there[kind] = sum({*_listed(names)} <= {*frame.columns} for names in roles if names)
    return max(there, key=lambda kind: there[kind])
