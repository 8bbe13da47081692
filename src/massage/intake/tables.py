"""Read export files into one table of appointments, one of scores and one of clients."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pandas as pd

from analysis.cells import UnreadableError, say_left_out
from analysis.refusal import Refusal
from analysis.schema import COLUMNS
from massage.intake.amiss import (
    OF_APPOINTMENTS,
    OF_CLIENTS,
    OF_SCORES,
    find_absent,
    find_rounded,
    find_unread_marks,
    find_who_came_absent,
)
from massage.intake.date_columns import join_date_and_time
from massage.intake.mapping import UNREAD, WHETHER_ATTENDED, Mapping
from massage.intake.mapping_tables import DATE_AND_TIME
from massage.intake.opening import read_export
from massage.intake.shapes import is_redcap, stack_blocks, take_up_what_is_asked_once
from massage.intake.status_words import find_people
from massage.intake.wording import VOCABULARY, say
from massage.words import formats

Said = TypeVar("Said")
Roles = dict[str, tuple[str, ...]]  # names of columns
PLACE = ["file", "line", "unread_mark"]
SPACING = re.compile(r"[\s_-]+")
MARKS = {
    OF_APPOINTMENTS: ("client", "start"),
    OF_SCORES: ("client", "date"),
    OF_CLIENTS: ("client", "name"),
}

WHEN = {OF_APPOINTMENTS: "start", OF_SCORES: "date"}


class ExportError(Refusal):
    """An export can't become session records; ``broken`` lists why, one sentence each.

    No sentence holds a cell or a file's name: files are called by their place on the command line.
    """

    def __init__(self, broken: Sequence[str]) -> None:
        self.broken = tuple(broken)
        super().__init__("\n".join(self.broken))


@dataclass(frozen=True)
class Exports:
    """Cells of each kind of file as text, by role; ``file`` and ``line`` say where each stood.

    A role that joins several columns holds their cells with a line break between them. Scores that
    stand beside appointments are in ``appointments``. ``file_state`` is what the name of a file
    without such a column says of its lines, ``unread_mark`` whether a column that nobody named
    seems to call a line cancelled or missed. ``names`` are parts of names in any column, read or
    not. ``places`` are those of the files, by number; ``windows`` of them weren't in UTF-8 and
    were read as Windows-1252.
    """

    appointments: pd.DataFrame
    scores: pd.DataFrame
    clients: pd.DataFrame
    left_out: dict[str, int] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    places: dict[int, Path] = field(default_factory=dict)
    windows: int = 0


def read_exports(paths: Sequence[Path], mapping: Mapping) -> Exports:
    """Read every file, and find by its columns what kind it is.

    Raises ExportError for files that can't be read, that are of no kind in the mapping, or that
    lack a column which the mapping names and no other file of the kind has, for appointments
    without a column that says who came, where the mapping or its preset names one, and for numbers
    of people that a spreadsheet has rounded.
    """
    kinds = {kind: getattr(mapping, kind) for kind in MARKS}
    named = [name for roles in kinds.values() for names in roles.values() for name in names]
    of_clients = {name for names in mapping.clients.values() for name in names}
    beside = {} if "client" in mapping.scores else mapping.scores
    found: dict[str, list[pd.DataFrame]] = {kind: [] for kind in kinds}
    broken: list[str] = []
    left_out: Counter[str] = Counter()
    names: set[str] = set()
    windows = 0
    for number, path in enumerate(paths, start=1):
        if find_by_name(path, mapping.files) == UNREAD:
            left_out[say("file_unread")] += 1
            continue
        try:
            cells = read_export(path, find_by_name(path, mapping.header_lines))
        except UnreadableError as error:
            broken.append(say("in_file", file=number, said=error))
            left_out.update(error.left_out)
            continue
        frame = stack_blocks(cells.frame, named)
        names |= find_people(frame)
        windows += say("read_as_windows") in cells.remarks
        left_out.update(cells.left_out)
        broken.extend(f"{say('of_file', file=number)}{text}" for text in cells.broken)
        kind = _kind_of(frame, kinds)
        if kind is None:
            no_kind = say("no_kind", needs=_say_marks(kinds))
            broken.append(say("in_file", file=number, said=no_kind))
            continue
        roles = {**beside, **kinds[kind]} if kind == OF_APPOINTMENTS else kinds[kind]
        part = _pick(frame, roles, number)
        if kind in WHEN:
            part, n_totals = _without_totals(part, WHEN[kind])
            left_out.update({say("lines_between"): n_totals} if n_totals else {})
        if is_redcap(frame):
            part, n_once = _without_once(part, kind)
            left_out.update({say("asked_once"): n_once} if n_once else {})
        if mapping.files and kind == OF_APPOINTMENTS and not {*WHETHER_ATTENDED} & {*part}:
            state = find_by_name(path, mapping.files)
            if state is None:
                broken.append(say("in_file", file=number, said=say("no_state_of_file")))
            part["file_state"] = state or ""
        found[kind].append(part)
        if kind == OF_APPOINTMENTS and "name" in mapping.clients and of_clients <= {*frame}:
            found[OF_CLIENTS].append(_pick(frame, mapping.clients, number))
    if not broken and not found[OF_APPOINTMENTS]:
        broken.append(say("no_appointments", needs=_say_marks(kinds)))
    broken.extend(find_who_came_absent(found[OF_APPOINTMENTS], mapping))
    tables = {kind: _stack(parts) for kind, parts in found.items()}
    if not broken:
        broken.extend(find_absent(tables, mapping, scores_beside=beside is mapping.scores))
    for table in tables.values():
        broken.extend(find_rounded(table))
    if broken:
        raise ExportError([*broken, *say_left_out(left_out)])
    places = dict(enumerate(paths, start=1))
    return Exports(**tables, left_out=dict(left_out), names=names, places=places, windows=windows)


def read_each(cells: pd.Series, read: Callable[[str], object]) -> pd.Series:
    """Return what ``read`` makes of each cell; cells that are alike are read once."""
    return cells.map({cell: read(cell) for cell in cells.unique()})


def _kind_of(frame: pd.DataFrame, kinds: dict[str, Roles]) -> str | None:
    """The kind whose marks are all there, and of several the one with most of its columns."""
    there: dict[str, int] = {}
    for kind, marks in MARKS.items():
        roles = kinds[kind]
        needed = [name for role in marks if role in roles for name in roles[role]]
        if all(role in roles for role in marks) and set(needed) <= set(frame.columns):
            there[kind] = sum(set(names) <= set(frame.columns) for names in roles.values())
    return max(there, key=lambda kind: there[kind], default=None)


def _say_marks(kinds: dict[str, Roles]) -> str:
    both = formats.WORDS["and"].join
    said = [
        say("marks", kind=kind, marks=both(f"[{kind}] {role}" for role in MARKS[kind]))
        for kind, roles in kinds.items()
        if all(role in roles for role in MARKS[kind])
    ]
    return "; ".join(said)


def _pick(frame: pd.DataFrame, roles: Roles, number: int) -> pd.DataFrame:
    lines, frame = frame.index, frame.reset_index(drop=True)
    picked = {}
    for role, names in roles.items():
        if set(names) <= set(frame.columns):
            first, *others = (frame[name] for name in names)
            together = join_date_and_time if role in DATE_AND_TIME else _join
            picked[role] = together(first, *others) if others else first
    mark = find_unread_marks(frame, {name for names in roles.values() for name in names})
    return pd.DataFrame(picked).assign(file=number, line=lines, unread_mark=mark)


def _without_totals(part: pd.DataFrame, when: str) -> tuple[pd.DataFrame, int]:
    """Return a table without the lines at its foot that have no date and no client, or totals."""
    nobody = part["client"].str.strip().str.fullmatch(f"({VOCABULARY['totals']})?", case=False)
    is_line = ~(nobody & part[when].str.strip().eq(""))
    kept = part[is_line[::-1].cummax()[::-1]]
    return kept, len(part) - len(kept)


def _join(first: pd.Series, *others: pd.Series) -> pd.Series:
    return first.str.cat(others, sep="\n")


def _without_once(part: pd.DataFrame, kind: str) -> tuple[pd.DataFrame, int]:
    when = WHEN.get(kind)
    if when is None:
        return part, 0
    ratings = [role for role in part if role in COLUMNS and COLUMNS[role].kind == "number"]
    return take_up_what_is_asked_once(part, when, ratings)


def find_by_name(path: Path, words: dict[str, Said]) -> Said | None:
    """What is said of a file by a word of its name, the longest of those in it; None if nothing."""
    name = SPACING.sub(" ", path.stem.casefold())
    there = [word for word in words if SPACING.sub(" ", word) in name]
    return words[max(there, key=len)] if there else None


def _stack(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    if not parts:
        return pd.DataFrame(columns=PLACE)
    return pd.concat(parts, ignore_index=True).fillna("")
