"""Read the mapping: which column of an export is which, and what its words mean."""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.schema import CONDITIONS
from massage.intake.book import MOVING, UNKNOWN
from massage.intake.dates import date_reader
from massage.intake.mapping_tables import (
    ROLES,
    STATES,
    read_closed,
    read_columns,
    read_ignored,
    read_lines,
    read_names,
    read_numbers,
    read_status,
    read_words,
    refuse_unknown,
)
from massage.intake.mapping_text import MappingError, read_toml, refuse
from massage.intake.wording import read_data, say

PRESETS = (
    "acuity", "fresha", "jane", "cliniko", "cliniko_report", "square", "vagaro", "mindbody",
    "massagebook", "noterro", "glossgenius", "simplepractice", "calendar", "generic",
)  # fmt: skip
DATED = ("booked", "cancelled_at")  # what tells by when an export was taken
WHETHER_ATTENDED = ("status", "cancelled_at", "not_arrived")
UNREAD = "unread"  # a file
TABLES = (*ROLES, "status", "files", "header_lines", "services", "conditions", "modalities",
          "rating_words", "same_person", "taken", "closed")  # fmt: skip
RATED = ("on booking", "before", "on arrival", "after", UNKNOWN)  # when ratings were given
REFUSED, LEFT_OUT = WITHOUT_APPOINTMENT = ("refused", "left out")  # ratings of such people
RANGES = ("lower", "middle", "upper")  # what 6-7 is taken for
SETTINGS = ("date_order", "time_zone", "moves_recorded", "moving", "rated", "ranges",
            "last_name_first", "without_appointment")  # fmt: skip
SWITCHES = ("moves_recorded", "last_name_first")  # settings that are true or false


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
    gives the name under which somebody counts, and ``without_appointment`` says what becomes of
    ratings whose client has no appointment; ``taken`` is the day of an export by its file's name,
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
    without_appointment: str = REFUSED
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
    refuse_unknown(say("the_mapping"), given, (*TABLES, "preset", *SETTINGS))
    for table in TABLES:
        if not isinstance(given.get(table, {}), dict):
            raise refuse("not_a_table", table=table)
    merged = lay_on_preset(given)
    columns = {
        table: read_columns(table, merged.get(table, {}), roles) for table, roles in ROLES.items()
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
        conditions=read_words("conditions", merged.get("conditions", {}), CONDITIONS),
        modalities=read_words("modalities", merged.get("modalities", {})),
        ignored_services=read_ignored(merged.get("services", {})),
        files=read_words("files", merged.get("files", {}), (*STATES, UNREAD)),
        header_lines=read_lines(merged.get("header_lines", {})),
        rating_words=read_numbers(merged.get("rating_words", {})),
        same_person=read_names("wrong_same_person", merged.get("same_person", {})),
        taken=read_names("wrong_taken", merged.get("taken", {})),
        closed=read_closed(merged.get("closed", {})),
        seen=merged.get("seen"),
        own={table: tuple(given.get(table, {})) for table in TABLES},
        **{name: merged[name] for name in SETTINGS if name in merged},
    )
    for name in SWITCHES:
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
    preset = read_data(f"presets/{name}")
    tables = {table: preset.get(table, {}) | given.get(table, {}) for table in TABLES}
    return preset | given | tables


def read_states(given: dict[str, Any]) -> tuple[dict[str, str], str | None]:
    """Words of a status column by lower case, with the state each means; that of other words."""
    name = given.get("preset")
    preset = read_data(f"presets/{name}") if name in PRESETS else {}
    return read_status(given.get("status", {}), preset.get("status", {}))


def _check_ratings(mapping: Mapping) -> None:
    if mapping.rated not in RATED:
        raise refuse("wrong_rated", right=", ".join(RATED))
    if mapping.rated == RATED[0] and "pain_before" in mapping.scores:
        raise refuse("rated_on_booking")
    if mapping.without_appointment not in WITHOUT_APPOINTMENT:
        raise refuse("wrong_without_appointment", right=", ".join(WITHOUT_APPOINTMENT))
    if mapping.ranges not in (None, *RANGES):
        raise refuse("wrong_ranges", right=", ".join(RANGES))
