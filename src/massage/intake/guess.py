"""Write a mapping for an export: what each column is, by its name and what its cells look like."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import chain

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
from massage.intake.near_names import turn
from massage.intake.people import normalise
from massage.intake.scores import NUMBER
from massage.intake.status_words import count_words, find_names, split_told
from massage.intake.wording import VOCABULARY, say
from massage.templates import quote_names, render
from massage.words.formats import count

MOSTLY = 0.9
RATING, HOURS = 10, 24
TIME = re.compile(r"\d{1,2}([:.]\d\d){0,2}\s*([ap]\.?m?\.?)?", re.IGNORECASE)
OWN_RANGE = re.compile(r"\b(\d+)\s*(?:-|\u2013|to|/)\s*(\d+)\b")
IN_NAMES = "|".join(VOCABULARY["in_names"])
WORD = re.compile(IN_NAMES, re.IGNORECASE)
RUN_TOGETHER = re.compile(rf"\b(?:{IN_NAMES}){{2,}}\b", re.IGNORECASE)
NEW_WORD = re.compile("_|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True)
class Guess:
    """What is guessed of exports: a preset, roles and scores by column, and what is open.

    ``open_roles`` are needed and not found; ``words`` are columns whose words are one's own.
    ``unknown`` are words of the status column that nothing explains, with how often each stands
    there. ``scores_of`` and ``clients`` are columns of files of their own.
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
    unknown: dict[str, int] = field(default_factory=dict)
    scores_of: dict[str, list[str]] = field(default_factory=dict)
    clients: dict[str, list[str]] = field(default_factory=dict)
    last_name_first: bool = False


def suggest_mapping(*frames: pd.DataFrame) -> str:
    """Return a mapping file for exports that belong together as text, each guess explained.

    ``frames`` hold the exports' cells as text. Column names are written out; of cells nothing is,
    but words of the status column that name nobody.
    """
    guess = guess_mapping(*frames)
    return render("massage.intake", "mapping.toml.j2", guess=guess, conditions=CONDITIONS)


def guess_mapping(*frames: pd.DataFrame) -> Guess:
    """Guess what each column is; what isn't clear is left out, with a remark."""
    remarks: list[str] = []
    preset, known = max(map(_find_preset, frames), key=lambda found: len(found[1]))
    found = [_find_roles(frame, []) for frame in frames]
    main = max(range(len(frames)), key=lambda place: _tells(frames[place], known, found[place]))
    appointments = {} if preset else _find_roles(frames[main], remarks)
    roles = {**known, **appointments}
    needed = {name for role in ("client", "start") for name in roles.get(role, [])}
    own = [
        place == main or (needed <= {*frame} and not _is_beside(frame, roles, frames[main]))
        for place, frame in enumerate(frames)
    ]
    frame = pd.concat([one for one, is_own in zip(frames, own, strict=True) if is_own]).fillna("")
    others = [one for one, is_own in zip(frames, own, strict=True) if not is_own]
    taken = {name for names in roles.values() for name in names}
    left = frame.drop(columns=[name for name in taken if name in frame])
    scores, words = _find_scores(left, remarks), _find_words(left)
    _say_what_is_not_read(left.drop(columns=[*scores.values(), *words.values()]), remarks)
    beside = guess_beside(others, frame, roles, remarks)
    if beside.scores:
        scores, words = beside.scores, beside.words
    order = _find_order([(frame, roles), *((one, beside.scores_of) for one in others)], remarks)
    states = {} if preset else _find_states(frame, roles)
    unknown = _find_unknown(frame, roles, preset, remarks)
    says_who_came = bool(set(WHETHER_ATTENDED) & roles.keys())
    if not says_who_came and preset and make_mapping({"preset": preset}).files:
        says_who_came = True
    wanted = ("client", "start", *(() if says_who_came else ("status",)))
    unfound = tuple(role for role in wanted if role not in roles)
    return Guess(
        preset, frozenset(roles), appointments, scores, states, order, remarks, unfound, words,
        unknown, beside.scores_of, beside.clients, beside.last_name_first,
    )  # fmt: skip


def _tells(
    frame: pd.DataFrame, known: dict[str, list[str]], roles: dict[str, list[str]]
) -> tuple[int, int]:
    """How much of appointments a table tells: columns of the preset, then any."""
    of_preset = sum({*names} <= {*frame.columns} for names in known.values())
    return of_preset, len(roles) if {"client", "start"} <= roles.keys() else 0


def _is_beside(frame: pd.DataFrame, roles: dict[str, list[str]], main: pd.DataFrame) -> bool:
    """Whether a table has ratings and what else appointments have not."""
    there = sum({*names} <= {*frame.columns} for names in roles.values())
    return there <= 2 < len(roles) and bool(_find_scores(frame, [])) and [*frame] != [*main]


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
    times = [name for name in frame if _holds_times(frame[name])]
    told = {role: pattern for role, pattern in VOCABULARY["appointments"].items() if pattern}
    for role, pattern in told.items():
        taken = {name for names in found.values() for name in names}
        names = [name for name in _matching(frame, pattern) if name not in taken]
        if role == "start":
            names = [name for name in names if name not in times]
        if len(names) == 1:
            found[role] = names
        elif names:
            remarks.append(say("several_columns", role=role, n=len(names)))
    return _with_times(frame, found, times)


def _with_times(
    frame: pd.DataFrame, found: dict[str, list[str]], times: list[str]
) -> dict[str, list[str]]:
    """Roles with the column of times behind that of dates, where they stand apart."""
    if "start" not in found or frame[found["start"][0]].str.contains(r"[1-9]:\d\d|\d[ap]m").any():
        return found
    of_start = [name for name in times if re.search(VOCABULARY["time"], _spaced(name), re.I)]
    date = found["start"]
    if len(of_start) == 1:
        found["start"] = [*date, *of_start]
    if found.get("end", [""])[0] in times:
        found["end"] = [*date, *found["end"]]
    return found


def _holds_times(cells: pd.Series) -> bool:
    """Whether a column holds times of a day without a date."""
    filled = without_midnight(cells)[cells.str.strip().ne("")].str.strip()
    return not filled.empty and float(filled.str.fullmatch(TIME).mean()) >= MOSTLY


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


@dataclass(frozen=True)
class Beside:
    """What is guessed of files beside that of appointments."""

    scores_of: dict[str, list[str]] = field(default_factory=dict)
    scores: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    clients: dict[str, list[str]] = field(default_factory=dict)
    last_name_first: bool = False


def guess_beside(
    frames: list[pd.DataFrame],
    appointments: pd.DataFrame,
    roles: dict[str, list[str]],
    remarks: list[str],
) -> Beside:
    """Guess which files hold scores and which hold clients, and how scores find their clients.

    A file's clients are in the columns that most often hold those of the appointments.
    """
    found = Beside()
    people = _joined(appointments, roles.get("client", []))
    for place, frame in enumerate(frames, start=1):
        scores = _find_scores(frame, remarks)
        dates = [name for name in _matching(frame, VOCABULARY["scored"])
                 if not _holds_times(frame[name])]  # fmt: skip
        ways = _ways_to_name(frame)
        if scores and ways and len(dates) == 1:
            client = max(ways, key=lambda names: _share_known(_joined(frame, names), people))
            cells = _joined(frame, client)
            turned = _share_known(cells.map(turn), people.map(turn))
            found = replace(
                found, scores_of={"client": client, "date": dates}, scores=scores,
                words=_find_words(frame),
                last_name_first=turned > MOSTLY > _share_known(cells, people),
            )  # fmt: skip
        elif len(ways) > 1 and max(_share_known(_joined(frame, way), people) for way in ways):
            client = max(ways, key=lambda names: _share_known(_joined(frame, names), people))
            name = next(names for names in reversed(ways) if names != client)
            found = replace(found, clients={"client": client, "name": name})
        else:
            remarks.append(say("file_not_read", place=place))
    return found


def _ways_to_name(frame: pd.DataFrame) -> list[list[str]]:
    """The columns by which a table may name people: by a code, by two names, by one."""
    by = {form: _matching(frame, pattern) for form, pattern in VOCABULARY["client"].items()}
    ways = [by["code"][:1], [*by["given"][:1], *by["family"][:1]], by["name"][:1]]
    return [names for place, names in enumerate(ways) if len(names) == (2 if place == 1 else 1)]


def _joined(frame: pd.DataFrame, names: list[str]) -> pd.Series:
    if not names:
        return pd.Series(dtype=str)
    first, *others = (frame[name] for name in names)
    return normalise(first.str.cat(others, sep="\n") if others else first)


def _share_known(cells: pd.Series, people: pd.Series) -> float:
    return float(cells.isin({*people}).mean()) if len(cells) else 0.0


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


def _find_order(
    tables: list[tuple[pd.DataFrame, dict[str, list[str]]]], remarks: list[str]
) -> str | None:
    """Which of two numbers is the day, where some are beyond 12; a remark where it stays open."""
    named = [
        frame[roles[role][0]] for frame, roles in tables for role in ("start", "booked", "date")
        if role in roles and roles[role][0] in frame
    ]  # fmt: skip
    cells = pd.concat([pd.Series(dtype=str), *map(without_midnight, named)])
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


def _find_states(frame: pd.DataFrame, roles: dict[str, list[str]]) -> dict[str, list[str]]:
    if "status" not in roles:
        return {}
    there = set(frame[roles["status"][0]].str.strip().str.casefold())
    known = VOCABULARY["status"]
    found = {state: [word for word in words if word in there] for state, words in known.items()}
    return {state: words for state, words in found.items() if words}


def _find_unknown(
    frame: pd.DataFrame, roles: dict[str, list[str]], preset: str | None, remarks: list[str]
) -> dict[str, int]:
    """Words of the status column that nothing explains, unless they may name somebody."""
    if "status" not in roles:
        return {}
    known = VOCABULARY["status"].values()
    listed = make_mapping({"preset": preset}).status if preset else chain(*known)
    counts = count_words(frame[roles["status"][0]])
    counts = counts[~counts.index.str.casefold().isin([*listed])]
    people = [frame[name] for role in ("client", "contact", "therapist")
              for name in roles.get(role, []) if name in frame]  # fmt: skip
    told, n_untold = split_told(counts, find_names(*people))
    if len(counts):
        remarks.append(say("own_words", words=count(len(counts), "word")))
    if n_untold:
        remarks.append(say("own_words_untold", words=count(n_untold, "word")))
    return told
