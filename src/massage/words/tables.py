"""Tables of words: the ``.toml`` files of a package, by name."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def read_words(table: str, package: str = "massage.words") -> dict[str, Any]:
    """Return a table of words by code, ``table``.toml of a package."""
    return tomllib.loads(files(package).joinpath(f"{table}.toml").read_text("utf-8"))
