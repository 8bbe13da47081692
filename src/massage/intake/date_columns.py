"""Columns of dates: read cell by cell, with what is amiss with a column as a whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import numpy as np
import pandas as pd

from massage.intake.dates import (
    NUMBERS,
    WEEKDAY,
    YEARS,
    DateError,
    Moment,
    can_be_two_days,
    has_short_year,
    is_year_first,
    match_date,
)
from massage.intake.wording import name_wrong, say

FEW_YEARS = 3
OF_A_CLOCK = r"^(?:1899-12-3[01]|190[04]-01-0[01])[ T]"


def read_dates(
    table: pd.DataFrame, role: str, read: Callable[[str], Moment], *, needed: bool = True
) -> tuple[pd.DataFrame, list[str]]:
    """Read a column of dates; return one row per cell, and what can't be read, by line.

    Columns: ``day`` (days since 1 January of year 1), ``minute`` (of the day). NaN where it isn't
    written, can't be read, or where there is no such column.
    """
    if role not in table:
        return pd.DataFrame(np.nan, table.index, ["day", "minute"]), []
    cells = _without_midnight_by_file(table, role)
    days, minutes, wrong = {}, {}, {}
    for cell in cells.unique():
        try:
            if cell.strip():
                moment = read(cell)
                days[cell], minutes[cell] = moment.day.toordinal(), moment.minute
            elif needed:
                raise DateError("no_date")
        except DateError as error:
            wrong[cell] = error.why
    read_in = {"day": days, "minute": minutes}
    found = {name: [each.get(cell) for cell in cells] for name, each in read_in.items()}
    broken = name_wrong(table, role, cells.map(wrong), **YEARS) if wrong else []
    return pd.DataFrame(found, table.index, dtype=float), broken


def _without_midnight_by_file(table: pd.DataFrame, role: str) -> pd.Series:
    if len(table) and table["file"].eq(table["file"].iloc[0]).all():
        return without_midnight(table[role])
    return table.groupby("file")[role].transform(without_midnight)


def join_date_and_time(dates: pd.Series, times: pd.Series) -> pd.Series:
    """Return cells of a column of dates with those of a column of times behind them.

    A time of midnight that a spreadsheet gave all the dates goes, as does the day that it gave a
    time (in 1899, 1900 or 1904).
    """
    times = times.str.strip().str.replace(OF_A_CLOCK, "", regex=True)
    return without_midnight(dates).str.strip().str.cat(times, sep=" ").str.strip()


def find_mixed(table: pd.DataFrame, role: str) -> Iterator[str]:
    """Files in which some dates are Excel's own or have shorter years, or all begin with those."""
    if role not in table:
        return
    for file, all_cells in table.groupby("file")[role]:
        cells = [cell for cell in all_cells.unique() if cell.strip()]
        if any(map(is_year_first, cells)) and any(map(can_be_two_days, cells)):
            yield say("in_column", file=file, role=role, said=say("mixed_dates"))
        if len(set(map(has_short_year, cells))) > 1:
            yield say("in_column", file=file, role=role, said=say("mixed_years"))
        if _begin_with_short_year(cells):
            yield say("in_column", file=file, role=role, said=say("short_year_first"))


def _begin_with_short_year(cells: list[str]) -> bool:
    """Whether what stands last differs more than what stands first: 25-01-06, 25-01-20."""
    found = split_numbers(pd.Series(cells, dtype=str))
    short = found[found["year"].str.len().eq(2)]
    return short["year"].nunique() > max(short["one"].nunique(), FEW_YEARS)


def split_numbers(cells: pd.Series) -> pd.DataFrame:
    """The parts of dates that are written in numbers: ``one``, ``mark``, ``two``, ``year``."""
    return cells.str.extract(rf"^\s*{WEEKDAY}{NUMBERS}", re.IGNORECASE)


def count_order_untold(tables: Iterable[pd.DataFrame]) -> int:
    """Count files with dates that could be two days and none that tells which, as others do.

    Dates that are written with another mark (03.04.2026, 03/04/2026) tell nothing of these.
    """
    roles = ("start", "booked", "original", "date")
    cells = [one.melt("file", [*one.columns.intersection(roles)]) for one in tables]
    found = pd.concat(cells)[["file", "value"]].drop_duplicates(ignore_index=True)
    found = found.join(split_numbers(found["value"]))
    found = found[found["one"].notna() & found["one"].ne(found["two"])]
    tells = found[["one", "two"]].astype(int).gt(12).any(axis=1)
    told = tells.groupby([found["file"], found["mark"]]).any()
    return int((~told).groupby("file").any().sum()) if told.any() else 0


def without_midnight(cells: pd.Series) -> pd.Series:
    """Return the cells of a column without their times, if all of these are midnight.

    Such a column holds days, whatever time zone it names: software writes them so.
    """
    found = {cell: match_date(cell) for cell in cells.unique()}
    if not all(_is_midnight(match) for cell, match in found.items() if cell.strip()):
        return cells
    return cells.map({cell: _day_alone(cell, match) for cell, match in found.items()})


def _is_midnight(found: re.Match[str] | None) -> bool:
    """Whether a date has no time but midnight."""
    if found is None:
        return False
    hour, *rest = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    is_twelve_am = hour == 12 and (found["half"] or "").lower() == "a"
    return (hour == 0 or is_twelve_am) and not any(rest)


def _day_alone(cell: str, found: re.Match[str] | None) -> str:
    if found is None or found["hour"] is None:
        return cell
    return found.string[: found.start("hour")].rstrip(" ,Tt")
