"""Read what an XLSX workbook shows: the first sheet with a table, without hidden parts."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from openpyxl.utils import get_column_letter

from analysis.cells.archive import DAMAGED, as_workbook
from analysis.cells.sheets import Book, Sheet, find_hidden
from analysis.cells.table import (
    LINES_COMPARED,
    Cells,
    UnreadableError,
    name_empty,
    refuse_lines_above,
    say_left_out,
    table_of,
)
from analysis.rules import Broken, broken, quote

FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
HIDDEN_SHEETS = "hidden sheets that were left out"
HIDDEN_ROWS = "hidden or filtered rows that were left out"
HIDDEN_COLUMNS = "hidden columns that were left out"
OTHER_SHEETS = "other sheets that were left out"
FEWEST_COLUMNS = 3
MOST_DIGITS = 15  # a spreadsheet rounds numbers that have more


@dataclass(frozen=True)
class Shown:
    """What a sheet shows: cells as text by line, their columns, and the lines that are hidden."""

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
        raise UnreadableError(DAMAGED) from None


def _read(content: bytes) -> Cells:
    book = Book(content)
    first = {
        sheet: [[as_text(cell).strip() for cell in row] for _, row in rows]
        for sheet in book.sheets
        if (rows := list(islice(book.read_rows(sheet), LINES_COMPARED)))
    }
    filled = [sheet for sheet in first if sheet.shown]
    n_hidden = len(first) - len(filled)
    left_out = {HIDDEN_SHEETS: n_hidden} if n_hidden else {}
    if not filled:
        shown = " that is shown" if n_hidden else ""
        raise UnreadableError(
            f"the file is empty: no sheet{shown} has a value", say_left_out(left_out), left_out
        )
    tables = [sheet for sheet in filled if _is_table(first[sheet])] or filled
    named = [sheet for sheet in filled if any("client_id" in row for row in first[sheet])]
    sheet = (named or tables)[0]
    shown = _take_shown(book, sheet)
    left_out |= shown.left_out
    remarks = say_left_out(left_out)
    if len(filled) > 1:
        names = ", ".join(quote(one.name) for one in filled)
        remarks += (f"the workbook has {len(filled)} sheets ({names}); only {quote(sheet.name)} "
                    "was read",)  # fmt: skip
        left_out[OTHER_SHEETS] = len(filled) - 1
    try:
        found = _table_of(shown)
    except UnreadableError as error:
        raise UnreadableError(str(error), remarks, left_out) from None
    wrong = (*found.broken, *_find_uncalculated(content, book, sheet, shown))
    return Cells(found.frame, wrong, (*found.remarks, *remarks), left_out, len(tables))


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
        text = [as_text(cell) for cell in row]
        width = max(width, len(text))
        if columns:
            n_columns |= {place for place, cell in enumerate(text, 1) if cell and place in columns}
            text = [cell for place, cell in enumerate(text, 1) if place not in columns]
        if any(text):
            cells[line] = text
    counts = {HIDDEN_ROWS: n_rows, HIDDEN_COLUMNS: len(n_columns)}
    return Shown(
        cells,
        [place for place in range(1, width + 1) if place not in columns],
        lines,
        {what: n for what, n in counts.items() if n},
    )


def _table_of(shown: Shown) -> Cells:
    """The table of a sheet; lines are counted as the sheet counts them."""
    if not shown.cells:
        raise UnreadableError("the file is empty: no row that is shown has a value")
    lines, rows = list(shown.cells), list(shown.cells.values())
    if set(range(1, lines[0])) - shown.hidden:
        lines, rows = [1, *lines], [[], *rows]
    refuse_lines_above(rows, lines)
    width = max((place for place, name in enumerate(rows[0], start=1) if name.strip()), default=0)
    found = table_of([_fitted(row, width) for row in rows], lines)
    wrong = [*_find_beside(rows, lines, width, shown.columns), *found.broken]
    known = sorted({*lines, *(line for line in shown.hidden if lines[0] < line < lines[-1])})
    wrong += [name_empty(one + 1, two - 1) for one, two in pairwise(known) if two - one > 1]
    return Cells(found.frame, tuple(wrong), found.remarks)


def _find_beside(
    rows: Sequence[Sequence[str]], lines: Sequence[int], width: int, columns: Sequence[int]
) -> Iterator[Broken]:
    """Columns beyond the header that hold something, each with its first line."""
    seen: set[int] = set()
    for row, line in zip(rows, lines, strict=True):
        for place in range(width, len(row)):
            if row[place].strip() and place not in seen:
                seen.add(place)
                yield broken("beside", line, _name(columns[place]))


def _fitted(row: list[str], width: int) -> list[str]:
    return [*row[:width], *[""] * (width - len(row))]


def _find_uncalculated(content: bytes, book: Book, sheet: Sheet, shown: Shown) -> Iterator[Broken]:
    """Cells with a formula and no result: they would be read as if nobody had filled them in."""
    if not FORMULA.search(book.read_part(sheet)):
        return
    places = {column: place for place, column in enumerate(shown.columns)}
    for line, column in Book(content, formulas=True).find_formulas(sheet):
        row = shown.cells.get(line, [])
        is_shown = line not in shown.hidden and column in places
        if is_shown and not "".join(row[places[column] : places[column] + 1]):
            yield broken("not_calculated", line, _name(column))


def _name(column: int) -> str:
    return f"column {get_column_letter(column)}"


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
