"""What each table of a mapping may say, read by itself and refused with what would be right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from analysis.schema import OUTCOME_COLUMNS
from massage.intake.mapping_text import refuse
from massage.intake.wording import VOCABULARY, say

SEVERAL_COLUMNS = ("client", "contact", "name")  # roles that may join them
DATE_AND_TIME = ("start", "end", "booked", "date")  # roles that may join two
STATES = tuple(VOCABULARY["status"])
SCORES = (
    *OUTCOME_COLUMNS, "condition", "pain_site", "modality", "other_care", "adverse_event",
)  # fmt: skip
ROLES = {  # of columns, by kind of file
    "appointments": tuple(VOCABULARY["appointments"]),
    "clients": ("client", "name"),
    "scores": ("client", "date", *SCORES),
}
HOMES = {"appointments": ROLES["appointments"], "scores": SCORES, "status": STATES}
OWN_WORD = re.compile(r"[a-z][a-z0-9_]{0,39}")
LONGEST_CLOSING = 366  # days from the first to the last, so that a slip in the year is noticed


def read_columns(
    table: str, given: dict[str, Any], roles: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """Names of columns by role. Raises MappingError for a role that no such table has."""
    refuse_unknown(f"[{table}]", given, roles)
    found = {}
    for role, names in given.items():
        listed = [names] if isinstance(names, str) else names
        if not isinstance(listed, list) or not all(isinstance(n, str) and n for n in listed):
            raise refuse("not_a_column", table=table, role=role)
        if role in DATE_AND_TIME and len(listed) > 2:
            raise refuse("date_and_time", table=table, role=role)
        if len(listed) > 1 and role not in (*SEVERAL_COLUMNS, *DATE_AND_TIME):
            raise refuse("not_one_column", table=table, role=role)
        found[role] = tuple(listed)
    return {role: names for role, names in found.items() if names}


def read_status(
    given: dict[str, Any], of_preset: dict[str, Any]
) -> tuple[dict[str, str], str | None]:
    """Words by lower case, with the state each means; the state of all other words, if any.

    What is given goes before the preset. Words of the preset's in a list that is given anew still
    mean the same, unless it is said what any other word means.
    """
    says_all = "unlisted" in given
    unlisted = given.get("unlisted", of_preset.get("unlisted"))
    own = {state: words for state, words in given.items() if state != "unlisted"}
    refuse_unknown("[status]", own, STATES)
    if unlisted not in (None, *STATES):
        raise refuse("unlisted", states=", ".join(STATES))
    found: dict[str, str] = {}
    for state, words in own.items():
        for word in _listed("status", state, words):
            if found.setdefault(word, state) != state:
                raise refuse("two_states", state=state)
    known = {
        word: state
        for state, words in of_preset.items()
        if state != "unlisted" and not (says_all and state in own)
        for word in _listed("status", state, words)
    }
    return known | found, unlisted


def read_ignored(given: dict[str, Any]) -> tuple[str, ...]:
    """Services that give no session record, in lower case."""
    refuse_unknown("[services]", given, ("ignored",))
    return _listed("services", "ignored", given.get("ignored", []))


def _listed(table: str, name: str, words: Any) -> tuple[str, ...]:  # noqa: ANN401 - of any TOML
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise refuse("not_a_list", table=table, name=name)
    return tuple(word.strip().casefold() for word in words)


def read_words(table: str, given: dict[str, Any], allowed: Sequence[str] = ()) -> dict[str, str]:
    """What words mean, by lower case: one of those allowed, else a plain word of one's own."""
    for word in given.values():
        known = isinstance(word, str) and (word in allowed if allowed else OWN_WORD.fullmatch(word))
        if not known:
            right = say("one_of", words=", ".join(allowed)) if allowed else say("right_word")
            raise refuse("wrong_word", table=table, right=right)
    return {own.strip().casefold(): word for own, word in given.items()}


def read_numbers(given: dict[str, Any]) -> dict[str, float]:
    """Words that stand for ratings, in lower case."""
    for value in given.values():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise refuse("word_no_number")
    return {" ".join(word.casefold().split()): float(value) for word, value in given.items()}


def read_lines(given: dict[str, Any]) -> dict[str, int]:
    """Lines of files by a word of their names, in lower case."""
    if not all(type(line) is int and line > 0 for line in given.values()):
        raise refuse("not_a_line")
    return {word.strip().casefold(): line for word, line in given.items()}


def read_names(wrong: str, given: dict[str, Any]) -> dict[str, str]:
    """What names stand for; a date without quotation marks is one of TOML's own."""
    written = {name: str(one) if isinstance(one, date) else one for name, one in given.items()}
    if not all(isinstance(one, str) for one in written.values()):
        raise refuse(wrong)
    return written


def read_closed(given: dict[str, Any]) -> dict[str, frozenset[int]]:
    """Closed days by therapist: days, or the first and the last of several."""
    found = {}
    for name, days in given.items():
        if not isinstance(days, list):
            raise refuse("wrong_closed")
        own: set[int] = set()
        for one in days:
            first, _, last = str(one).partition("..")
            try:
                ends = [
                    date.fromisoformat(day.strip()).toordinal() for day in (first, last or first)
                ]
            except ValueError:
                raise refuse("wrong_closed") from None
            if not 0 <= ends[1] - ends[0] <= LONGEST_CLOSING:
                raise refuse("wrong_closed")
            own.update(range(ends[0], ends[1] + 1))
        found[name] = frozenset(own)
    return found


def refuse_unknown(where: str, given: dict[str, Any], known: Sequence[str]) -> None:
    """Refuse names that aren't known there, with the table where one belongs, if any."""
    unknown = sorted(given.keys() - set(known))
    for name in unknown:
        home = next((table for table, roles in HOMES.items() if name in roles), None)
        if home:
            raise refuse("belongs", name=name, home=home, where=where)
    if unknown:
        raise refuse("unknown_name", where=where, n=len(unknown), known=", ".join(known))
