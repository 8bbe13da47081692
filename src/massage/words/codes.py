"""Put words to codes: a table of sentences by code, in which facts have places."""

from __future__ import annotations

import string
import tomllib
from functools import cache
from importlib.resources import files

from analysis.codes import Code
from massage.words.formats import plain, told

WRITTEN = {"t": told, "p": plain}  # {n!t}: a number of clients, {column!p}: a column's name


class _Sentence(string.Formatter):
    def convert_field(self, value: object, conversion: str | None) -> object:
        if conversion in WRITTEN:
            return WRITTEN[conversion](value)
        return super().convert_field(value, conversion)


@cache
def read_words(name: str) -> dict[str, str]:
    """Return a table of words, ``name``.toml beside this module."""
    text = files("massage.words").joinpath(f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


def tell(code: str | None, table: str = "reasons") -> str:
    """Put words to a code and its facts. What is no Code, but words, stays as it is."""
    if not isinstance(code, Code):
        return str(code)
    return _Sentence().format(read_words(table)[code], **code.facts)
