"""Where records are: one file, a folder of Parquet files, an address; and how they begin."""

from __future__ import annotations

import codecs
import hashlib
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow
from pyarrow import parquet

from analysis.cells import UnreadableError, read_cells
from analysis.records import RecordsError
from analysis.refusal import Refusal
from analysis.rules import broken
from analysis.schema import Outcome, record_columns
from massage.words.codes import say

HEAD = 1 << 18
CHUNK = 1 << 20
PADDED = (b", ", b" ,", b"\n ", b" \n", b" \r")
NEWLINE, UNDERSCORE = b"\n"[0], b"_"[0]
ZERO, TEN = np.uint8(b"0"[0]), np.uint8(10)


class PlaceError(Refusal):
    """Records can't be read from there; the text says why, and what would be right."""


@dataclass(frozen=True)
class Place:
    """Where records are: ``paths`` of ``kind`` csv or parquet, by name; more than one in a folder.

    Of CSV, ``head`` are the cells of the first lines, with the names of all columns.
    """

    name: str
    paths: tuple[str, ...]
    kind: str
    head: pd.DataFrame = field(default_factory=pd.DataFrame)
    separator: str = ","

    @property
    def is_local(self) -> bool:
        """Whether the records are files of this computer."""
        return "://" not in self.paths[0]

    @property
    def is_one_file(self) -> bool:
        """Whether the records are one file of this computer, and not a folder that holds one."""
        return self.is_local and [Path(one).name for one in self.paths] == [self.name]

    @property
    def size(self) -> int:
        """Bytes, 0 where they aren't known."""
        return sum(Path(one).stat().st_size for one in self.paths) if self.is_local else 0


def find_place(text: str) -> Place:
    """Look where records are. Raises PlaceError where nothing that an engine reads is there."""
    if "://" in text:
        name, mark, settings = text.partition("?")  # which may hold a key: no name, no message
        if not name.lower().endswith((".parquet", "/")):
            raise PlaceError(say("large", "address", place=name))
        inside = "**/*.parquet" if name.endswith("/") else ""
        return Place(name, (f"{name}{inside}{mark}{settings}",), "parquet")
    path = Path(text)
    if path.is_dir():
        inside = sorted(map(str, path.rglob("*.parquet")))
        if not inside:
            raise PlaceError(say("large", "empty_folder", place=text))
        return Place(path.name, tuple(inside), "parquet")
    with path.open("rb") as file:
        start = file.read(HEAD)
    if start.startswith(b"PAR1"):
        return Place(path.name, (text,), "parquet")
    head = _read_head(start, whole=len(start) == path.stat().st_size)
    first = start.split(b"\n", 1)[0]
    separator = ";" if first.count(b";") > first.count(b",") else ","
    return Place(path.name, (text,), "csv", head, separator)


def _read_head(start: bytes, *, whole: bool) -> pd.DataFrame:
    """Read the first lines with care, which refuses what isn't a table of records."""
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise PlaceError(say("large", "workbook"))
    cut = start if whole else start[: start.rfind(b"\n") + 1]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "head.csv")
        path.write_bytes(cut)
        try:
            return read_cells(path).frame
        except UnreadableError as error:
            raise RecordsError([error.reason], error.remarks) from None


def name_columns(place: Place) -> dict[str, list[str]]:
    """Return the columns of each local Parquet file. Raises RecordsError where one is damaged."""
    return {path: _name_columns(path, place) for path in place.paths}


def refuse_unlike(held: Mapping[str, Sequence[str]], outcomes: Sequence[Outcome]) -> None:
    """Raise RecordsError where a Parquet file lacks a column of the format that another holds."""
    wrong = []
    for name in record_columns(outcomes):
        lacks = [Path(path).name for path, names in held.items() if name not in names]
        if 0 < len(lacks) < len(held):
            wrong.append(say("large", "only_in_some", name=name, lacks=lacks[0]))
    if wrong:
        raise RecordsError(wrong)


def _name_columns(path: str, place: Place) -> list[str]:
    with Path(path).open("rb") as file:
        try:
            return parquet.read_schema(file).names
        except (pyarrow.ArrowException, OSError):
            name = "" if place.is_one_file else Path(path).name
            raise RecordsError([broken("parquet_damaged", column=name)]) from None


@dataclass
class Seen:
    """What the bytes of a CSV file hold that an engine's reader passes over."""

    sha256: str = ""
    n_lines: int = 0
    nul: bool = False
    padded: bool = False
    joined_digits: bool = False
    torn_letters: bool = False


class Look(threading.Thread):
    """Looks through files' bytes beside the engine that reads them; ``see`` waits for the end."""

    def __init__(self, paths: Sequence[str], *, text: bool, fingerprint: bool = False) -> None:
        super().__init__(daemon=True)
        self._paths, self._text, self._seen = paths, text, Seen()
        self._fingerprint = hashlib.sha256() if fingerprint else None
        self._letters = codecs.getincrementaldecoder("utf-8")()
        self._failed: OSError | None = None
        if text or fingerprint:
            self.start()

    def run(self) -> None:
        """Look through every file, in the order of their names."""
        try:
            self._look()
        except OSError as error:
            self._failed = error

    def see(self) -> Seen:
        """Wait, and return what was seen; raises OSError where a file couldn't be read."""
        if self.ident:
            self.join()
        if self._failed:
            raise self._failed
        return self._seen

    def _look(self) -> None:
        for path in self._paths:
            with Path(path).open("rb") as file:
                last = b"\n"
                while chunk := file.read(CHUNK):
                    if self._fingerprint:
                        self._fingerprint.update(chunk)
                    if self._text:
                        self._look_at(chunk, last)
                    last = chunk[-1:]
                self._seen.n_lines += last != b"\n"
        if self._fingerprint:
            self._seen.sha256 = self._fingerprint.hexdigest()

    def _look_at(self, chunk: bytes, last: bytes) -> None:
        """``last`` is the byte before the chunk."""
        seen, codes = self._seen, np.frombuffer(last + chunk, np.uint8)
        seen.n_lines += int(np.count_nonzero(codes[1:] == NEWLINE))
        seen.nul = seen.nul or not codes.all()
        if not seen.padded and b" " in chunk:
            seen.padded = any(one in last + chunk for one in PADDED)
        if not seen.joined_digits:
            joins = codes[1:-1] == UNDERSCORE
            digits = (codes - ZERO) < TEN
            seen.joined_digits = bool((joins & digits[:-2] & digits[2:]).any())
        if not (seen.torn_letters or chunk.isascii()):
            try:
                self._letters.decode(chunk)
            except UnicodeDecodeError:
                seen.torn_letters = True
