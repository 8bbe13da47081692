"""Cells as they may be shown: their form, the numbers they lie between, and dates that are shifted.

Nothing that a client wrote, and no day on which one came, is among them.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pandas as pd

from analysis.schema import COLUMNS
from massage.intake.date_columns import without_midnight
from massage.intake.dates import DateError, Moment, date_reader
from massage.intake.scores import NUMBER
from massage.words.formats import fixed

SHOWN, LONGEST = 3, 40
DATES = ("start", "end", "booked", "cancelled_at", "original", "date")
LETTER, DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"\d")


def show_form(cell: str) -> str:
    """A cell with A, a and 0 for its letters and digits: ``Ann Elm 7`` is ``Aaa Aaa 0``."""
    lettered = LETTER.sub(lambda sign: "A" if sign[0].isupper() else "a", cell.strip())
    form = DIGIT.sub("0", lettered)
    return form if len(form) <= LONGEST else f"{form[:LONGEST]}\N{HORIZONTAL ELLIPSIS}"


def show_examples(
    cells: pd.Series, role: str, order: str | None, zone: str | None, shift: int
) -> tuple[str, ...]:
    """Up to three examples of what a column is read as; none where it is empty.

    Dates are read and then shifted by ``shift`` days, numbers are the smallest, the middle and the
    largest of the column, all else is shown by its form. Dates that can't be read so show theirs.
    """
    filled = without_midnight(cells)[cells.str.strip().ne("")].str.strip()
    if role in DATES:
        return _show_dates(filled, order, zone, shift)
    if role in COLUMNS and COLUMNS[role].kind == "number":
        read = filled.map(NUMBER.fullmatch).dropna().map(lambda m: float(m[1].replace(",", ".")))
        if not read.empty:
            three = read.quantile([0, 0.5, 1], interpolation="lower")
            return tuple(fixed(value, 0 if value.is_integer() else 1) for value in three)
    return _show_forms(filled)


def _show_forms(cells: pd.Series) -> tuple[str, ...]:
    alike = cells.value_counts(sort=False)
    forms = alike.groupby([show_form(cell) for cell in alike.index], sort=False).sum()
    return tuple(forms.sort_values(ascending=False, kind="stable").index[:SHOWN])


def _show_dates(
    cells: pd.Series, order: str | None, zone: str | None, shift: int
) -> tuple[str, ...]:
    try:
        read = date_reader(order, zone)
        found = [read(cell) for cell in cells.unique()[:SHOWN]]
    except (DateError, ValueError):
        return _show_forms(cells)
    return tuple(_write_moment(one, shift) for one in found)


def _write_moment(moment: Moment, shift: int) -> str:
    day = moment.day + timedelta(days=shift)
    written = f"{day.day} {day:%B %Y}"
    if moment.minute is None:
        return written
    hour, minute = divmod(moment.minute, 60)
    return f"{written}, {hour:02d}:{minute:02d}"
