"""The sentences of large records, by key, from ``words.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from massage.words.codes import fill


@cache
def _read() -> dict[str, str]:
    return tomllib.loads(files("massage.registry").joinpath("words.toml").read_text("utf-8"))


def say(key: str, /, **places: object) -> str:
    """Fill the sentence that stands under a key."""
    return fill(_read()[key], places)
