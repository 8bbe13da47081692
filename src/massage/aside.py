"""Unfinished files are kept aside, in the folder that the finished ones go to."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from analysis.refusal import Refusal
from massage.disk import needing

try:
    import fcntl
except ModuleNotFoundError:  # Windows
    fcntl = None

CANT_WRITE = (
    "Nothing can be written into {out}: {why}. Name a folder of your own with --out "
    "(with make: OUT=...)."
)
CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST)
PREFIX = ".unfinished-analysis-"


class CantWriteError(Refusal):
    """Nothing can be written into a folder; the text says why."""


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
def _refusing(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in CLOSED:
            raise
        raise CantWriteError(CANT_WRITE.format(out=out, why=error.strerror)) from None


def _take_away_left(out: Path) -> None:
    for left in out.glob(f"{PREFIX}*"):
        with held(left) as alone:
            if alone:
                shutil.rmtree(left, ignore_errors=True)
