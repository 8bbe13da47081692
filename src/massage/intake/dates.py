"""Read the dates that practice software writes; refuse those that could be two days."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from massage.intake.wording import VOCABULARY, say

DAY_FIRST, MONTH_FIRST = "day first", "month first"
ORDERS = (DAY_FIRST, MONTH_FIRST)
MONTH_OF = {
    full[:n]: place
    for months in VOCABULARY["months"]
    for n in (3, 4, None)
    for place, full in enumerate(months, start=1)
    if [name[:n] for name in months].count(full[:n]) == 1
}
WEEKDAYS = {day[:n] for day in VOCABULARY["weekdays"] for n in (2, 3, 4, 5, None)}
EARLIEST, LATEST = 1990, 2100
YEARS = {"earliest": EARLIEST, "latest": LATEST}

CLOCK = (
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:\.\d+)?)?|(?=\s*[ap]))"
    r"(?:\s*(?P<half>[ap])\.?m\.?)?(?:\s*(?P<zone>Z|(?:UTC|GMT)?[+-]\d{2}(?::?\d{2})?|UTC|GMT))?"
)
YEAR = r"(?P<year>\d{4}|\d{2})"
NUMBERS = rf"(?P<one>\d{{1,2}})(?P<mark>[/.-])\s?(?P<two>\d{{1,2}})(?P=mark)\s?{YEAR}(?!\d)"
YEAR_FIRST = r"(?P<year>\d{4})(?P<mark>[/.-])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})"
GAP = r"(?:\s+|[/-])"
NAME = r"(?P<name>[^\W\d_]{3,10})\.?"
WEEKDAY = rf"(?:(?:{'|'.join(sorted(WEEKDAYS))})\.?,?\s+)?"
DAY_NAME = rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?{GAP}{NAME},?{GAP}{YEAR}"
NAME_DAY = rf"{NAME}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{YEAR}"
YEAR_NAME = rf"(?P<year>\d{{4}}){GAP}{NAME}{GAP}(?P<day>\d{{1,2}})"
FORMS = tuple(
    re.compile(rf"{WEEKDAY}{form}(?:(?:,?\s+(?:at\s+)?|T){CLOCK})?", re.IGNORECASE)
    for form in (YEAR_FIRST, NUMBERS, DAY_NAME, NAME_DAY, YEAR_NAME)
)
OF_SPREADSHEET = re.compile(r"[2-7]\d{4}(?:[.,]\d+)?")  # days since 1900, from 1954 on
FULL_YEAR = re.compile(r"\d{4}")
HOURS_OF_HALF = {"a": 0, "p": 12}


class DateError(Exception):
    """A date can't be read, or could be two days; the text says what would be right.

    ``why`` is the key of the text.
    """

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(say(why, **YEARS))


@dataclass(frozen=True)
class Moment:
    """A day, and the time of day where one was written (minutes after midnight, else None)."""

    day: date
    minute: int | None = None


def date_reader(order: str | None = None, zone: str | None = None) -> Callable[[str], Moment]:
    """Return a function that reads one cell.

    ``order`` says how 03/04/2026 is meant, ``day first`` or ``month first``; ``zone`` is the
    practice's time zone, such as ``Europe/London``, for times that are written in another one. Its
    own midnight ends a day. The function raises DateError for what isn't a date, a date that could
    be two days while no order is given, a time in another zone while no zone is given, and years
    before 1990 or after 2100. No message holds the cell.

    Raises ValueError for an order or a time zone that isn't known.
    """
    for name, given in (("date_order", order), ("time_zone", zone)):
        if given is not None and not isinstance(given, str):
            raise ValueError(say("not_words", name=name))
    if order not in (None, *ORDERS):
        raise ValueError(say("no_order", given=order))
    try:
        own = ZoneInfo(zone) if zone else None
    except (KeyError, ValueError, OSError):
        raise ValueError(say("no_time_zone", given=zone)) from None
    return lru_cache(maxsize=None)(lambda cell: _read(cell, order, own))


def is_year_first(cell: str) -> bool:
    """Whether a date begins with its year, as Excel's own dates do when they are read."""
    return bool(FORMS[0].fullmatch(cell.strip()))


def is_date(cell: str) -> bool:
    """Whether a cell has the form of a date, with or without a time."""
    return match_date(cell) is not None


def has_short_year(cell: str) -> bool:
    """Whether the year has two digits."""
    return not FULL_YEAR.search(cell.partition(":")[0]) and match_date(cell) is not None


def can_be_two_days(cell: str) -> bool:
    """Whether a date is written in numbers whose order differs from country to country."""
    return bool(FORMS[1].fullmatch(cell.strip()))


def is_elsewhere(cell: str) -> bool:
    """Whether it takes the practice's time zone to tell which day a moment is on."""
    try:
        date_reader(DAY_FIRST)(cell)
    except DateError as error:
        return error.why == "another_zone"
    return False


def match_date(cell: str) -> re.Match[str] | None:
    """What a cell says in one of the forms of a date; None if it has none of them."""
    return next((match for form in FORMS if (match := form.fullmatch(cell.strip()))), None)


def _read(cell: str, order: str | None, zone: ZoneInfo | None) -> Moment:
    found = match_date(cell)
    if found is None:
        is_number = OF_SPREADSHEET.fullmatch(cell.strip())
        raise DateError("spreadsheet_number" if is_number else "not_a_date")
    parts = found.groupdict()
    year = int(parts["year"])
    if len(parts["year"]) == 2:
        year += 1900 if 1900 + year >= EARLIEST else 2000
    try:
        when = date(year, *_month_and_day(parts, order))
    except ValueError:
        raise DateError("no_day") from None
    if not EARLIEST <= year <= LATEST:
        raise DateError("no_year")
    return _at(when, parts, zone)


def _month_and_day(parts: dict[str, str], order: str | None) -> tuple[int, int]:
    if "name" in parts:
        month = MONTH_OF.get(parts["name"].lower())
        if month is None:
            raise DateError("foreign_month")
        return month, int(parts["day"])
    if "month" in parts:
        return int(parts["month"]), int(parts["day"])
    one, two = int(parts["one"]), int(parts["two"])
    if order is None and (one != two or len(parts["year"]) == 2):
        raise DateError("two_days")
    return (two, one) if order == DAY_FIRST else (one, two)


def _at(day: date, parts: dict[str, str], zone: ZoneInfo | None) -> Moment:
    """Put day and time together, in the practice's own time."""
    if parts.get("hour") is None:
        return Moment(day)
    hour, minute, half = int(parts["hour"]), int(parts["minute"] or 0), parts.get("half")
    if half:
        if not 1 <= hour <= 12:
            raise DateError("no_time")
        hour = hour % 12 + HOURS_OF_HALF[half.lower()]
    try:
        clock = time(hour, minute, int(parts.get("second") or 0))
    except ValueError:
        raise DateError("no_time") from None
    written = parts.get("zone")
    if not written:
        return Moment(day, 60 * clock.hour + clock.minute)
    if zone is None:
        raise DateError("another_zone")
    try:
        local = datetime.combine(day, clock, _offset(written)).astimezone(zone)
    except (ValueError, OverflowError):
        raise DateError("no_zone") from None
    return Moment(local.date(), 60 * local.hour + local.minute)


def _offset(written: str) -> timezone:
    written = written.upper().removeprefix("UTC").removeprefix("GMT")
    if not written.startswith(("+", "-")):
        return UTC
    digits = written[1:].replace(":", "")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(size if written[0] == "+" else -size)
