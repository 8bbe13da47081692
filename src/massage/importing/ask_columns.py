"""What is asked of files, of their columns, and of how they write dates."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.cells.table import LINES_SEARCHED
from massage.importing.answers import COLUMN, FILE, HEADER, find_guessed
from massage.importing.ask_words import offer_states
from massage.importing.asking import Asking, Question, Step
from massage.importing.columns import CHOICES, choose
from massage.importing.examples import DATES, show_examples
from massage.importing.files import File
from massage.importing.wording import offer, say
from massage.intake.calendars import is_calendar
from massage.intake.dates import can_be_two_days, is_elsewhere
from massage.intake.mapping import WHETHER_ATTENDED
from massage.intake.tables import OF_APPOINTMENTS, find_by_name
from massage.intake.warned import SEEN
from massage.intake.wording import say_warned


def ask_of_files(asking: Asking) -> Step:
    """What was read, and what became of the lines of a file that no column tells."""
    preset, seen = asking.told.get("preset"), asking.told.get("seen")
    notes = []
    if preset:
        notes.append(say("preset", program=str(preset).replace("_", " ").capitalize()))
    if seen in SEEN:
        notes.append(say_warned(SEEN[seen], 1))
    for file in asking.files.read:
        named = say("file", place=file.place, name=file.path.name)
        lines = say("file_lines", n=len(file.frame))
        notes.append(f"{named}: {say(file.kind, 'kinds').lower()}, {lines}.")
        if file.n_above:
            notes.append(say("header_at", n=file.n_above))
        notes += file.notes[bool(file.n_above) :]
    asked = [_ask_of_lines(asking, file) for file in asking.files.read
             if _needs_a_state(asking, file)]  # fmt: skip
    asked += _ask_of_headers(asking)
    return Step("files", "plain", tuple(asked), notes=(*notes, *asking.files.unread))


def _ask_of_headers(asking: Asking) -> Iterator[Question]:
    """On which line the columns' names stand, of every file that isn't a calendar."""
    files = {file.place: file.path for file in asking.files.read} | asking.files.headless
    lines = [(str(line), say("line", line=line)) for line in range(1, LINES_SEARCHED + 1)]
    for place, path in sorted(files.items()):
        if not is_calendar(path):
            key = (HEADER, path.stem.casefold())
            default = str(asking.before.get("header_lines", {}).get(key[1], ""))
            label = say("header_line", "asked", place=place)
            options = (("", say("found_there")), *lines)
            yield asking.pick(key, label, options, default, unsaid="never")


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


def ask_of_columns(asking: Asking) -> Iterator[Step]:
    """What each column is, kind of file by kind of file."""
    order, zone = asking.told.get("date_order"), asking.told.get("time_zone")
    for kind, headers in asking.files.headers.items():
        guessed = find_guessed(asking.suggested, kind, headers)
        own = {key[2]: value for key, value in asking.answers.items()
               if key[:2] == (COLUMN, kind)}  # fmt: skip
        options = tuple((choice, say(choice, "choices")) for choice in CHOICES[kind])
        asked = []
        for name in headers:
            others = {one: value for one, value in own.items() if one != name}
            value = asking.columns[kind][name]
            shown = show_examples(asking.files.cells(kind, name), value, order, zone, asking.shift)
            asked.append(Question(
                (COLUMN, kind, name), say("taken_for"), options, own.get(name, value),
                choose(guessed, others)[name], of=name, examples=shown,
            ))  # fmt: skip
        notes = (say("first_name_alone"),) if _takes_first_names_alone(asking, kind) else ()
        yield Step("columns", "columns", tuple(asked), say(kind, "kinds"), notes)


def _takes_first_names_alone(asking: Asking, kind: str) -> bool:
    named = asking.named(kind, "client", "client_first")
    alone = len(named) == 1 and not asking.named(kind, "client_last")
    return alone and "first" in named[0].casefold()


def ask_of_dates(asking: Asking) -> Iterator[Question]:
    """In which order days and months stand, and where the practice is, where that matters."""
    cells = [cell for place in asking.places(DATES) for cell in asking.files.cells(*place).unique()]
    if any(map(can_be_two_days, cells)):
        default = asking.before.get("date_order", "")
        yield asking.pick(("date_order",), say("date_order", "asked"), offer("date_order"), default)
    zone = asking.before.get("time_zone", "")
    if zone or any(map(is_elsewhere, cells)):
        yield asking.pick(("time_zone",), say("time_zone", "asked"), (), zone)
