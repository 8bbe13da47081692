"""Random codes for people, the same in every run, from a key that only its owner can read."""

from __future__ import annotations

import json
import os
import secrets
import stat
import tempfile
from collections.abc import Iterable
from pathlib import Path

from analysis.refusal import Refusal

DEFAULT_KEY = Path("~/.analysis-key.json")
PREFIXES = {"clients": "C", "therapists": "T"}
DIGITS = {"clients": 6, "therapists": 3}
OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KeyFileError(Refusal):
    """The key can't be used where it is; the text says why and what would be right."""


def read_key(path: Path) -> dict[str, dict[str, str]]:
    """Read the key: who has which code, for clients and therapists; empty where there is none yet.

    Raises KeyFileError for a key inside a repository, one that others can read, or a damaged one.
    """
    _refuse_repository(path)
    if not path.exists():
        return {kind: {} for kind in PREFIXES}
    if path.is_symlink() or not path.is_file():
        raise KeyFileError("the key must be a file of its own, not a link or a folder")
    if os.name != "nt" and path.stat().st_mode & OPEN_TO_OTHERS:
        raise KeyFileError(
            "the key can be read by others on this machine: run chmod 600 on it, then try again"
        )
    try:
        key = json.loads(path.read_text(encoding="utf-8"))
        sound = key.keys() == PREFIXES.keys() and all(
            isinstance(code, str) and code.startswith(PREFIXES[kind])
            for kind, codes in key.items()
            for code in codes.values()
        )
    except (ValueError, AttributeError, TypeError):
        sound = False
    if not sound:
        raise KeyFileError(
            "the key is damaged: put back a copy of it, or name a new one with --key (clients "
            "then get new codes)"
        )
    return key


def give_codes(
    key: dict[str, dict[str, str]], kind: str, people: Iterable[str]
) -> dict[str, dict[str, str]]:
    """Return the key with a random code for each person of this kind who has none.

    Codes are drawn, not computed from the person, so that no guess at a name can be checked.
    """
    codes = dict(key[kind])
    taken = set(codes.values())
    for person in sorted(set(people) - codes.keys(), key=lambda _: secrets.randbits(64)):
        digits = DIGITS[kind] + (len(taken) >= 10 ** (DIGITS[kind] - 1))
        code = _draw(PREFIXES[kind], digits)
        while code in taken:
            code = _draw(PREFIXES[kind], digits)
        taken.add(code)
        codes[person] = code
    return {**key, kind: codes}


def write_key(path: Path, key: dict[str, dict[str, str]]) -> None:
    """Write the key aside, readable by its owner only, and put it in place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".analysis-key-")  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(key, file, ensure_ascii=False, indent=1)
        os.replace(aside, path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


def _draw(prefix: str, digits: int) -> str:
    return prefix + str(10 ** (digits - 1) + secrets.randbelow(9 * 10 ** (digits - 1)))


def _refuse_repository(path: Path) -> None:
    folder = path.expanduser().resolve().parent
    if any((one / ".git").exists() for one in (folder, *folder.parents)):
        raise KeyFileError(
            "the key lies inside a repository, from which it could be published: keep it "
            f"elsewhere, for example at {DEFAULT_KEY}"
        )
