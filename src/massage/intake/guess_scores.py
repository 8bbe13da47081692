"""Which columns of an export are ratings and traits, by what they ask and what stands in them."""

from __future__ import annotations

import re

import pandas as pd

from analysis.schema import COLUMNS
from massage.intake.guess_columns import MOSTLY, find_named, space_words
from massage.intake.scores import NO_RATING, NUMBER, RANGE
from massage.intake.wording import VOCABULARY, say
from massage.templates import quote_names

RATING, HOURS = 10, 24
OWN_RANGE = re.compile(r"\b(\d+)\s*(?:-|\u2013|\u2192|to|/)\s*(\d+)\b")


def find_scores(frame: pd.DataFrame, remarks: list[str]) -> dict[str, str]:
    """Columns whose name asks about a rating from 0 to 10 and whose cells are answers."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name, pattern in VOCABULARY["ratings"].items():
        columns = [
            column for column in find_named(frame, pattern)
            if column not in taken and _is_rating(frame[column], space_words(column), name)
        ]  # fmt: skip
        taken |= set(columns)
        if len(columns) == 1:
            found[name] = columns[0]
        elif columns:
            remarks.append(say("several_ratings", role=name, n=len(columns)))
    return found


def find_words(frame: pd.DataFrame) -> dict[str, str]:
    """Columns that may hold a trait in words of one's own, by the record's name for it."""
    found = {name: find_named(frame, pattern) for name, pattern in VOCABULARY["traits"].items()}
    return {name: columns[0] for name, columns in found.items() if len(columns) == 1}


def say_what_is_not_read(frame: pd.DataFrame, remarks: list[str]) -> None:
    """Name the columns that nothing was guessed of, ratings first: perhaps one is a question."""
    rated = [str(name) for name in frame if _share_of_numbers(frame[name], RATING) >= MOSTLY]
    if rated:
        remarks.append(say("rated", names=quote_names(rated)))
    others = [str(name) for name in frame if str(name) not in rated]
    if others:
        remarks.append(say("not_read", names=quote_names(others)))


def _is_rating(cells: pd.Series, question: str, name: str) -> bool:
    """Whether a column can be this rating: by what it asks, by its own range, and by its cells."""
    if name == "sleep_hours":
        return _share_of_numbers(cells, HOURS) >= MOSTLY
    way = VOCABULARY["better"][COLUMNS[name].better]
    asked = _without_ends(re.sub(way, "", question, flags=re.IGNORECASE), name)
    if asked is None or _asks_of_else(asked, name):
        return False
    own = OWN_RANGE.search(question)
    if own and own.groups() != ("0", str(RATING)):
        return False
    told = find_told(cells)
    filled = _is_rated(cells).sum()
    return bool(filled) and _share_of_numbers(cells, RATING) + len(told) / filled >= MOSTLY


def _without_ends(question: str, name: str) -> str | None:
    """The question without what stands at the ends of its scale; None where these are turned."""
    good_at = str(RATING) if COLUMNS[name].better == "higher" else "0"
    ends = VOCABULARY["ends"]
    forms = [(way, rf"{ends['number']}(?:{ends[way]})\w*") for way in ("good", "bad")]
    forms += [(way, rf"\b(?:{ends[way]}){ends['behind']}") for way in ("good", "bad")]
    for way, written in forms:
        form = re.compile(written, re.IGNORECASE)
        if any((found["at"] == good_at) != (way == "good") for found in form.finditer(question)):
            return None
        question = form.sub("", question)
    return question


def _asks_of_else(question: str, name: str) -> bool:
    """Whether a question that names a rating is about something else, or about its contrary."""
    patterns = (VOCABULARY["no_rating"], VOCABULARY["no_rating_of"].get(name, "(?!)"))
    return any(re.search(pattern, question, re.IGNORECASE) for pattern in patterns)


def find_told(cells: pd.Series) -> pd.Series:
    """Return ratings that are told as a range or in a known word, in lower case."""
    plain = cells.str.casefold().str.split().str.join(" ")
    return plain[plain.str.fullmatch(RANGE) | plain.isin([*VOCABULARY["rating_words"]])]


def _is_rated(cells: pd.Series) -> pd.Series:
    """Whether something stands in each cell, other than that there is no rating."""
    plain = cells.str.strip().str.casefold()
    return plain.ne("") & ~plain.isin([*NO_RATING])


def _share_of_numbers(cells: pd.Series, most: int) -> float:
    """How many of the filled cells are numbers up to the most that there may be."""
    filled = cells[_is_rated(cells)]
    if filled.empty:
        return 0.0
    read = filled.str.strip().map(NUMBER.fullmatch)
    fits = read.map(lambda m: bool(m) and float(m[1].replace(",", ".")) <= most)
    return float(fits.mean())
