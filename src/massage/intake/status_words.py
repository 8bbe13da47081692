"""Words of a status column: how often each stands there, and which may be told to the practice."""

from __future__ import annotations

import re

import pandas as pd

from massage.intake.mapping import Mapping

LONGEST, MOST_PARTS = 40, 4
PART = re.compile(r"[^\W\d_]{3,}")
PLAIN = re.compile(r"[^\W\d_][^\W\d_]*(?:[ '\u2019/_&()-]+[^\W\d_]+)*[).!]?")


def count_words(cells: pd.Series) -> pd.Series:
    """How often each word stands in a column, as it is most often spelt; none for empty cells."""
    words = cells.str.strip()
    words = words[words.ne("")]
    spelt = words.groupby(words.str.casefold()).agg(lambda own: own.mode().iloc[0])
    return words.str.casefold().map(spelt).value_counts()


def count_unlisted(table: pd.DataFrame, mapping: Mapping) -> pd.Series:
    """How often each word stands in ``status`` that only the rule for any other word covers."""
    if "status" not in table or mapping.unlisted is None:
        return pd.Series(dtype=int)
    words = table["status"].str.strip().str.casefold()
    return count_words(table["status"][~words.isin(mapping.status)])


def find_names(*columns: pd.Series) -> set[str]:
    """Every part of a name in columns of people and contacts."""
    cells = (cell for column in columns for cell in column.unique())
    return {part for cell in cells for part in PART.findall(cell.casefold())}


def may_be_told(word: str, names: set[str]) -> bool:
    """Whether a word is one of a program's or a practice's own: short, no number, nobody's name."""
    if len(word) > LONGEST or len(word.split()) > MOST_PARTS or not PLAIN.fullmatch(word):
        return False
    return names.isdisjoint(PART.findall(word.casefold()))


def split_told(counts: pd.Series, names: set[str]) -> tuple[dict[str, int], int]:
    """The words that may be told, with how often each stands there, and how many may not be."""
    told = {word: int(n) for word, n in counts.items() if may_be_told(str(word), names)}
    return told, len(counts) - len(told)
