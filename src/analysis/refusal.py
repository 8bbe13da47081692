"""What can't be used is refused in words, in a terminal and in a notebook alike."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - an input is refused, nothing went wrong
    """An input can't be used; its text says why, where, and what would be right."""

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: the words alone, without the way through the code."""
        return [str(self)]
