"""Scores and traits as clients and therapists wrote them, as the record's own values."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from analysis.schema import ADVERSE_EVENTS, COLUMNS, CONDITIONS, PAIN_SITES
from massage.intake.date_columns import find_mixed, read_dates
from massage.intake.dates import date_reader
from massage.intake.mapping import Mapping
from massage.intake.mapping_tables import SCORES
from massage.intake.tables import ExportError
from massage.intake.wording import VOCABULARY, name_wrong, say

NUMBER = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)(?:\s*(?:/|out of|of)\s*(\d{1,3}))?", re.I)
RANGE = re.compile(r"(\d{1,2}(?:[.,]\d)?)\s*(?:-|\u2013|to)\s*(\d{1,2}(?:[.,]\d)?)(?:\s*/\s*10)?")
OF_RANGE = {"lower": min, "middle": lambda ends: sum(ends) / 2, "upper": max}
TOP = 10
NO_RATING = {"n/a", "#n/a", "null", "-", "--", "\u2013"}  # in place of one that wasn't given
SCALED = [name for name in SCORES if COLUMNS[name].kind == "number" and name != "sleep_hours"]
SAID = {"yes": "yes", "y": "yes", "true": "yes", "no": "no", "n": "no", "false": "no"}
ALLOWED = {"condition": CONDITIONS, "pain_site": PAIN_SITES, "adverse_event": ADVERSE_EVENTS}


class CellError(str):
    """Why a cell can't be read: the key of a sentence."""


def read_scores(table: pd.DataFrame, mapping: Mapping) -> pd.DataFrame:
    """Return the table's scores: numbers as floats, words as the record's, missing ones as NaN.

    ``7/10`` and ``7,5`` are read; another scale than 0 to 10 is refused, and so are a range such as
    3-4 and words, unless the mapping says what they are: no number is guessed. Raises ExportError,
    with the line of each cell that can't be read.
    """
    found, broken = {}, []
    for name in SCORES:
        if name not in table:
            continue
        read = {cell: _read(name, cell, mapping) for cell in table[name].unique()}
        wrong = {cell: value for cell, value in read.items() if isinstance(value, CellError)}
        broken += name_wrong(table, name, table[name].map(wrong), **_right(name))
        found[name] = table[name].map({c: v for c, v in read.items() if c not in wrong})
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
    return [f"{name}: {say('all_under_one', **_right(name))}"]


def _right(name: str) -> dict[str, str]:
    """What would be right in a column."""
    return {"right": COLUMNS[name].right, "allowed": ", ".join(ALLOWED.get(name, ()))}


def read_score_days(table: pd.DataFrame, mapping: Mapping) -> pd.Series:
    """Return the day of each score of a file of its own, as days since 1 January of year 1."""
    read = date_reader(mapping.date_order, mapping.time_zone)
    dates, wrong = read_dates(table, "date", read)
    if broken := [*find_mixed(table, "date"), *wrong]:
        raise ExportError(broken)
    return dates["day"]


def _read(name: str, cell: str, mapping: Mapping) -> object:
    """Read one cell: a value, NaN, or the error that says what would be right."""
    plain = " ".join(cell.casefold().split())
    if not plain or (plain in NO_RATING and COLUMNS[name].kind == "number"):
        return np.nan
    kind = COLUMNS[name].kind
    if kind == "number":
        return _number(_by_rule(plain, mapping) if name in SCALED else plain, name)
    if kind == "yes / no":
        return SAID.get(plain, CellError("neither"))
    own = mapping.conditions if name == "condition" else mapping.modalities
    word = own.get(plain, plain.replace(" ", "_"))
    if name == "modality":
        known = word in mapping.modalities.values()
        return word if known else CellError("no_kind_of_massage")
    if word in ALLOWED[name]:
        return word
    return CellError("unknown_condition" if name == "condition" else "unknown_word")


def _by_rule(plain: str, mapping: Mapping) -> str:
    """A range or a word as the number that the mapping says it is; any other cell as it is."""
    if plain in mapping.rating_words:
        return repr(mapping.rating_words[plain])
    ends = read_range(plain)
    return plain if ends is None or mapping.ranges is None else repr(OF_RANGE[mapping.ranges](ends))


def read_range(plain: str) -> list[float] | None:
    """The ends of a range, the lower first; None for 8-6, which may be before and after."""
    found = RANGE.fullmatch(plain)
    ends = [float(end.replace(",", ".")) for end in found.groups()] if found else []
    return ends if ends and ends == sorted(ends) else None


def _name_other(plain: str) -> str:
    """Why what stands in place of a rating isn't one."""
    if read_range(plain):
        return "a_range"
    return "a_word" if plain in VOCABULARY["rating_words"] else "not_a_number"


def _number(plain: str, name: str) -> object:
    column = COLUMNS[name]
    found = NUMBER.fullmatch(plain)
    if not found:
        return CellError(_name_other(plain) if name in SCALED else "not_a_number")
    value, top = float(found[1].replace(",", ".")), found[2]
    if top and (int(top) != TOP or name == "sleep_hours"):
        return CellError("another_scale")
    if not column.low <= value <= column.high:
        return CellError("outside")
    return value
