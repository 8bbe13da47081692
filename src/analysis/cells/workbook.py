"""Read an XLSX workbook.

Sizes are counted from the cells: what a workbook says of its own size may be wrong.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from analysis.cells.sheets import Sheet, read_sheets
from analysis.cells.table import Cells, UnreadableError, as_text, refuse

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


def read_workbook(
    content: bytes, *, as_exported: bool = False, header_line: int | None = None
) -> Cells:
    """Read the first sheet that is shown and holds a table, one with client_id before any other.

    Hidden sheets, and hidden or filtered rows and columns of the sheet, are left out and counted;
    remarks say so, and name the sheets where several hold something. Raises UnreadableError for
    what isn't a workbook, and for a sheet whose first line doesn't name the columns.
    """
    content = _as_usual_workbook(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sheets = _open_sheets(content)
            return read_sheets(sheets, as_exported=as_exported, header_line=header_line)
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


class XlsxSheet(Sheet, WorkSheetParser):
    """A sheet while it is read; ``first`` holds its first rows."""

    def __init__(self, reader: ExcelReader, name: str, state: str, part: str) -> None:
        book = reader.wb
        super().__init__(
            reader.archive.open(part), reader.shared_strings, data_only=True, epoch=book.epoch,
            date_formats=book._date_formats, timedelta_formats=book._timedelta_formats,
        )  # fmt: skip
        self.begin(name, state == "visible", self._read_rows())

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

    def find_hidden(self) -> tuple[set[int], set[int]]:
        """Return lines and columns that are hidden by hand, by a filter, or as of no size."""
        lines = {int(line) for line, one in self.row_dimensions.items() if _is_hidden(one, "ht")}
        columns = [one for one in self.column_dimensions.values() if _is_hidden(one, "width")]
        runs = [range(int(one["min"]), int(one["max"]) + 1) for one in columns]
        return lines, set().union(*runs)


def _is_hidden(said: dict[str, str], size: str) -> bool:
    return said.get("hidden", "").lower() in YES or float(said.get(size, 1)) == 0


def _open_sheets(content: bytes) -> list[XlsxSheet]:
    """Return the sheets that hold anything."""
    reader = ExcelReader(io.BytesIO(content), keep_links=False)
    reader.read_manifest()
    reader.read_strings()
    reader.read_workbook()
    apply_stylesheet(reader.archive, reader.wb)
    return [
        XlsxSheet(reader, sheet.name, sheet.state, rel.target)
        for sheet, rel in reader.parser.find_sheets()
        if rel.target in reader.valid_files and "chartsheet" not in rel.Type
    ]
