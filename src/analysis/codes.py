"""What a number can't say: a code, such as why there is none, with the facts that belong to it."""

from __future__ import annotations


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
