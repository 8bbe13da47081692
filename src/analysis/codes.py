"""Codes for which way a number points, and for what it can't say, with the facts behind it."""

from __future__ import annotations

from typing import Literal

Direction = Literal["better", "worse", "cant_tell", "no_answer"]


class Code(str):
    """A code and its ``facts``; words are put to it outside this package, by code.

    Compares, and is looked up, as its text.
    """

    facts: dict[str, object]

    def __new__(cls, code: str, **facts: object) -> Code:  # noqa: D102
        self = super().__new__(cls, code)
        self.facts = facts
        return self

    def __repr__(self) -> str:
        facts = "".join(f", {name}={value!r}" for name, value in self.facts.items())
        return f"Code({str(self)!r}{facts})"
