"""Break words into lines, and keep together what belongs on one line."""

from __future__ import annotations

import re
from textwrap import wrap

TOGETHER = re.compile(r"(?<=\bn) = (?=\d)|(?<=\d) (?=%|points?\b)")
NO_BREAK = "\N{NO-BREAK SPACE}"


def keep_together(words: str) -> str:
    """Put no-break spaces into ``n = 12``, ``95 %`` and ``2 points``."""
    return TOGETHER.sub(lambda found: found.group().replace(" ", NO_BREAK), words)


def list_lines(words: str, letters: int) -> list[str]:
    """Return a paragraph as lines of at most so many letters; at least one, however empty."""
    return wrap(keep_together(words), max(1, letters)) or [""]


def break_lines(text: str, letters: int) -> str:
    """Break each line of a text that has more letters than this; the others stay as they are."""
    lines = ([one] if len(one) <= letters else list_lines(one, letters) for one in text.split("\n"))
    return "\n".join("\n".join(parts) for parts in lines)
