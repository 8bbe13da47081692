"""Open one export: its cells as text, below the line that names its columns."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pandas as pd

from analysis.cells import Cells, UnreadableError, read_cells
from analysis.cells.text import read_csv
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
        rule = error.reason.rule if isinstance(error.reason, Broken) else ""
        if rule in OF_HEADERS:
            raise HeaderError(error.reason, left_out=error.left_out) from None
        cells = _read_windows(path, header_line) if rule == "not_utf_8" else None
        if cells is None:
            raise
    if cells.n_tables > 1:
        raise UnreadableError(say("several_sheets", n=cells.n_tables), left_out=cells.left_out)
    names = [str(name) for name in cells.frame.columns]
    if sum(not name for name in names) * 2 >= len(names) or any(map(_is_cell_of_a_person, names)):
        raise HeaderError(say("no_header"), left_out=cells.left_out)
    text = cells.frame.astype(object).where(cells.frame.notna(), "").astype(str)
    again = text.eq(names).all(axis=1)
    left_out = {say("lines_between"): int(again.sum())} if again.any() else {}
    return replace(cells, frame=_without_nameless(text[~again]), left_out=cells.left_out | left_out)


def _without_nameless(frame: pd.DataFrame) -> pd.DataFrame:
    """The table without columns that have neither name nor cells; by its place where only cells."""
    kept = [bool(name) or cells.str.strip().ne("").any() for name, cells in frame.items()]
    called = [name or f"({place})" for place, name in enumerate(frame.columns, start=1)]
    return frame.set_axis(called, axis=1).loc[:, kept]


def _read_windows(path: Path, header_line: int | None) -> Cells | None:
    """Read what Excel saves as CSV in Europe: Windows-1252; None where it can't be that.

    So it may be where no letter is in UTF-8, and nothing but letters and signs differs from ASCII:
    numbers and dates are the same in any case, and names alone may get other letters.
    """
    content = path.read_bytes()
    text = content.decode("cp1252", errors="replace")
    beyond = {unicodedata.category(sign)[0] for sign in set(text) if not sign.isascii()}
    if "\ufffd" in text or beyond - {*"LPS"} or not content.decode(errors="ignore").isascii():
        return None
    cells = read_csv(text, as_exported=True, header_line=header_line)
    return replace(cells, remarks=(*cells.remarks, say("read_as_windows")))


def _is_cell_of_a_person(name: str) -> bool:
    """Whether what should be a column's name is a date, a number, a phone or an e-mail address."""
    if CELL_LIKE.fullmatch(name):
        return True
    try:
        return any(bool(date_reader(order, "UTC")(name)) for order in (DAY_FIRST, MONTH_FIRST))
    except DateError:
        return False
