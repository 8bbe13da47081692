"""Questions of earlier units, to open a unit with: choose an option, and read what is said."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from html import escape

from massage.course.checking import say
from massage.words.codes import read_words

LETTERS = "abc"
APART = "margin-bottom: 1.2em"  # so that options stand with their own question
Options = tuple[tuple[str, bool, str], ...]


@dataclass(frozen=True)
class Recalled:
    """A question about an objective of an earlier unit.

    ``options`` are their words, whether they are right, and what is said to whoever chooses them.
    """

    goal: str
    stem: str
    options: Options


@dataclass(frozen=True)
class Opening:
    """What is shown: each option opens what is said to it. As text, the questions alone."""

    questions: tuple[Recalled, ...]

    def _repr_html_(self) -> str:
        return "".join(
            f"<div style='{APART}'><b>{place}.</b> {as_html(one.stem)}"
            f"{''.join(show_options(one.options))}</div>"
            for place, one in enumerate(self.questions, start=1)
        )

    def __repr__(self) -> str:
        lines = []
        for place, one in enumerate(self.questions, start=1):
            lines.append(f"{place}. {one.stem}")
            lines += [f"   {letter}  {words}" for letter, (words, *_) in _lettered(one.options)]
        return "\n".join(lines)


def recall(unit: str) -> Opening:
    """Return the questions that a unit opens with; none where it has none."""
    return Opening(read_recalled().get(unit, ()))


@cache
def read_recalled() -> dict[str, tuple[Recalled, ...]]:
    """Return the questions of ``massage/words/recall.toml`` by unit."""
    return {
        unit: tuple(
            Recalled(one["goal"], one["stem"], tuple(map(tuple, one["options"]))) for one in asked
        )
        for unit, asked in read_words("recall").items()
    }


def show_options(options: Options) -> list[str]:
    """Return each option as HTML that opens what is said to it."""
    return [
        f"<details><summary><b>{letter}</b> {as_html(words)}</summary>"
        f"<p>{as_html(say('right' if right else 'wrong', said=reply)).replace('**', '')}</p>"
        "</details>"
        for letter, (words, right, reply) in _lettered(options)
    ]


def as_html(text: str) -> str:
    """Return text as HTML, without marks for names in code."""
    return escape(text).replace("`", "")


def _lettered(options: Options) -> list[tuple[str, tuple[str, bool, str]]]:
    return list(zip(LETTERS, options, strict=True))
