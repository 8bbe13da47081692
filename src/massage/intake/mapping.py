"""Read the mapping: which column of an export is which, and what its words mean."""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from analysis.schema import CONDITIONS, OUTCOME_COLUMNS
from massage.intake.book import MOVING, UNKNOWN
from massage.intake.dates import date_reader
from massage.intake.mapping_text import MappingError, read_toml, refuse
from massage.intake.wording import VOCABULARY, read_data, say

PRESETS = (
    "acuity", "fresha", "jane", "cliniko", "cliniko_report", "square", "vagaro", "mindbody",
    "massagebook", "noterro", "glossgenius", "simplepractice", "calendar", "generic",
)  # fmt: skip
SEVERAL_COLUMNS = ("client", "contact", "name")  # roles that may join them
DATE_AND_TIME = ("start", "end", "booked", "date")  # roles that may join two
DATED = ("booked", "cancelled_at")  # what tells by when an export was taken
WHETHER_ATTENDED = ("status", "cancelled_at", "not_arrived")
UNREAD = "unread"  # a file
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
TABLES = (*ROLES, "status", "files", "header_lines", "services", "conditions", "modalities",
          "rating_words", "same_person", "taken", "closed")  # fmt: skip
RATED = ("on booking", "before", "on arrival", "after", UNKNOWN)  # when ratings were given
RANGES = ("lower", "middle", "upper")  # what 6-7 is taken for
OWN_WORD = re.compile(r"[a-z][a-z0-9_]{0,39}")
LONGEST_CLOSING = 366  # days from the first to the last, so that a slip in the year is noticed
SETTINGS = ("preset", "date_order", "time_zone", "moves_recorded", "moving", "rated", "ranges",
            "last_name_first")  # fmt: skip


@dataclass(frozen=True)
class Mapping:
    """Which columns are which.

    ``appointments``, ``clients`` and ``scores`` give by role the names of columns; ``status`` gives
    by state the words that mean it, and ``unlisted`` the state of any other word; ``conditions``
    and ``modalities`` turn a practice's own words into the record's. ``moving`` says what the
    software does with the line of an appointment that is moved; ``ignored_services`` give no
    session record, such as a class. By a word of a file's name, ``files`` gives the state of all
    its lines, or says that it isn't read, and ``header_lines`` the line that names its columns.
    ``rated`` says when clients gave the ratings, ``ranges`` and ``rating_words`` what 6-7 and
    Moderate are as numbers. With ``last_name_first``, ``Elm, Ann`` is Ann Elm; ``same_person``
    gives the name under which somebody counts, ``taken`` the day of an export by its file's name,
    ``closed`` the closed days (ordinals) by therapist, or of ``everyone``.
    ``seen`` tells how the preset's columns are known.
    ``own`` names the roles that the mapping gives itself, beyond its preset.
    """

    appointments: dict[str, tuple[str, ...]]
    clients: dict[str, tuple[str, ...]] = field(default_factory=dict)
    scores: dict[str, tuple[str, ...]] = field(default_factory=dict)
    status: dict[str, str] = field(default_factory=dict)
    unlisted: str | None = None
    conditions: dict[str, str] = field(default_factory=dict)
    modalities: dict[str, str] = field(default_factory=dict)
    date_order: str | None = None
    time_zone: str | None = None
    moves_recorded: bool = False
    moving: str = UNKNOWN
    ignored_services: tuple[str, ...] = ()
    files: dict[str, str] = field(default_factory=dict)
    header_lines: dict[str, int] = field(default_factory=dict)
    rated: str = UNKNOWN
    ranges: str | None = None
    rating_words: dict[str, float] = field(default_factory=dict)
    last_name_first: bool = False
    same_person: dict[str, str] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)
    closed: dict[str, frozenset[int]] = field(default_factory=dict)
    seen: str | None = None
    own: dict[str, tuple[str, ...]] = field(default_factory=dict)


def read_mapping(path: Path) -> Mapping:
    """Read a mapping file, in UTF-8 or, as PowerShell writes it, in UTF-16.

    Raises MappingError for what can't be used, OSError where there is no file.
    """
    return make_mapping(read_given(path))


def read_given(path: Path) -> dict[str, Any]:
    """Read what a mapping file gives, unchecked. Raises MappingError and OSError as that does."""
    content = path.read_bytes()
    encoding = "utf-16" if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise refuse("not_utf_8") from None
    return read_toml(text)


def make_mapping(given: dict[str, Any]) -> Mapping:
    """Check what a mapping file says, on top of its preset."""
    _refuse_unknown("the mapping", given, (*TABLES, *SETTINGS))
    for table in TABLES:
        if not isinstance(given.get(table, {}), dict):
            raise refuse("not_a_table", table=table)
    merged = lay_on_preset(given)
    columns = {
        table: _columns(table, merged.get(table, {}), roles) for table, roles in ROLES.items()
    }
    for needed in ("client", "start"):
        if needed not in columns["appointments"]:
            raise refuse("needed", role=needed)
    if ("client" in columns["scores"]) != ("date" in columns["scores"]):
        raise refuse("client_and_date")
    if given.get("conditions") and "condition" not in columns["scores"]:
        raise refuse("conditions_alone")
    status, unlisted = read_states(given)
    mapping = Mapping(
        **columns,
        status=status,
        unlisted=unlisted,
        conditions=_words("conditions", merged.get("conditions", {}), CONDITIONS),
        modalities=_words("modalities", merged.get("modalities", {})),
        date_order=merged.get("date_order"),
        time_zone=merged.get("time_zone"),
        moves_recorded=merged.get("moves_recorded", False),
        moving=merged.get("moving", UNKNOWN),
        ignored_services=_ignored(merged.get("services", {})),
        files=_words("files", merged.get("files", {}), (*STATES, UNREAD)),
        header_lines=_lines(merged.get("header_lines", {})),
        rated=merged.get("rated", UNKNOWN),
        ranges=merged.get("ranges"),
        rating_words=_numbers(merged.get("rating_words", {})),
        last_name_first=merged.get("last_name_first", False),
        same_person=_names("wrong_same_person", merged.get("same_person", {})),
        taken=_names("wrong_taken", merged.get("taken", {})),
        closed=_closed(merged.get("closed", {})),
        seen=merged.get("seen"),
        own={table: tuple(given.get(table, {})) for table in TABLES},
    )
    for name in ("moves_recorded", "last_name_first"):
        if not isinstance(getattr(mapping, name), bool):
            raise refuse("true_or_false", name=name)
    _check_ratings(mapping)
    if mapping.moves_recorded and "original" not in mapping.appointments:
        raise refuse("moves_alone")
    if mapping.moving not in MOVING:
        raise refuse("wrong_moving", right=", ".join(MOVING))
    if mapping.ignored_services and "service" not in mapping.appointments:
        raise refuse("services_alone")
    try:
        date_reader(mapping.date_order, mapping.time_zone)
    except (ValueError, TypeError) as error:
        raise MappingError(str(error)) from None
    return mapping


def lay_on_preset(given: dict[str, Any]) -> dict[str, Any]:
    """Lay what is given over its preset, table by table."""
    name = given.get("preset")
    if name is None:
        return given
    if name not in PRESETS:
        raise refuse("no_preset", presets=", ".join(PRESETS))
    preset = read_data("presets", f"{name}.toml")
    tables = {table: preset.get(table, {}) | given.get(table, {}) for table in TABLES}
    return preset | given | tables


def read_states(given: dict[str, Any]) -> tuple[dict[str, str], str | None]:
    """Words of a status column by lower case, with the state each means; that of other words."""
    return _states(given.get("status", {}), _preset_states(given))


def _preset_states(given: dict[str, Any]) -> dict[str, Any]:
    """Words of a status column, by what they mean in the preset that is named, if any is."""
    name = given.get("preset")
    return read_data("presets", f"{name}.toml").get("status", {}) if name in PRESETS else {}


def _columns(table: str, given: dict[str, Any], roles: Sequence[str]) -> dict[str, tuple[str, ...]]:
    _refuse_unknown(f"[{table}]", given, roles)
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


def _states(given: dict[str, Any], of_preset: dict[str, Any]) -> tuple[dict[str, str], str | None]:
    """Words by lower case, with the state each means; the state of all other words, if any.

    What is given goes before the preset. Words of the preset's in a list that is given anew still
    mean the same, unless it is said what any other word means.
    """
    says_all = "unlisted" in given
    unlisted = given.get("unlisted", of_preset.get("unlisted"))
    own = {state: words for state, words in given.items() if state != "unlisted"}
    _refuse_unknown("[status]", own, STATES)
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


def _ignored(given: dict[str, Any]) -> tuple[str, ...]:
    """Services that give no session record, in lower case."""
    _refuse_unknown("[services]", given, ("ignored",))
    return _listed("services", "ignored", given.get("ignored", []))


def _listed(table: str, name: str, words: Any) -> tuple[str, ...]:  # noqa: ANN401 - of any TOML
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise refuse("not_a_list", table=table, name=name)
    return tuple(word.strip().casefold() for word in words)


def _words(table: str, given: dict[str, Any], allowed: Sequence[str] = ()) -> dict[str, str]:
    for word in given.values():
        known = isinstance(word, str) and (word in allowed if allowed else OWN_WORD.fullmatch(word))
        if not known:
            right = say("one_of", words=", ".join(allowed)) if allowed else say("right_word")
            raise refuse("wrong_word", table=table, right=right)
    return {own.strip().casefold(): word for own, word in given.items()}


def _check_ratings(mapping: Mapping) -> None:
    if mapping.rated not in RATED:
        raise refuse("wrong_rated", right=", ".join(RATED))
    if mapping.rated == RATED[0] and "pain_before" in mapping.scores:
        raise refuse("rated_on_booking")
    if mapping.ranges not in (None, *RANGES):
        raise refuse("wrong_ranges", right=", ".join(RANGES))


def _numbers(given: dict[str, Any]) -> dict[str, float]:
    """Words that stand for ratings, in lower case."""
    for value in given.values():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise refuse("word_no_number")
    return {" ".join(word.casefold().split()): float(value) for word, value in given.items()}


def _lines(given: dict[str, Any]) -> dict[str, int]:
    """Lines of files by a word of their names, in lower case."""
    if not all(type(line) is int and line > 0 for line in given.values()):
        raise refuse("not_a_line")
    return {word.strip().casefold(): line for word, line in given.items()}


def _names(wrong: str, given: dict[str, Any]) -> dict[str, str]:
    """What names stand for; a date without quotation marks is one of TOML's own."""
    written = {name: str(one) if isinstance(one, date) else one for name, one in given.items()}
    if not all(isinstance(one, str) for one in written.values()):
        raise refuse(wrong)
    return written


def _closed(given: dict[str, Any]) -> dict[str, frozenset[int]]:
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


def _refuse_unknown(where: str, given: dict[str, Any], known: Sequence[str]) -> None:
    unknown = sorted(given.keys() - set(known))
    for name in unknown:
        home = next((table for table, roles in HOMES.items() if name in roles), None)
        if home:
            raise refuse("belongs", name=name, home=home, where=where)
    if unknown:
        raise refuse("unknown_name", where=where, n=len(unknown), known=", ".join(known))
