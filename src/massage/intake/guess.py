"""Write a mapping for an export: what each column is, by its name and what its cells look like."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pandas as pd

from analysis.schema import CONDITIONS
from massage.intake.dates import (
    DAY_FIRST,
    MONTH_FIRST,
    NUMBERS,
    DateError,
    date_reader,
    without_midnight,
)
from massage.intake.mapping import PRESETS, WHETHER_ATTENDED, make_mapping
from massage.intake.scores import NUMBER
from massage.intake.wording import VOCABULARY, say
from massage.templates import quote_names, render
from massage.words.formats import count

MOSTLY = 0.9
RATING, HOURS = 10, 24
OWN_RANGE = re.compile(r"\b(\d+)\s*(?:-|\u2013|to|/)\s*(\d+)\b")
IN_NAMES = "|".join(VOCABULARY["in_names"])
WORD = re.compile(IN_NAMES, re.IGNORECASE)
RUN_TOGETHER = re.compile(rf"\b(?:{IN_NAMES}){{2,}}\b", re.IGNORECASE)
NEW_WORD = re.compile("_|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True)
class Guess:
    """What is guessed of an export: a preset, roles and scores by column, and what is open.

    ``open_roles`` are needed and not found; ``words`` are columns whose words are one's own.
    """

    preset: str | None
    roles: frozenset[str]
    appointments: dict[str, list[str]]
    scores: dict[str, str]
    states: dict[str, list[str]]
    date_order: str | None
    remarks: list[str] = field(default_factory=list)
    open_roles: tuple[str, ...] = ()
    words: dict[str, str] = field(default_factory=dict)


def suggest_mapping(frame: pd.DataFrame) -> str:
    """Return a mapping file as text, each guess explained in a comment.

    ``frame`` holds the export's cells as text. Column names are written out; of cells nothing is,
    but words for states that are known beforehand.
    """
    guess = guess_mapping(frame)
    return render("massage.intake", "mapping.toml.j2", guess=guess, conditions=CONDITIONS)


def guess_mapping(frame: pd.DataFrame) -> Guess:
    """Guess what each column is; what isn't clear is left out, with a remark."""
    remarks: list[str] = []
    preset, known = _find_preset(frame)
    appointments = {} if preset else _find_roles(frame, remarks)
    roles = {**known, **appointments}
    taken = {name for names in roles.values() for name in names}
    left = frame.drop(columns=[name for name in taken if name in frame])
    scores, words = _find_scores(left, remarks), _find_words(left)
    order = _find_order(frame, roles, remarks)
    states = {} if preset else _find_states(frame, roles, remarks)
    _say_what_is_not_read(left.drop(columns=[*scores.values(), *words.values()]), remarks)
    says_who_came = bool(set(WHETHER_ATTENDED) & roles.keys())
    needed = ("client", "start", *(() if says_who_came else ("status",)))
    unfound = tuple(role for role in needed if role not in roles)
    return Guess(
        preset, frozenset(roles), appointments, scores, states, order, remarks, unfound, words
    )


def _find_preset(frame: pd.DataFrame) -> tuple[str | None, dict[str, list[str]]]:
    """The preset whose columns are there, those that an appointment needs and most others."""
    there: dict[str | None, dict[str, list[str]]] = {None: {}}
    for name in PRESETS[:-1]:
        own = make_mapping({"preset": name}).appointments
        found = {role: [*names] for role, names in own.items() if {*names} <= {*frame.columns}}
        if {"client", "start"} < found.keys():
            there[name] = found
    return max(there.items(), key=lambda preset: len(preset[1]))


def _find_roles(frame: pd.DataFrame, remarks: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    by = {form: _matching(frame, pattern) for form, pattern in VOCABULARY["client"].items()}
    if by["code"]:
        found["client"] = by["code"][:1]
    elif by["given"] and by["family"]:
        found["client"] = [by["given"][0], by["family"][0]]
    elif by["name"]:
        found["client"] = by["name"][:1]
    told = {role: pattern for role, pattern in VOCABULARY["appointments"].items() if pattern}
    for role, pattern in told.items():
        taken = {name for names in found.values() for name in names}
        names = [name for name in _matching(frame, pattern) if name not in taken]
        if len(names) == 1:
            found[role] = names
        elif names:
            remarks.append(say("several_columns", role=role, n=len(names)))
    return found


def _matching(frame: pd.DataFrame, pattern: str) -> list[str]:
    return [name for name in frame.columns if re.search(pattern, _spaced(name), re.IGNORECASE)]


def _spaced(name: str) -> str:
    """A column's name with spaces between words that run together or have a _ between them."""
    ranged = re.sub(r"(?<=\d)_(?=\d)", "-", str(name))
    spaced = NEW_WORD.sub(" ", ranged)
    return RUN_TOGETHER.sub(lambda found: " ".join(WORD.findall(found[0])), spaced)


def _find_scores(frame: pd.DataFrame, remarks: list[str]) -> dict[str, str]:
    """Columns whose name asks about a rating from 0 to 10 and whose cells are answers."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name, pattern in VOCABULARY["ratings"].items():
        columns = [
            column for column in _matching(frame, pattern)
            if column not in taken and _is_rating(frame[column], _spaced(column), name)
        ]  # fmt: skip
        taken |= set(columns)
        if len(columns) == 1:
            found[name] = columns[0]
        elif columns:
            remarks.append(say("several_ratings", role=name, n=len(columns)))
    return found


def _find_words(frame: pd.DataFrame) -> dict[str, str]:
    """Columns that may hold a trait in words of one's own, by the record's name for it."""
    found = {name: _matching(frame, pattern) for name, pattern in VOCABULARY["traits"].items()}
    return {name: columns[0] for name, columns in found.items() if len(columns) == 1}


def _say_what_is_not_read(frame: pd.DataFrame, remarks: list[str]) -> None:
    """Name the columns that nothing was guessed of, ratings first: perhaps one is a question."""
    rated = [str(name) for name in frame if _holds_numbers_to(frame[name], RATING)]
    if rated:
        remarks.append(say("rated", names=quote_names(rated)))
    others = [str(name) for name in frame if str(name) not in rated]
    if others:
        remarks.append(say("not_read", names=quote_names(others)))


def _is_rating(cells: pd.Series, question: str, name: str) -> bool:
    """Whether a column can be this rating: by what it asks, by its own range, and by its cells."""
    if name == "sleep_hours":
        return _holds_numbers_to(cells, HOURS)
    if re.search(VOCABULARY["no_rating"], question, re.IGNORECASE):
        return False
    own = OWN_RANGE.search(question)
    if own and own.groups() != ("0", str(RATING)):
        return False
    return _holds_numbers_to(cells, RATING)


def _holds_numbers_to(cells: pd.Series, most: int) -> bool:
    filled = cells[cells.str.strip().ne("")]
    if filled.empty:
        return False
    read = filled.str.strip().map(NUMBER.fullmatch)
    fits = read.map(lambda m: bool(m) and float(m[1].replace(",", ".")) <= most)
    return float(fits.mean()) >= MOSTLY


def _find_order(frame: pd.DataFrame, roles: dict[str, list[str]], remarks: list[str]) -> str | None:
    """Which of two numbers is the day, where some are beyond 12; a remark where it stays open."""
    names = [roles[role][0] for role in ("start", "booked") if role in roles]
    cells = pd.concat([without_midnight(frame[name]) for name in names] or [pd.Series(dtype=str)])
    cells = cells[cells.str.strip().ne("")]
    pairs = cells.str.extract(rf"^\s*{NUMBERS}")[["one", "two", "year"]].dropna()
    may_begin_with_year = pairs["year"].str.len().eq(2).any() and (
        pairs["one"].nunique() <= pairs["year"].nunique()
    )
    pairs = pairs.astype(int)
    beyond = {
        DAY_FIRST: pairs["one"].gt(12).any() and not may_begin_with_year,
        MONTH_FIRST: pairs["two"].gt(12).any(),
    }
    if cells.map(_is_elsewhere).any():
        remarks.append(say("elsewhere"))
    if all(beyond.values()):
        remarks.append(say("two_orders"))
    elif any(beyond.values()):
        return next(order for order, there in beyond.items() if there)
    elif may_begin_with_year:
        remarks.append(say("year_first"))
    elif len(pairs):
        remarks.append(say("order_open"))
    return None


def _is_elsewhere(cell: str) -> bool:
    try:
        date_reader(DAY_FIRST)(cell)
    except DateError as error:
        return error.why == "another_zone"
    return False


def _find_states(
    frame: pd.DataFrame, roles: dict[str, list[str]], remarks: list[str]
) -> dict[str, list[str]]:
    if "status" not in roles:
        return {}
    there = set(frame[roles["status"][0]].str.strip().str.casefold())
    known = VOCABULARY["status"]
    found = {state: [word for word in words if word in there] for state, words in known.items()}
    unknown = len(there.difference(*known.values()))
    if unknown:
        remarks.append(say("own_words", words=count(unknown, "word")))
    return {state: words for state, words in found.items() if words}
