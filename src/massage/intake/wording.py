"""The data files of this folder: vocabulary, and sentences by key."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from massage.words.codes import fill, read_words
from massage.words.formats import listed

LINES_NAMED = 5
read_data = partial(read_words, package="massage.intake")
VOCABULARY = read_data("vocabulary")


def say(key: str, **facts: object) -> str:
    """The sentence of a key, with its facts. Raises KeyError for a key that has none."""
    return fill(read_data("messages")[key], facts)


def say_in(table: str, key: str) -> str:
    """The words of a key in a table of them; a key that has none there stands as it is."""
    return read_data("messages")[table].get(key, key).format(sites=say("sites"))


def say_warned(what: str, n: int) -> str:
    """The sentence of a warning that stays with the records; "" for one that isn't known."""
    return fill(read_data("messages")["warned"].get(what, ""), {"n": n})


def say_closed(key: str, **facts: object) -> str:
    """The sentence of a code about closed days."""
    return fill(read_data("messages")["closed"][key], facts)


def name_line(row: Any, key: str, **facts: object) -> str:  # noqa: ANN401 - a named tuple
    """One sentence about a row (``file``, ``line``)."""
    return say("in_line", file=row.file, line=row.line, said=say(key, **facts))


def name_each(rows: pd.DataFrame, key: str) -> list[str]:
    """One sentence per row (``file``, ``line``)."""
    return [name_line(row, key) for row in rows.itertuples()]


def name_lines(rows: pd.DataFrame, what: str) -> list[str]:
    """One sentence per file for all lines (``file``, ``line``) at which the same is wrong."""
    found = []
    for file, lines in rows.groupby("file")["line"]:
        first = [str(line) for line in lines.head(LINES_NAMED)]
        more = len(lines) - LINES_NAMED
        many = say("lines_more", first=", ".join(first), more=more) if more > 0 else listed(first)
        key = "at_line" if len(lines) == 1 else "at_lines"
        found.append(say(key, file=file, lines=many, what=what))
    return found


def name_wrong(table: pd.DataFrame, role: str, why: pd.Series, **facts: object) -> list[str]:
    """Name the lines that are wrong, those with the same key together; ``why`` is NaN elsewhere."""
    return [
        text
        for key in why.dropna().unique()
        for text in name_lines(table[why.eq(key)], f"{role}: {say(key, **facts)}")
    ]
