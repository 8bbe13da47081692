"""Unfinished files are kept aside, in the folder that the finished ones go to.

A disk that is full, and a folder that is closed, are named in words.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from analysis.refusal import Refusal
from massage.stopping import undisturbed
from massage.words.codes import say

try:
    import fcntl
except ModuleNotFoundError:  # Windows
    fcntl = None

NO_SPACE, QUOTA = errno.ENOSPC, getattr(errno, "EDQUOT", None)
MEGABYTE = 1_000_000
WORDS = "files"
CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST)
PREFIX = ".unfinished-analysis-"


class UnfinishedError(Refusal):
    """A run stopped before anything was put in place; the text says why."""


class CantWriteError(Refusal):
    """Nothing can be written into a folder; the text says why."""


class DiskFullError(Refusal):
    """There is no room for what is to be written; the text says where, and how much is needed."""


@contextmanager
def work_aside(out: Path, n_bytes: int) -> Iterator[Path]:
    """Give a folder for unfinished files in ``out``, which is made if need be.

    It is gone at the end, however the run ends; one that a killed run left is taken away by the
    next. Raises DiskFullError where ``n_bytes``, what a run takes at most, aren't free, and where
    the disk fills up meanwhile, and CantWriteError for a folder in which nothing can be made.
    """
    with _refusing(out):
        out.mkdir(parents=True, exist_ok=True)
    with needing(n_bytes, out), ExitStack() as stack:
        with _refusing(out), held(out, wait=True):  # or another run took the new folder for left
            _take_away_left(out)
            made = tempfile.TemporaryDirectory(dir=out, prefix=PREFIX, ignore_cleanup_errors=True)
            folder = Path(stack.enter_context(made))
            stack.enter_context(held(folder))
        yield folder


def write_aside(path: Path, text: str, private: bool = False) -> None:
    """Write a file aside and put it in place; ``private`` for one that only its owner can read.

    Raises DiskFullError, and leaves the file that was there, where the disk has no room.
    """
    with work_aside(path.parent, len(text.encode())) as folder:
        aside = folder / path.name
        aside.touch(0o600 if private else 0o666)
        aside.write_text(text, encoding="utf-8", newline="")
        os.replace(aside, path)


def put_in_place(made: Sequence[Path], out: Path) -> list[str]:
    """Move finished files into a folder; return a sentence about each.

    One that wasn't made is taken away where an earlier run left it: it would show other records.
    """
    written = []
    with undisturbed(), held(out, wait=True):
        for file in made:
            target = out / file.name
            if file.exists():
                os.replace(file, target)
                written.append(say(WORDS, "ready", file=target))
            else:
                target.unlink(missing_ok=True)
    return written


@contextmanager
def held(folder: Path, wait: bool = False) -> Iterator[bool]:
    """Whether this process alone holds a folder; it is let go at the end, or when it is killed.

    With ``wait`` until another lets it go. Where folders can't be held (Windows, some network
    drives) nobody holds any, and nobody waits.
    """
    if fcntl is None:
        yield wait
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        yield False
        return
    alone = wait
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            alone = True
        yield alone
    finally:
        os.close(handle)


@contextmanager
def needing(n_bytes: int, folder: Path) -> Iterator[None]:
    """Refuse to begin where ``folder`` has no room for ``n_bytes``, and say so where it runs out.

    Raises DiskFullError.
    """
    if shutil.disk_usage(folder).free < n_bytes:
        raise DiskFullError(_tell("full", folder, n_bytes))
    try:
        yield
    except OSError as error:
        if error.errno not in (NO_SPACE, QUOTA):
            raise
        key = "used_up" if error.errno == QUOTA else "full"
        raise DiskFullError(_tell(key, folder, n_bytes)) from None


def is_full(folder: Path) -> bool:
    """Whether less than a megabyte is free on the disk of a folder."""
    return shutil.disk_usage(folder).free < MEGABYTE


@contextmanager
def _refusing(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in CLOSED:
            raise
        raise CantWriteError(say(WORDS, "cant_write", out=out, why=error.strerror)) from None


def _take_away_left(out: Path) -> None:
    for left in out.glob(f"{PREFIX}*"):
        with held(left) as alone:
            if alone:
                shutil.rmtree(left, ignore_errors=True)


def _tell(key: str, folder: Path, n_bytes: int) -> str:
    mount = folder.resolve()
    while not os.path.ismount(mount):
        mount = mount.parent
    return say(
        WORDS,
        key,
        folder=folder,
        mount=say(WORDS, "mounted", mount=mount) if len(mount.parts) > 1 else "",
        free=shutil.disk_usage(folder).free // MEGABYTE,
        needed=-(-n_bytes // MEGABYTE),
    )
