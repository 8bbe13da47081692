"""Where an import's records, answers and key go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from massage.intake.anonymise import is_example
from massage.intake.codes import DEFAULT_KEY
from massage.intake.guide import Places, find_places

MAPPING = "map.toml"  # beside the records
WRITTEN = ("sessions.csv", MAPPING)
FOLDER = "massage-records"  # in the home folder, for files that a browser hands over


def find_where(paths: Sequence[Path], key: Path | None = None, out: Path | None = None) -> Places:
    """Return where key and records go: beside the first file, unless they are named."""
    if paths and all(map(is_example, paths)):
        own = find_places(paths[0])
    else:
        folder = paths[0].parent if paths else Path.home() / FOLDER
        if any(path.parent == folder and path.name in WRITTEN for path in paths):
            folder = folder / "records"
        own = Places(DEFAULT_KEY.expanduser(), folder / "sessions.csv")
    return Places(key or own.key, out or own.records)


def plain_name(name: str) -> str:
    """The name of a file, without folders."""
    plain = re.split(r"[/\\]", name)[-1].strip()
    return plain if plain.strip(".") else "file.csv"
