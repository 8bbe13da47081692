"""Write a mapping for an export: what each column is, by its name and what its cells look like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from analysis.schema import CONDITIONS
from massage.intake.date_columns import split_numbers, without_midnight
from massage.intake.dates import DAY_FIRST, MONTH_FIRST, is_elsewhere
from massage.intake.guess_beside import guess_beside
from massage.intake.guess_columns import (
    find_attendee,
    find_contacts,
    find_roles,
    ways_to_name,
)
from massage.intake.guess_scores import (
    find_scores,
    find_told,
    find_words,
    say_what_is_not_read,
)
from massage.intake.guess_states import Meanings, find_meanings
from massage.intake.mapping import PRESETS, WHETHER_ATTENDED, Mapping, make_mapping
from massage.intake.shapes import stack_visits
from massage.intake.wording import VOCABULARY, say
from massage.templates import render


@dataclass(frozen=True)
class Guess:
    """What is guessed of exports: a preset, roles and scores by column, and what is open.

    ``open_roles`` are needed and not found; ``words`` are columns whose words are one's own.
    ``scores_of`` and ``clients`` are columns of files of their own. ``has_ranges`` says whether
    some ratings are told as 6-7, ``rating_words`` in which words others are, each with a number.
    """

    preset: str | None
    roles: frozenset[str]
    appointments: dict[str, list[str]]
    scores: dict[str, str]
    meanings: Meanings
    date_order: str | None
    remarks: list[str] = field(default_factory=list)
    open_roles: tuple[str, ...] = ()
    words: dict[str, str] = field(default_factory=dict)
    scores_of: dict[str, list[str]] = field(default_factory=dict)
    clients: dict[str, list[str]] = field(default_factory=dict)
    last_name_first: bool = False
    has_ranges: bool = False
    rating_words: dict[str, int] = field(default_factory=dict)
    unread: tuple[str, ...] = ()


def suggest_mapping(*frames: pd.DataFrame, names: Sequence[str] = ()) -> str:
    """Return a mapping file for exports that belong together as text, each guess explained.

    ``frames`` hold the exports' cells as text, ``names`` what their files are called. Column names
    are written out; of cells nothing is, but words of the status column that name nobody.
    """
    guess = guess_mapping(*frames, names=names)
    return render("massage.intake", "mapping.toml.j2", guess=guess, conditions=CONDITIONS)


def guess_mapping(*frames: pd.DataFrame, names: Sequence[str] = ()) -> Guess:
    """Guess what each column is; what isn't clear is left out, with a remark."""
    called = [*names] or [say("file_at", place=place) for place in range(1, len(frames) + 1)]
    frames = tuple(map(stack_visits, frames))
    remarks: list[str] = []
    preset, known = max(map(_find_preset, frames), key=lambda found: len(found[1]))
    found = [find_roles(frame, []) for frame in frames]
    main = max(range(len(frames)), key=lambda place: _tells(frames[place], known, found[place]))
    of_preset = make_mapping({"preset": preset}) if preset else Mapping({})
    main_frame = frames[main]
    appointments = (_find_lacking(main_frame, known, of_preset) if preset
                    else find_roles(main_frame, remarks))  # fmt: skip
    if attendee := find_attendee(main_frame):
        appointments["client"] = attendee
    roles = {**known, **appointments}
    if "contact" not in roles and (contacts := find_contacts(main_frame, roles.get("client", []))):
        roles["contact"] = appointments["contact"] = contacts
    needed = {name for role in ("client", "start") for name in roles.get(role, [])}
    own = [
        place == main or (needed <= {*frame} and not _is_beside(frame, roles, frames[main]))
        for place, frame in enumerate(frames)
    ]
    frame = pd.concat([one for one, is_own in zip(frames, own, strict=True) if is_own]).fillna("")
    others = [one for one, is_own in zip(frames, own, strict=True) if not is_own]
    called = [name for name, is_own in zip(called, own, strict=True) if not is_own]
    taken = {name for names in roles.values() for name in names}
    left = frame.drop(columns=[name for name in taken if name in frame])
    scores, words = find_scores(left, remarks), find_words(left)
    say_what_is_not_read(left.drop(columns=[*scores.values(), *words.values()]), remarks)
    named = [name for name in of_preset.clients.get("name", ()) if name in frame]
    if not of_preset.clients:
        named = _find_names_beside(frame, roles)
    beside = guess_beside(others, frame, roles, named, remarks)
    clients = beside.clients
    if beside.by_name and not of_preset.clients and not clients:
        clients = {"client": roles["client"], "name": [*named]}
    if beside.scores:
        scores, words = beside.scores, beside.words
    rated = [one[name] for one in frames for name in scores.values() if name in one]
    told = {cell for cells in rated for cell in find_told(cells)}
    in_words = {word: n for word, n in VOCABULARY["rating_words"].items() if word in told}
    order = _find_order([(frame, roles), *((one, beside.scores_of) for one in others)], remarks)
    meanings = find_meanings(frame, roles, of_preset.status, remarks)
    says_who_came = set(WHETHER_ATTENDED) & roles.keys() or of_preset.files
    wanted = ("client", "start", *(() if says_who_came else ("status",)))
    unfound = tuple(role for role in wanted if role not in roles)
    return Guess(
        preset, frozenset(roles), appointments, scores, meanings, order, remarks, unfound, words,
        beside.scores_of, clients, beside.last_name_first,
        has_ranges=bool(told - in_words.keys()), rating_words=in_words,
        unread=tuple(called[place] for place in beside.unread),
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
    return there <= 2 < len(roles) and bool(find_scores(frame, [])) and [*frame] != [*main]


def _find_preset(frame: pd.DataFrame) -> tuple[str | None, dict[str, list[str]]]:
    """The preset whose columns are there, those that an appointment needs and most others."""
    there: dict[str | None, dict[str, list[str]]] = {None: {}}
    for name in PRESETS[:-1]:
        own = make_mapping({"preset": name}).appointments
        found = {role: [*names] for role, names in own.items() if {*names} <= {*frame.columns}}
        if {"client", "start"} < found.keys():
            there[name] = found
    return max(there.items(), key=lambda preset: len(preset[1]))


def _find_names_beside(frame: pd.DataFrame, roles: dict[str, list[str]]) -> list[str]:
    """The columns with clients' names, where appointments are by number and names stand beside."""
    number, *names = ways_to_name(frame) or [[]]
    return names[0] if names and roles.get("client") == number else []


def _find_lacking(
    frame: pd.DataFrame, known: dict[str, list[str]], of_preset: Mapping
) -> dict[str, list[str]]:
    """Roles whose columns the preset names and that stand in others here."""
    taken = {name for names in known.values() for name in names}
    found = find_roles(frame.drop(columns=[*taken]), [])
    return {
        role: names for role, names in found.items()
        if role in of_preset.appointments.keys() - known.keys() and role != "client"
    }  # fmt: skip


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
    pairs = split_numbers(cells)[["one", "two", "year"]].dropna()
    may_begin_with_year = pairs["year"].str.len().eq(2).any() and (
        pairs["one"].nunique() <= pairs["year"].nunique()
    )
    pairs = pairs.astype(int)
    beyond = {
        DAY_FIRST: pairs["one"].gt(12).any() and not may_begin_with_year,
        MONTH_FIRST: pairs["two"].gt(12).any(),
    }
    if any(map(is_elsewhere, cells.unique())):
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
