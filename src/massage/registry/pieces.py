"""Files of whole clients each, worked on by two processes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context

from pyarrow import parquet

from analysis.sources import T, Work
from massage.one_thread import ONE_THREAD

OF_WORKERS = ONE_THREAD | {  # memory that was let go is kept for the next piece
    "MALLOC_TRIM_THRESHOLD_": "2000000000",
    "MALLOC_MMAP_THRESHOLD_": "1000000000", "MALLOC_TOP_PAD_": "64000000",
}  # fmt: skip


class Pieces:
    """Parquet files of whole clients each; the processes that read them stay until ``close``."""

    def __init__(self, paths: Sequence[str], columns: Sequence[str]) -> None:
        self.paths, self.columns = tuple(paths), tuple(columns)
        self._pool: ProcessPoolExecutor | None = None

    def map(self, work: Work[T], columns: Sequence[str]) -> Iterator[T]:
        """Return what ``work`` makes of each file's columns, one after the other."""
        at_work = partial(_work, work=work, columns=tuple(columns))
        if len(self.paths) == 1:
            return map(at_work, self.paths)
        if self._pool is None:
            self._pool = ProcessPoolExecutor(min(2, os.cpu_count() or 1), get_context("spawn"))
        with _environment(OF_WORKERS):
            return self._pool.map(at_work, self.paths)

    def close(self) -> None:
        """End the processes."""
        if self._pool:
            self._pool.shutdown(cancel_futures=True)


@contextmanager
def _environment(names: Mapping[str, str]) -> Iterator[None]:
    """Set variables for processes that begin here, and put them back."""
    before = dict(os.environ)
    os.environ.update(names)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _work(path: str, work: Work[T], columns: Sequence[str]) -> T:
    return work(parquet.read_table(path, columns=list(columns)).to_pandas())
