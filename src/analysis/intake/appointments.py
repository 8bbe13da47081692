"""Appointments as a practice kept them: days, states, minutes, kinds of massage."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd

from analysis.intake.dates import DateError, Moment, date_reader
from analysis.intake.mapping import Mapping
from analysis.intake.tables import ExportError
from analysis.words import count

ATTENDED, COMING = "attended", "coming"
MINUTES_IN_NAME = re.compile(r"(?<!\d)(\d{2,3})\s*-?\s*(?:minutes|minute|mins|min|m\b|')", re.I)
MINUTES = re.compile(r"(\d{1,3})(?:\.0+)?\s*(?:minutes|minute|mins|min|m)?\.?", re.I)
SHORTEST, LONGEST = 5, 240
YES = {"true", "yes", "1", "t", "y"}
KINDS = {
    "swedish": "swedish", "relax": "swedish", "deep tissue": "deep_tissue",
    "deep-tissue": "deep_tissue", "myofascial": "myofascial", "trigger": "trigger_point",
    "lymph": "lymphatic", "sport": "sports", "thai": "thai", "hot stone": "hot_stone",
    "prenatal": "pregnancy_massage", "pregnan": "pregnancy_massage", "shiatsu": "shiatsu",
    "reflexology": "reflexology", "cupping": "cupping", "craniosacral": "craniosacral",
    "medical": "medical",
}  # fmt: skip
OTHER_KIND = "other"
MOST_NAMED = 20


def read_appointments(table: pd.DataFrame, mapping: Mapping, today: date) -> pd.DataFrame:
    """Return one row per appointment, in the table's order.

    Columns: ``day`` and ``booked`` (days since 1 January of year 1; NaN where not recorded),
    ``minute`` (of the day, NaN where not written), ``original`` (only where the mapping says that
    every move is recorded), ``state``, ``duration_min``, ``modality`` (a word of ours, never the
    export's), ``therapist`` (as written, "" where not recorded) and ``file`` and ``line``.

    An appointment after ``today`` can't have been attended. Raises ExportError for dates that can't
    be read or could be two days, and for states that the mapping doesn't name.
    """
    read = date_reader(mapping.date_order, mapping.time_zone)
    broken: list[str] = []
    start = _moments(table, "start", read, broken, needed=True)
    end, booked, original = (
        _moments(table, role, read, broken) for role in ("end", "booked", "original")
    )
    state = _states(table, mapping, broken)
    if broken:
        raise ExportError(_shorten(broken))
    found = pd.DataFrame({"day": _days(start), "minute": _minutes(start)}, index=table.index)
    found["booked"] = _days(booked)
    if mapping.moves_recorded:
        found["original"] = _days(original)
    found["state"] = state.mask(found["day"].gt(today.toordinal()) & state.eq(ATTENDED), COMING)
    found["duration_min"] = _durations(table, start, end)
    found["modality"] = _modalities(table, mapping)
    found["therapist"] = table["therapist"].str.strip() if "therapist" in table else ""
    return found.assign(file=table["file"], line=table["line"])


def _moments(
    table: pd.DataFrame,
    role: str,
    read: Callable[[str], Moment],
    broken: list[str],
    *,
    needed: bool = False,
) -> list[Moment | None]:
    """Read a column of dates; cells that can't be read are listed."""
    if role not in table:
        return [None] * len(table)
    found: list[Moment | None] = []
    for cell, file, line in zip(table[role], table["file"], table["line"], strict=True):
        try:
            if not cell.strip() and needed:
                raise DateError("there is no date")
            found.append(read(cell) if cell.strip() else None)
        except DateError as error:
            broken.append(f"file {file}, line {line}, {role}: {error}")
            found.append(None)
    return found


def _days(moments: list[Moment | None]) -> np.ndarray:
    return np.array([np.nan if one is None else one.day.toordinal() for one in moments])


def _minutes(moments: list[Moment | None]) -> np.ndarray:
    known = (None if one is None else one.minute for one in moments)
    return np.array([np.nan if minute is None else minute for minute in known], dtype=float)


def _states(table: pd.DataFrame, mapping: Mapping, broken: list[str]) -> pd.Series:
    """What became of each appointment."""
    cancelled_at = table.get("cancelled_at", pd.Series("", index=table.index)).str.strip().ne("")
    absent = table.get("not_arrived", pd.Series("", index=table.index))
    absent = absent.str.strip().str.casefold().isin(YES)
    if "status" not in table:
        state = pd.Series(ATTENDED, index=table.index)
        return state.mask(absent, "missed").mask(cancelled_at, "cancelled")
    words = table["status"].str.strip().str.casefold()
    state = words.map(mapping.status).fillna(mapping.unlisted or "")
    for row in table[state.eq("")].itertuples():
        what = "no status" if not row.status.strip() else "a status that the mapping doesn't name"
        broken.append(
            f"file {row.file}, line {row.line}, status: {what}; add it under [status], in the list "
            "of what it means"
        )
    return state.mask(absent, "missed").mask(cancelled_at, "cancelled")


def _durations(
    table: pd.DataFrame, start: list[Moment | None], end: list[Moment | None]
) -> np.ndarray:
    """Minutes from their own column, else from start to end, else from the service's name."""
    length = _minutes(end) - _minutes(start) + 24 * 60 * (_days(end) - _days(start))
    own = np.full(len(table), np.nan)
    if "minutes" in table:
        own = _numbers(table["minutes"], MINUTES.fullmatch)
    named = np.full(len(table), np.nan)
    if "service" in table:
        named = _numbers(table["service"], MINUTES_IN_NAME.search)
    found = np.where(np.isnan(own), np.where(np.isnan(length), named, length), own)
    return np.where((found >= SHORTEST) & (found <= LONGEST), found, np.nan)


def _numbers(cells: pd.Series, find: Callable[[str], re.Match[str] | None]) -> np.ndarray:
    found = {cell: find(cell.strip()) for cell in cells.unique()}
    return cells.map({c: float(m[1]) if m else np.nan for c, m in found.items()}).to_numpy(float)


def _modalities(table: pd.DataFrame, mapping: Mapping) -> pd.Series:
    """Kind of massage by the mapping's words, else by words in the service's name."""
    if "service" not in table:
        return pd.Series(np.nan, index=table.index, dtype=object)

    def name(service: str) -> str | float:
        plain = service.strip().casefold()
        if not plain:
            return np.nan
        known = (kind for word, kind in KINDS.items() if word in plain)
        return mapping.modalities.get(plain) or next(known, OTHER_KIND)

    return table["service"].map({cell: name(cell) for cell in table["service"].unique()})


def _shorten(broken: list[str]) -> list[str]:
    if len(broken) <= MOST_NAMED:
        return broken
    more = count(len(broken) - MOST_NAMED, "line")
    return [*broken[:MOST_NAMED], f"and {more} more of this kind"]
