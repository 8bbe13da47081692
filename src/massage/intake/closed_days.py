"""What a practice's closed days add to its records, and why they add nothing where they don't."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from massage.intake.closures import EVERYONE, Closures, find_closures
from massage.intake.mapping import Mapping
from massage.intake.people import normalise
from massage.intake.privacy import PRACTICE
from massage.intake.shifts import find_shifts, write_shifts
from massage.intake.wording import say_closed


@dataclass(frozen=True)
class ClosedDays:
    """What closed days say of visits.

    ``columns`` are those of the records, by the index of the visits; none where ``why_not`` (a
    code) says why. ``visits`` (``client``, ``therapist``, ``day``, an ordinal), ``closures`` and
    ``shifts`` are what they were made of; dates are in them. ``remarks`` count by code what else is
    to be said.
    """

    columns: pd.DataFrame
    why_not: str = ""
    visits: pd.DataFrame = field(default_factory=pd.DataFrame)
    closures: Closures | None = None
    shifts: pd.DataFrame = field(default_factory=pd.DataFrame)
    remarks: dict[str, int] = field(default_factory=dict)


def find_closed_days(visits: pd.DataFrame, mapping: Mapping, policy: str) -> ClosedDays:
    """Find closed days in visits and what they do to the next one, as far as the policy lets out.

    ``visits`` are those of ``list_visits``: ``person``, ``start``, ``day``, ``booked_day`` and
    ``therapist_name``. Where no visit names a therapist, all count as one's. Nothing is told
    without a day of booking, and where no closing can be used. Block codes differ in every run.
    """
    none = pd.DataFrame(index=visits.index)
    if policy != PRACTICE:
        return ClosedDays(none, "of_policy")
    if visits["booked_day"].isna().all():
        return ClosedDays(none, "no_booking_dates")
    names = normalise(visits["therapist_name"].fillna(""))
    unnamed = bool(names.eq("").all())
    rows = pd.DataFrame(
        {
            "client": visits["person"],
            "therapist": "1" if unnamed else names,
            "day": (visits["start"] + visits["day"]).astype(int),
        }
    )
    listed, unknown = None, 0
    if mapping.closed:
        keys = normalise(pd.Series([*mapping.closed]))
        listed = dict(zip(keys, mapping.closed.values(), strict=True))
        unknown = len(listed.keys() - {EVERYONE, *names})
    closures = find_closures(rows, listed)
    remarks = {"one_therapist": int(unnamed), "unknown_therapists": unknown}
    remarks = {code: n for code, n in remarks.items() if n}
    if closures.used.empty:
        return ClosedDays(none, "no_closures", closures=closures, remarks=remarks)
    shifts = find_shifts(rows, closures)
    if shifts["shift_after"].isna().all():
        return ClosedDays(none, "no_shifts", closures=closures, remarks=remarks)
    columns = write_shifts(shifts, np.random.default_rng())
    return ClosedDays(columns, "", rows, closures, shifts, remarks)


def count_closings(closed: ClosedDays) -> dict[str, int]:
    """Count closings by what became of them: ``used``, or why left out."""
    if closed.closures is None:
        return {}
    reasons = closed.closures.runs["left_out"].replace("", "used")
    return {str(code): int(n) for code, n in reasons.value_counts().sort_index().items()}


def tell_closed_days(closed: ClosedDays) -> list[str]:
    """Sentences on what was found and used, what was left out and why; no name is in them."""
    counts = count_closings(closed)
    said = [say_closed(closed.why_not)] if closed.why_not else []
    if counts:
        said.append(say_closed("found", n=sum(counts.values()), used=counts.pop("used", 0)))
    said += [say_closed(code, n=n) for code, n in counts.items()]
    return said + [say_closed(code, n=n) for code, n in closed.remarks.items()]


def list_closings(closed: ClosedDays) -> dict[str, object]:
    """What the import's file keeps: counts, and the days that were left out, by why.

    Of those that are used no day is told, and of none whose they are.
    """
    kept: dict[str, object] = {"why_not": closed.why_not, "counted": count_closings(closed)}
    if closed.closures is None:
        return kept
    runs = closed.closures.runs
    left = runs[runs["left_out"] != ""].drop_duplicates(["first", "last", "left_out"])
    days = {
        str(code): [
            f"{date.fromordinal(int(first))}..{date.fromordinal(int(last))}"
            for first, last in sorted(zip(own["first"], own["last"], strict=True))
        ]
        for code, own in left.groupby("left_out")
    }
    return kept | {"left_out": days}
