"""The sentences of large records, by key, from ``words.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from massage.words.codes import fill


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(files("massage.registry").joinpath("words.toml").read_text("utf-8"))


def say(key: str, /, **places: object) -> str:
    """Fill the sentence that stands under a key."""
    return fill(_read()[key], places)


def name_rule(rule: str) -> str:
    """A broken rule in few words, as it is counted."""
    return _read()["rules"][rule]
