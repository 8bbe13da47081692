"""What the import asks: each question with its answers, what was guessed, and what is chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from massage.importing.answers import (
    COLUMN,
    CONDITION,
    FILE,
    ONE_PERSON,
    RATING,
    SAME,
    SERVICE,
    STATUS,
    YES,
    Answers,
    find_guessed,
    find_same,
    lay_over,
)  # fmt: skip
from massage.importing.columns import CHOICES, choose
from massage.importing.examples import DATES, show_examples
from massage.importing.files import Files
from massage.importing.near import NearNames
from massage.importing.wording import offer, say
from massage.importing.words_of import Word, find_people, list_unread_ratings, list_words
from massage.intake.dates import DateError, can_be_two_days, date_reader
from massage.intake.mapping import UNKNOWN, lay_on_preset
from massage.intake.scores import SCALED
from massage.intake.tables import OF_APPOINTMENTS, find_state_of_file
from massage.intake.warned import SEEN
from massage.intake.wording import say_warned
from massage.words.formats import SMALLEST_GROUP, short

Options = tuple[tuple[str, str], ...]
TEN = tuple((str(n), str(n)) for n in range(11))


@dataclass(frozen=True)
class Question:
    """A question with a default, which stands until another answer is given.

    ``key`` says what is asked about; ``of`` is a column, a word or a line as it may be shown, and
    ``is_open`` that it waits for an answer.
    """

    key: tuple[str, ...]
    label: str
    options: Options
    value: str
    default: str
    of: str = ""
    examples: tuple[str, ...] = ()
    n: int = 0
    is_open: bool = False
    remark: str = ""

    @property
    def is_changed(self) -> bool:
        """Whether the answer isn't the default."""
        return self.value != self.default


@dataclass(frozen=True)
class Step:
    """Questions that belong together: ``form`` is columns, words or plain."""

    name: str
    form: str
    questions: tuple[Question, ...]
    title: str = ""
    notes: tuple[str, ...] = field(default=())


class Asking:
    """All that is asked about files, with the answers so far."""

    def __init__(self, files: Files, answers: Answers, shift: int = 0) -> None:
        self.files, self.answers, self.shift = files, answers, shift

    @cached_property
    def mapping(self) -> dict[str, Any]:
        """The mapping that the answers make."""
        return lay_over(self.files.suggested or {}, self.answers, self.files.headers)

    @cached_property
    def told(self) -> dict[str, Any]:
        """The mapping laid on its preset."""
        return lay_on_preset(self.mapping)

    @cached_property
    def before(self) -> dict[str, Any]:
        """What is suggested, laid on its preset."""
        return lay_on_preset(self.files.suggested or {})

    @cached_property
    def columns(self) -> dict[str, dict[str, str]]:
        """What each column of each kind of file is taken for."""
        return {
            kind: find_guessed(self.mapping, kind, names)
            for kind, names in self.files.headers.items()
        }

    @cached_property
    def people(self) -> set[str]:
        """Every part of a name, so that no word that holds one is shown."""
        return find_people(self.files, self.columns.get(OF_APPOINTMENTS, {}))

    def list_steps(self, near: list[NearNames]) -> tuple[Step, ...]:
        """Return the steps that these files need, in order."""
        steps = [
            self._ask_of_files(),
            *self._ask_of_columns(),
            Step("dates", "plain", (*self._ask_of_dates(),)),
            Step("came", "words", (*self._ask_words("status", STATUS),)),
            Step("ratings", "plain", (*self._ask_of_ratings(),)),
            Step("ratings", "words", (*self._ask_rating_words(),), say("rating_words", "asked")),
            Step("ratings", "words", (*self._ask_conditions(),), say("conditions", "asked")),
            Step("names", "plain", (*self._ask_of_names(near),)),
            Step("moving", "plain", (*self._ask_of_moving(),)),
            Step("services", "words", (*self._ask_services(),)),
        ]
        return tuple(step for step in steps if step.questions or step.notes)

    def _named(self, kind: str, choice: str) -> list[str]:
        return [name for name, one in self.columns.get(kind, {}).items() if one == choice]

    def _pick(self, key: tuple[str, ...], label: str, options: Options, default: str,
              **more: Any) -> Question:  # noqa: ANN401  # fmt: skip
        return Question(key, label, options, self.answers.get(key, default), default, **more)

    def _ask_of_files(self) -> Step:
        preset, seen = self.told.get("preset"), self.told.get("seen")
        notes = []
        if preset:
            notes.append(say("preset", program=str(preset).replace("_", " ").capitalize()))
        if seen in SEEN:
            notes.append(say_warned(SEEN[seen], 1))
        asked = []
        for file in self.files.read:
            named = say("file", place=file.place, name=file.path.name)
            lines = say("file_lines", n=len(file.frame))
            notes.append(f"{named}: {say(file.kind, 'kinds').lower()}, {lines}.")
            if file.n_above:
                notes.append(say("header_at", n=file.n_above))
            notes += file.notes[bool(file.n_above) :]
            if file.kind == OF_APPOINTMENTS and self._asks_of_lines(file.frame):
                words = self.before.get("files", {})
                guessed = find_state_of_file(file.path, words) if words else None
                asked.append(self._pick(
                    (FILE, file.path.stem.casefold()),
                    say("lines_of_file", "asked", place=file.place), _states(), guessed or "",
                    is_open=not guessed and (FILE, file.path.stem.casefold()) not in self.answers,
                ))  # fmt: skip
        return Step("files", "plain", tuple(asked), notes=(*notes, *self.files.unread))

    def _asks_of_lines(self, frame: Any) -> bool:  # noqa: ANN401 - a frame
        """Whether no column of a file says who came, and files are told apart by their names."""
        says = ("status", "cancelled_at", "not_arrived")
        there = [name for choice in says for name in self._named(OF_APPOINTMENTS, choice)]
        return not {*there} & {*frame.columns} and len(self.files.read) > 1

    def _ask_of_columns(self) -> Iterator[Step]:
        order, zone = self.told.get("date_order"), self.told.get("time_zone")
        for kind, headers in self.files.headers.items():
            guessed = find_guessed(self.files.suggested or {}, kind, headers)
            own = {key[2]: value for key, value in self.answers.items()
                   if key[:2] == (COLUMN, kind)}  # fmt: skip
            options = tuple((choice, say(choice, "choices")) for choice in CHOICES[kind])
            asked = []
            for name in headers:
                others = {one: value for one, value in own.items() if one != name}
                value = self.columns[kind][name]
                shown = show_examples(self.files.cells(kind, name), value, order, zone, self.shift)
                asked.append(Question(
                    (COLUMN, kind, name), say("taken_for"), options, own.get(name, value),
                    choose(guessed, others)[name], of=name, examples=shown,
                ))  # fmt: skip
            notes = (say("first_name_alone"),) if self._takes_first_names_alone(kind) else ()
            yield Step("columns", "columns", tuple(asked), say(kind, "kinds"), notes)

    def _takes_first_names_alone(self, kind: str) -> bool:
        """Whether clients are told apart by their first names."""
        named = [
            name for choice in ("client", "client_first") for name in self._named(kind, choice)
        ]
        return len(named) == 1 and not self._named(kind, "client_last") and (
            "first" in named[0].casefold())  # fmt: skip

    def _ask_of_dates(self) -> Iterator[Question]:
        cells = [
            cell
            for kind, columns in self.columns.items()
            for name, choice in columns.items() if choice in DATES
            for cell in self.files.cells(kind, name).unique()
        ]  # fmt: skip
        default = self.before.get("date_order", "")
        if any(map(can_be_two_days, cells)):
            value = self.answers.get(("date_order",), default)
            yield self._pick(("date_order",), say("date_order", "asked"), offer("date_order"),
                             default, is_open=not value)  # fmt: skip
        zone = self.before.get("time_zone", "")
        if zone or any(map(_is_elsewhere, cells)):
            value = self.answers.get(("time_zone",), zone)
            yield self._pick(("time_zone",), say("time_zone", "asked"), (), zone,
                             is_open=not value)  # fmt: skip

    def _ask_words(self, choice: str, asked: str) -> Iterator[Question]:
        """Every word of the columns that say who came, with what it means."""
        states = _state_of_words(self.before.get("status", {}))
        rest = self.before.get("status", {}).get("unlisted", "")
        options = _states(rest)
        for name in self._named(OF_APPOINTMENTS, choice):
            for word in list_words(self.files.cells(OF_APPOINTMENTS, name), self.people):
                default = states.get(word.word.casefold(), "" if word.word else rest)
                key = (asked, word.word)
                is_open = not self.answers.get(key, default)
                yield self._pick(key, say("means"), options, default, of=_shown(word),
                                 n=word.n, is_open=is_open)  # fmt: skip

    def _ask_services(self) -> Iterator[Question]:
        ignored = {word.casefold() for word in
                   self.before.get("services", {}).get("ignored", [])}  # fmt: skip
        for name in self._named(OF_APPOINTMENTS, "service"):
            for word in list_words(self.files.cells(OF_APPOINTMENTS, name), self.people):
                if word.word:
                    default = "no massage" if word.word.casefold() in ignored else ""
                    yield self._pick((SERVICE, word.word.casefold()), say("means"),
                                     offer("services"), default, of=_shown(word),
                                     n=word.n)  # fmt: skip

    def _rated(self, roles: tuple[str, ...] | list[str]) -> Iterator[tuple[str, str]]:
        for kind, columns in self.columns.items():
            yield from ((kind, name) for name, choice in columns.items() if choice in roles)

    def _ask_of_ratings(self) -> Iterator[Question]:
        if any(self._rated(["pain_before", "sleep_quality"])):
            default = self.before.get("rated", UNKNOWN)
            value = self.answers.get(("rated",), default)
            yield self._pick(("rated",), say("rated", "asked"), offer("rated"), default,
                             is_open=value == UNKNOWN)  # fmt: skip
        if any(
            list_unread_ratings(self.files.cells(*place), self.people)[1]
            for place in self._rated(SCALED)
        ):
            default = self.before.get("ranges", "")
            value = self.answers.get(("ranges",), default)
            yield self._pick(("ranges",), say("ranges", "asked"), offer("ranges"), default,
                             is_open=not value)  # fmt: skip

    def _ask_rating_words(self) -> Iterator[Question]:
        known = {word.casefold(): short(value) for word, value in
                 self.before.get("rating_words", {}).items()}  # fmt: skip
        options = (("", say("", "states")), *TEN)
        seen = set()
        for place in self._rated(SCALED):
            for word in list_unread_ratings(self.files.cells(*place), self.people)[0]:
                if word.word not in seen:
                    seen.add(word.word)
                    key, default = (RATING, word.word), known.get(word.word, "")
                    yield self._pick(key, say("means"), options, default, of=_shown(word), n=word.n,
                                     is_open=not self.answers.get(key, default))  # fmt: skip

    def _ask_conditions(self) -> Iterator[Question]:
        known = {word.casefold(): value for word, value in
                 self.before.get("conditions", {}).items()}  # fmt: skip
        options = offer("conditions")
        for place in self._rated(["condition"]):
            for word in list_words(self.files.cells(*place), self.people, SMALLEST_GROUP):
                plain = " ".join(word.word.casefold().split())
                own = plain.replace(" ", "_")
                if plain and own not in dict(options):
                    key, default = (CONDITION, plain), known.get(plain, "")
                    yield self._pick(key, say("means"), options, default, of=_shown(word), n=word.n,
                                     is_open=not self.answers.get(key, default))  # fmt: skip

    def _ask_of_names(self, near: list[NearNames]) -> Iterator[Question]:
        default = YES if self.before.get("last_name_first") else ""
        key = ("last_name_first",)
        turned = any(pair.turned for pair in near)
        if default or turned or key in self.answers:
            is_open = turned and not self.answers.get(key, default)
            yield self._pick(key, say("last_name_first", "asked"), offer("last_name_first"),
                             default, is_open=is_open)  # fmt: skip
        same = find_same(self.before)
        for pair in near:
            key = (SAME, pair.name, pair.other)
            default = ONE_PERSON if same.get(pair.name) == pair.other else ""
            (file, line), (other_file, other_line) = pair.place, pair.other_place
            where = say("pair", file=file, line=line, other_file=other_file, other_line=other_line)
            yield self._pick(
                key, say("same", "asked"), offer("same"), default, of=where,
                is_open=not self.answers.get(key, default),
                remark=say("turned" if pair.turned else "similar"),
            )  # fmt: skip

    def _ask_of_moving(self) -> Iterator[Question]:
        if self._named(OF_APPOINTMENTS, "booked"):
            default = self.before.get("moving", UNKNOWN)
            value = self.answers.get(("moving",), default)
            yield self._pick(("moving",), say("moving", "asked"), offer("moving"), default,
                             is_open=value == UNKNOWN)  # fmt: skip
        if self._named(OF_APPOINTMENTS, "original"):
            default = YES if self.before.get("moves_recorded") else ""
            yield self._pick(("moves_recorded",), say("moves_recorded", "asked"),
                             offer("moves_recorded"), default)  # fmt: skip


def _state_of_words(status: dict[str, Any]) -> dict[str, str]:
    return {word.casefold(): state for state, words in status.items() if state != "unlisted"
            for word in words}  # fmt: skip


def _states(rest: str = "") -> Options:
    """States of an appointment, with what counts where nothing is said."""
    unsaid, *states = (one for one in offer("states") if one[0] != "unlisted")
    if rest:
        unsaid = ("", say("unlisted", "states", state=say(rest, "states")))
    return (unsaid, *states)


def _shown(word: Word) -> str:
    """The word, or its form and where to look."""
    if not word.word:
        return say("nothing_there")
    file, line = word.place
    return word.shown if word.is_told else say("form", form=word.shown, file=file, line=line)


def _is_elsewhere(cell: str) -> bool:
    try:
        date_reader("day first")(cell)
    except DateError as error:
        return error.why == "another_zone"
    return False
