"""Scores and traits as clients and therapists wrote them, as the record's own values."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from analysis.schema import ADVERSE_EVENTS, COLUMNS, CONDITIONS, PAIN_SITES
from massage.intake.dates import NO_DATE, DateError, date_reader, without_midnight
from massage.intake.mapping import SCORES, Mapping
from massage.intake.tables import ExportError, name_lines

NUMBER = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)(?:\s*(?:/|out of|of)\s*(\d{1,3}))?", re.I)
TOP = 10
SAID = {"yes": "yes", "y": "yes", "true": "yes", "no": "no", "n": "no", "false": "no"}
ALLOWED = {"condition": CONDITIONS, "pain_site": PAIN_SITES, "adverse_event": ADVERSE_EVENTS}


class CellError(Exception):
    """A cell can't be read; the text says what would be right, and doesn't hold the cell."""


def read_scores(table: pd.DataFrame, mapping: Mapping) -> pd.DataFrame:
    """Return the table's scores: numbers as floats, words as the record's, missing ones as NaN.

    ``7/10`` and ``7,5`` are read; another scale than 0 to 10, a range such as 3-4, and words are
    refused: no number is guessed. Raises ExportError, with the line of each cell that can't be
    read.
    """
    found, broken = {}, []
    for name in SCORES:
        if name not in table:
            continue
        read = {cell: _read(name, cell, mapping) for cell in table[name].unique()}
        why = table[name].map(
            {cell: str(error) for cell, error in read.items() if _is_error(error)}
        )
        for text in why.dropna().unique():
            broken += name_lines(table[why.eq(text)], f"{name}: {text}")
        found[name] = table[name].map({c: v for c, v in read.items() if not _is_error(v)})
        broken += _find_other_scale(found[name], name)
    if broken:
        raise ExportError(broken)
    return pd.DataFrame(found, index=table.index)


def _find_other_scale(values: pd.Series, name: str) -> list[str]:
    """Ratings that are all shares of one: 7 of 10 or 70 % as Excel keeps them."""
    if COLUMNS[name].kind != "number":
        return []
    there = pd.to_numeric(values.dropna())
    if there.empty or there.max() > 1 or not there.between(0, 1, inclusive="neither").any():
        return []
    return [f"{name}: no value is over 1: on another scale; write {COLUMNS[name].right}"]


def read_score_days(table: pd.DataFrame, mapping: Mapping) -> pd.Series:
    """Return the day of each score of a file of its own, as days since 1 January of year 1."""
    read = date_reader(mapping.date_order, mapping.time_zone)
    days: dict[str, float] = {}
    why: dict[str, str] = {}
    cells = table.groupby("file")["date"].transform(without_midnight)
    for cell in cells.unique():
        try:
            days[cell] = read(cell).day.toordinal()
        except DateError as error:
            why[cell] = str(error) if cell.strip() else NO_DATE
    reasons = cells.map(why)
    broken = [
        text
        for reason in reasons.dropna().unique()
        for text in name_lines(table[reasons.eq(reason)], f"date: {reason}")
    ]
    if broken:
        raise ExportError(broken)
    return cells.map(days).astype(float)


def _is_error(value: object) -> bool:
    return isinstance(value, CellError)


def _read(name: str, cell: str, mapping: Mapping) -> object:
    """Read one cell: a value, NaN, or the error that says what would be right."""
    plain = " ".join(cell.casefold().split())
    if not plain:
        return np.nan
    kind = COLUMNS[name].kind
    if kind == "number":
        return _number(plain, name)
    if kind == "yes / no":
        return SAID.get(plain, CellError("neither yes nor no"))
    own = mapping.conditions if name == "condition" else mapping.modalities
    word = own.get(plain, plain.replace(" ", "_"))
    if name == "modality":
        known = word in mapping.modalities.values()
        return word if known else CellError("a kind of massage that [modalities] doesn't name")
    if word in ALLOWED[name]:
        return word
    place = " in [conditions]" if name == "condition" else ""
    return CellError(f"not a known word; name it{place} or write one of {', '.join(ALLOWED[name])}")


def _number(plain: str, name: str) -> object:
    column = COLUMNS[name]
    right = column.right
    found = NUMBER.fullmatch(plain)
    if not found:
        return CellError(f"not a number; write {right}, or leave the cell empty")
    value, top = float(found[1].replace(",", ".")), found[2]
    if top and (int(top) != TOP or name == "sleep_hours"):
        return CellError(f"on another scale; write {right}")
    if not column.low <= value <= column.high:
        return CellError(f"outside its range; write {right}")
    return value
