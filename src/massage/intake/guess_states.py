"""What words of a status column mean: by the preset, by what is known, by what they sound like."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pandas as pd

from massage.intake.guess_columns import space_words
from massage.intake.states import sounds_like
from massage.intake.status_words import (
    ROLES,
    count_words,
    find_names,
    find_people,
    split_told,
)
from massage.intake.wording import VOCABULARY, say
from massage.words.formats import count


def _by_word(table: str) -> dict[str, str]:
    return {word: state for state, words in VOCABULARY[table].items() for word in words}


def _answers_to(column: str) -> dict[str, str]:
    """What yes and no mean in a column, where its name asks who came."""
    came = VOCABULARY["came"]
    if not re.search(came["asked"], space_words(column), re.IGNORECASE):
        return {}
    return {word: state for state in ("attended", "missed") for word in came[state]}


@dataclass(frozen=True)
class Meanings:
    """Words by what they mean, beyond those of the preset.

    ``likely`` are those among ``states`` that were only taken for it, ``unknown`` those that
    nothing explains, each with how often it stands there.
    """

    states: dict[str, list[str]] = field(default_factory=dict)
    likely: dict[str, int] = field(default_factory=dict)
    unknown: dict[str, int] = field(default_factory=dict)


def find_meanings(
    frame: pd.DataFrame, roles: dict[str, list[str]], of_preset: dict[str, str], remarks: list[str]
) -> Meanings:
    """Find what each word of the status column means, beyond those ``of_preset`` (in lower case).

    Words that may name somebody, or stand on a line or two, aren't told unless they are known in
    any practice; a remark counts them.
    """
    if not set(roles.get("status", [None])) <= set(frame):
        return Meanings()
    column = roles["status"][0]
    counts = count_words(frame[column])
    counts = counts[~counts.index.str.casefold().isin([*of_preset])]
    known = _by_word("status") | _answers_to(column)
    is_known = counts.index.str.casefold().isin([*known])
    names = find_people(frame).union(
        *(
            find_names(frame[name])
            for role in ROLES
            for name in roles.get(role, [])
            if name in frame
        )
    )
    told, n_untold = split_told(counts[~is_known], names)
    may_mean = _by_word("likely")
    likely = {word: may_mean.get(word.casefold()) or sounds_like(word.casefold()) for word in told}
    meant = {word.casefold(): known[word.casefold()] for word in counts.index[is_known]}
    meant |= {word: state for word, state in likely.items() if state}
    unknown = {word: n for word, n in told.items() if not likely[word]}
    if unknown or n_untold:
        remarks.append(say("own_words", words=count(len(unknown) + n_untold, "word")))
    if n_untold:
        remarks.append(say("own_words_untold", words=count(n_untold, "word")))
    return Meanings(
        {
            state: words
            for state in VOCABULARY["status"]
            if (words := [word for word, meaning in meant.items() if meaning == state])
        },
        {word: n for word, n in told.items() if likely[word]},
        unknown,
    )
