"""Put finished files where they belong, at the end of a run."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from massage.aside import held
from massage.stopping import undisturbed


def put_in_place(made: Sequence[Path], out: Path, missing: str) -> list[str]:
    """Move finished files into a folder; return a sentence about each.

    ``missing`` says why one of them isn't there, and is empty where all are. One of an earlier run
    is then taken away, since it would show other records.
    """
    written = []
    with undisturbed(), held(out, wait=True):
        for file in made:
            target = out / file.name
            if file.exists():
                os.replace(file, target)
                written.append(f"{target} is ready.")
            else:
                target.unlink(missing_ok=True)
    return [*written, missing] if missing else written
