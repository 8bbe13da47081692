"""One import, from files to records: the answers so far, and what follows from them."""

from __future__ import annotations

import hashlib
import json
import secrets
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from analysis.refusal import Refusal
from massage.aside import write_aside
from massage.importing.answers import (
    KIND,
    SAME,
    Answers,
    answers_of,
    find_header_lines,
    lay_over,
    write_mapping,
)
from massage.importing.ask_files import ask_of_headers
from massage.importing.asking import Asking, Question, Step
from massage.importing.counting import Counted, Strangers, count_visits, find_unmatched
from massage.importing.files import Files, read_files
from massage.importing.places import MAPPING, find_where, plain_name
from massage.importing.questions import list_steps
from massage.importing.wording import say
from massage.intake.amiss import find_no_rating
from massage.intake.anonymise import Anonymised, anonymise, is_example, keep_with_report
from massage.intake.mapping import (
    Mapping,
    MappingError,
    make_mapping,
    read_given,
    read_toml,
)
from massage.intake.tables import ExportError
from massage.intake.wording import say as say_of_exports

REMEMBERED, TAKEN = ("remembered",), "taken"
DAYS_SHIFTED = (40, 320)


@dataclass(frozen=True)
class Model:
    """What the page shows: questions, and what follows from the answers."""

    steps: tuple[Step, ...]
    counted: Counted
    notes: tuple[str, ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions, in order."""
        return tuple(question for step in self.steps for question in step.questions)

    @property
    def sections(self) -> list[tuple[str, list[Step]]]:
        """Steps of one name together, in order."""
        return [(name, [*steps]) for name, steps in groupby(self.steps, lambda step: step.name)]

    @property
    def first_open(self) -> Question | None:
        """The first question that waits for an answer."""
        return next((question for question in self.questions if question.is_open), None)

    @property
    def n_open(self) -> int:
        """How many questions wait for an answer."""
        return sum(question.is_open for question in self.questions)


class Session:
    """Files, and the answers that were given of them; nothing else is kept.

    ``records`` and ``key`` say where these go. Files that a browser hands over lie in a folder that
    only their owner can open, and that is gone when the session is closed.
    """

    def __init__(
        self, paths: Sequence[Path], key: Path | None = None, out: Path | None = None
    ) -> None:
        self.paths = [path.resolve() for path in paths]
        self.named = key, out
        self.places = find_where(self.paths, key, out)
        self.answers: Answers = {}
        self.token = secrets.token_urlsafe(24)
        first, last = DAYS_SHIFTED
        self.shift = first + secrets.randbelow(last - first)
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._read: tuple[object, Files] | None = None
        self._asked: tuple[Files, object, Model] | None = None

    def add(self, name: str, content: bytes) -> None:
        """Take a file that a browser hands over; one of the same name takes its place."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="massage-import-")
        path = Path(self._folder.name).resolve() / plain_name(name)
        path.write_bytes(content)
        if path not in self.paths:
            self.paths.append(path)
        self._read = None
        key, out = self.named
        own = [path for path in self.paths if path.parent != Path(self._folder.name).resolve()]
        example = all(map(is_example, self.paths))
        self.places = find_where(self.paths if example else own, key, out)

    def leave_out(self, place: int) -> None:
        """Read the file at a place, counted from 1, no more; files after it move up."""
        if 1 <= place <= len(self.paths):
            self.paths.pop(place - 1)
            self._read = None

    def close(self) -> None:
        """Take the files away that a browser handed over."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    @property
    def mapping_file(self) -> Path:
        """Where the answers are kept, as a mapping: beside the records."""
        return self.places.records.with_name(MAPPING)

    def remembered(self) -> tuple[dict[str, Any] | None, str]:
        """The mapping of last time, if there is one, or why it can't be used."""
        try:
            given = read_given(self.mapping_file)
            make_mapping(given)
        except OSError:
            return None, ""
        except MappingError as error:
            return None, str(error)
        return given, ""

    def files(self) -> Files:
        """The files, read anew where they or what is remembered have changed."""
        given, _ = self.remembered()
        if self.answers.get(REMEMBERED, TAKEN) != TAKEN:
            given = None
        lines, kinds = find_header_lines(self.answers), answers_of(self.answers, KIND)
        there = [(path, path.stat().st_mtime_ns) for path in self.paths if path.is_file()]
        state = there, given, lines, kinds
        if self._read is None or self._read[0] != state:
            self._read = state, read_files(self.paths, given, lines, kinds)
        return self._read[1]

    def asking(self) -> Asking:
        """What is asked of the files as they are, with the answers so far."""
        return Asking(self.files(), self.answers, self.shift)

    def unmatched(self) -> Strangers:
        """Clients of ratings without an appointment; those said to be somebody who has, too."""
        files = self.files()
        others = {key: value for key, value in self.answers.items() if key[0] != SAME}
        mapping = lay_over(files.suggested or {}, others, files.headers) | {"same_person": {}}
        return find_unmatched(self.paths, mapping) if files.suggested else Strangers()

    def model(self) -> Model:
        """Return what the page shows, worked out anew where files or answers have changed."""
        files, state = self.files(), (dict(self.answers), self.places, self.remembered())
        if self._asked is None or self._asked[0] is not files or self._asked[1] != state:
            self._asked = files, state, self._ask(files)
        return self._asked[2]

    def _ask(self, files: Files) -> Model:
        if files.suggested is None:
            step = ask_of_headers(self.asking())
            return Model((step,) if step.questions else (), Counted(broken=files.unread))
        _, why = self.remembered()
        asking = self.asking()
        steps = list_steps(asking, self.unmatched())
        value = self.answers.get(REMEMBERED, TAKEN)
        if files.is_remembered or value != TAKEN:
            options = tuple((one, say(one)) for one in (TAKEN, "afresh"))
            asked = Question(REMEMBERED, say("remembered_label"), options, value, TAKEN)
            steps = (Step("remembered", "plain", (asked,)), *steps)
        counted = count_visits(self.paths, asking.mapping, self.places.key)
        notes = (say("remembered_bad", why=why),) if why else ()
        return Model(steps, counted, notes)

    def ident(self, key: tuple[str, ...]) -> str:
        """What a question is called on the page: nothing that stands in a file."""
        text = json.dumps([self.token, *key])
        return f"q{hashlib.sha256(text.encode()).hexdigest()[:16]}"

    def answer(self, given: dict[str, str]) -> None:
        """Take answers by what questions are called on the page; others than are offered are left.

        ``put_back`` names a question whose default is to stand again, ``leave_out`` the place of a
        file that isn't to be read.
        """
        if given.get("leave_out", "").isdigit():
            self.leave_out(int(given["leave_out"]))
        for question in self.model().questions:
            name = self.ident(question.key)
            value = given.get(name, question.value).strip()
            offered = not question.options or value in dict(question.options)
            if name == given.get("put_back") or value == question.default:
                self.answers.pop(question.key, None)
            elif offered and value != question.value:
                self.answers[question.key] = value

    def tell_names(self, name: str) -> str:
        """Return the two names of a question about them, for whoever asks to see them."""
        near = self.unmatched().near
        pairs = [pair for pair in near if self.ident((SAME, pair.name, pair.other)) == name]
        return " / ".join((pairs[0].name, pairs[0].other)) if pairs else ""

    def write_mapping(self) -> str:
        """Return the mapping as a file: what was suggested, with the answers in it."""
        return write_mapping(self.asking().mapping, say("mapping_comment"))

    def read_mapping(self) -> Mapping:
        """Return the mapping that the answers make. Raises MappingError where it can't be used."""
        return make_mapping(self.asking().mapping)

    def make(self) -> Anonymised:
        """Write the records as the command anonymise does, then the mapping that made them.

        Raises what that raises, and then leaves records, key and mapping as they were.
        """
        records, key = self.places.records, self.places.key
        if {*self.paths} & {records.resolve(), self.mapping_file.resolve(), key.resolve()}:
            raise Refusal(say_of_exports("file_twice"))
        records.parent.mkdir(parents=True, exist_ok=True)
        text = self.write_mapping()
        mapping = make_mapping(read_toml(text))
        found = anonymise(self.paths, mapping, key)
        if no_rating := find_no_rating(found.records, mapping):
            raise ExportError(no_rating)
        keep_with_report(found, key, records)
        write_aside(self.mapping_file, text, private=True)
        return found
