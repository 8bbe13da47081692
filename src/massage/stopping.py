"""Ctrl+C, and other ways to tell a process to end: once, in words, and never half-way in a move."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

NUMBERS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
           if hasattr(signal, name)]  # fmt: skip
AGAIN = 0.05  # seconds


class Stopped(KeyboardInterrupt):
    """Somebody told the process to end; ``code`` is what it ends with."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.code = 128 + number


@contextmanager
def stopping() -> Iterator[None]:
    """Raise Stopped at the first signal to end, and ignore those that follow.

    A signal that was ignored before (``nohup``) stays so, and other threads than the main one,
    which get none, are left alone. What fails once a signal was heard, such as an import that was
    cut short, counts as stopped.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    told: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        told.append(number)
        _stop(number, frame)

    heard = [one for one in NUMBERS if signal.getsignal(one) is not signal.SIG_IGN]
    before = {one: signal.signal(one, stop) for one in heard}
    hook, sys.unraisablehook = sys.unraisablehook, _try_again
    try:
        yield
    except Stopped:
        raise
    except BaseException as error:
        if told:
            raise Stopped(told[0]) from error
        _restore(before)
        raise
    else:
        _restore(before)
    finally:
        sys.unraisablehook = hook


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let signals to end wait until what is begun, such as moving files into place, is done."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    waiting: list[int] = []
    heard = [one for one in NUMBERS if signal.getsignal(one) is not signal.SIG_IGN]
    before = {one: signal.signal(one, lambda number, _: waiting.append(number)) for one in heard}
    try:
        yield
    finally:
        _restore(before)
        if waiting:
            signal.raise_signal(waiting[0])


def _stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    for one in NUMBERS:
        signal.signal(one, signal.SIG_IGN)
    raise Stopped(number)


def _restore(before: dict[int, object]) -> None:
    for number, handler in before.items():
        signal.signal(number, handler)


def _try_again(lost: sys.UnraisableHookArgs) -> None:
    """A stop that fell into code that can't raise, such as a callback of an import, comes again."""
    if not isinstance(lost.exc_value, Stopped):
        sys.__unraisablehook__(lost)
        return
    number = lost.exc_value.code - 128
    signal.signal(number, _stop)
    threading.Timer(AGAIN, os.kill, (os.getpid(), number)).start()
