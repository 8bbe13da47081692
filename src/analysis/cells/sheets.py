"""What a workbook shows: the first sheet with a table, without hidden parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import pandas as pd
from openpyxl.utils import get_column_letter

from analysis.cells.table import (
    LINES_COMPARED,
    Cells,
    UnreadableError,
    name_empty,
    place_header,
    refuse,
    refuse_lines_above,
    say_left_out,
    table_of,
)
from analysis.rules import Broken, broken, quote, say

FEWEST_COLUMNS = 3
Row = tuple[int, dict[int, str]]  # a line, and its cells as text by column, counted from 1


class Sheet:
    """A sheet while it is read; ``first`` holds its first rows."""

    name: str
    shown: bool
    first: dict[int, dict[int, str]]
    uncalculated: list[tuple[int, int]]  # lines and columns of formulas without a result

    def begin(self, name: str, shown: bool, rows: Iterator[Row]) -> None:
        """Read the first of the rows that hold anything."""
        self.name, self.shown, self._rows, self.uncalculated = name, shown, rows, []
        self.first = dict(islice(rows, LINES_COMPARED))

    @property
    def has_client_id(self) -> bool:
        """Whether one of the first rows names the column of clients' codes."""
        return any("client_id" in map(str.strip, row.values()) for row in self.first.values())

    @property
    def is_table(self) -> bool:
        """Whether two rows at least fill three cells: who, when, what; a cover page seldom does."""
        filled = (sum(map(bool, map(str.strip, row.values()))) for row in self.first.values())
        return sum(n >= FEWEST_COLUMNS for n in filled) > 1

    def read(self) -> pd.DataFrame:
        """Return the rows and columns that hold anything, by line and column, counted from 1."""
        rows = self.first | dict(self._rows)
        frame = pd.DataFrame([*rows.values()], [*rows], dtype=object)
        return frame.fillna("").sort_index(axis=1)

    def find_hidden(self) -> tuple[set[int], set[int]]:
        """Return lines and columns that are hidden."""
        raise NotImplementedError


def read_sheets(
    all_sheets: Sequence[Sheet], *, as_exported: bool, header_line: int | None = None
) -> Cells:
    """Return the table of the first sheet that is shown and holds one.

    What is hidden is left out and counted; remarks say so, and name the sheets where several hold
    something. Raises UnreadableError where there is no such sheet, and where its first line doesn't
    name the columns.
    """
    sheets = [sheet for sheet in all_sheets if sheet.first]
    shown = [sheet for sheet in sheets if sheet.shown]
    left_out = _counted(hidden_sheets=len(sheets) - len(shown))
    if not shown:
        reason = broken("no_sheet_shown" if left_out else "no_sheet")
        raise UnreadableError(reason, say_left_out(left_out), left_out)
    tables = [sheet for sheet in shown if sheet.is_table] or shown
    sheet = next((sheet for sheet in shown if sheet.has_client_id), tables[0])
    cells = sheet.read()
    lines, columns = sheet.find_hidden()
    hidden_rows, hidden_columns = cells.index.isin(lines), cells.columns.isin(columns)
    cells = cells[~hidden_rows]
    n_columns = int((cells.loc[:, hidden_columns] != "").any().sum())
    left_out |= _counted(hidden_rows=int(hidden_rows.sum()), hidden_columns=n_columns)
    remarks = say_left_out(left_out)
    if len(shown) > 1:
        names = ", ".join(quote(one.name) for one in shown)
        remarks += (say("one_sheet", n=len(shown), names=names, name=quote(sheet.name)),)
        left_out |= _counted(other_sheets=len(shown) - 1)
    try:
        cells = cells.loc[:, ~hidden_columns]
        found = _table_of(cells, lines, columns, as_exported, header_line)
    except UnreadableError as error:
        raise UnreadableError(error.reason, remarks, left_out) from None
    uncalculated = [
        broken("not_calculated", line, f"column {get_column_letter(column)}")
        for line, column in sheet.uncalculated
        if line not in lines and column not in columns
    ]
    wrong = (*found.broken, *uncalculated)
    left_out |= found.left_out
    return Cells(found.frame, wrong, (*found.remarks, *remarks), left_out, len(tables))


def _counted(**left_out: int) -> dict[str, int]:
    return {say(what): n for what, n in left_out.items() if n}


def _table_of(
    cells: pd.DataFrame,
    hidden: set[int],
    hidden_columns: set[int],
    as_exported: bool,
    header_line: int | None,
) -> Cells:
    """The table of a sheet; lines are counted as the sheet counts them."""
    cells = cells[(cells != "").any(axis=1)]
    if cells.empty:
        raise refuse("no_row_shown")
    top = cells.head(LINES_COMPARED)
    above = place_header(top.to_numpy().tolist(), [*top.index], header_line) if as_exported else 0
    cells, first = cells.iloc[above:], int(cells.index[above])
    if not as_exported and set(range(1, first)) - hidden:
        cells = cells.reindex([1, *cells.index], fill_value="")
    lines = cells.index.to_list()
    if header_line is None:
        refuse_lines_above(cells.head(LINES_COMPARED).to_numpy().tolist(), lines)
    width = max(map(int, cells.columns[cells.iloc[0].str.strip() != ""]), default=0)
    places = [place for place in range(1, width + 1) if place not in hidden_columns]
    named = cells.reindex(columns=places, fill_value="")
    found = table_of(
        named.to_numpy().tolist(), lines, as_exported=as_exported, header_line=header_line
    )
    empty = set(range(lines[0], lines[-1])) - {*lines} - hidden
    beside = _find_beside(cells.drop(columns=places, errors="ignore"))
    left_out = _counted(lines_above=above)
    return Cells(found.frame, (*beside, *found.broken, *name_empty(empty)), found.remarks, left_out)


def _find_beside(cells: pd.DataFrame) -> list[Broken]:
    """Columns beyond the header that hold something, each with its first line."""
    filled = cells.map(str.strip) != ""
    first = filled.loc[:, filled.any()].idxmax().sort_values(kind="stable")
    return [
        broken("beside", int(line), f"column {get_column_letter(column)}")
        for column, line in first.items()
    ]
