"""Read a workbook of the old kind (.xls, Excel 97 to 2003)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import time

import xlrd
from xlrd.sheet import Cell
from xlrd.sheet import Sheet as OldSheet

from analysis.cells.sheets import Row, Sheet, read_sheets
from analysis.cells.table import Cells, UnreadableError, as_text, refuse

OLD_KIND = "an Excel file of the old kind (.xls) that is damaged, or one locked with a password"


def read_old_workbook(
    content: bytes, *, as_exported: bool = False, header_line: int | None = None
) -> Cells:
    """Read the first sheet that is shown and holds a table, as that of any other workbook.

    Raises UnreadableError for what can't be read, as a workbook with a password.
    """
    try:
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, logfile=io.StringIO()
        )
        sheets = [XlsSheet(sheet) for sheet in book.sheets()]
        return read_sheets(sheets, as_exported=as_exported, header_line=header_line)
    except UnreadableError:
        raise
    except Exception:  # a damaged workbook raises nearly anything
        raise refuse("another_kind", kind=OLD_KIND) from None


class XlsSheet(Sheet):
    """A sheet of an old workbook; its dates count from 1900 or from 1904, as the workbook says."""

    def __init__(self, sheet: OldSheet) -> None:
        self._sheet = sheet
        self.begin(sheet.name, sheet.visibility == 0, self._read_rows())

    def _read_rows(self) -> Iterator[Row]:
        for line, row in enumerate(self._sheet.get_rows(), start=1):
            cells = {column: self._read_cell(cell) for column, cell in enumerate(row, start=1)}
            filled = {column: text for column, text in cells.items() if text}
            if any(map(str.strip, filled.values())):
                yield line, filled

    def _read_cell(self, cell: Cell) -> str:
        if cell.ctype == xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
        if cell.ctype == xlrd.XL_CELL_BOOLEAN:
            return as_text(bool(cell.value))
        if cell.ctype == xlrd.XL_CELL_DATE:
            return _read_date(cell.value, self._sheet.book.datemode)
        return as_text(cell.value)

    def find_hidden(self) -> tuple[set[int], set[int]]:
        """Return lines and columns that are hidden by hand, by a filter, or as of no size."""
        rows, columns = self._sheet.rowinfo_map, self._sheet.colinfo_map
        return (
            {place + 1 for place, one in rows.items() if one.hidden or one.height == 0},
            {place + 1 for place, one in columns.items() if one.hidden or one.width == 0},
        )


def _read_date(number: float, counted_from: int) -> str:
    """Write a date, or a time of day alone; what is no date of a calendar stays a number."""
    try:
        moment = xlrd.xldate_as_datetime(number, counted_from)
    except (ValueError, OverflowError):
        return as_text(number)
    at: time = moment.time().replace(microsecond=0)
    return str(at if 0 <= number < 1 else moment.replace(microsecond=0))
