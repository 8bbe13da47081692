"""The sheets of an XLSX workbook: their cells line by line, and what of them is hidden.

Sizes are counted from the cells: what a workbook says of its own size may be wrong.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import iterparse

from openpyxl.reader.excel import ExcelReader

HIDING = re.compile(
    rb"""\shidden\s*=\s*["'](?:1|true|on)\b|\s(?:ht|width)\s*=\s*["']0(?:\.0*)?["']""", re.I
)
YES = ("1", "true", "on")
SIZE = {"row": "ht", "col": "width"}


@dataclass(frozen=True)
class Sheet:
    """A sheet, and the archive's part that holds it."""

    name: str
    part: str
    shown: bool


class _Reader(ExcelReader):
    """Opens a workbook for its cells alone."""

    def read_chartsheet(self, sheet: object, rel: object) -> None:
        """Charts hold no table."""

    def read_properties(self) -> None:
        """Who wrote the workbook isn't asked."""


class Book:
    """An opened workbook; cells hold results of formulas, or with ``formulas`` their text."""

    def __init__(self, content: bytes, *, formulas: bool = False) -> None:
        source = io.BytesIO(content)
        reader = _Reader(source, read_only=True, data_only=not formulas, keep_links=False)
        reader.read()
        self._archive = reader.archive
        there = [
            (sheet, rel.target) for sheet, rel in reader.parser.find_sheets()
            if rel.target in reader.valid_files and "chartsheet" not in rel.Type
        ]  # fmt: skip
        self.sheets = [Sheet(one.name, part, one.state == "visible") for one, part in there]
        self._contents = dict(zip(self.sheets, reader.wb.worksheets, strict=True))

    def read_rows(self, sheet: Sheet) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Yield line and values of each row that holds any."""
        for line, row in self._rows(sheet, values_only=True):
            if any(cell is not None and str(cell).strip() for cell in row):
                yield line, row

    def find_formulas(self, sheet: Sheet) -> Iterator[tuple[int, int]]:
        """Yield line and column of each formula."""
        for line, row in self._rows(sheet, values_only=False):
            yield from ((line, place) for place, cell in enumerate(row, 1) if cell.data_type == "f")

    def _rows(self, sheet: Sheet, *, values_only: bool) -> Iterator[tuple[int, tuple[Any, ...]]]:
        content = self._contents[sheet]
        content.reset_dimensions()
        return enumerate(content.iter_rows(values_only=values_only), start=1)

    def read_part(self, sheet: Sheet) -> bytes:
        """Return the sheet as it is written in the archive."""
        return self._archive.read(sheet.part)


def find_hidden(part: bytes) -> tuple[set[int], set[int]]:
    """Return the lines and columns that a sheet hides, by hand, by a filter, or as of no size."""
    lines: set[int] = set()
    columns: set[int] = set()
    if not HIDING.search(part):
        return lines, columns
    line = 0
    for event, element in iterparse(io.BytesIO(part), events=("start", "end")):
        tag = element.tag.rpartition("}")[2]
        if tag not in SIZE:
            continue
        if event == "end":
            element.clear()
            continue
        said = element.attrib
        hides = said.get("hidden", "").lower() in YES or float(said.get(SIZE[tag], 1)) == 0
        if tag == "row":
            line = int(said.get("r", line + 1))
            lines |= {line} if hides else set()
        elif hides:
            columns |= set(range(int(said["min"]), int(said["max"]) + 1))
    return lines, columns
