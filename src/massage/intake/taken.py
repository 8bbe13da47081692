"""On which day each export was taken: as said, by its file's name, or by the latest it tells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from massage.intake.dates import DateError, Moment, date_reader
from massage.intake.mapping import DATED, Mapping
from massage.intake.states import ATTENDED
from massage.intake.wording import say

MARK, OF_DAY = r"[-_. ]", "(?:st|nd|rd|th)?"
NO_DIGIT, MONTH = r"(?!\d)", r"((?!set|out)[^\W\d_]{3,9})"  # a set of data is none of September
NAMED = (  # a date in a file's name, and how a cell would write it
    (rf"(?<!\d)(\d{{4}})({MARK}?)(\d{{2}})\2(\d{{2}})(?=\d{{6}}(?!\d)|(?!\d))", "{0}-{2}-{3}"),
    (rf"(?<!\d)(\d{{1,2}})({MARK})(\d{{1,2}})\2(\d{{4}}|\d{{2}}){NO_DIGIT}", "{0}/{2}/{3}"),
    (rf"(?<!\d)(\d{{1,2}}){OF_DAY}{MARK}?{MONTH}{MARK}?,?{MARK}?(\d{{4}}){NO_DIGIT}",
     "{0} {1} {2}"),
    (rf"(?<![a-z]){MONTH}{MARK}?(\d{{1,2}}){OF_DAY},?{MARK}+(\d{{4}}){NO_DIGIT}",
     "{1} {0} {2}"),
)  # fmt: skip
FORMS = tuple((re.compile(form, re.IGNORECASE), cell) for form, cell in NAMED)


def find_taken(
    places: dict[int, Path], appointments: pd.DataFrame, mapping: Mapping, today: date
) -> tuple[dict[int, int | None], list[str]]:
    """Return the day on which each file was exported, as an ordinal, and what is wrong.

    ``places`` are those of the files by number, ``appointments`` what they tell (``file``, ``day``,
    ``booked``, ``cancelled``, ``state``). A day is the one that the mapping says, else the only
    date in the name, else that of the latest booking, cancellation or attended visit; None where
    none of these is there. Wrong is one that lies before what the file tells or after ``today``,
    and what is said that is no date.
    """
    latest = _find_latest(appointments, mapping, today)
    found: dict[int, int | None] = {}
    broken: list[str] = []
    for number, day, _ in _find_days(places, mapping, broken):
        if day is not None and not latest.get(number, day) <= day <= today.toordinal():
            broken.append(say("taken_wrong", file=number))
        found[number] = latest.get(number) if day is None else day
    return found, broken


def find_borne_out(
    places: dict[int, Path],
    appointments: pd.DataFrame,
    mapping: Mapping,
    today: date,
    *,
    is_said_early: bool,
) -> tuple[dict[int, int], list[str]]:
    """Return the day of each file that is said, or named and borne out, and what is said wrong.

    A date in a name may be another one, such as the first day of a period: it counts where the file
    tells of a booking, a cancellation or an attended visit, and none of these is later. A visit
    tells nothing where the same words stand for those to come (``is_said_early``). Wrong is as in
    ``find_taken``, of what is said alone.
    """
    latest = _find_latest(appointments, mapping, today, is_said_early=is_said_early)
    found: dict[int, int] = {}
    broken: list[str] = []
    for number, day, is_said in _find_days(places, mapping, broken):
        if day is not None and latest.get(number, day) <= day <= today.toordinal():
            found |= {number: day} if is_said or number in latest else {}
        elif is_said:
            broken.append(say("taken_wrong", file=number))
    return found, broken


def _find_days(
    places: dict[int, Path], mapping: Mapping, broken: list[str]
) -> Iterator[tuple[int, int | None, bool]]:
    """The day of each file that is said, else the only date in its name, and whether it is said.

    What is said that is no date comes to ``broken``.
    """
    read = date_reader(mapping.date_order)
    said = {name.casefold(): cell for name, cell in mapping.taken.items()}
    for number, place in places.items():
        cell = said.get(str(place).casefold(), said.get(place.name.casefold()))
        try:
            day = read(cell).day.toordinal() if cell else find_date(place.stem, read)
        except DateError as error:
            broken.append(say("taken_no_date", file=number, why=error))
        else:
            yield number, day, bool(cell)


def name_days(paths: Sequence[Path], tables: dict[str, Any]) -> dict[str, str]:
    """The days in the names of files, where no column tells by when an export was taken.

    ``tables`` are those of a mapping, laid on its preset.
    """
    if any(tables.get("appointments", {}).get(role) for role in DATED):
        return {}
    read = date_reader(tables.get("date_order"))
    named = {path.name: find_date(path.stem, read) for path in paths}
    return {name: date.fromordinal(day).isoformat() for name, day in named.items() if day}


def tells_who_came(mapping: Mapping) -> bool:
    """Whether a visit is attended only where a word of its status says so."""
    return "status" in mapping.appointments and mapping.unlisted != ATTENDED


def find_date(name: str, read: Callable[[str], Moment]) -> int | None:
    """Return the only date in a file's name, as an ordinal; None for none, several, or a doubt."""
    found = {day for form, cell in FORMS for day in _find_dates(name, form, cell, read)}
    return found.pop() if len(found) == 1 else None


def _find_dates(
    name: str, form: re.Pattern[str], cell: str, read: Callable[[str], Moment]
) -> Iterator[int | None]:
    for match in form.finditer(name):
        try:
            yield read(cell.format(*match.groups())).day.toordinal()
        except DateError as error:
            if error.why == "two_days":
                yield None


def _find_latest(
    appointments: pd.DataFrame, mapping: Mapping, today: date, *, is_said_early: bool = False
) -> dict[int, int]:
    """The day of the latest that each file tells to have happened, by its number."""
    happened = [appointments["booked"], appointments["cancelled"]]
    if tells_who_came(mapping) and not is_said_early:
        happened.append(appointments["day"].where(appointments["state"].eq(ATTENDED)))
    past = [day.where(day <= today.toordinal()) for day in happened]
    by_line = pd.concat(past, axis=1).max(axis=1)
    return by_line.groupby(appointments["file"]).max().dropna().astype(int).to_dict()
