"""What a session record is: one table of columns, from which checks, messages and words follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd
import pandera.pandas as pa

CONDITIONS = (
    "strain", "pregnancy", "scoliosis", "fibromyalgia", "chronic_pain", "stress", "other",
)  # fmt: skip
PAIN_SITES = ("low_back", "upper_back", "neck", "shoulder", "widespread", "other")
ADVERSE_EVENTS = ("none", "mild", "moderate", "serious")
FURTHEST_DAY = 36_500


@dataclass(frozen=True)
class Outcome:
    """A rating to be answered about: its column, its range, and which direction is better.

    ``smallest`` is the smallest difference that matters to people, in the column's units; None
    where no published figure is known. Raises ValueError for a range or direction that can't be.
    """

    column: str
    low: float
    high: float
    better: Literal["lower", "higher"]
    name: str | None = None
    smallest: float | None = None

    def __post_init__(self) -> None:
        if self.better not in ("lower", "higher"):
            raise ValueError(f"{self.column}: better is {self.better!r}; write lower or higher")
        if not self.low < self.high:
            raise ValueError(f"{self.column}: the range {self.low:g} to {self.high:g} is empty")
        if self.name is None:
            object.__setattr__(self, "name", self.column)

    @property
    def sign(self) -> int:
        """1 where a rise is an improvement, -1 where a fall is."""
        return 1 if self.better == "higher" else -1


PAIN = Outcome("pain_before", 0, 10, better="lower", name="pain", smallest=2)
SLEEP = Outcome("sleep_quality", 0, 10, better="higher", name="sleep", smallest=1)


def _column(kind: str, meaning: str, right: str, checks: Sequence = (), **more: object) -> pa.Column:
    better = more.pop("better", None)
    required = bool(more.pop("required", False))
    dtype = float if kind in ("number", "whole") else str
    return pa.Column(
        dtype,
        list(checks),
        nullable=not required,
        required=required,
        description=meaning,
        metadata={"kind": kind, "right": right, "better": better},
    )


def _number(low: float, high: float, meaning: str, unit: str = "", **more: object) -> pa.Column:
    whole = bool(more.pop("whole", False))
    right = f"a {'whole ' if whole else ''}number from {low:g} to {high:g}"
    checks = [
        pa.Check.ge(low, error="too low" if low else "below zero"),
        pa.Check.le(high, error="too high"),
    ]
    if whole:
        checks.insert(0, pa.Check(lambda s: s.mod(1).eq(0), error="not a whole number"))
    right = f"{right}{', ' + unit if unit else ''}"
    return _column("whole" if whole else "number", meaning, right, checks, **more)


def _category(values: Sequence[str], meaning: str) -> pa.Column:
    right = f"one of {', '.join(values)}"
    return _column("category", meaning, right, [pa.Check.isin(values, error="not a known value")])


def _yes_no(meaning: str) -> pa.Column:
    right = "yes or no"
    return _column("yes / no", meaning, right, [pa.Check.isin(["yes", "no"], error="not yes or no")])


def _text(meaning: str, **more: object) -> pa.Column:
    return _column("text", meaning, "a random code", **more)


def _rating(meaning: str, better: str) -> pa.Column:
    return _number(0, 10, meaning, better=better)


COLUMNS: dict[str, pa.Column] = {
    "client_id": _text("random code, never derived from the person", required=True),
    "day": _number(0, FURTHEST_DAY, "days since that client's first session, which is day 0",
                   whole=True, required=True),
    "booked_day": _number(-FURTHEST_DAY, FURTHEST_DAY, "day on which this appointment's time was "
                          "fixed; not after the day of the session, below 0 if it was fixed before "
                          "the first session", whole=True),
    "original_day": _number(-FURTHEST_DAY, FURTHEST_DAY, "day first agreed for this appointment, if "
                            "it was moved; keep this column only if every move is recorded: present "
                            "and empty means never moved", whole=True),
    "pain_before": _rating("pain on arrival, numeric rating scale", "lower"),
    "pain_after": _rating("pain on leaving, numeric rating scale", "lower"),
    "sleep_quality": _rating("sleep quality over the past week", "higher"),
    "sleep_hours": _number(0, 24, "hours of sleep per night over the past week", "in hours",
                           better="higher"),
    "stress": _rating("stress", "lower"),
    "mood": _rating("mood, from low and worried to calm", "higher"),
    "activity_limit": _rating("how far pain limits daily activities", "lower"),
    "duration_min": _number(5, 240, "length of the session", "in minutes"),
    "condition": _category(CONDITIONS, "why the client comes"),
    "pain_site": _category(PAIN_SITES, "where the pain is"),
    "modality": _column("category", "kind of massage, for example swedish, deep_tissue, lymphatic, "
                        "myofascial", "a word of your own"),
    "therapist_id": _text("random code of the therapist"),
    "other_care": _yes_no("other care for the same problem since the last visit"),
    "adverse_event": _category(ADVERSE_EVENTS, "unwanted event after the last session"),
    "new_client": _yes_no("yes: day 0 is the first visit ever; no: first seen within 90 days of the "
                          "start of the records"),
    "active": _yes_no("yes: still a client when the records ended (last session within 90 days of "
                      "their end)"),
    "month": _number(1, 12, "calendar month of the session; removed from records that are to leave "
                     "the practice", whole=True),
}  # fmt: skip

OUTCOME_COLUMNS = tuple(name for name, column in COLUMNS.items() if column.metadata["better"])


def record_schema(outcomes: Sequence[Outcome] = (PAIN, SLEEP)) -> pa.DataFrameSchema:
    """Return the pandera schema of session records that carry these outcomes.

    An outcome's own range replaces the format's for that column. Rules that look at several
    columns or rows are in ``analysis.rules``.
    """
    columns = dict(COLUMNS)
    for outcome in outcomes:
        meaning = columns[outcome.column].description if outcome.column in columns else outcome.name
        columns[outcome.column] = _number(
            outcome.low, outcome.high, str(meaning), better=outcome.better
        )
    return pa.DataFrameSchema(columns, strict=False, coerce=False)


def read_outcome(text: str) -> Outcome:
    """Read ``column:low:high:better``, optionally followed by ``:name`` and ``:smallest``.

    Raises ValueError that says what would be right.
    """
    parts = text.split(":")
    form = f"{text!r} is not an outcome; write column:low:high:better, like relaxed:-3:3:higher"
    if not 4 <= len(parts) <= 6 or not parts[0]:
        raise ValueError(form)
    try:
        low, high, smallest = float(parts[1]), float(parts[2]), [float(p) for p in parts[5:]]
    except ValueError:
        raise ValueError(form) from None
    name = parts[4] if len(parts) > 4 and parts[4] else None
    return Outcome(parts[0], low, high, parts[3], name, *smallest)  # type: ignore[arg-type]


def is_empty(column: pd.Series) -> bool:
    """Whether a column has no value at all."""
    return bool(column.isna().all())
