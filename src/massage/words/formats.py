"""How numbers, intervals, counts and lists are written; the only place that rounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from massage.words.tables import read_words

if TYPE_CHECKING:
    from analysis.estimate import Estimate
    from analysis.plan import Windows
    from analysis.schema import Outcome

WORDS = read_words("formats")
NOT_ADVICE, CANT_BE_KNOWN = WORDS["not_advice"], WORDS["cant_be_known"]
FEW = WORDS["few"]
SMALLEST_GROUP = 5  # clients of whom may be told by themselves
WEEK = 7


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
    """Write a whole number up to twelve as a word: ``nine``, ``163``."""
    small = WORDS["small_numbers"]
    return small[n - 1] if 1 <= n <= len(small) else whole(n)


def of_100(share: float, digits: int = 0) -> str:
    """Write a share as how many of 100."""
    return fixed(100 * share, digits)


def scale(outcome: Outcome) -> str:
    """Write an outcome's scale: ``0 to 10, lower is better``."""
    ends = {"low": short(outcome.low), "high": short(outcome.high)}
    return WORDS["scale"][outcome.better].format(**ends)


def interval(estimate: Estimate, digits: int = 2) -> str:
    """Write an interval: ``95 % interval 0.02 to 0.33``."""
    ends = {"low": visible(estimate.low, digits), "high": visible(estimate.high, digits)}
    return WORDS["interval"].format(coverage=coverage(estimate.level), **ends)


def span(low: float, high: float) -> str:
    """Write the ends of an interval: ``0.02 to 0.33``."""
    return WORDS["span"].format(low=visible(low), high=visible(high))


def coverage(level: float) -> str:
    """Write an interval's level: ``95 %``, ``99.5 %``."""
    return f"{short(100 * level)} %"


def first_weeks(windows: Windows) -> str:
    """Name the days on which sessions are counted: ``first six weeks``, or ``days 3 to 40``."""
    start, end = windows.exposure
    if start or end % WEEK or end <= WEEK:
        return WORDS["days"].format(start=start, end=end)
    return WORDS["first_weeks"].format(n=in_words(end // WEEK))


def later_weeks(windows: Windows) -> str:
    """Name the days of the follow-up: ``weeks 7 to 12``, or ``days 40 to 80``."""
    start, end = windows.follow_up
    if (start - 1) % WEEK or end % WEEK:
        return WORDS["days"].format(start=start, end=end)
    return WORDS["later_weeks"].format(start=start // WEEK + 1, end=end // WEEK)


def p_value(p: float) -> str:
    """Write a p-value: ``.030``, ``< .001``."""
    return "< .001" if p < 0.001 else fixed(p, 3).replace("0.", ".", 1)


def count(n: int, thing: str) -> str:
    """Write ``1 client``, ``2 clients``."""
    return f"{whole(n)} {name_thing(thing, n)}"


def name_thing(thing: str, n: float) -> str:
    """Name one thing, or several: ``client``, ``clients``."""
    one, several = WORDS["things"][thing]
    return one if n == 1 else several


def group_size(n: int) -> str:
    """Write ``n = 12``; of a group so small that someone could be known in it, only that it is."""
    key = "small_group" if 0 < n < SMALLEST_GROUP else "group"
    return WORDS[key].format(n=whole(n), fewest=SMALLEST_GROUP)


def told(n: int) -> str:
    """Write a number of clients; of a group so small that someone could be known, only that."""
    return FEW if 0 < n < SMALLEST_GROUP else whole(n)


def clients(n: int) -> str:
    """Write ``12 clients``, ``fewer than five clients``."""
    return WORDS["clients"].format(n=told(n))


def listed(parts: Sequence[str]) -> str:
    """Write ``a``, ``a and b``, ``a, b and c``."""
    return _list(parts, WORDS["and"])


def either(parts: Sequence[str]) -> str:
    """Write ``a``, ``a or b``, ``a, b or c``."""
    return _list(parts, WORDS["or"])


def _list(parts: Sequence[str], last: str) -> str:
    return last.join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def points(value: float) -> str:
    """Write ``1 point``, ``2 points``."""
    return f"{short(value)} {name_thing('point', value)}"


def percent(share: float) -> str:
    """Write a share as ``12 %``, and as ``0 %`` or ``100 %`` only where it is just that."""
    text = f"{of_100(share)} %"
    if text == "0 %" and share > 0:
        return WORDS["under_1"]
    return WORDS["over_99"] if text == "100 %" and share < 1 else text


def plain(column: object) -> str:
    """Write a column's name as words: ``pain_fall`` becomes ``pain fall``."""
    return str(column).replace("_", " ")


def capital(words: str) -> str:
    """Write words with a capital first."""
    return f"{words[:1].upper()}{words[1:]}"


def sentence(clause: str) -> str:
    """Make a sentence of a clause: a capital first, a full stop last."""
    return f"{capital(clause)}."
