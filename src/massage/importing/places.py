"""Where an import's records, answers and key go."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from massage.intake.anonymise import is_example
from massage.intake.codes import DEFAULT_KEY

MAPPING = "map.toml"  # beside the records
WRITTEN = ("sessions.csv", MAPPING)
FOLDER = "massage-records"  # in the home folder, for files that a browser hands over


@dataclass(frozen=True)
class Places:
    """Where the key of names and codes is, and where the session records go."""

    key: Path
    records: Path


def find_where(paths: Sequence[Path], key: Path | None = None, out: Path | None = None) -> Places:
    """Return where key and records go: beside the first file, unless they are named.

    Those of the example go to a folder that the system tidies away, so that no made-up name gets
    into your key.
    """
    if paths and all(map(is_example, paths)):
        folder = Path(tempfile.mkdtemp(prefix="massage-records-"))
        return Places(key or folder / "key.json", out or folder / "sessions.csv")
    folder = paths[0].parent if paths else Path.home() / FOLDER
    if any(path.parent == folder and path.name in WRITTEN for path in paths):
        folder = folder / "records"
    return Places(key or DEFAULT_KEY.expanduser(), out or folder / "sessions.csv")


def plain_name(name: str) -> str:
    """The name of a file, without folders."""
    plain = re.split(r"[/\\]", name)[-1].strip()
    return plain if plain.strip(".") else "file.csv"
