"""Read the first sheet of an XLSX workbook into cells."""

from __future__ import annotations

import io
import re
import zipfile

from openpyxl import load_workbook

from analysis.files.table import Cells, UnreadableError, table_of

DAMAGED = "the XLSX file is damaged or cut short: fetch or save it again"
NOT_CALCULATED = (
    "a formula whose result isn't stored: copy the cells and paste them as values, then save again"
)
FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")


def read_workbook(content: bytes) -> Cells:
    """Read the first sheet that holds anything; a remark says when there are more."""
    _check_archive(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets = [[list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book]
    except Exception:  # a damaged workbook raises nearly anything
        raise UnreadableError(DAMAGED) from None
    filled = [rows for rows in sheets if any(cell is not None for row in rows for cell in row)]
    if not filled:
        raise UnreadableError("the file is empty: no sheet has a value")
    first = next(place for place, rows in enumerate(sheets) if rows is filled[0])
    rows = [[as_text(cell) for cell in row] for row in filled[0]]
    width = max((place for place, name in enumerate(rows[0], start=1) if name), default=0)
    found = table_of([_fitted(row, width) for row in rows], range(1, len(rows) + 1))
    broken = (*found.broken, *_find_uncalculated(content, first, filled[0]))
    remark = f"the workbook has {len(filled)} sheets; only the first was read"
    remarks = (*found.remarks, remark) if len(filled) > 1 else found.remarks
    return Cells(found.frame, broken, remarks, len(filled))


def _find_uncalculated(content: bytes, sheet: int, values: list[list[object]]) -> list[str]:
    """Cells with a formula and no result: they would be read as if nobody had filled them in."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        if not any(FORMULA.search(archive.read(name)) for name in sheets):
            return []
    book = load_workbook(io.BytesIO(content), read_only=True)
    formulas = book.worksheets[sheet].iter_rows()
    return [
        f"line {line}, column {place}: {NOT_CALCULATED}"
        for line, (row, results) in enumerate(zip(formulas, values, strict=True), start=1)
        for place, (cell, result) in enumerate(zip(row, results, strict=True), start=1)
        if result is None and cell.data_type == "f"
    ]


def _check_archive(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names, damaged = archive.namelist(), archive.testzip() is not None
    except Exception:  # a damaged archive raises nearly anything, too
        raise UnreadableError(DAMAGED) from None
    if damaged:
        raise UnreadableError(DAMAGED)
    if "xl/workbook.xml" not in names:
        raise UnreadableError("the file is a ZIP archive, not a table: unpack it first")


def _fitted(row: list[str], width: int) -> list[str]:
    """Give the row as many cells as the header, unless it has values beyond it."""
    row = [*row, *[""] * (width - len(row))]
    return row if any(row[width:]) else row[:width]


def as_text(cell: object) -> str:
    """Write a cell as it would stand in a CSV file: 7 for 7.0, nothing for an empty cell."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
