"""Read a calendar (ICS) as a table: a row per event, times in the calendar's own zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from analysis.cells import Cells, UnreadableError
from massage.intake.wording import say

BEGINS = b"BEGIN:VCALENDAR"
COLUMNS = {
    "UID": "UID", "SUMMARY": "Summary", "ATTENDEE": "Attendee", "DTSTART": "Start",
    "DTEND": "End", "CREATED": "Created", "STATUS": "Status", "LOCATION": "Location",
    "ORGANIZER": "Organizer", "CATEGORIES": "Categories",
}  # fmt: skip
DATES = ("DTSTART", "DTEND", "CREATED")
REPEATS = ("RRULE", "RDATE")
LINE = re.compile(r'(?P<name>[A-Za-z-]+)(?P<more>(?:;[^":;]*(?:"[^"]*")?[^":;]*)*):(?P<cell>.*)')
MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?")
ZONE, PERSON = re.compile(r"TZID=([^;:]+)"), re.compile(r'CN="?([^";:]+)')
ESCAPED = re.compile(r"\\(.)")


def is_calendar(path: Path) -> bool:
    """Whether a file is a calendar, by how it begins."""
    with path.open("rb") as file:
        return file.read(len(BEGINS) + 3).removeprefix(b"\xef\xbb\xbf").upper().startswith(BEGINS)


def read_calendar(path: Path) -> Cells:
    """Return the events' cells as text, by the line on which each begins.

    Times in UTC become those of the calendar's zone, where its events name exactly one. Raises
    UnreadableError for what isn't UTF-8, for a calendar without events, and for events that repeat
    by a rule: which of them took place stands nowhere.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableError(say("calendar_not_utf_8")) from None
    events: list[dict[str, str]] = []
    starts: list[int] = []
    zones: set[str] = set()
    inside: list[str] = []  # what begins and hasn't ended, outermost first
    for place, line in _unfold(text):
        found = LINE.fullmatch(line)
        if found is None:
            continue
        name, more, cell = found["name"].upper(), found["more"], found["cell"]
        if name == "BEGIN":
            inside.append(cell.upper())
            if cell.upper() == "VEVENT":
                events.append({})
                starts.append(place)
        elif name == "END" and inside:
            inside.pop()
        elif inside[-1:] == ["VEVENT"]:
            if name in REPEATS:
                raise UnreadableError(say("calendar_repeats", line=starts[-1]))
            zones |= set(ZONE.findall(more))
            events[-1].setdefault(name, _write_cell(name, more, cell))
    if not events:
        raise UnreadableError(say("calendar_empty"))
    own = _find_zone(zones)
    rows = [
        {column: _in_zone(event.get(name, ""), name, own) for name, column in COLUMNS.items()}
        for event in events
    ]
    frame = pd.DataFrame(rows, index=starts, dtype=str)
    filled = [name for name in frame if name in ("Summary", "Start") or frame[name].ne("").any()]
    return Cells(frame[filled])


def _unfold(text: str) -> list[tuple[int, str]]:
    """Lines with their numbers; a line that begins with a space goes on with the one before."""
    lines: list[tuple[int, str]] = []
    for place, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        if line[:1] in (" ", "\t") and lines:
            lines[-1] = (lines[-1][0], lines[-1][1] + line[1:])
        else:
            lines.append((place, line))
    return lines


def _write_cell(name: str, more: str, cell: str) -> str:
    if name in DATES:
        return cell.strip()
    if name in ("ATTENDEE", "ORGANIZER"):
        person = PERSON.search(more)
        return person[1].strip() if person else cell.strip().removeprefix("mailto:")
    return ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], cell).strip()


def _find_zone(zones: set[str]) -> ZoneInfo | None:
    try:
        return ZoneInfo(zones.copy().pop()) if len(zones) == 1 else None
    except (KeyError, ValueError, OSError):
        return None


def _in_zone(cell: str, name: str, zone: ZoneInfo | None) -> str:
    """Write a moment as exports do; what isn't one stays, and is refused where dates are read."""
    found = MOMENT.fullmatch(cell)
    if name not in DATES or found is None:
        return cell
    year, month, day, hour, minute, second, utc = found.groups()
    if hour is None:
        return f"{year}-{month}-{day}"
    written = f"{year}-{month}-{day} {hour}:{minute}:{second}"
    if not utc:
        return written
    if zone is None:
        return f"{written}Z"
    try:
        moment = datetime.strptime(written, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
        return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    except (ValueError, OverflowError):
        return cell
