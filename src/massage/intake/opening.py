"""Open one export: its cells as text, below the line that names its columns."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from analysis.cells import Cells, UnreadableError, read_cells
from analysis.rules import Broken
from massage.intake.calendars import is_calendar, read_calendar
from massage.intake.dates import DAY_FIRST, MONTH_FIRST, DateError, date_reader
from massage.intake.wording import say

OF_HEADERS = ("no_header", "header_perhaps_below", "same_names", "no_header_there", "no_rows")
CELL_LIKE = re.compile(
    r"['\"+(£$€\s]*\d[\d\s().,:%/-]*|\S+@\S+\.\S+|\d{1,4}([/.-])\d{1,2}\1\d{1,4}\b.*"
)


class HeaderError(UnreadableError):
    """Another line than the one that was taken for them may name the columns."""


def read_export(path: Path, header_line: int | None = None) -> Cells:
    """Return one export's cells as text, by the line they start on, and what is wrong with it.

    The names of the columns stand on ``header_line``, or where they seem to. Raises UnreadableError
    for a file that can't be opened, and for what isn't one table, HeaderError for a table without a
    line that names its columns.
    """
    try:
        if is_calendar(path):
            cells = read_calendar(path)
        else:
            cells = read_cells(path, as_exported=True, header_line=header_line)
    except OSError as error:
        raise UnreadableError(say("not_opened", why=error.strerror)) from None
    except UnreadableError as error:
        if isinstance(error.reason, Broken) and error.reason.rule in OF_HEADERS:
            raise HeaderError(error.reason, left_out=error.left_out) from None
        raise
    if cells.n_tables > 1:
        raise UnreadableError(say("several_sheets", n=cells.n_tables), left_out=cells.left_out)
    names = [str(name) for name in cells.frame.columns]
    if sum(not name for name in names) * 2 >= len(names) or any(map(_is_cell_of_a_person, names)):
        raise HeaderError(say("no_header"), left_out=cells.left_out)
    text = cells.frame.astype(object).where(cells.frame.notna(), "").astype(str)
    return replace(cells, frame=text)


def _is_cell_of_a_person(name: str) -> bool:
    """Whether what should be a column's name is a date, a number, a phone or an e-mail address."""
    if CELL_LIKE.fullmatch(name):
        return True
    try:
        return any(bool(date_reader(order, "UTC")(name)) for order in (DAY_FIRST, MONTH_FIRST))
    except DateError:
        return False
