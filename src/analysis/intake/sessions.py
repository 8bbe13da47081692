"""From appointments and scores to session records: one row per attended day of a client."""

from __future__ import annotations

from collections.abc import Mapping as Codes
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from analysis.intake.appointments import ATTENDED, COMING, read_appointments
from analysis.intake.mapping import Mapping
from analysis.intake.people import name_people, normalise
from analysis.intake.scores import read_score_days, read_scores
from analysis.intake.tables import ExportError, Exports
from analysis.schema import COLUMNS

RECENT_DAYS = 90
LAST_VALUES = ("pain_after",)
PER_VISIT = ["person", "day"]


@dataclass(frozen=True)
class Visits:
    """Attended visits, not yet anonymous, and what was counted on the way.

    ``table`` has the record's columns, with ``person`` and ``therapist`` in place of codes.
    """

    table: pd.DataFrame
    counts: dict[str, int]


def list_visits(exports: Exports, mapping: Mapping, today: date) -> Visits:
    """Turn exports into visits of people, day 0 being a person's first attended appointment.

    ``booked_day`` and ``original_day`` count from the same day. ``new_client`` is yes where the
    first visit lies more than 90 days after the first appointment of the export, ``active`` where
    the last lies within 90 days of the last one up to ``today``. Two appointments of a person on
    one day are one visit: its first values, and the last pain on leaving.

    Raises ExportError for whatever ``read_appointments`` and ``read_scores`` refuse, for two scores
    of the same visit that differ, and where nobody attended.
    """
    person, scored = name_people(exports)
    kept = read_appointments(exports.appointments, mapping, today).assign(person=person)
    beside = read_scores(exports.appointments, mapping)
    kept = kept.assign(**{name: beside[name] for name in beside})
    states = kept["state"].value_counts()
    attended = kept[kept["state"] == ATTENDED].sort_values(["person", "day", "minute"])
    if attended.empty:
        raise ExportError(["no appointment is marked as attended: is [status] right?"])
    visits, twice = _one_per_day(attended)
    unmatched = 0
    if not exports.scores.empty:
        visits, unmatched = _join_scores(visits, exports.scores, scored, mapping)
    past = kept[kept["state"] != COMING]
    counts = {state: int(n) for state, n in states.items()}
    counts |= {"second appointments of a day": twice, "scores without a visit": unmatched}
    return Visits(_as_records(visits, past["day"].min(), past["day"].max()), counts)


def _one_per_day(attended: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    by_visit = attended.groupby(PER_VISIT, sort=True)
    visits = by_visit.first()
    for name in set(LAST_VALUES) & set(attended.columns):
        visits[name] = by_visit[name].last()
    return visits.reset_index(), len(attended) - len(visits)


def _join_scores(
    visits: pd.DataFrame, table: pd.DataFrame, person: pd.Series, mapping: Mapping
) -> tuple[pd.DataFrame, int]:
    """Put scores of a file of their own beside the visit of the same person and day."""
    scores = read_scores(table, mapping)
    names = list(scores)
    keyed = scores.assign(person=person, day=read_score_days(table, mapping))
    distinct = keyed.drop_duplicates([*PER_VISIT, *names])
    twice = distinct.duplicated(PER_VISIT)
    if twice.any():
        places = table.loc[distinct.index[twice], ["file", "line"]]
        raise ExportError(
            f"file {row.file}, line {row.line}: another line has other scores of the same client "
            "and day; keep one of them"
            for row in places.itertuples()
        )
    joined = visits.drop(columns=names, errors="ignore").merge(
        distinct, on=PER_VISIT, how="left", indicator=True
    )
    unmatched = len(distinct) - int(joined["_merge"].eq("both").sum())
    return joined.drop(columns="_merge"), unmatched


def _as_records(visits: pd.DataFrame, first: float, last: float) -> pd.DataFrame:
    start = visits.groupby("person")["day"].transform("min")
    end = visits.groupby("person")["day"].transform("max")
    months = [date.fromordinal(int(day)).month for day in visits["day"]]
    found = visits.assign(
        day=visits["day"] - start,
        booked_day=(visits["booked"] - start).where(visits["booked"] <= visits["day"]),
        month=months,
        new_client=np.where(start - first >= RECENT_DAYS, "yes", "no"),
        active=np.where(last - end <= RECENT_DAYS, "yes", "no"),
        therapist_name=visits["therapist"],
    )
    if "original" in visits:
        found["original_day"] = visits["original"] - start
    return found


def code_visits(
    visits: pd.DataFrame, clients: Codes[str, str], therapists: Codes[str, str]
) -> pd.DataFrame:
    """Return session records: codes in place of people, and the record's columns that hold values.

    ``original_day`` is kept even where it is empty, since empty means never moved.
    """
    coded = visits.assign(
        client_id=visits["person"].map(clients),
        therapist_id=normalise(visits["therapist_name"]).map(therapists),
    )
    names = [
        name
        for name in COLUMNS
        if name in coded and (coded[name].notna().any() or name == "original_day")
    ]
    records = coded[names].sort_values(["client_id", "day"], ignore_index=True)
    whole = {name: "Int64" for name in names if COLUMNS[name].metadata["kind"] == "whole"}
    return records.astype(whole)
