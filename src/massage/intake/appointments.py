"""Appointments as a practice kept them: days, states, minutes, kinds of massage."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd

from massage.intake.date_columns import find_mixed, read_dates
from massage.intake.dates import Moment, date_reader
from massage.intake.mapping import Mapping
from massage.intake.states import ATTENDED, find_states
from massage.intake.tables import ExportError, read_each
from massage.intake.wording import VOCABULARY, say

COMING = "coming"
CALLED_OFF = ("cancelled", "moved")
OTHER_SERVICE = "other_service"  # the state of what gives no session record
NOBODY = "nobody"  # the state of what walk-ins and guests had
BLOCKED = "blocked"  # the state of times that are kept free
OUTSIDE = (NOBODY, BLOCKED, OTHER_SERVICE, "ignored")  # states of what is in no client's book
MINUTES_IN_NAME = re.compile(r"(?<!\d)(\d{2,3})\s*-?\s*(?:minutes|minute|mins|min|m\b|')", re.I)
SEVERAL_LENGTHS = re.compile(r"\d\s*[/|]\s*\d")
MINUTES = re.compile(r"(\d{1,3})(?:\.0+)?\s*(?:minutes|minute|mins|min|m)?\.?", re.I)
HOURS = re.compile(
    r"(\d{1,2})\s*(?:hours|hour|hrs|hr|h)\.?\s*(?:(\d{1,2})\s*(?:minutes|minute|mins|min|m)?\.?)?"
    r"|(\d{1,2}):(\d{2})(?::00)?",
    re.I,
)
SHORTEST, LONGEST = 5, 240
OTHER_KIND = "other"


def read_appointments(table: pd.DataFrame, mapping: Mapping, today: date) -> pd.DataFrame:
    """Return one row per appointment, in the table's order.

    Columns: ``day``, ``booked`` and ``cancelled`` (or moved away; days since 1 January of year 1;
    NaN where not recorded), ``minute`` and ``booked_minute`` (of the day, NaN where not written),
    ``original`` (only where the mapping says that every move is recorded), ``state``,
    ``duration_min``, ``modality`` (a word of ours, never the export's), ``therapist`` (as written,
    "" where not recorded) and ``file`` and ``line``.

    An appointment after ``today`` can't have been attended. Raises ExportError for dates that can't
    be read or could be two days, for columns in which Excel has turned some dates into its own, and
    for services that the mapping ignores where none are written.
    When a line was cancelled may stay unknown, since any mark in that column means that it was.
    """
    read = date_reader(mapping.date_order, mapping.time_zone)
    broken = [text for role in ("start", "booked", "original") for text in find_mixed(table, role)]
    dates = {}
    for role in ("start", "end", "booked", "original"):
        dates[role], wrong = read_dates(table, role, read, needed=role == "start")
        broken += wrong
    state = find_states(table, mapping)["state"]
    if mapping.ignored_services and "service" not in table:
        broken.append(say("no_services"))
    if broken:
        raise ExportError(broken)
    booked = dates["booked"].rename(columns={"day": "booked", "minute": "booked_minute"})
    found = dates["start"].join(booked)
    if mapping.moves_recorded:
        found["original"] = dates["original"]["day"]
    cancelled, booked = _cancelled_days(table, read), found["booked"]
    before_it_was_made = (cancelled < booked) & (booked <= found["day"])
    found["cancelled"] = cancelled.mask(before_it_was_made)
    state = state.mask(found["day"].gt(today.toordinal()) & state.eq(ATTENDED), COMING)
    found["state"] = state.mask(_is_other_service(table, mapping), OTHER_SERVICE)
    found["duration_min"] = _durations(table, dates["end"] - dates["start"])
    found["modality"] = _modalities(table, mapping)
    found["therapist"] = table["therapist"].str.strip() if "therapist" in table else ""
    return found.assign(file=table["file"], line=table["line"])


def _cancelled_days(table: pd.DataFrame, read: Callable[[str], Moment]) -> pd.Series:
    """When each appointment was cancelled or moved away; NaN for what isn't clearly a date."""
    days = read_dates(table, "cancelled_at", read, needed=False)[0]["day"]
    mixed = any(find_mixed(table[days.notna()], "cancelled_at"))
    return days * np.nan if mixed else days


def _is_other_service(table: pd.DataFrame, mapping: Mapping) -> pd.Series:
    """Whether each appointment is for a service that gives no session record."""
    if "service" not in table:
        return pd.Series(False, index=table.index)
    return table["service"].str.strip().str.casefold().isin(mapping.ignored_services)


def _durations(table: pd.DataFrame, took: pd.DataFrame) -> np.ndarray:
    """Minutes from their own column, else from start to end, else from the service's name."""
    length = took["minute"] + 24 * 60 * took["day"]
    own = named = np.full(len(table), np.nan)
    if "minutes" in table:
        own = read_each(table["minutes"], _read_minutes).to_numpy(float)
    if "service" in table:
        named = read_each(table["service"], _find_minutes).to_numpy(float)
    found = np.where(np.isnan(own), np.where(np.isnan(length), named, length), own)
    return np.where((found >= SHORTEST) & (found <= LONGEST), found, np.nan)


def _read_minutes(cell: str) -> float:
    """Read a length: ``60``, ``60 min``, ``1h 30min``, ``1:30``; NaN for anything else."""
    cell = cell.strip()
    if minutes := MINUTES.fullmatch(cell):
        return float(minutes[1])
    if hours := HOURS.fullmatch(cell):
        return 60.0 * int(hours[1] or hours[3]) + int(hours[2] or hours[4] or 0)
    return np.nan


def _find_minutes(service: str) -> float:
    """Find the length in a service's name; NaN where it names none, or several."""
    found = MINUTES_IN_NAME.findall(service)
    return float(found[0]) if len(found) == 1 and not SEVERAL_LENGTHS.search(service) else np.nan


def _modalities(table: pd.DataFrame, mapping: Mapping) -> pd.Series:
    """Kind of massage by the mapping's words, else by the service's name; several are ``other``."""
    if "service" not in table:
        return pd.Series(np.nan, index=table.index, dtype=object)

    def name(service: str) -> str | float:
        plain = service.strip().casefold()
        if not plain:
            return np.nan
        known = {kind for word, kind in VOCABULARY["kinds"].items() if word in plain}
        return mapping.modalities.get(plain) or (known.pop() if len(known) == 1 else OTHER_KIND)

    return read_each(table["service"], name)
