"""The ledger: what each export told of the book, kept beside the key, without names and scores."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from io import SEEK_END
from pathlib import Path
from typing import BinaryIO

import pandas as pd

from massage.aside import needing
from massage.intake.codes import (
    OF_APPOINTMENTS,
    SECRETS,
    Key,
    KeyFileError,
    find_same,
    refuse_unsafe,
)
from massage.intake.history import Batch
from massage.intake.people import is_nobody
from massage.intake.snapshots import Told
from massage.intake.wording import say

try:
    import fcntl
except ModuleNotFoundError:  # Windows
    fcntl = None

CHECK = 16  # signs of each line's fingerprint
FAR_BYTE = 1 << 40  # that Windows locks, behind all that is ever written


@dataclass(frozen=True)
class Ledger:
    """What a ledger keeps, and what the key beside it says of it.

    ``batches`` are exports in order of days, each with what it told otherwise than those before;
    ``torn`` are the numbers of lines that were cut or changed, and left out. ``codes`` are people's
    by name, ``people`` their first names by code, ``secret`` is what appointments are hashed with,
    empty where there is no ledger.
    """

    batches: Sequence[Batch] = ()
    torn: Sequence[int] = ()
    codes: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    secret: str = ""

    @property
    def days(self) -> dict[str, int]:
        """The day of each appointment as it was last told, by what it is followed by."""
        return {followed: told.day for _, lines in self.batches for followed, _, told in lines}

    def name(self, person: pd.Series) -> pd.Series:
        """Return people as the ledger calls them: by code, "" for nobody, else as they are."""
        if not self.secret:
            return person
        return person.map(self.codes).fillna(person).mask(is_nobody(person), "")


def place_ledger(key_path: Path) -> Path:
    """Where the ledger lies: beside the key, ``.analysis-key.ledger``."""
    return key_path.with_suffix(".ledger")


def read_ledger(key_path: Path, key: Key) -> Ledger:
    """Return what the ledger beside a key keeps; an empty one where there is none.

    Raises KeyFileError for a ledger inside a repository, or that others can read.
    """
    path = place_ledger(key_path)
    refuse_unsafe(path, "ledger")
    if not path.exists():
        return Ledger()
    if SECRETS not in key:
        raise KeyFileError(say("ledger_of_other_key"))
    return open_ledger(path.read_bytes(), key)


def open_ledger(content: bytes, key: Key) -> Ledger:
    """Read the lines of a ledger, one for each export; those that are cut or changed are torn."""
    batches, torn = [], []
    for number, line in enumerate(content.splitlines(), start=1):
        batch = _read_line(line)
        if batch:
            batches.append(batch)
        elif line:
            torn.append(number)
    first = find_same(key)
    people = {code: first[name] for name, code in key["clients"].items()}
    secret = key[SECRETS][OF_APPOINTMENTS]
    in_order = sorted(batches, key=lambda batch: batch[0])
    return Ledger(in_order, torn, key["clients"], people, secret)


@contextmanager
def held_ledger(key_path: Path) -> Iterator[BinaryIO]:
    """Give the ledger beside a key to this process alone, to be read and appended to.

    Raises KeyFileError as ``read_ledger`` does.
    """
    path = place_ledger(key_path)
    refuse_unsafe(path, "ledger")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "r+b", buffering=0) as file, _locked(file):
        yield file


def append(file: BinaryIO, batches: Sequence[Batch], folder: Path) -> None:
    """Write a line for each export at the end; what was cut there before stays a line of its own.

    Raises DiskFullError where the disk has no room.
    """
    lines = b"".join(_write_line(batch) for batch in batches)
    size = file.seek(0, SEEK_END)
    if size:
        file.seek(size - 1)
        lines = lines if file.read(1) == b"\n" else b"\n" + lines
    with needing(len(lines), folder):
        while lines:
            lines = lines[file.write(lines) :]
        os.fsync(file.fileno())


@contextmanager
def _locked(file: BinaryIO) -> Iterator[None]:
    """Wait until no other process holds a file, and hold it; it is let go when it is closed."""
    if fcntl is not None:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
        return
    import msvcrt

    file.seek(FAR_BYTE)
    msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
    try:
        yield
    finally:
        file.seek(FAR_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)


def _write_line(batch: Batch) -> bytes:
    taken, lines = batch
    told = [[followed, place, *told] for followed, place, told in lines]
    kept = json.dumps(
        {"taken": date.fromordinal(taken).isoformat(), "told": told}, separators=(",", ":")
    )
    return f"{_check(kept)} {kept}\n".encode()


def _read_line(line: bytes) -> Batch | None:
    try:
        check, kept = line.decode().split(" ", 1)
        if check != _check(kept):
            return None
        read = json.loads(kept)
        told = [(followed, place, Told(*rest)) for followed, place, *rest in read["told"]]
        return date.fromisoformat(read["taken"]).toordinal(), told
    except (ValueError, KeyError, TypeError):
        return None


def _check(kept: str) -> str:
    return hashlib.sha256(kept.encode()).hexdigest()[:CHECK]
