"""Read what an XLSX workbook shows: the first sheet with a table, without hidden parts."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from openpyxl.utils import get_column_letter

from analysis.cells.archive import as_workbook
from analysis.cells.sheets import Book, Sheet, find_hidden
from analysis.cells.table import (
    LINES_COMPARED,
    Cells,
    UnreadableError,
    name_empty,
    refuse,
    refuse_lines_above,
    say_left_out,
    table_of,
)
from analysis.rules import Broken, broken, quote, say

FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
FEWEST_COLUMNS = 3
MOST_DIGITS = 15  # a spreadsheet rounds numbers that have more


@dataclass(frozen=True)
class Shown:
    """What a sheet shows: cells as text by line, their columns, and what is hidden."""

    cells: dict[int, list[str]]
    columns: list[int]
    hidden: set[int]
    left_out: dict[str, int]


def read_workbook(content: bytes) -> Cells:
    """Read the first sheet that is shown and holds a table, one with client_id before any other.

    Hidden sheets, and hidden or filtered rows and columns of the sheet, are left out and counted;
    remarks say so, and name the sheets where several hold something. Raises UnreadableError for
    what isn't a workbook, and for a sheet whose first line doesn't name the columns.
    """
    content = as_workbook(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(content)
    except UnreadableError:
        raise
    except Exception:  # a damaged workbook raises nearly anything
        raise refuse("xlsx_damaged") from None


def _read(content: bytes) -> Cells:
    book = Book(content)
    first = {
        sheet: [[as_text(cell).strip() for cell in row] for _, row in rows]
        for sheet in book.sheets
        if (rows := list(islice(book.read_rows(sheet), LINES_COMPARED)))
    }
    filled = [sheet for sheet in first if sheet.shown]
    left_out = _counted(hidden_sheets=len(first) - len(filled))
    if not filled:
        reason = broken("no_sheet_shown" if left_out else "no_sheet")
        raise UnreadableError(reason, say_left_out(left_out), left_out)
    tables = [sheet for sheet in filled if _is_table(first[sheet])] or filled
    named = [sheet for sheet in filled if any("client_id" in row for row in first[sheet])]
    sheet = (named or tables)[0]
    shown = _take_shown(book, sheet)
    left_out |= shown.left_out
    remarks = say_left_out(left_out)
    if len(filled) > 1:
        names = ", ".join(quote(one.name) for one in filled)
        remarks += (say("one_sheet", n=len(filled), names=names, name=quote(sheet.name)),)
        left_out |= _counted(other_sheets=len(filled) - 1)
    try:
        found = _table_of(shown)
    except UnreadableError as error:
        raise UnreadableError(error.reason, remarks, left_out) from None
    wrong = (*found.broken, *_find_uncalculated(content, book, sheet, shown))
    return Cells(found.frame, wrong, (*found.remarks, *remarks), left_out, len(tables))


def _counted(**left_out: int) -> dict[str, int]:
    return {say(what): n for what, n in left_out.items() if n}


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    """Whether two rows at least fill three cells: who, when and what; a cover page seldom does."""
    return sum(sum(map(bool, row)) >= FEWEST_COLUMNS for row in rows) > 1


def _take_shown(book: Book, sheet: Sheet) -> Shown:
    lines, columns = find_hidden(book.read_part(sheet))
    cells, n_rows, width = {}, 0, 0
    n_columns: set[int] = set()
    for line, row in book.read_rows(sheet):
        if line in lines:
            n_rows += 1
            continue
        width = max(width, len(row))
        text = dict(enumerate(map(as_text, row), start=1))
        n_columns |= {place for place in columns & text.keys() if text.pop(place)}
        if any(text.values()):
            cells[line] = list(text.values())
    kept = [place for place in range(1, width + 1) if place not in columns]
    left_out = _counted(hidden_rows=n_rows, hidden_columns=len(n_columns))
    return Shown(cells, kept, lines, left_out)


def _table_of(shown: Shown) -> Cells:
    """The table of a sheet; lines are counted as the sheet counts them."""
    if not shown.cells:
        raise refuse("no_row_shown")
    lines, rows = list(shown.cells), list(shown.cells.values())
    if set(range(1, lines[0])) - shown.hidden:
        lines, rows = [1, *lines], [[], *rows]
    refuse_lines_above(rows, lines)
    width = max((place for place, name in enumerate(rows[0], start=1) if name.strip()), default=0)
    found = table_of([[*row[:width], *[""] * (width - len(row))] for row in rows], lines)
    empty = set(range(lines[0], lines[-1])) - {*lines} - shown.hidden
    beside = _find_beside(rows, lines, width, shown.columns)
    return Cells(found.frame, (*beside, *found.broken, *name_empty(empty)), found.remarks)


def _find_beside(
    rows: Sequence[Sequence[str]], lines: Sequence[int], width: int, columns: Sequence[int]
) -> Iterator[Broken]:
    """Columns beyond the header that hold something, each with its first line."""
    seen: set[int] = set()
    for row, line in zip(rows, lines, strict=True):
        for place in range(width, len(row)):
            if row[place].strip() and place not in seen:
                seen.add(place)
                yield broken("beside", line, f"column {get_column_letter(columns[place])}")


def _find_uncalculated(content: bytes, book: Book, sheet: Sheet, shown: Shown) -> Iterator[Broken]:
    """Cells with a formula and no result: they would be read as if nobody had filled them in."""
    if not FORMULA.search(book.read_part(sheet)):
        return
    places = {column: place for place, column in enumerate(shown.columns)}
    for line, column in Book(content, formulas=True).find_formulas(sheet):
        if line in shown.hidden or column not in places:
            continue
        place = places[column]
        if not "".join(shown.cells.get(line, [])[place : place + 1]):
            yield broken("not_calculated", line, f"column {get_column_letter(column)}")


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
