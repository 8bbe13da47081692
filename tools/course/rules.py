"""Simple rules by which somebody who has read nothing might answer the final test.

A rule for choices gives, for a question and its options in order, the share of each option: it is
taken by lot among those that the rule likes alike. A rule for numbers gives one number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from statistics import fmean, median

HEDGES = re.compile(
    r"\b(may|might|perhaps|some|tends?|tended|about|average|can't|could|bit|at all)\b", re.I
)
ABSOLUTES = re.compile(
    r"\b(always|never|all|none|no|nothing|nobody|only|must|every|sure\w*|each|proves?|same)\b", re.I
)
CANT_TELL = re.compile(r"can't be|isn't known|either way|may be enough|left open", re.I)
_WORD = re.compile(r"[a-z]{4,}")
_DIGITS = re.compile(r"(?<![\w.])[-−]?(?:\d[\d,]*\.?\d*|\.\d+)(?!\w)")

Share = list[float]
ChoiceRule = Callable[[str, Sequence[str]], Share]
NumberRule = Callable[[Sequence[float]], float]


def most(marks: Sequence[float]) -> Share:
    """Share one pick among those with the highest mark."""
    best = [mark == max(marks) for mark in marks]
    return [each / sum(best) for each in best]


def least(marks: Sequence[float]) -> Share:
    """Share one pick among those with the lowest mark."""
    return most([-mark for mark in marks])


def _lengths(options: Sequence[str]) -> list[float]:
    return [float(len(option)) for option in options]


def _hits(pattern: re.Pattern[str], options: Sequence[str]) -> list[float]:
    return [float(len(pattern.findall(option))) for option in options]


def _echoes(stem: str, options: Sequence[str]) -> list[float]:
    said = set(_WORD.findall(stem.lower()))
    return [float(len(said & set(_WORD.findall(option.lower())))) for option in options]


def _middling(options: Sequence[str]) -> list[float]:
    lengths = _lengths(options)
    return [-abs(each - fmean(lengths)) for each in lengths]


def _at(place: int) -> ChoiceRule:
    return lambda _, options: [float(each == place) for each in range(len(options))]


def _tell_or(other: ChoiceRule) -> ChoiceRule:
    def rule(stem: str, options: Sequence[str]) -> Share:
        tell = _hits(CANT_TELL, options)
        return most(tell) if any(tell) else other(stem, options)

    return rule


def _never_tell(_: str, options: Sequence[str]) -> Share:
    return least(_hits(CANT_TELL, options))


def _cautious_then_longest(_: str, options: Sequence[str]) -> Share:
    hedges, lengths = _hits(HEDGES, options), _lengths(options)
    return most([1000 * hedge + length for hedge, length in zip(hedges, lengths, strict=True)])


def _plain_then_longest(_: str, options: Sequence[str]) -> Share:
    absolutes, lengths = _hits(ABSOLUTES, options), _lengths(options)
    return most([length - 1000 * each for each, length in zip(absolutes, lengths, strict=True)])


def _longest(_: str, options: Sequence[str]) -> Share:
    return most(_lengths(options))


CHOICE_RULES: dict[str, ChoiceRule] = {
    "by lot": lambda _, options: [1 / len(options)] * len(options),
    "first": _at(0),
    "second": _at(1),
    "third": _at(2),
    "last": _at(3),
    "longest": _longest,
    "shortest": lambda _, options: least(_lengths(options)),
    "of middling length": lambda _, options: most(_middling(options)),
    "most cautious": lambda _, options: most(_hits(HEDGES, options)),
    "least cautious": lambda _, options: least(_hits(HEDGES, options)),
    "fewest absolute words": lambda _, options: least(_hits(ABSOLUTES, options)),
    "can't tell, else by lot": _tell_or(lambda _, options: [1 / len(options)] * len(options)),
    "can't tell, else longest": _tell_or(_longest),
    "never can't tell": _never_tell,
    "most words of the question": lambda stem, options: most(_echoes(stem, options)),
    "fewest words of the question": lambda stem, options: least(_echoes(stem, options)),
    "most cautious, then longest": _cautious_then_longest,
    "fewest absolute words, then longest": _plain_then_longest,
}
NUMBER_RULES: dict[str, NumberRule] = {
    "first": lambda shown: shown[0],
    "last": lambda shown: shown[-1],
    "smallest": min,
    "largest": max,
    "mean": fmean,
    "median": median,
    "middle as shown": lambda shown: shown[len(shown) // 2],
    "how many": len,
    "sum": sum,
    "last less first": lambda shown: shown[-1] - shown[0],
    "first less last": lambda shown: shown[0] - shown[-1],
    "last less the one before": lambda shown: shown[-1] - shown[-2],
    "first times last": lambda shown: shown[0] * shown[-1],
    "3": lambda _: 3.0,
}


def read_shown(text: str) -> list[float]:
    """Return the numbers that stand in a text by themselves, not those inside a code."""
    return [float(each.replace(",", "").replace("−", "-").rstrip("."))
            for each in _DIGITS.findall(text)]  # fmt: skip
