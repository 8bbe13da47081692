"""What is asked of files: what each holds, and where the names of its columns stand."""

from __future__ import annotations

from analysis.cells.table import LINES_SEARCHED
from massage.importing.answers import FILE, HEADER, KIND
from massage.importing.ask_words import offer_states
from massage.importing.asking import Asking, Question, Step
from massage.importing.columns import CHOICES
from massage.importing.files import File
from massage.importing.wording import say
from massage.intake.calendars import is_calendar
from massage.intake.mapping import UNREAD, WHETHER_ATTENDED
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
    return Step("files", "words", tuple(asked), say("file_holds"))


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
    return Step("files", "words", tuple(asked), say("header_line"))
