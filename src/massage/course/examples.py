"""One worked example for each unit, in the same four steps; later units leave more of them open."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from massage.course.recalling import APART, Options, as_html, show_options
from massage.words.codes import read_words

STEPS = ("who", "number", "sure", "sentence")


@dataclass(frozen=True)
class Example:
    """A question of records, and for each step what is said, or options to choose from.

    ``steps`` are those of ``STEPS``, in order. An option is its words, whether it is right, and
    what is said to whoever chooses it.
    """

    question: str
    steps: tuple[str | Options, ...]

    @property
    def left(self) -> int:
        """How many steps are left to the learner: always the last ones."""
        return sum(not isinstance(step, str) for step in self.steps)

    def _repr_html_(self) -> str:
        parts = [f"<p>{as_html(self.question)}</p>"]
        for label, step in self._labelled():
            if isinstance(step, str):
                parts.append(f"<p><b>{label}</b> {as_html(step)}</p>")
            else:
                options = "".join(show_options(step))
                parts.append(f"<div style='{APART}'><b>{label}</b>{options}</div>")
        return "".join(parts)

    def __repr__(self) -> str:
        lines = [self.question]
        for label, step in self._labelled():
            if isinstance(step, str):
                lines.append(f"{label} {step}")
            else:
                lines += [label, *(f"   {words}" for words, *_ in step)]
        return "\n".join(lines)

    def _labelled(self) -> list[tuple[str, str | Options]]:
        labels = read_words("examples")["steps"]
        return [
            (f"{place}. {labels[name]}", step)
            for place, (name, step) in enumerate(zip(STEPS, self.steps, strict=True), start=1)
        ]


def example(unit: str) -> Example:
    """Return a unit's worked example. Raises KeyError for a unit that isn't there."""
    return read_examples()[unit]


@cache
def read_examples() -> dict[str, Example]:
    """Return the examples of ``massage/words/examples.toml`` by unit."""
    return {
        unit: Example(told["question"], tuple(_read_step(told[step]) for step in STEPS))
        for unit, told in read_words("examples").items()
        if unit != "steps"
    }


def _read_step(told: str | list[dict[str, Any]]) -> str | Options:
    if isinstance(told, str):
        return told
    return tuple((each["option"], each["right"], each["reply"]) for each in told)
