"""Read what was typed as an answer.

In a unit it is read generously: ``B)`` is b, ``,5`` is 0.5, ``about 12 %`` is 12. In the final test
a letter stands alone. Two letters are no answer anywhere.
"""

from __future__ import annotations

import re
from numbers import Real

_ALONE = re.compile(r"(?:answer|option)?[\s:]*[(\"']?([a-z])[)\"']?[.)]?", re.IGNORECASE)
_STANDING = re.compile(r"(?<![a-z0-9'])[a-h](?![a-z0-9'])", re.IGNORECASE)
_LETTER = re.compile(r"^(?:answer|option|cloud)?[^a-z0-9]*([a-z])(?![a-z0-9])", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?(?:(?<![.,])[.,])?\d+(?:[.,]\d+)*")
_MINUS = re.compile("(?:[-\N{MINUS SIGN}\N{EN DASH}]|\\bminus)\\s*(?=[.,]?\\d)", re.IGNORECASE)
_OUT_OF = re.compile(r"\s+(?:out\s+)?of\s+\d[\d.,]*", re.IGNORECASE)
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?")


def is_blank(answer: object) -> bool:
    """Whether nothing has been answered yet."""
    return answer is None or (isinstance(answer, str) and not answer.strip(" _\t\n"))


def read_letter(answer: object) -> str | None:
    """Return the letter that was meant, small; None where there is none, or more than one."""
    found = _LETTER.match(answer.strip()) if isinstance(answer, str) else None
    return found.group(1).lower() if found and not has_more_letters(answer) else None


def read_only_letter(answer: object) -> str | None:
    """Return the letter that stands alone, as ``B``, ``b)`` or ``answer b``; None for any other."""
    found = _ALONE.fullmatch(answer.strip()) if isinstance(answer, str) else None
    return found.group(1).lower() if found else None


def has_more_letters(answer: object) -> bool:
    """Whether two letters or more stand there by themselves, such as ``c and d``."""
    if isinstance(answer, tuple | list):
        answer = " ".join(map(str, answer))
    return isinstance(answer, str) and len(_STANDING.findall(answer)) > 1


def read_number(answer: object) -> float | None:
    """Return the number that was meant; None where there is none, or more than one.

    A comma is a decimal comma, unless it can only part thousands (``1,200``). A percent sign and
    other words are left out; ``- 2`` and ``minus 2`` are -2, and ``9 of 40`` is 9.
    """
    if isinstance(answer, tuple) and len(answer) == 2:  # 0,5 typed without quotes
        answer = ",".join(str(part) for part in answer)
    if isinstance(answer, Real) and not isinstance(answer, bool):
        return float(answer)
    if not isinstance(answer, str):
        return None
    found = _NUMBER.findall(_OUT_OF.sub("", _MINUS.sub("-", answer)))
    if len(found) != 1:
        return None
    text = found[0]
    text = text.replace(",", "") if _THOUSANDS.fullmatch(text) else text.replace(",", ".")
    return float(text) if text.count(".") <= 1 else None
