"""Words of a column, with how often each stands there and what it is taken to mean."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from massage.importing.examples import show_form
from massage.importing.files import Files
from massage.intake.scores import NO_RATING, NUMBER, read_range
from massage.intake.status_words import count_words, find_names, find_people, may_be_told
from massage.words.formats import SMALLEST_GROUP

DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Word:
    """A word as it is most often spelt, how often it stands there, and where first (file, line).

    ``shown`` is its form alone where it may name somebody.
    """

    word: str
    n: int
    shown: str
    place: tuple[int, int]


def list_words(cells: pd.Series, names: set[str], fewest: int = 1) -> list[Word]:
    """Return the words of a column (by file and line), the most frequent first, the empty one last.

    A word that stands in fewer than ``fewest`` lines, or may hold one of ``names``, is shown by its
    form; numbers in it, such as those of minutes, don't matter.
    """
    plain = cells.str.strip()
    first = plain[~plain.str.casefold().duplicated()]
    place = {word.casefold(): at for at, word in first.items()}
    found = []
    for word, n in count_words(cells).items():
        told = n >= fewest and may_be_told(" ".join(DIGITS.sub("", str(word)).split()), names)
        shown = str(word) if told else show_form(str(word))
        found.append(Word(str(word), int(n), shown, place[str(word).casefold()]))
    empty = int(plain.eq("").sum())
    return [*found, *([Word("", empty, "", place[""])] if empty else [])]


def find_names_in(files: Files, columns: dict[str, dict[str, str]]) -> set[str]:
    """Every part of a name in files: in columns taken for people, and in those that sound so."""
    chosen = (
        files.cells(kind, name)
        for kind, choices in columns.items()
        for name, choice in choices.items()
        if choice.split("_")[0] in ("client", "contact", "therapist", "name")
    )
    return find_names(*chosen).union(*(find_people(file.frame) for file in files.read))


def list_unread_ratings(cells: pd.Series, names: set[str]) -> tuple[list[Word], bool]:
    """Words among ratings that aren't numbers, and whether ranges such as 6-7 are among them."""
    plain = cells.map(lambda cell: " ".join(cell.casefold().split()))
    plain = plain[plain.ne("") & ~plain.isin([*NO_RATING])]
    is_range = plain.map(read_range).notna()
    words = plain[~is_range & plain.map(NUMBER.fullmatch).isna()]
    return list_words(words, names, SMALLEST_GROUP), bool(is_range.any())
