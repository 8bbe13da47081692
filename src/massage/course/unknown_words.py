"""A word that Python doesn't know gets a sentence: mostly the cells above haven't run yet."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from IPython import get_ipython
from IPython.display import display

from massage.course.checking import Feedback, say

SET_UP = "answers"  # what the first cell of code makes


def kindly() -> None:
    """From now on, say kindly what to do about a word that a cell doesn't know.

    Before the notebook's first cell of code has run, the sentence says to run the cells above;
    after that, that the word may want quotes. A fault inside a function is shown as ever. Outside
    of a notebook nothing happens.
    """
    shell = get_ipython()
    if shell is not None:
        shell.set_custom_exc((NameError,), _tell)


def _tell(
    shell: Any,  # noqa: ANN401 - IPython's own
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType | None,
    tb_offset: int | None = None,
) -> None:
    name = getattr(error, "name", None)
    if not name or not _is_in_cell(shell, trace):
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
        return
    key = "unknown_word" if SET_UP in shell.user_ns else "run_above"
    display(Feedback(0, say(key, name=name)))


def _is_in_cell(shell: Any, trace: TracebackType | None) -> bool:  # noqa: ANN401
    """Whether the fault is in what stands in the cell, and not in a function that it calls."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_globals is shell.user_ns
