"""Processes beside this one that end when it is stopped, and when it is killed."""

from __future__ import annotations

import os
import signal
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import active_children, get_context, parent_process
from typing import Any

from massage.one_thread import ONE_THREAD
from massage.stopping import undisturbed


class Here:
    """Stands for a pool, and does the work in this process, when somebody asks for it."""

    def submit(self, do: Callable, *given: object) -> Later:
        """Keep a piece of work, as an executor does."""
        return Later(partial(do, *given))

    def map(self, do: Callable, *given: Iterable, chunksize: int = 1) -> Iterator:  # noqa: ARG002
        """Do a piece whenever the next is asked for."""
        return map(do, *given)


@dataclass
class Later:
    """A piece of work whose result is made when it is asked for."""

    result: Callable[[], Any]


@contextmanager
def open_pool(n_pieces: int) -> Iterator[ProcessPoolExecutor | Here]:
    """One process per core, and none without a piece of the work, each with one thread.

    A single piece is worked on here, since a process takes longer to start than most of them.
    Whatever ends the block early ends them at once.
    Work is handed in under ``deaf``, since processes are started then.
    """
    if n_pieces == 1:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield Here()
        return
    os.environ.update(ONE_THREAD)
    context = get_context("spawn")
    n = min(os.cpu_count() or 1, n_pieces)
    with ProcessPoolExecutor(n, mp_context=context, initializer=_begin) as pool:
        try:
            yield pool
        except BaseException:
            for child in active_children():
                child.terminate()
            pool.shutdown(cancel_futures=True)
            raise


@contextmanager
def deaf() -> Iterator[None]:
    """Let whoever tells this process to end wait, so that none it starts is left half-started.

    A process that is started meanwhile never hears Ctrl+C, but for its parent.
    """
    with undisturbed():
        if not hasattr(signal, "pthread_sigmask"):  # Windows
            yield
            return
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warnings.simplefilter("ignore")
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent_process().join()
    os._exit(1)
