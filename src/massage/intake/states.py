"""What became of each appointment, and where nothing in the mapping says it."""

from __future__ import annotations

import re

import pandas as pd

from massage.intake.mapping import WHETHER_ATTENDED, Mapping
from massage.intake.wording import VOCABULARY

ATTENDED = "attended"
UNLISTED, CALLED_OFF_WORD, NO_WORD = "unlisted_words", "called_off_words", "no_word"
YES, NO = {"true", "yes", "1", "t", "y"}, {"false", "no", "0", "f", "n", ""}
NO_MARK = NO | {"-", "none", "n/a", "na", "null", "nan", "0000-00-00", "0000-00-00 00:00:00"}
LIKE = {state: re.compile(form) for state, form in VOCABULARY["like_status"].items()}


def find_states(table: pd.DataFrame, mapping: Mapping) -> pd.DataFrame:
    """Return what became of each appointment of a table, by its index.

    - ``state``: one of the mapping's. A word that nothing explains, and no word, mean attended,
      unless the mapping says what any other word means, or the word sounds as if nobody came.
    - ``unsaid``: ``unlisted_words`` where such a word was taken as attended, ``called_off_words``
      where it sounds as if nobody came, ``no_word`` where none stands and the mapping doesn't
      say what that means; "" everywhere else

    A word in ``not_arrived`` that is neither yes nor no is read as a status. Whatever stands in
    ``cancelled_at`` means cancelled, but for no and what stands for nothing, such as - and n/a.
    """
    found = pd.DataFrame({"state": ATTENDED, "unsaid": ""}, table.index)
    cells = {name: table[name].str.strip().str.casefold() for name in WHETHER_ATTENDED
             if name in table}  # fmt: skip
    if "status" in cells:
        found = _read_words(cells["status"], mapping)
    if "file_state" in table:
        of_file = table["file_state"].ne("")
        found["state"] = table["file_state"].where(of_file, found["state"])
        found["unsaid"] = found["unsaid"].mask(of_file, "")
    nothing = pd.Series("", index=table.index)
    told = find_words_for_absence(table)
    if told.any():
        found.loc[told] = _read_words(cells["not_arrived"][told], mapping)
    absent = cells.get("not_arrived", nothing).isin(YES)
    cancelled = ~cells.get("cancelled_at", nothing).isin(NO_MARK)
    found["state"] = found["state"].mask(absent, "missed").mask(cancelled, "cancelled")
    found["unsaid"] = found["unsaid"].mask(absent | cancelled, "")
    return found


def find_words_for_absence(table: pd.DataFrame) -> pd.Series:
    """Whether a line has a word that is neither yes nor no where it says who didn't come."""
    if "not_arrived" not in table:
        return pd.Series(data=False, index=table.index)
    return ~table["not_arrived"].str.strip().str.casefold().isin(YES | NO)


def _read_words(words: pd.Series, mapping: Mapping) -> pd.DataFrame:
    read = {word: _read_word(word, mapping) for word in words.unique()}
    return pd.DataFrame([read[word] for word in words], words.index, ["state", "unsaid"])


def _read_word(word: str, mapping: Mapping) -> tuple[str, str]:
    if word in mapping.status:
        return mapping.status[word], ""
    if mapping.unlisted not in (None, ATTENDED):
        return mapping.unlisted, ""
    if not word:
        return ATTENDED, "" if mapping.unlisted else NO_WORD
    like = sounds_like(word)
    return (like, CALLED_OFF_WORD) if like else (ATTENDED, UNLISTED)


def sounds_like(word: str) -> str | None:
    """The state that a word (in lower case) sounds like, if it sounds as if nobody came."""
    return next((state for state, form in LIKE.items() if form.search(word)), None)
