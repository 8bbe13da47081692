"""Processes beside this one that end when it is stopped, and when it is killed."""

from __future__ import annotations

import os
import signal
import threading
import warnings
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process

from massage.one_thread import ONE_THREAD
from massage.stopping import undisturbed


@contextmanager
def open_pool(n_pieces: int) -> Iterator[ProcessPoolExecutor]:
    """One process per core, and none without a piece of the work, each with one thread.

    Whatever ends the block early ends them at once.
    Work is handed in under ``deaf``, since processes are started then.
    """
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
