"""Answers laid over a suggested mapping, and the mapping as the text of a file."""

from __future__ import annotations

import json
import re
from typing import Any

import pandas as pd

from massage.importing.columns import change_tables, choose, read_choices
from massage.intake.mapping import SETTINGS, SWITCHES, TABLES, UNREAD, lay_on_preset
from massage.intake.people import normalise

Answers = dict[tuple[str, ...], str]  # by what is asked: its kind, then of what
COLUMN, STATUS, FILE, HEADER, KIND, EXPORTED, CONDITION, SERVICE, RATING, SAME = (
    "column", "status", "file", "header", "kind", "exported", "condition", "service", "rating",
    "same",
)  # fmt: skip
WITHOUT = "without_appointment"
YES, NO, NO_MASSAGE, ONE_PERSON, TWO_PEOPLE = "yes", "no", "no massage", "one", "two"
WORDS_OF = {FILE: "files", EXPORTED: "taken", CONDITION: "conditions"}
HELD_IN = {"conditions": ("scores", "condition"), "services": ("appointments", "service"),
           "moves_recorded": ("appointments", "original")}  # fmt: skip
BARE = re.compile(r"[A-Za-z0-9_-]+")


def lay_over(
    suggested: dict[str, Any], answers: Answers, headers: dict[str, list[str]]
) -> dict[str, Any]:
    """Return a suggested mapping with the answers over it, as a mapping file says it.

    ``headers`` are the columns of each kind of file. Neither argument is changed.
    """
    found = {name: dict(value) if isinstance(value, dict) else value
             for name, value in suggested.items()}  # fmt: skip
    for kind, names in headers.items():
        found |= _choose_columns(found, answers, kind, names)
    for name in SETTINGS:
        if name not in SWITCHES and (name,) in answers:
            found[name] = answers[(name,)]
            if not found[name]:
                found.pop(name)
    found |= {name: answers[(name,)] == YES for name in SWITCHES if answers.get((name,))}
    for asked, table in WORDS_OF.items():
        _say_words(found, table, answers_of(answers, asked))
    _say_words(found, "rating_words", {
        word: float(value) if value else "" for word, value in answers_of(answers, RATING).items()
    })  # fmt: skip
    for file, kind in answers_of(answers, KIND).items():
        unread_before = found.get("files", {}).get(file) == UNREAD
        if kind == UNREAD or unread_before:
            _say_words(found, "files", {file: UNREAD if kind == UNREAD else ""})
    lines = find_header_lines(answers)
    _say_words(found, "header_lines", {file: line or "" for file, line in lines.items()})
    if pairs := {key[1:]: value for key, value in answers.items() if key[0] == SAME}:
        found["same_person"] = find_same(found)
        said = {one: other if value == ONE_PERSON else "" for (one, other), value in pairs.items()}
        _say_words(found, "same_person", said)
    if states := answers_of(answers, STATUS):
        found["status"] = _move_words(found.get("status", {}), states)
    if services := answers_of(answers, SERVICE):
        before = lay_on_preset(found).get("services", {}).get("ignored", [])
        kept = [word for word in before if word.casefold() not in services]
        said = [word for word, value in services.items() if value == NO_MASSAGE]
        found["services"] = {"ignored": [*kept, *said]}
    return _without_what_no_column_holds(found)


def find_header_lines(answers: Answers) -> dict[str, int]:
    """Return the line that names the columns, by the name of each file that was answered for.

    0 where it is to be found.
    """
    return {file: int(line or 0) for file, line in answers_of(answers, HEADER).items()}


def find_same(mapping: dict[str, Any]) -> dict[str, str]:
    """Return who counts under which name, by names as they are compared."""
    same = mapping.get("same_person", {})
    plain = normalise(pd.Series([name for pair in same.items() for name in pair], dtype=str))
    return dict(zip(plain[::2], plain[1::2], strict=True))


def _without_what_no_column_holds(mapping: dict[str, Any]) -> dict[str, Any]:
    """Leave out words of columns that aren't read any more."""
    tables = lay_on_preset(mapping)
    lacking = {
        what
        for what, (table, role) in HELD_IN.items()
        if what in mapping and not tables.get(table, {}).get(role)
    }
    return {name: value for name, value in mapping.items() if name not in lacking}


def answers_of(answers: Answers, asked: str) -> dict[str, str]:
    """Return the answers of one kind, by what each was asked of: a file's name, a word."""
    return {key[-1]: value for key, value in answers.items() if key[0] == asked}


def find_guessed(mapping: dict[str, Any], kind: str, headers: list[str]) -> dict[str, str]:
    """Return what a mapping takes each column of a kind of file for."""
    tables = lay_on_preset(mapping)
    table = dict(tables.get(kind, {}))
    if kind == "appointments" and "client" not in tables.get("scores", {}):
        table |= tables.get("scores", {})
    return read_choices(table, headers)


def _choose_columns(
    mapping: dict[str, Any], answers: Answers, kind: str, headers: list[str]
) -> dict[str, dict[str, Any]]:
    own = {key[2]: value for key, value in answers.items() if key[:2] == (COLUMN, kind)}
    if not own:
        return {}
    guessed = find_guessed(mapping, kind, headers)
    tables = {name: mapping[name] for name in TABLES if name in mapping}
    return change_tables(tables, guessed, choose(guessed, own), kind)


def _say_words(mapping: dict[str, Any], table: str, said: dict[str, Any]) -> None:
    """Write words of a table; what is said to mean nothing is taken out."""
    if said:
        words = mapping.get(table, {}) | said
        mapping[table] = {word: value for word, value in words.items() if value != ""}


def _move_words(before: dict[str, Any], states: dict[str, str]) -> dict[str, Any]:
    """Words by state, with those that were answered where the answer puts them."""
    answered = {word.casefold() for word in states}
    found = {
        state: words if state == "unlisted" else [
            word for word in words if word.casefold() not in answered
        ]
        for state, words in before.items()
    }  # fmt: skip
    for word, state in states.items():
        if state:
            found.setdefault(state, []).append(word)
    return found


def write_mapping(mapping: dict[str, Any], comment: str) -> str:
    """Return the text of a mapping file, with a comment above; what is empty is left out."""
    settings = [f"{_name(name)} = {_value(value)}" for name, value in mapping.items()
                if not isinstance(value, dict)]  # fmt: skip
    parts = ["\n".join([f"# {comment}", *settings])]
    for table, inner in mapping.items():
        if isinstance(inner, dict) and inner:
            lines = [f"{_name(name)} = {_value(value)}" for name, value in inner.items()]
            parts.append("\n".join([f"[{table}]", *lines]))
    return "\n\n".join(parts) + "\n"


def _name(name: str) -> str:
    return name if BARE.fullmatch(name) else _text(name)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    return str(value) if isinstance(value, int) else repr(value)


def _text(text: str) -> str:
    """A TOML string; JSON's escapes are TOML's, but for the sign of deleting."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
