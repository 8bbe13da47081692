"""A question, a step of them, and what the questions are asked from: files, and answers so far."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from massage.importing.answers import Answers, find_guessed, lay_over
from massage.importing.files import Files
from massage.importing.words_of import find_names_in
from massage.intake.mapping import lay_on_preset

Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Question:
    """A question with a default, which stands until another answer is given.

    ``key`` says what is asked about; ``of`` is a column, a word or a line as it may be shown, ``n``
    on how many lines it stands, and ``is_open`` that it waits for an answer.
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
    notes: tuple[str, ...] = ()


class Asking:
    """Files with the answers so far, and the mapping that these make."""

    def __init__(self, files: Files, answers: Answers, shift: int = 0) -> None:
        self.files, self.answers, self.shift = files, answers, shift
        self.suggested = files.suggested or {}

    @cached_property
    def mapping(self) -> dict[str, Any]:
        """The mapping that the answers make."""
        return lay_over(self.suggested, self.answers, self.files.headers)

    @cached_property
    def told(self) -> dict[str, Any]:
        """The mapping laid on its preset."""
        return lay_on_preset(self.mapping)

    @cached_property
    def before(self) -> dict[str, Any]:
        """What is suggested, laid on its preset."""
        return lay_on_preset(self.suggested)

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
        return find_names_in(self.files, self.columns)

    def named(self, kind: str, *choices: str) -> list[str]:
        """The columns of a kind of file that are taken for one of some things."""
        return [name for name, one in self.columns.get(kind, {}).items() if one in choices]

    def places(self, choices: Collection[str]) -> Iterator[tuple[str, str]]:
        """Kind of file and column of all that is taken for one of some things."""
        for kind in self.columns:
            yield from ((kind, name) for name in self.named(kind, *choices))

    def pick(self, key: tuple[str, ...], label: str, options: Options, default: str,
             unsaid: str = "", **more: Any) -> Question:  # noqa: ANN401  # fmt: skip
        """A question with its answer so far; it is open while that is ``unsaid``."""
        value = self.answers.get(key, default)
        return Question(key, label, options, value, default, is_open=value == unsaid, **more)
