"""What each column of a file is, as one choice a column, and back to a mapping's tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from massage.intake.mapping_tables import DATE_AND_TIME, ROLES, SCORES

NOT_READ = ""
TIME, FIRST, LAST = "_time", "_first", "_last"  # of a role that joins two columns
SHARED = ("contact",)  # roles of any number of columns
CHOICES = {  # of each kind of file, in the order in which they are offered
    "appointments": (
        NOT_READ, "client", "client_first", "client_last", "contact", "start", "start_time", "end",
        "end_time", "minutes", "status", "cancelled_at", "not_arrived", "booked", "booked_time",
        "original", "service", "therapist", "id", *SCORES,
    ),
    "scores": (NOT_READ, "client", "client_first", "client_last", "date", "date_time", *SCORES),
    "clients": (NOT_READ, "client", "name", "name_first", "name_last"),
}  # fmt: skip
NAMES = ("client", "name")


def read_choices(table: dict[str, Any], headers: Iterable[str]) -> dict[str, str]:
    """Return what each column is, by the roles that a mapping's table gives to columns.

    A role counts where all of its columns are there, as when files are read. A column of two roles
    (the date of start and end) has the first.
    """
    there = [*headers]
    found: dict[str, str] = {}
    for role, names in table.items():
        listed = [names] if isinstance(names, str) else [*names]
        if not listed or not set(listed) <= {*there}:
            continue
        for name, choice in zip(listed, _name_parts(role, len(listed)), strict=True):
            found.setdefault(name, choice)
    return {name: found.get(name, NOT_READ) for name in there}


def _name_parts(role: str, n: int) -> list[str]:
    if n == 2 and role in NAMES:
        return [f"{role}{FIRST}", f"{role}{LAST}"]
    if n == 2 and role in DATE_AND_TIME:
        return [role, f"{role}{TIME}"]
    return [role] * n


def write_roles(choices: dict[str, str]) -> dict[str, list[str]]:
    """Return the columns of each role, by what each column is.

    A time alone joins the date on which the appointment starts.
    """
    of: dict[str, list[str]] = {}
    for name, choice in choices.items():
        of.setdefault(choice, []).append(name)
    of.pop(NOT_READ, None)
    for role in NAMES:
        first, last = of.pop(f"{role}{FIRST}", []), of.pop(f"{role}{LAST}", [])
        if first or last:
            of[role] = [*of.get(role, []), *first, *last]
    for role in DATE_AND_TIME:
        times = of.pop(f"{role}{TIME}", [])
        if times:
            of[role] = [*(of.get(role) or of.get("start", [])[:1]), *times]
    return of


def choose(guessed: dict[str, str], own: dict[str, str]) -> dict[str, str]:
    """Return what each column is, with one's own choices over the guesses.

    A column that is chosen for what only one can be takes the place of the one that was guessed.
    """
    taken = {choice for choice in own.values() if choice not in SHARED}
    kept = {name: NOT_READ if choice in taken else choice for name, choice in guessed.items()}
    return kept | {name: choice for name, choice in own.items() if name in guessed}


def change_tables(
    tables: dict[str, dict[str, Any]], before: dict[str, str], after: dict[str, str], kind: str
) -> dict[str, dict[str, Any]]:
    """Return the tables of a mapping with the roles written that the choices have changed.

    ``kind`` is the kind of the file whose columns were chosen; ratings beside appointments stand
    in the table of scores.
    """
    old, new = write_roles(before), write_roles(after)
    found = {name: dict(table) for name, table in tables.items()}
    for role in {*old, *new}:
        if old.get(role) != new.get(role):
            home = kind if role in ROLES[kind] else "scores"
            names = new.get(role, [])
            found.setdefault(home, {})[role] = names[0] if len(names) == 1 else names
    return found
