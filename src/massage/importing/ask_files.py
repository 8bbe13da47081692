"""What is asked of files: what each holds, and where the names of its columns stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from analysis.cells.table import LINES_SEARCHED
from massage.importing.answers import EXPORTED, FILE, HEADER, KIND
from massage.importing.ask_words import offer_states
from massage.importing.asking import Asking, Question, Step
from massage.importing.columns import CHOICES
from massage.importing.files import File
from massage.importing.wording import say
from massage.intake.calendars import is_calendar
from massage.intake.dates import DateError, Moment, date_reader
from massage.intake.mapping import DATED, UNREAD, WHETHER_ATTENDED, read_states
from massage.intake.tables import OF_APPOINTMENTS, find_by_name
from massage.intake.warned import SEEN
from massage.intake.wording import say_warned

OF_LATE = timedelta(days=31)  # an export is read within a month


def ask_of_files(asking: Asking) -> Step:
    """What was read, and what became of the lines of a file that no column tells."""
    program, seen = asking.told.get("program"), asking.told.get("seen")
    notes = [say("preset", program=program)] if program else []
    if seen in SEEN:
        notes.append(say_warned(SEEN[seen], 1))
    for file in asking.files.read:
        above = [say("header_at", n=file.n_above)] if file.n_above else []
        named = say("file", place=file.place, name=file.path.name)
        notes += [f"{named}: {note}" for note in (*above, *file.notes[len(above) :])]
    asked = tuple(_ask_of_lines(asking, file) for file in asking.files.read
                  if _needs_a_state(asking, file))  # fmt: skip
    return Step("files", "plain", asked, notes=(*notes, *asking.files.unread))


def _needs_a_state(asking: Asking, file: File) -> bool:
    """Whether no column of a file says who came, and files are told apart by their names."""
    there = asking.named(OF_APPOINTMENTS, *WHETHER_ATTENDED)
    several = len([one for one in asking.files.read if one.kind == OF_APPOINTMENTS]) > 1
    return file.kind == OF_APPOINTMENTS and several and not {*there} & {*file.frame.columns}


def _ask_of_lines(asking: Asking, file: File) -> Question:
    words = asking.before.get("files", {})
    guessed = find_by_name(file.path, words) if words else None
    label = say("lines_of_file", "asked", place=file.place)
    key = (FILE, file.path.stem.casefold())
    return asking.pick(key, label, offer_states(unsaid=not guessed), guessed or "")


def ask_of_kinds(asking: Asking) -> Step:
    """What each file holds."""
    options = tuple((kind, say(kind, "kinds")) for kind in (*CHOICES, UNREAD))
    asked = (
        asking.pick((KIND, file.path.stem.casefold()), say("file_holds"), options, file.guessed,
                    of=file.path.name, n=len(file.frame))
        for file in asking.files.read
    )  # fmt: skip
    return Step("files", "files", tuple(asked), say("file_holds"))


def ask_of_days(asking: Asking) -> Step:
    """On which day each file was exported, where neither column nor word tells what is to come."""
    asked = (
        asking.pick((EXPORTED, file.path.name), say("exported"), (),
                    asking.before.get("taken", {}).get(file.path.name, ""),
                    of=file.path.name, n=len(file.frame))
        for file in asking.files.read
        if _may_hold_what_is_to_come(asking, file)
    )  # fmt: skip
    return Step("files", "days", tuple(asked), say("exported"))


def _may_hold_what_is_to_come(asking: Asking, file: File) -> bool:
    """Whether appointments of late may have been to come on the day of a file, and none says so."""
    if file.kind != OF_APPOINTMENTS or asking.named(OF_APPOINTMENTS, *DATED):
        return False
    states = read_states(asking.mapping)[0]
    words = {cell.strip().casefold() for name in asking.named(OF_APPOINTMENTS, "status")
             if name in file.frame for cell in file.frame[name].unique()}  # fmt: skip
    if "coming" in {states.get(word) for word in words}:
        return False
    try:
        read = date_reader(asking.told.get("date_order"), asking.told.get("time_zone"))
    except ValueError:  # a zone that isn't known, which is refused anyway
        return False
    days = (_read_day(read, cell) for name in asking.named(OF_APPOINTMENTS, "start")
            if name in file.frame for cell in file.frame[name].unique())  # fmt: skip
    return any(day and day >= date.today() - OF_LATE for day in days)


def _read_day(read: Callable[[str], Moment], cell: str) -> date | None:
    try:
        return read(cell.strip()).day
    except DateError:
        return None


def ask_of_headers(asking: Asking) -> Step:
    """On which line the columns' names stand, of every file that isn't a calendar."""
    files = {file.place: (file.path, file.n_above) for file in asking.files.read}
    files |= {place: (path, 0) for place, path in asking.files.headless.items()}
    lines = [(str(line), say("line", line=line)) for line in range(1, LINES_SEARCHED + 1)]
    asked = []
    for _, (path, n_above) in sorted(files.items()):
        key = (HEADER, path.stem.casefold())
        default = str(asking.before.get("header_lines", {}).get(key[1], ""))
        options = (("", say("found_there")), *lines)
        if not is_calendar(path):
            asked.append(asking.pick(key, say("header_line"), options, default, "never",
                                     of=path.name, n=n_above))  # fmt: skip
    return Step("files", "headers", tuple(asked), say("header_line"))
