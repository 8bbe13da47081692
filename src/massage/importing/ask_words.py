"""What is asked of the words in a column: what each means, with how often it stands there."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from massage.importing.answers import CONDITION, NO_MASSAGE, RATING, SERVICE, STATUS
from massage.importing.asking import Asking, Options, Question
from massage.importing.wording import offer, say
from massage.importing.words_of import Word, list_unread_ratings, list_words
from massage.intake.mapping import read_states
from massage.intake.scores import SCALED
from massage.intake.states import ATTENDED, find_words_for_absence, sounds_like
from massage.intake.status_words import FEWEST
from massage.intake.tables import OF_APPOINTMENTS
from massage.intake.wording import VOCABULARY
from massage.words.formats import SMALLEST_GROUP, short, whole

NUMBERS = tuple((whole(n), whole(n)) for n in range(11))
NOTHING = object()  # no answer is it: a question that is never open


def offer_states(counts_as: str = "", *, unsaid: bool = True) -> Options:
    """States of an appointment; while nothing is said of a word, it counts as one of them."""
    words = dict(offer("states"))
    nothing, counted = words.pop(""), words.pop("unlisted")
    if counts_as:
        nothing = counted.format(state=words[counts_as])
    return ((("", nothing),) if unsaid else ()) + tuple(words.items())


def ask_of_status(asking: Asking) -> Iterator[Question]:
    """Every word of the columns that say who came, with what it means."""
    known, rest = read_states(asking.suggested)
    sure = {word for words in VOCABULARY["status"].values() for word in words}
    sure |= read_states({"preset": asking.suggested.get("preset")})[0].keys()
    for name in asking.named(OF_APPOINTMENTS, "status", "not_arrived"):
        cells = asking.files.cells(OF_APPOINTMENTS, name)
        if asking.columns[OF_APPOINTMENTS][name] == "not_arrived":
            cells = cells[find_words_for_absence(pd.DataFrame({"not_arrived": cells}))]
        for word in list_words(cells, asking.people, FEWEST):
            plain = word.word.casefold()
            default = known.get(plain, rest or "")
            if rest == ATTENDED and plain and plain not in known:
                default = ""
            counts_as = sounds_like(plain) or ATTENDED
            is_guess = default and plain not in sure and not asking.files.is_remembered and plain
            if is_guess:  # it counts so, and waits for an answer
                counts_as, default = default, ""
            yield asking.pick(
                (STATUS, word.word), say("means"), offer_states(counts_as, unsaid=not default),
                default, of=_shown(word), n=word.n, remark=say("sounds") if is_guess else "",
            )  # fmt: skip


def ask_of_services(asking: Asking) -> Iterator[Question]:
    """Which services are no massage."""
    ignored = {*map(str.casefold, asking.before.get("services", {}).get("ignored", []))}
    for name in asking.named(OF_APPOINTMENTS, "service"):
        for word in list_words(asking.files.cells(OF_APPOINTMENTS, name), asking.people, FEWEST):
            if word.word:
                key = (SERVICE, word.word.casefold())
                default = NO_MASSAGE if key[1] in ignored else ""
                yield asking.pick(key, say("means"), offer("services"), default, NOTHING,
                                  of=_shown(word), n=word.n)  # fmt: skip


def ask_of_rating_words(asking: Asking) -> Iterator[Question]:
    """Which number a word among ratings is."""
    known = {word.casefold(): short(value) for word, value in
             asking.before.get("rating_words", {}).items()}  # fmt: skip
    options = (("", say("", "states")), *NUMBERS)
    asked = set()
    for place in asking.places(SCALED):
        for word in list_unread_ratings(asking.files.cells(*place), asking.people)[0]:
            key = (RATING, word.word)
            if key not in asked:
                asked.add(key)
                usual = VOCABULARY["rating_words"].get(word.word)
                remark = say("perhaps", number=whole(usual)) if usual is not None else ""
                yield asking.pick(key, say("means"), options, known.get(word.word, ""),
                                  of=_shown(word), n=word.n, remark=remark)  # fmt: skip


def ask_of_conditions(asking: Asking) -> Iterator[Question]:
    """Which condition is meant by a word for why clients come, if it isn't one itself."""
    known = {word.casefold(): value for word, value in
             asking.before.get("conditions", {}).items()}  # fmt: skip
    options = offer("conditions")
    for place in asking.places(["condition"]):
        for word in list_words(asking.files.cells(*place), asking.people, SMALLEST_GROUP):
            plain = " ".join(word.word.casefold().split())
            if plain and plain.replace(" ", "_") not in dict(options):
                yield asking.pick((CONDITION, plain), say("means"), options, known.get(plain, ""),
                                  of=_shown(word), n=word.n)  # fmt: skip


def _shown(word: Word) -> str:
    """The word, or its form and where to look."""
    if not word.word:
        return say("nothing_there")
    if word.shown == word.word:
        return word.word
    file, line = word.place
    return say("form", form=word.shown, file=file, line=line)
