"""What columns of an export are, by their names and by whether they hold times."""

from __future__ import annotations

import re

import pandas as pd

from massage.intake.date_columns import without_midnight
from massage.intake.wording import VOCABULARY, say

MOSTLY, HALF = 0.9, 0.5
TIME = re.compile(r"\d{1,2}([:.h]\d\d){0,2}\s*([ap]\.?m?\.?)?", re.IGNORECASE)
CONTACT = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+|'?\+?(?:[\s()./-]*\d){6,15}")
IN_NAMES = "|".join(VOCABULARY["in_names"])
WORD = re.compile(IN_NAMES, re.IGNORECASE)
RUN_TOGETHER = re.compile(rf"\b(?:{IN_NAMES}){{2,}}\b", re.IGNORECASE)
NEW_WORD = re.compile("_|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def find_roles(frame: pd.DataFrame, remarks: list[str]) -> dict[str, list[str]]:
    """Find the columns of each role of appointments; a remark where several could be it."""
    ways = ways_to_name(frame)
    found = {"client": ways[0]} if ways else {}
    times = [name for name in frame if holds_times(frame[name])]
    rated = {name for pattern in VOCABULARY["ratings"].values()
             for name in find_named(frame, pattern)}  # fmt: skip
    told = {role: pattern for role, pattern in VOCABULARY["appointments"].items() if pattern}
    for role, pattern in told.items():
        taken = rated.union(*found.values())
        names = [name for name in find_named(frame, pattern) if name not in taken]
        if unlike := VOCABULARY["unlike"].get(role):
            names = [name for name in names if name not in find_named(frame, unlike)]
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
    of_start = [name for name in times if re.search(VOCABULARY["time"], space_words(name), re.I)]
    date = found["start"]
    if len(of_start) == 1:
        found["start"] = [*date, *of_start]
    if found.get("end", [""])[0] in times:
        found["end"] = [*date, *found["end"]]
    return found


def find_attendee(frame: pd.DataFrame) -> list[str]:
    """The column of who came, where another names whoever has the account; none if unsure."""
    named = [name for name in find_named(frame, VOCABULARY["client"]["attendee"])
             if frame[name].str.contains(r"[^\W\d_]", regex=True).mean() >= MOSTLY]  # fmt: skip
    return named if len(named) == 1 else []


def find_contacts(frame: pd.DataFrame, client: list[str]) -> list[str]:
    """Find the columns of e-mails and phones, where clients are told apart by their names alone.

    Two people of one name become one where nothing else is read.
    """
    if not client or {*client} & {*find_named(frame, VOCABULARY["client"]["code"])}:
        return []
    said = VOCABULARY["contact"]
    unlike = {*find_named(frame, said["unlike"]), *client}
    return [name for name in find_named(frame, said["like"])
            if name not in unlike and _holds_contacts(frame[name])]  # fmt: skip


def _holds_contacts(cells: pd.Series) -> bool:
    filled = cells[cells.str.strip().ne("")].str.strip()
    return not filled.empty and float(filled.str.fullmatch(CONTACT).mean()) >= MOSTLY


def holds_times(cells: pd.Series) -> bool:
    """Whether a column holds times of a day without a date."""
    filled = without_midnight(cells)[cells.str.strip().ne("")].str.strip()
    return not filled.empty and float(filled.str.fullmatch(TIME).mean()) >= MOSTLY


def ways_to_name(frame: pd.DataFrame) -> list[list[str]]:
    """The columns by which a table may name people: by a code, by two names, by one."""
    by = {form: find_named(frame, pattern) for form, pattern in VOCABULARY["client"].items()}
    one = (by["name"] or by["any"])[:1]
    if one and not by["given"] and frame[one[0]].str.fullmatch(r"\s*[^\s\d]+\s*").mean() > HALF:
        by["given"] = one
    ways = [by["code"][:1], [*by["given"][:1], *by["family"][:1]], one]
    return [names for place, names in enumerate(ways) if len(names) == (2 if place == 1 else 1)]


def find_named(frame: pd.DataFrame, pattern: str) -> list[str]:
    """Find the columns in whose names a pattern is."""
    return [name for name in frame.columns if re.search(pattern, space_words(name), re.IGNORECASE)]


def space_words(name: str) -> str:
    """A column's name with a space between words that run together, or have _ or a line's end."""
    ranged = re.sub(r"(?<=\d)_(?=\d)", "-", " ".join(str(name).split()))
    spaced = NEW_WORD.sub(" ", ranged)
    return RUN_TOGETHER.sub(lambda found: " ".join(WORD.findall(found[0])), spaced)
