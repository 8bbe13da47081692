"""How numbers, intervals, counts and lists are written; the only place that rounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.estimate import Estimate
    from analysis.plan import Windows
    from analysis.schema import Outcome

NOT_ADVICE = "This is not medical advice. See a doctor for a diagnosis."
CANT_BE_KNOWN = (
    "Clients chose how often to come. Those who came more often may differ in other ways: worse "
    "pain, more time, more hope. No calculation on these numbers can undo that. So they can't say "
    "whether coming more often would change anything for a given client."
)
GLOSS = (
    "Rank correlation: 1 when the clients who came more often are just those who improved more, "
    "\N{MINUS SIGN}1 when it is the other way round, near 0 when the one neither rises nor falls "
    "with the other. Interval: the values that fit the records. n: the clients counted. p, "
    "adjusted: how often chance alone would give a result this far from 0, raised because several "
    "questions are asked. Half the interval: how much better the same client arrives at the "
    "next visit when it comes after half the time."
)
SMALLEST_GROUP = 5  # clients of whom may be told by themselves
FEW = "fewer than five"
SMALL_NUMBERS = (
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
WEEK = 7
QUESTION = "Do clients who come more often improve more?"


def number(value: float, digits: int = 2) -> str:
    """Write a number with fixed digits and a true minus sign, never minus zero."""
    text = fixed(value, digits)
    return text.replace("-", "" if float(text) == 0 else "\N{MINUS SIGN}")


def visible(value: float, digits: int = 2) -> str:
    """Write a number that isn't 0 with as many digits as show that, at most two more."""
    needed = (more for more in range(digits, digits + 3) if float(fixed(value, more)) != 0)
    return number(value, next(needed, digits))


def mark(size: float) -> str:
    """Write the place of a mark on a scale: ``½``, ``1``, ``1.6``."""
    quarters = {0.25: "¼", 0.5: "½"}
    return quarters.get(size, short(size, 2))


def fixed(value: float, digits: int = 2, *, sign: bool = False) -> str:
    """Write a number with fixed digits as a machine does, for tables that are read again."""
    return f"{value:{'+' * sign}.{digits}f}"


def short(value: float, digits: int = 6) -> str:
    """Write a value with as many digits as it has, at most so many: ``10``, ``2.5``."""
    return f"{value:.{digits}g}"


def whole(n: float) -> str:
    """Write a whole number, thousands apart: ``1,311``."""
    return f"{n:,.0f}"


def in_words(n: int) -> str:
    """Write a whole number as a title begins with it: ``Nine``, ``163``."""
    small = dict(enumerate(("one", *SMALL_NUMBERS), start=1))
    return capital(small.get(n, whole(n)))


def of_100(share: float, digits: int = 0) -> str:
    """Write a share as how many of 100."""
    return fixed(100 * share, digits)


def scale(outcome: Outcome) -> str:
    """Write an outcome's scale: ``0 to 10, lower is better``."""
    return f"{short(outcome.low)} to {short(outcome.high)}, {outcome.better} is better"


def interval(estimate: Estimate, digits: int = 2) -> str:
    """Write an interval: ``95 % interval 0.02 to 0.33``."""
    low, high = visible(estimate.low, digits), visible(estimate.high, digits)
    return f"{coverage(estimate.level)} interval {low} to {high}"


def span(low: float, high: float) -> str:
    """Write the ends of an interval: ``0.02 to 0.33``."""
    return f"{visible(low)} to {visible(high)}"


def coverage(level: float) -> str:
    """Write an interval's level: ``95 %``, ``99.5 %``."""
    return f"{short(100 * level)} %"


def first_weeks(windows: Windows) -> str:
    """Name the days on which sessions are counted: ``first six weeks``, or ``days 3 to 40``."""
    start, end = windows.exposure
    if start or end % WEEK or end <= WEEK:
        return f"days {start} to {end}"
    weeks = end // WEEK
    return f"first {SMALL_NUMBERS[weeks - 2] if weeks <= 12 else weeks} weeks"


def later_weeks(windows: Windows) -> str:
    """Name the days of the follow-up: ``weeks 7 to 12``, or ``days 40 to 80``."""
    start, end = windows.follow_up
    if (start - 1) % WEEK or end % WEEK:
        return f"days {start} to {end}"
    return f"weeks {start // WEEK + 1} to {end // WEEK}"


def p_value(p: float) -> str:
    """Write a p-value: ``.030``, ``< .001``."""
    return "< .001" if p < 0.001 else fixed(p, 3).replace("0.", ".", 1)


def count(n: int, thing: str) -> str:
    """Write ``1 client``, ``2 clients``."""
    return f"{whole(n)} {thing}{'' if n == 1 else 's'}"


def group_size(n: int) -> str:
    """Write ``n = 12``; of a group so small that someone could be known in it, only that it is."""
    return f"n under {SMALLEST_GROUP}" if 0 < n < SMALLEST_GROUP else f"n = {whole(n)}"


def told(n: int) -> str:
    """Write a number of clients; of a group so small that someone could be known, only that."""
    return FEW if 0 < n < SMALLEST_GROUP else whole(n)


def clients(n: int) -> str:
    """Write ``12 clients``, ``fewer than five clients``."""
    return f"{told(n)} clients"


def listed(parts: Sequence[str]) -> str:
    """Write ``a``, ``a and b``, ``a, b and c``."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def either(parts: Sequence[str]) -> str:
    """Write ``a``, ``a or b``, ``a, b or c``."""
    return " or ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def points(value: float) -> str:
    """Write ``1 point``, ``2 points``."""
    return f"{short(value)} point" if value == 1 else f"{short(value)} points"


def percent(share: float) -> str:
    """Write a share as ``12 %``, and as ``0 %`` or ``100 %`` only where it is just that."""
    text = f"{of_100(share)} %"
    if text == "0 %" and share > 0:
        return "under 1 %"
    return "over 99 %" if text == "100 %" and share < 1 else text


def plain(column: object) -> str:
    """Write a column's name as words: ``pain_fall`` becomes ``pain fall``."""
    return str(column).replace("_", " ")


def capital(words: str) -> str:
    """Write words with a capital first."""
    return f"{words[:1].upper()}{words[1:]}"


def sentence(clause: str) -> str:
    """Make a sentence of a clause: a capital first, a full stop last."""
    return f"{capital(clause)}."
