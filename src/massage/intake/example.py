"""The made-up export that the docs carry."""

from __future__ import annotations

from pathlib import Path

from massage.provenance import sha256
from massage.shipped import SHIPPED

EXAMPLE = SHIPPED / "docs" / "example" / "appointments.csv"


def is_example(path: Path) -> bool:
    """Whether a file is that export, or a copy of it."""
    return EXAMPLE.exists() and path.is_file() and sha256(path) == sha256(EXAMPLE)
