"""The table of cells that every reader returns, and the checks that all of them share."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.codes import Code
from analysis.refusal import Refusal
from analysis.rules import Broken, broken, say
from analysis.schema import COLUMNS

LINES_SEARCHED = 20  # for column names that do not stand in the first line
LINES_COMPARED = 50
NEARLY = 0.75
MOST_DIGITS = 15  # a spreadsheet rounds numbers that have more
LIKE_A_VALUE = re.compile(r"[\W\d_]*|\W*\d{1,4}[-/.]\d.*", re.DOTALL)  # no letters, or a date


class UnreadableError(Refusal):
    """The file isn't a table that can be read; the text says why and what would be right.

    ``remarks`` and ``left_out`` hold what had been noticed until then.
    """

    def __init__(
        self,
        reason: Broken | str,
        remarks: tuple[str, ...] = (),
        left_out: dict[str, int] | None = None,
    ) -> None:
        self.reason = reason
        self.remarks = remarks
        self.left_out = left_out or {}
        super().__init__(str(reason))

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


def refuse(rule: str, line: int | None = None, **facts: object) -> UnreadableError:
    """Why a file can't be read."""
    return UnreadableError(Broken(Code(rule, **facts), line))


def table_of(
    rows: Sequence[list[str]],
    lines: Sequence[int],
    *,
    as_exported: bool = False,
    header_line: int | None = None,
) -> Cells:
    """Split header from rows; rows of the wrong length are reported and left out."""
    left_out: dict[str, int] = {}
    if as_exported and (above := place_header(rows, lines, header_line)):
        left_out = {say("lines_above"): above}
        rows, lines = rows[above:], lines[above:]
    if header_line is None:
        refuse_lines_above(rows, lines)
    if as_exported and rows:
        rows = [_without_surplus(row, len(rows[0])) for row in rows]
    plain = [[*map(str.strip, row)] for row in rows]
    header = plain[0] if plain else []
    if as_exported:
        header = number_repeated(header)
    check_header(header)
    _, *filled = [place for place, row in enumerate(plain) if any(row)]
    if not filled:
        raise refuse("no_rows")
    kept = [place for place in filled if len(plain[place]) == len(header)]
    wrong = [
        broken(
            "many_cells" if len(plain[place]) > len(header) else "few_cells",
            lines[place], found=len(plain[place]), n=len(header),
        )
        for place in sorted(set(filled).difference(kept))
    ]  # fmt: skip
    empty = {lines[place] for place in set(range(1, filled[-1])).difference(filled)}
    padded = any(plain[place] != rows[place] for place in kept)
    index = pd.Index([lines[place] for place in kept], dtype=int)
    frame = pd.DataFrame([plain[place] for place in kept], index, header, dtype=str)
    remarks = (say("padded"),) if padded else ()
    return Cells(frame, (*name_empty(empty), *wrong), remarks, left_out)


def _without_surplus(row: list[str], n: int) -> list[str]:
    """A row without what stands behind its last column, where that is nothing but separators."""
    return row if any(map(str.strip, row[n:])) else row[:n]


def name_empty(lines: Collection[int]) -> list[Broken]:
    """Lines inside the table that are empty, each run of them once."""
    starts, ends = (sorted(line for line in lines if line + step not in lines) for step in (-1, 1))
    return [
        broken("empty_line" if first == last else "empty_lines", first, last=last)
        for first, last in zip(starts, ends, strict=True)
    ]


def place_header(
    rows: Sequence[Sequence[str]], lines: Sequence[int], header_line: int | None
) -> int:
    """Return the place of the row on the line that is said to name the columns, else the found."""
    if header_line is None:
        return find_header(rows)
    if header_line not in lines[: len(rows)]:
        raise refuse("no_header_there", at=header_line)
    return [*lines].index(header_line)


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
        certain = "client_id" in map(str.strip, rows[place])
        raise refuse("header_below" if certain else "header_perhaps_below", at=lines[place])


def number_repeated(header: Sequence[str]) -> list[str]:
    """Names of columns, those that stand several times with a number each."""
    return [
        f"{name} ({header[: place + 1].count(name)})" if name and header.count(name) > 1 else name
        for place, name in enumerate(header)
    ]


def check_header(header: Sequence[str]) -> None:
    """Refuse a header that is empty, or names two columns alike."""
    if not any(header):
        raise refuse("no_header")
    places: dict[str, int] = {}
    for place, name in enumerate(header, start=1):
        if name and (first := places.setdefault(name, place)) < place:
            called = f" ({name})" if name in COLUMNS else ""
            raise refuse("same_names", 1, first=first, second=place, called=called)


def as_text(cell: object) -> str:
    """Write a cell as it would stand in a CSV file: 7 for 7.0, nothing for an empty cell.

    Numbers of more than 15 digits get an exponent, as in a spreadsheet, which rounds them.
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int | float) and 10**MOST_DIGITS <= abs(cell) < float("inf"):
        return f"{cell:.{MOST_DIGITS - 1}E}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
