"""The words of the import's page, by key."""

from __future__ import annotations

from functools import partial

from massage.words import codes
from massage.words.codes import fill

read_words = partial(codes.read_words, "words", "massage.importing")


def say(key: str, table: str = "", **facts: object) -> str:
    """The sentence of a key, in a table if one is named. Raises KeyError where there is none."""
    words = read_words()[table] if table else read_words()
    return fill(words[key], facts)


def offer(table: str) -> tuple[tuple[str, str], ...]:
    """The answers of a table of words, each with its words."""
    return tuple(read_words()[table].items())
