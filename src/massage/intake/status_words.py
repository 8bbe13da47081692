"""Words of a status column: how often each stands there, and which may be told to the practice."""

from __future__ import annotations

import re

import pandas as pd

from massage.intake.mapping import Mapping
from massage.intake.states import NO_WORD, find_states, find_words_for_absence
from massage.intake.wording import VOCABULARY

LONGEST, MOST_PARTS, FEWEST = 40, 4, 3  # letters, words, and lines on which it stands
PART = re.compile(r"[^\W\d_]{3,}")
PLAIN = re.compile(r"[^\W\d_][^\W\d_]*(?:[ '\u2019/_&()-]+[^\W\d_]+)*[).!]?")
ROLES = ("client", "contact", "therapist")  # of columns in which names stand
Told = dict[str, dict[str, int]]  # by what was warned of: each word, and on how many lines


def count_words(cells: pd.Series) -> pd.Series:
    """How often each word stands in a column, as it is most often spelt; none for empty cells."""
    words = cells.str.strip()
    words = words[words.ne("")]
    spelt = words.groupby(words.str.casefold()).agg(lambda own: own.mode().iloc[0])
    return words.str.casefold().map(spelt).value_counts()


def tell_unsaid_words(table: pd.DataFrame, mapping: Mapping, names: set[str]) -> Told:
    """Return the words for who came that nothing explains and that may be told, with their counts.

    Those of words taken as attended stand apart from those that sound as if nobody came. ``names``
    are parts of names that stand in columns that aren't read.
    """
    absence = find_words_for_absence(table)
    if "status" not in table and not absence.any():
        return {}
    words = table["status"] if "status" in table else pd.Series("", table.index)
    words = words.mask(absence, table["not_arrived"]) if absence.any() else words
    unsaid = find_states(table, mapping)["unsaid"]
    read = find_names(*(table[role] for role in ROLES if role in table))
    told = {
        what: split_told(count_words(own), names | read)[0]
        for what, own in words.groupby(unsaid)
        if what not in ("", NO_WORD)
    }
    return {str(what): words for what, words in told.items() if words}


def find_people(frame: pd.DataFrame) -> set[str]:
    """Every part of a name in the columns of an export that sound as if they name somebody."""
    like, unlike = (re.compile(VOCABULARY[key], re.IGNORECASE) for key in ("people", "no_people"))
    return find_names(
        *(frame[name] for name in frame if like.search(name) and not unlike.search(name))
    )


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
    """The words that may be told, with how often each stands there, and how many may not be.

    A word on one or two lines may be something that was written about somebody.
    """
    told = {
        word: int(n) for word, n in counts.items() if n >= FEWEST and may_be_told(str(word), names)
    }
    return told, len(counts) - len(told)
