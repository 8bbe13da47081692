"""What is amiss with the tables of exports: columns that lack or weren't read, rounded numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from analysis import rules
from analysis.schema import OUTCOME_COLUMNS
from massage.intake.mapping import WHETHER_ATTENDED, Mapping
from massage.intake.states import NO_MARK
from massage.intake.wording import name_lines, say

OF_APPOINTMENTS, OF_SCORES, OF_CLIENTS = "appointments", "scores", "clients"
CALLED_OFF = re.compile(
    r"\bcancell?(ed|ation)\b(?!.*\b(policy|fee|charge)s?\b)"
    r"|\b(did not|didn.t|not) (arrive|attend|show)"
    r"|\bno.?show\b(?!.*\b(policy|fee|charge)s?\b)",
    re.I,
)
NUMBERED = ("client", "contact", "therapist", "id")


def find_rounded(table: pd.DataFrame) -> list[str]:
    """Lines with a number of somebody or something that a spreadsheet has rounded."""
    broken = []
    for role in [role for role in NUMBERED if role in table]:
        cells = pd.Series(table[role].unique(), dtype=str)
        parts = cells.str.split("\n").explode().str.strip()
        rounded = cells[rules.is_rounded(parts).groupby(level=0).any()]
        if len(rounded):
            again = table[table[role].isin(rounded)]
            broken += name_lines(again, f"{role}: {rules.say('rounded_code')}")
    return broken


def find_who_came_absent(parts: Sequence[pd.DataFrame], mapping: Mapping) -> list[str]:
    """Files of appointments without a column that says who came, where one is named.

    Where only the preset names it, and any word in it means attended unless it is listed, a column
    that no file has is like an empty one; so is the day of cancelling beside a status.
    """
    broken = []
    own = mapping.own.get(OF_APPOINTMENTS, ())
    for role in [role for role in WHETHER_ATTENDED if role in mapping.appointments]:
        lacking = [
            part for part in parts
            if role not in part and len(part) and "file_state" not in part
        ]  # fmt: skip
        of_preset = role not in own
        if of_preset and role != "status" and "status" in own:
            continue
        if of_preset and role != "status":
            lacking = [part for part in lacking if "status" not in part]
        if of_preset and mapping.unlisted == "attended" and len(lacking) == len(parts):
            continue
        if of_preset and role == "cancelled_at" and "status" in mapping.appointments:
            continue
        said = say("who_came", column=mapping.appointments[role][0], role=role)
        broken += [
            say("in_column", file=part["file"].iloc[0], role=role, said=said) for part in lacking
        ]
    return broken


def find_unread_marks(frame: pd.DataFrame, read: set[str]) -> pd.Series:
    """Whether a column that isn't read seems to call each line cancelled or missed."""
    marks = [
        ~frame[name].str.strip().str.casefold().isin(NO_MARK)
        for name in frame.columns.difference([*read])
        if CALLED_OFF.search(name.replace("_", " "))
    ]
    return pd.concat(marks, axis=1).any(axis=1) if marks else pd.Series(False, frame.index)


def find_no_rating(records: pd.DataFrame, mapping: Mapping) -> list[str]:
    """Why records would tell nothing: no column is a rating, or no visit has one."""
    if not {*OUTCOME_COLUMNS}.isdisjoint(records.columns):
        return []
    named = not {*OUTCOME_COLUMNS}.isdisjoint(mapping.scores)
    return [say("no_rating_at_a_visit" if named else "no_rating_named")]


def find_absent(
    tables: dict[str, pd.DataFrame], mapping: Mapping, *, scores_beside: bool
) -> list[str]:
    """Columns that the mapping names itself, not its preset, and that no file has."""
    absent = []
    for part in (OF_APPOINTMENTS, OF_CLIENTS, OF_SCORES):
        table = tables[OF_APPOINTMENTS if part == OF_SCORES and scores_beside else part]
        named = set(mapping.own.get(part, ())) - set(table) - set(WHETHER_ATTENDED)
        if not table.empty:
            absent += [
                f"[{part}] {role}: {say('no_column')}"
                for role in getattr(mapping, part)
                if role in named
            ]
    return absent
