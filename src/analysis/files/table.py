"""The table of cells that every reader returns, and the checks that all of them share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.refusal import Refusal
from analysis.schema import COLUMNS

MOST_COLUMNS = 200
LINES_SEARCHED = 20  # for column names that do not stand in the first line
NO_ROWS = "the file has a header and no rows: there is not one session"


class UnreadableError(Refusal):
    """The file isn't a table that can be read; the text says why and what would be right."""


@dataclass(frozen=True)
class Cells:
    """A table as found: cells indexed by the line they start on, with what was noticed.

    Cells of CSV and XLSX are text, "" where empty; number columns of Parquet stay numbers. Of a
    workbook with several filled sheets (``n_sheets``) only the first was read.
    """

    frame: pd.DataFrame
    broken: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    n_sheets: int = 1


def table_of(rows: Sequence[Sequence[str]], lines: Sequence[int]) -> Cells:
    """Split header from rows; rows of the wrong length are reported and left out."""
    filled = [number for number, row in enumerate(rows) if any(cell.strip() for cell in row)]
    header = [name.strip() for name in rows[0]] if filled else []
    _refuse_lines_above(header, rows, lines)
    check_header(header)
    if len(filled) == 1:
        raise UnreadableError(NO_ROWS)
    broken, kept, places, padded = [], [], [], False
    for row, line in zip(rows[1 : filled[-1] + 1], lines[1:], strict=False):
        if len(row) != len(header) or not any(cell.strip() for cell in row):
            broken.append(f"line {line}: {_explain_length(row, header)}")
            continue
        stripped = [cell.strip() for cell in row]
        padded = padded or stripped != list(row)
        kept.append(stripped)
        places.append(line)
    remarks = ("spaces around some cells were left out",) if padded else ()
    frame = pd.DataFrame(kept, columns=header, index=pd.Index(places, dtype=int), dtype=str)
    return Cells(frame, tuple(broken), remarks)


def _refuse_lines_above(
    header: Sequence[str], rows: Sequence[Sequence[str]], lines: Sequence[int]
) -> None:
    """Refuse a title above the header: the needed names stand in a later line."""
    if "client_id" in header:
        return
    for row, line in zip(rows[1:LINES_SEARCHED], lines[1:LINES_SEARCHED], strict=True):
        if "client_id" in [cell.strip() for cell in row]:
            raise UnreadableError(
                f"line {line} holds the column names: remove the lines above it, so that it is "
                "the first"
            )


def _explain_length(row: Sequence[str], header: Sequence[str]) -> str:
    if not any(cell.strip() for cell in row):
        return "the line is empty: remove it"
    found = f"{len(row)} cells where the header has {len(header)}"
    if len(row) > len(header):
        return f"{found}: a value that contains the separator needs quotation marks around it"
    return f"{found}: is the file cut short, or a separator missing?"


def check_header(header: Sequence[str]) -> None:
    """Refuse a header that is empty, far too wide, or names two columns alike."""
    if not any(header):
        raise UnreadableError("line 1 is empty: the first line must name the columns")
    if len(header) > MOST_COLUMNS:
        raise UnreadableError(
            f"the file has {len(header)} columns; session records have one row per session and at "
            f"most {MOST_COLUMNS} columns: is it turned on its side, or another kind of table?"
        )
    places: dict[str, int] = {}
    for place, name in enumerate(header, start=1):
        if name in places and name:
            called = f" ({name})" if name in COLUMNS else ""
            raise UnreadableError(
                f"line 1: columns {places[name]} and {place} have the same name{called}: "
                "give each column a name of its own"
            )
        places[name] = place
