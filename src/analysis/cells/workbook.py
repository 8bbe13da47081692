"""Read what an XLSX workbook shows: the first sheet with a table, without hidden parts.

Sizes are counted from the cells: what a workbook says of its own size may be wrong.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from itertools import islice
from typing import Any
from xml.etree.ElementTree import Element

import pandas as pd
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from analysis.cells.table import (
    LINES_COMPARED,
    Cells,
    UnreadableError,
    as_text,
    find_header,
    name_empty,
    refuse,
    refuse_lines_above,
    say_left_out,
    table_of,
)
from analysis.rules import Broken, broken, quote, say

KINDS_BY_PART = {
    "xl/workbook.bin": "binary_workbook",
    "Index/Document.iwa": "numbers",
    "Index.zip": "numbers",
    "word/document.xml": "word",
}
STRICT = {  # Strict Open XML has the same parts as the usual form, under other names
    b"http://purl.oclc.org/ooxml/spreadsheetml/main":
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships":
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}  # fmt: skip
YES = ("1", "true", "on")
FEWEST_COLUMNS = 3


def read_workbook(content: bytes, *, as_exported: bool = False) -> Cells:
    """Read the first sheet that is shown and holds a table, one with client_id before any other.

    Hidden sheets, and hidden or filtered rows and columns of the sheet, are left out and counted;
    remarks say so, and name the sheets where several hold something. Raises UnreadableError for
    what isn't a workbook, and for a sheet whose first line doesn't name the columns.
    """
    content = _as_usual_workbook(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(content, as_exported)
    except UnreadableError:
        raise
    except Exception:  # a damaged workbook raises nearly anything
        raise refuse("xlsx_damaged") from None


def _as_usual_workbook(content: bytes) -> bytes:
    """Return the archive of a workbook, Strict Open XML in its usual form; refuse any other one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # a damaged archive raises nearly anything
        parts = {}
    if not parts:
        raise refuse("xlsx_damaged")
    kind = next((kind for part, kind in KINDS_BY_PART.items() if part in parts), "zip")
    if parts.get("mimetype", b"").startswith(b"application/vnd.oasis.opendocument"):
        kind = "open_document"
    if kind != "zip" or not any(re.fullmatch(r"xl/.*\.xml", name, re.S) for name in parts):
        raise refuse(kind)
    if not any(strict in part for part in parts.values() for strict in STRICT):
        return content
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, part in parts.items():
            for strict, usual in STRICT.items():
                part = part.replace(strict, usual)
            archive.writestr(name, part)
    return file.getvalue()


class Sheet(WorkSheetParser):
    """A sheet while it is read; ``first`` holds its first rows."""

    def __init__(self, reader: ExcelReader, name: str, state: str, part: str) -> None:
        book = reader.wb
        super().__init__(
            reader.archive.open(part), reader.shared_strings, data_only=True, epoch=book.epoch,
            date_formats=book._date_formats, timedelta_formats=book._timedelta_formats,
        )  # fmt: skip
        self.name, self.shown = name, state == "visible"
        self.uncalculated: list[tuple[int, int]] = []  # lines and columns of formulas
        self._rows = self._read_rows()
        self.first = dict(islice(self._rows, LINES_COMPARED))

    @property
    def has_client_id(self) -> bool:
        """Whether one of the first rows names the column of clients' codes."""
        return any("client_id" in map(str.strip, row.values()) for row in self.first.values())

    @property
    def is_table(self) -> bool:
        """Whether two rows at least fill three cells: who, when, what; a cover page seldom does."""
        filled = (sum(map(bool, map(str.strip, row.values()))) for row in self.first.values())
        return sum(n >= FEWEST_COLUMNS for n in filled) > 1

    def parse_cell(self, element: Element) -> dict[str, Any]:
        """Note a formula without a result: its cell would be read as if nobody had filled it in."""
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["value"] is None and element.find(FORMULA_TAG) is not None:
            self.uncalculated.append((cell["row"], cell["column"]))
        return cell

    def _read_rows(self) -> Iterator[tuple[int, dict[int, str]]]:
        """Yield the line of each row that holds anything, and its cells as text by column."""
        last = 0
        for line, row in self.parse():
            cells = {
                one["column"]: as_text(one["value"]) for one in row if one["value"] is not None
            }
            if line > last and any(map(str.strip, cells.values())):
                last = line
                yield line, cells

    def read(self) -> pd.DataFrame:
        """Return the rows and columns that hold anything, by line and column, counted from 1."""
        rows = self.first | dict(self._rows)
        frame = pd.DataFrame([*rows.values()], [*rows], dtype=object)
        return frame.fillna("").sort_index(axis=1)

    def find_hidden(self) -> tuple[set[int], set[int]]:
        """Return lines and columns that are hidden by hand, by a filter, or as of no size."""
        lines = {int(line) for line, one in self.row_dimensions.items() if _is_hidden(one, "ht")}
        columns = [one for one in self.column_dimensions.values() if _is_hidden(one, "width")]
        runs = [range(int(one["min"]), int(one["max"]) + 1) for one in columns]
        return lines, set().union(*runs)


def _is_hidden(said: dict[str, str], size: str) -> bool:
    return said.get("hidden", "").lower() in YES or float(said.get(size, 1)) == 0


def _open_sheets(content: bytes) -> list[Sheet]:
    """Return the sheets that hold anything."""
    reader = ExcelReader(io.BytesIO(content), keep_links=False)
    reader.read_manifest()
    reader.read_strings()
    reader.read_workbook()
    apply_stylesheet(reader.archive, reader.wb)
    sheets = [
        Sheet(reader, sheet.name, sheet.state, rel.target)
        for sheet, rel in reader.parser.find_sheets()
        if rel.target in reader.valid_files and "chartsheet" not in rel.Type
    ]
    return [sheet for sheet in sheets if sheet.first]


def _read(content: bytes, as_exported: bool) -> Cells:
    sheets = _open_sheets(content)
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
        found = _table_of(cells.loc[:, ~hidden_columns], lines, columns, as_exported)
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
    cells: pd.DataFrame, hidden: set[int], hidden_columns: set[int], as_exported: bool
) -> Cells:
    """The table of a sheet; lines are counted as the sheet counts them."""
    cells = cells[(cells != "").any(axis=1)]
    if cells.empty:
        raise refuse("no_row_shown")
    above = find_header(cells.head(LINES_COMPARED).to_numpy().tolist()) if as_exported else 0
    cells, first = cells.iloc[above:], int(cells.index[above])
    if not as_exported and set(range(1, first)) - hidden:
        cells = cells.reindex([1, *cells.index], fill_value="")
    lines = cells.index.to_list()
    refuse_lines_above(cells.head(LINES_COMPARED).to_numpy().tolist(), lines)
    width = max(map(int, cells.columns[cells.iloc[0].str.strip() != ""]), default=0)
    places = [place for place in range(1, width + 1) if place not in hidden_columns]
    named = cells.reindex(columns=places, fill_value="")
    found = table_of(named.to_numpy().tolist(), lines, as_exported=as_exported)
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
