"""Guess what each column of an export is, from its name and what its cells look like."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from importlib.resources import files

import pandas as pd

from analysis.intake.dates import DAY_FIRST, MONTH_FIRST, NUMBERS, DateError, date_reader
from analysis.intake.mapping import PRESETS
from analysis.intake.scores import NUMBER
from analysis.words import count

MOSTLY = 0.9
QUESTIONS = {
    "pain_after": r"pain.*\b(after|leav|end of)|\b(after|leav\w*|end of)\b.*pain",
    "pain_before": r"\bpain",
    "sleep_hours": r"hours.*sle(ep|pt)|sle(ep|pt).*hours",
    "sleep_quality": r"\bsle(ep|pt)",
    "stress": r"\bstress",
    "mood": r"\bmood|\bworr|\bcalm",
    "activity_limit": r"\bactivit|\bdaily\b|\blimit",
}
WORDS = {
    "other_care": r"other (care|treatment)|physio|chiropract",
    "adverse_event": r"adverse|unwanted|side effect|soreness after",
    "condition": r"condition|why do you come|reason for|complaint|diagnosis",
}
ROLES = {
    "start": r"^(start|date|appointment date|start time|scheduled date|visit date|when)\b",
    "end": r"^end\b",
    "booked": r"\b(booked|created|date scheduled|booking date)\b",
    "original": r"\b(original|first agreed|rescheduled from|moved from)\b",
    "status": r"\b(status|state|attendance)\b",
    "service": r"\b(service|treatment|type|appointment type)\b",
    "minutes": r"\b(minutes|mins|duration)\b",
    "therapist": r"\b(therapist|provider|staff|team member|calendar|practitioner)\b",
}
CLIENT = (r"\b(client|patient|customer).*(id|guid|number|code)\b", r"^(client|patient|customer)\b")
GIVEN, FAMILY = r"\bfirst name\b", r"\b(last|family) name\b|\bsurname\b"
STATE_WORDS = {
    "attended": ("attended", "completed", "arrived", "show", "checked in", "done", "archived"),
    "cancelled": ("cancelled", "canceled", "late cancelled", "late canceled"),
    "missed": ("no show", "no-show", "no_show", "missed", "did not arrive"),
    "moved": ("rescheduled", "moved"),
    "coming": ("booked", "confirmed", "new", "scheduled", "upcoming"),
}


@dataclass(frozen=True)
class Guess:
    """What is guessed of an export: a preset, roles and scores by column, and what is open."""

    preset: str | None
    roles: frozenset[str]
    appointments: dict[str, list[str]]
    scores: dict[str, str]
    states: dict[str, list[str]]
    date_order: str | None
    remarks: list[str] = field(default_factory=list)


def guess_mapping(frame: pd.DataFrame) -> Guess:
    """Guess what each column is; what isn't clear is left out, with a remark."""
    remarks: list[str] = []
    preset, known = _find_preset(frame)
    appointments = {} if preset else _find_roles(frame, remarks)
    roles = {**known, **appointments}
    used = {name for names in roles.values() for name in names}
    scores = _find_scores(frame.drop(columns=[name for name in used if name in frame]), remarks)
    order = _find_order(frame, roles, remarks)
    states = {} if preset else _find_states(frame, roles, remarks)
    return Guess(preset, frozenset(roles), appointments, scores, states, order, remarks)


def _find_preset(frame: pd.DataFrame) -> tuple[str | None, dict[str, list[str]]]:
    """The preset whose columns are there, those that an appointment needs and most others."""
    best, most, roles = None, 2, {}
    for name in PRESETS[:-1]:
        text = files("analysis.intake").joinpath("presets", f"{name}.toml").read_text("utf-8")
        own = {
            role: [names] if isinstance(names, str) else names
            for role, names in tomllib.loads(text)["appointments"].items()
        }
        there = {role: names for role, names in own.items() if set(names) <= set(frame.columns)}
        if {"client", "start"} <= there.keys() and len(there) > most:
            best, most, roles = name, len(there), there
    return best, roles


def _find_roles(frame: pd.DataFrame, remarks: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    given, family = (_matching(frame, pattern) for pattern in (GIVEN, FAMILY))
    by_code = next((names for pattern in CLIENT if (names := _matching(frame, pattern))), [])
    if by_code:
        found["client"] = by_code[:1]
    elif given and family:
        found["client"] = [given[0], family[0]]
    else:
        remarks.append('Which column says who came? Write client = "its name" below.')
    for role, pattern in ROLES.items():
        taken = {name for names in found.values() for name in names}
        names = [name for name in _matching(frame, pattern) if name not in taken]
        if len(names) == 1:
            found[role] = names
        elif names:
            remarks.append(f"{role}: {len(names)} columns could be it; choose one of them below.")
    if "start" not in found:
        remarks.append('Which column says when? Write start = "its name" below.')
    return found


def _matching(frame: pd.DataFrame, pattern: str) -> list[str]:
    return [name for name in frame.columns if re.search(pattern, str(name), re.IGNORECASE)]


def _find_scores(frame: pd.DataFrame, remarks: list[str]) -> dict[str, str]:
    """Columns whose name asks about a rating and whose cells are answers."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name, pattern in QUESTIONS.items():
        columns = [c for c in _matching(frame, pattern) if c not in taken and _is_rating(frame[c])]
        taken |= set(columns)
        if len(columns) == 1:
            found[name] = columns[0]
        elif columns:
            remarks.append(
                f"{name}: {len(columns)} columns of numbers ask about it; choose one and write it "
                "under [scores]."
            )
    for name, pattern in WORDS.items():
        if [column for column in _matching(frame, pattern) if column not in taken]:
            remarks.append(
                f"{name}: a column may hold it. Its words are yours: see docs/your-own-records.md "
                "on how to name them."
            )
    return found


def _is_rating(cells: pd.Series) -> bool:
    filled = cells[cells.str.strip().ne("")]
    if filled.empty:
        return False
    read = filled.str.strip().map(NUMBER.fullmatch)
    fits = read.map(lambda m: bool(m) and float(m[1].replace(",", ".")) <= 24)
    return float(fits.mean()) >= MOSTLY


def _find_order(frame: pd.DataFrame, roles: dict[str, list[str]], remarks: list[str]) -> str | None:
    """Which of two numbers is the day, where some are beyond 12; a remark where it stays open."""
    names = [roles[role][0] for role in ("start", "booked") if role in roles]
    cells = pd.concat([frame[name] for name in names]) if names else pd.Series(dtype=str)
    cells = cells[cells.str.strip().ne("")]
    pairs = cells.str.extract(rf"^\s*{NUMBERS}")[["one", "two"]].dropna().astype(int)
    beyond = {DAY_FIRST: pairs["one"].gt(12).any(), MONTH_FIRST: pairs["two"].gt(12).any()}
    if cells.map(_is_elsewhere).any():
        remarks.append(
            'Times are in UTC or another zone: write time_zone = "Europe/London", or your own.'
        )
    if all(beyond.values()):
        remarks.append("Dates are written in two orders: no mapping can read them. Export again.")
    elif any(beyond.values()):
        return next(order for order, there in beyond.items() if there)
    elif len(pairs):
        remarks.append(
            f'Each date could be two days: write date_order = "{DAY_FIRST}" or "{MONTH_FIRST}".'
        )
    return None


def _is_elsewhere(cell: str) -> bool:
    try:
        date_reader(DAY_FIRST)(cell)
    except DateError as error:
        return "another zone" in str(error)
    return False


def _find_states(
    frame: pd.DataFrame, roles: dict[str, list[str]], remarks: list[str]
) -> dict[str, list[str]]:
    if "status" not in roles:
        remarks.append(
            "No column says which appointments were attended: all up to today are taken as such."
        )
        return {}
    words = frame[roles["status"][0]].str.strip().str.casefold()
    there = set(words)
    found = {
        state: [word for word in known if word in there] for state, known in STATE_WORDS.items()
    }
    unknown = len(there - {word for known in STATE_WORDS.values() for word in known})
    if unknown:
        remarks.append(
            f"The status column has {count(unknown, 'word')} more that mean something of your own: "
            "add each under [status]."
        )
    return {state: known for state, known in found.items() if known}
