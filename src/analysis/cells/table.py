"""The table of cells that every reader returns, and the checks that all of them share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.refusal import Refusal
from analysis.rules import Broken, broken
from analysis.schema import COLUMNS

LINES_SEARCHED = 20  # for column names that do not stand in the first line
LINES_COMPARED = 50
NEARLY = 0.75
NO_ROWS = "the file has a header and no rows: there is not one session"
ABOVE = "remove the lines above it, so that it is the first"
LIKE_A_VALUE = re.compile(r"[\W\d_]*|\W*\d{1,4}[-/.]\d.*", re.DOTALL)  # no letters, or a date


class UnreadableError(Refusal):
    """The file isn't a table that can be read; the text says why and what would be right.

    ``remarks`` and ``left_out`` hold what had been noticed until then.
    """

    def __init__(
        self, reason: str, remarks: tuple[str, ...] = (), left_out: dict[str, int] | None = None
    ) -> None:
        self.remarks = remarks
        self.left_out = left_out or {}
        super().__init__(reason)

    def _render_traceback_(self) -> list[str]:
        return [str(self), *say_left_out(self.left_out)]


@dataclass(frozen=True)
class Cells:
    """A table as found: cells indexed by the line they start on, with what was noticed.

    Cells of CSV and XLSX are text, "" where empty; number columns of Parquet stay numbers.
    ``left_out`` counts what a workbook holds and was not read, by what it is; ``n_tables`` how many
    of its sheets hold a table.
    """

    frame: pd.DataFrame
    broken: tuple[Broken, ...] = ()
    remarks: tuple[str, ...] = ()
    left_out: dict[str, int] = field(default_factory=dict)
    n_tables: int = 1


def say_left_out(left_out: dict[str, int]) -> tuple[str, ...]:
    """One remark for each kind of thing that was left out."""
    return tuple(f"{what}: {n}" for what, n in left_out.items())


def table_of(rows: Sequence[Sequence[str]], lines: Sequence[int]) -> Cells:
    """Split header from rows; rows of the wrong length are reported and left out."""
    filled = [number for number, row in enumerate(rows) if any(cell.strip() for cell in row)]
    header = [name.strip() for name in rows[0]] if filled else []
    refuse_lines_above(rows, lines)
    check_header(header)
    if len(filled) == 1:
        raise UnreadableError(NO_ROWS)
    wrong, kept, places, padded, empty = [], [], [], False, []
    for row, line in zip(rows[1 : filled[-1] + 1], lines[1:], strict=False):
        if not any(cell.strip() for cell in row):
            empty.append(line)
            continue
        if len(row) != len(header):
            rule = "many_cells" if len(row) > len(header) else "few_cells"
            wrong.append(broken(rule, line, found=len(row), n=len(header)))
            continue
        stripped = [cell.strip() for cell in row]
        padded = padded or stripped != list(row)
        kept.append(stripped)
        places.append(line)
    remarks = ("spaces around some cells were left out",) if padded else ()
    frame = pd.DataFrame(kept, columns=header, index=pd.Index(places, dtype=int), dtype=str)
    return Cells(frame, (*(name_empty(*run) for run in _find_runs(empty)), *wrong), remarks)


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """Return the place of the row that seems to hold the column names: 0 unless another one does.

    That is a row with client_id in it, or where the first row fills fewer cells than most others do
    (a title), the first one that fills nearly as many, each with other words.
    """
    first = [[cell.strip() for cell in row if cell.strip()] for row in rows[:LINES_COMPARED]]
    named = [place for place, cells in enumerate(first[:LINES_SEARCHED]) if "client_id" in cells]
    if named:
        return named[0]
    usual = np.median([len(cells) for cells in first[1:] if cells] or [0])
    if not first or len(first[0]) >= usual:
        return 0
    return next(
        (place for place, cells in enumerate(first[:LINES_SEARCHED])
         if len(cells) >= max(usual * NEARLY, 2) and len(set(cells)) == len(cells)
         and not any(map(LIKE_A_VALUE.fullmatch, cells))),
        0,
    )  # fmt: skip


def refuse_lines_above(rows: Sequence[Sequence[str]], lines: Sequence[int]) -> None:
    """Refuse a title above the header: the names of the columns stand in a later line."""
    if place := find_header(rows):
        certain = "client_id" in [cell.strip() for cell in rows[place]]
        holds = "holds" if certain else "seems to hold"
        raise UnreadableError(f"line {lines[place]} {holds} the column names: {ABOVE}")


def name_empty(first: int, last: int) -> Broken:
    """Lines inside the table that are empty."""
    return broken("empty_line" if first == last else "empty_lines", first, last=last)


def _find_runs(lines: Sequence[int]) -> zip[tuple[int, int]]:
    """First and last line of each run of lines."""
    there = set(lines)
    starts = [line for line in lines if line - 1 not in there]
    ends = [line for line in lines if line + 1 not in there]
    return zip(starts, ends, strict=True)


def check_header(header: Sequence[str]) -> None:
    """Refuse a header that is empty, or names two columns alike."""
    if not any(header):
        raise UnreadableError("line 1 is empty: the first line must name the columns")
    places: dict[str, int] = {}
    for place, name in enumerate(header, start=1):
        if name in places and name:
            called = f" ({name})" if name in COLUMNS else ""
            raise UnreadableError(
                f"line 1: columns {places[name]} and {place} have the same name{called}: "
                "give each column a name of its own"
            )
        places[name] = place
