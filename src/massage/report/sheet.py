"""How much of the page in plain language one sheet of A4 holds.

Counted in lines of a wide typeface, so that it holds in whatever typeface a computer has.
"""

from __future__ import annotations

from collections.abc import Sequence

from massage.report.lines import list_lines
from massage.report.plain import Finding

LINES = 41.0  # of 10 points on A4, less titles and what is said of every practice
ACROSS, HALF = 96, 45  # letters on a line of the sheet, and of one of two columns
FRAME = 6.4  # lines that the two questions and the box around them take
COLUMNS = 2


def pick_findings(findings: Sequence[Finding], others: Sequence[str]) -> list[Finding]:
    """Return the first findings, in rows of two, that fit beside ``others``, the page's own words.

    The first row is always there. One row is printed in 11 points, more are in 10.
    """
    if len(findings) <= COLUMNS:
        return list(findings)
    room = LINES - sum(_lines(one, ACROSS) for one in others)
    kept: list[Finding] = []
    for at in range(0, len(findings), COLUMNS):
        row = findings[at : at + COLUMNS]
        room -= FRAME + max(map(_height, row))
        if room < 0 and kept:
            break
        kept.extend(row)
    return kept


def _height(finding: Finding) -> int:
    said = (" ".join(finding.more_often), " ".join(finding.sooner), finding.name)
    return sum(_lines(one, HALF) for one in said) - 1


def _lines(words: str, letters: int) -> int:
    return len(list_lines(words, letters))
