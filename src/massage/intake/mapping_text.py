"""The text of a mapping: TOML, or what is wrong with it and would be right."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from typing import Any

from analysis.refusal import Refusal
from massage.intake.wording import say

MOST_LINES = 1_000
CURLY = re.compile("[\u201c\u201d\u201e\u2018\u2019]")


class MappingError(Refusal):
    """The mapping can't be used; the text says where and what would be right."""


def refuse(key: str, **facts: object) -> MappingError:
    """Why a mapping can't be used."""
    return MappingError(say(key, **facts))


def read_toml(text: str) -> dict[str, Any]:
    """Read the text of a mapping. Raises MappingError with the line, and what would be right."""
    text = text.replace("\r\n", "\n")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise refuse("not_toml", why=_explain(str(error), text.split("\n"))) from None


def _explain(why: str, lines: Sequence[str]) -> str:
    """What would be right where a mapping isn't TOML.

    Lines that can be read alone, but not below those before them, say something for a second time.
    Another file than a mapping may have so many lines that trying them would take minutes.
    """
    for place, line in enumerate(lines, start=1):
        if CURLY.search(line.split("#")[0]):
            return say("curly", line=place)
    if len(lines) > MOST_LINES:
        return why
    wrong = next(n for n in range(len(lines) - 1, -1, -1) if _is_toml(lines[:n]))
    alone = any(_is_toml(lines[wrong:end]) for end in range(wrong + 1, len(lines) + 1))
    return say("twice", why=why) if alone else why


def _is_toml(lines: Sequence[str]) -> bool:
    try:
        tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError:
        return False
    return True
