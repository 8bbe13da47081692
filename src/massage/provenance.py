"""Where records come from: which file, and whether they were simulated."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from massage.aside import write_aside
from massage.words.tables import read_words

WORDS = read_words("files")
SYNTHETIC, OWN = WORDS["synthetic"], WORDS["own"]


def sha256(path: str | Path) -> str:
    """Fingerprint of a file."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def truth_beside(path: str | Path) -> Path:
    """Path of the file that tells how simulated records were made."""
    return Path(path).with_suffix(".truth.json")


def is_synthetic(path: str | Path) -> bool:
    """Whether the file that tells the truth lies beside these records and belongs to them."""
    truth = truth_beside(path)
    if not truth.exists():
        return False
    return json.loads(truth.read_text(encoding="utf-8")).get("sha256") == sha256(path)


def mark_synthetic(path: str | Path) -> None:
    """Write beside records that nobody in them exists; without how they were made."""
    text = json.dumps({"note": SYNTHETIC, "sha256": sha256(path)}, indent=2)
    write_aside(truth_beside(path), f"{text}\n")


def describe_source(path: str | Path) -> str:
    """Say whose records these are, and what their import warned of."""
    from massage.intake.warned import read_warnings, tell_warnings
    from massage.intake.warned import read_words as read_own

    warned = tell_warnings(read_warnings(Path(path)), read_own(Path(path)))
    whose = SYNTHETIC if is_synthetic(path) else OWN
    return " ".join([whose, WORDS["warned"], *warned]) if warned else whose
