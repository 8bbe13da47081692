"""Put words to codes: tables of sentences by code, in which facts have places."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from analysis.codes import Code
from massage.words import formats
from massage.words.formats import count, listed, plain
from massage.words.tables import read_words

if TYPE_CHECKING:
    import pandas as pd

REASONS, METHODS, LEFT_OUT, REMARKS = "reasons", "methods", "left_out", "remarks"
BY_NAME = ("capital", "coverage", "interval", "number", "of_100", "p_value", "percent", "plain",
           "points", "short", "told", "visible", "whole")  # fmt: skip
COUNTED = ("client", "interval", "rating", "rule", "session", "standing visit", "visit")
WRITTEN = {
    **{name: getattr(formats, name) for name in BY_NAME},
    **{f"{thing}s": partial(count, thing=thing) for thing in COUNTED},
    "number_1": partial(formats.number, digits=1),
    "of_100_1": partial(formats.of_100, digits=1),
    "interval_1": partial(formats.interval, digits=1),
    "commas": lambda names: ", ".join(map(str, names)) or formats.WORDS["nothing"],
    "listed": lambda names: listed([plain(name) for name in names]),
    "reason": lambda code: tell(code),
    "method": lambda code: tell(code, METHODS),
}


class _Sentence(string.Formatter):
    def format_field(self, value: object, format_spec: str) -> str:
        if format_spec in WRITTEN:
            return WRITTEN[format_spec](value)
        return super().format_field(value, format_spec)


def tell(code: Code, table: str = REASONS) -> str:
    """Put words to a code and its facts. Raises KeyError for a code that has none."""
    return fill(read_words(table)[code], code.facts)


def say(table: str, /, *keys: str, **places: object) -> str:
    """Fill the sentences that stand under these keys of a table, and join them; none for ""."""
    words = read_words(table)
    return join(*(fill(words[key], places) for key in keys if key))


def join(*sentences: str) -> str:
    """Join sentences by spaces, those that are empty left out."""
    return " ".join(filter(None, sentences))


def fill(sentence: str, places: Mapping[str, object]) -> str:
    """Fill a sentence's places; ``{name:plain}`` and the like say how a value is written."""
    return _Sentence().vformat(sentence, (), places)


def tell_remarks(remarks: Sequence[str]) -> list[str]:
    """Put words to the remarks of ``check_records``; what a file left out has them already."""
    return [tell(one, REMARKS) if isinstance(one, Code) else one for one in remarks]


def tell_left_out(left_out: pd.Series) -> pd.Series:
    """Put words to the codes by which ``count_left_out`` counts clients."""
    return left_out.set_axis([read_words(LEFT_OUT)[code] for code in left_out.index])
