"""A disk that is full is named, with what is free and what is needed."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.refusal import Refusal

NO_SPACE, QUOTA = errno.ENOSPC, getattr(errno, "EDQUOT", None)
MEGABYTE = 1_000_000
FULL = (
    "The disk that holds {folder} is full{mount}: {free} MB are free, and about {needed} MB are "
    "needed. Make room there, or write to a folder on another disk. What was there before is "
    "unchanged."
)
USED_UP = (
    "What you may store on the disk that holds {folder} is used up (your quota{mount}): about "
    "{needed} MB are needed. Make room there, or write to a folder on another disk. What was there "
    "before is unchanged."
)


class DiskFullError(Refusal):
    """There is no room for what is to be written; the text says where, and how much is needed."""


@contextmanager
def needing(n_bytes: int, folder: Path) -> Iterator[None]:
    """Refuse to begin where ``folder`` has no room for ``n_bytes``, and say so where it runs out.

    Raises DiskFullError.
    """
    if shutil.disk_usage(folder).free < n_bytes:
        raise DiskFullError(_tell(FULL, folder, n_bytes))
    try:
        yield
    except OSError as error:
        if error.errno not in (NO_SPACE, QUOTA):
            raise
        words = USED_UP if error.errno == QUOTA else FULL
        raise DiskFullError(_tell(words, folder, n_bytes)) from None


def is_full(folder: Path) -> bool:
    """Whether less than a megabyte is free on the disk of a folder."""
    return shutil.disk_usage(folder).free < MEGABYTE


def _tell(words: str, folder: Path, n_bytes: int) -> str:
    mount = folder.resolve()
    while not os.path.ismount(mount):
        mount = mount.parent
    return words.format(
        folder=folder,
        mount=f", mounted at {mount}" if len(mount.parts) > 1 else "",
        free=shutil.disk_usage(folder).free // MEGABYTE,
        needed=-(-n_bytes // MEGABYTE),
    )
