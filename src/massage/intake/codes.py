"""Random codes for people, the same in every run, from a key that only its owner can read."""

from __future__ import annotations

import json
import os
import re
import secrets
import stat
from collections.abc import Iterable
from pathlib import Path

from analysis.refusal import Refusal
from massage.aside import write_aside
from massage.intake.wording import say

Key = dict[str, dict[str, str]]  # kind of people, person, code
DEFAULT_KEY = Path("~/.analysis-key.json")
PREFIXES = {"clients": "C", "therapists": "T"}
SECRETS, OF_APPOINTMENTS = "secrets", "appointments"  # what a ledger hashes with
DIGITS = {"clients": 6, "therapists": 3}
OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KeyFileError(Refusal):
    """The key can't be used where it is; the text says why and what would be right."""


def read_key(path: Path) -> Key:
    """Read the key: who has which code, for clients and therapists; empty where there is none yet.

    Raises KeyFileError for a key inside a repository, one that others can read, or a damaged one.
    """
    refuse_unsafe(path, "key")
    if not path.exists():
        return {kind: {} for kind in PREFIXES}
    forms = {kind: rf"{prefix}\d{{3,12}}" for kind, prefix in PREFIXES.items()}
    forms[SECRETS] = r"[0-9a-f]{64}"
    try:
        key = json.loads(path.read_text(encoding="utf-8"))
        sound = key.keys() | {SECRETS} == forms.keys() and all(
            isinstance(code, str) and re.fullmatch(forms[kind], code)
            for kind, codes in key.items()
            for code in codes.values()
        )
    except (ValueError, AttributeError, TypeError):
        sound = False
    if not sound:
        raise KeyFileError(say("key_damaged"))
    return key


def find_same(key: Key) -> dict[str, str]:
    """Return, for clients to whom the key gives the code of another name, that first name.

    So a person under two spellings counts as one: whoever edits the key gives both the same code.
    """
    first: dict[str, str] = {}
    return {name: first.setdefault(code, name) for name, code in key["clients"].items()}


def give_codes(key: Key, kind: str, people: Iterable[str]) -> Key:
    """Return the key with a random code for each person of this kind who has none.

    Codes are drawn, not computed from the person, so that no guess at a name can be checked.
    """
    codes = dict(key[kind])
    taken = set(codes.values())
    for person in sorted(set(people) - codes.keys(), key=lambda _: secrets.randbits(64)):
        digits = DIGITS[kind] + (len(taken) >= 10 ** (DIGITS[kind] - 1))
        lowest = 10 ** (digits - 1)
        while (code := f"{PREFIXES[kind]}{lowest + secrets.randbelow(9 * lowest)}") in taken:
            pass
        taken.add(code)
        codes[person] = code
    return {**key, kind: codes}


def write_key(path: Path, key: Key) -> None:
    """Add to the key what is new in ``key``, aside and readable by its owner only.

    Raises KeyFileError, and leaves the key as it was, where another run has meanwhile given other
    codes to the same people.
    """
    now = read_key(path)
    merged = {}
    for kind in now | key:
        here, there = key.get(kind, {}), now.get(kind, {})
        new = {name: code for name, code in here.items() if name not in there}
        changed = any(here.get(name, code) != code for name, code in there.items())
        if changed or set(new.values()) & set(there.values()) - set(here.values()):
            raise KeyFileError(say("key_changed"))
        merged[kind] = {**there, **here}
    path.parent.mkdir(parents=True, exist_ok=True)
    write_aside(path, json.dumps(merged, ensure_ascii=False, indent=1), private=True)


def give_secret(key: Key) -> Key:
    """Return the key with a random secret to hash appointments with, drawn where it has none."""
    return {SECRETS: {OF_APPOINTMENTS: secrets.token_hex(32)}, **key}


def refuse_unsafe(path: Path, what: str) -> None:
    """Refuse a file of secrets inside a repository, or that is a link, or that others can read.

    ``what`` it is called. Raises KeyFileError.
    """
    folder = path.expanduser().resolve().parent
    if any((one / ".git").exists() for one in (folder, *folder.parents)):
        raise KeyFileError(say("secret_in_repository", what=what))
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise KeyFileError(say("secret_a_link", what=what))
    if os.name != "nt" and path.exists() and path.stat().st_mode & OPEN_TO_OTHERS:
        raise KeyFileError(say("secret_open", what=what))
