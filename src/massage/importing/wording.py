"""The words of the import's page, by key."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from massage.words.codes import fill


@cache
def read_words() -> dict[str, Any]:
    """Return what ``words.toml`` beside this module holds."""
    return tomllib.loads(files("massage.importing").joinpath("words.toml").read_text("utf-8"))


def say(key: str, table: str = "", **facts: object) -> str:
    """The sentence of a key, in a table if one is named. Raises KeyError where there is none."""
    words = read_words()[table] if table else read_words()
    return fill(words[key], facts)


def offer(table: str) -> tuple[tuple[str, str], ...]:
    """The answers of a table of words, each with its words."""
    return tuple(read_words()[table].items())
