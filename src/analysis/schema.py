"""What a session record is: one table of columns, from which checks, messages and words follow."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Literal

import pandas as pd
import pandera.pandas as pa

CONDITIONS = (
    "strain", "pregnancy", "scoliosis", "fibromyalgia", "chronic_pain", "stress", "other",
)  # fmt: skip
PAIN_SITES = ("low_back", "upper_back", "neck", "shoulder", "widespread", "other")
ADVERSE_EVENTS = ("none", "mild", "moderate", "serious")
FURTHEST_DAY = 36_500
PAST_WEEK = 7  # days
FULL_RANGE = 10  # points that sizes in the plan are for
LIMITS = ("min_value", "max_value")
NAMES = {"pain_before": "pain", "sleep_quality": "sleep"}
SMALLEST = {
    ("pain_before", 0, 10, "lower"): 2,  # Farrar 2001
    ("sleep_quality", 0, 10, "higher"): 1,  # Zisapel & Nir 2003, 10 of 100 mm
}
BEFORE, AFTER = "_before", "_after"  # ends of the names of one rating, on arriving and leaving


@dataclass(frozen=True)
class Outcome:
    """A rating to be answered about: its column, its range, and which direction is better.

    ``smallest`` is the smallest difference that matters to one person, in the column's units; None
    where no published figure is known. ``recall_days`` counts the days before the visit that the
    rating is asked about: 7 for the past week, 0 for now. Question 2 leaves out shorter intervals.

    What isn't given is what the format knows of the column. ``pain_before`` is called pain and
    ``sleep_quality`` sleep, another column by its own name. ``smallest`` is the format's for
    just its range and direction: a published figure for a scale of 0 to 10 isn't stretched to
    another scale. ``recall_days`` is 7 for what the format asks over the past week, and for
    a column of one's own that is called sleep; else 0.

    Raises ValueError for a range or direction that can't be.
    """

    column: str
    low: float
    high: float
    better: Literal["lower", "higher"]
    name: str = None  # type: ignore[assignment]
    smallest: float | None = None
    recall_days: float = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        if self.better not in ("lower", "higher"):
            raise ValueError(f"{self.column}: better is {self.better!r}; write lower or higher")
        if not (isfinite(self.low) and isfinite(self.high) and self.low < self.high):
            raise ValueError(f"{self.column}: the range {self.low:g} to {self.high:g} is empty")
        known = {
            "name": NAMES.get(self.column, self.column),
            "smallest": SMALLEST.get((self.column, self.low, self.high, self.better)),
            "recall_days": _recall_of(self.column, self.name),
        }
        for field, value in known.items():
            if getattr(self, field) is None:
                object.__setattr__(self, field, value)
        if self.smallest is not None and not 0 < self.smallest < float("inf"):
            raise ValueError(f"{self.column}: the smallest difference is {self.smallest:g}")
        if not 0 <= self.recall_days < float("inf"):
            raise ValueError(f"{self.column}: days asked about are {self.recall_days:g}")

    def __str__(self) -> str:
        """Write what ``read_outcome`` reads back: what isn't known is left empty at the end."""
        smallest = "" if self.smallest is None else repr(self.smallest)
        recall = repr(self.recall_days) * (self.recall_days != _recall_of(self.column, self.name))
        parts = [self.column, self.low, self.high, self.better, self.name, smallest, recall]
        return ":".join(map(str, parts)).rstrip(":")

    @property
    def sign(self) -> int:
        """1 where a rise is an improvement, -1 where a fall is."""
        return 1 if self.better == "higher" else -1

    @property
    def on_leaving(self) -> str:
        """Column of the same rating on leaving: ``pain_before`` has ``pain_after``; else empty."""
        stem = self.column.removesuffix(BEFORE)
        return "" if stem == self.column else stem + AFTER

    def has_scale_of(self, other: Outcome) -> bool:
        """Whether range and direction are those of another outcome."""
        return (self.low, self.high, self.better) == (other.low, other.high, other.better)


def _column(
    kind: str,
    meaning: str,
    right: str,
    checks: Sequence[pa.Check] = (),
    *,
    better: str | None = None,
    recall_days: int = 0,
    required: bool = False,
) -> pa.Column:
    dtype = float if kind in ("number", "whole") else str
    return pa.Column(
        dtype,
        list(checks),
        nullable=not required,
        required=required,
        description=meaning,
        metadata={"kind": kind, "right": right, "better": better, "recall_days": recall_days},
    )


def _number(
    low: float,
    high: float,
    meaning: str,
    unit: str = "",
    *,
    whole: bool = False,
    better: str | None = None,
    recall_days: int = 0,
    required: bool = False,
) -> pa.Column:
    right = f"a {'whole ' if whole else ''}number from {low:g} to {high:g}"
    checks = [
        pa.Check.ge(low, error="too low" if low else "below zero"),
        pa.Check.le(high, error="too high"),
    ]
    if whole:
        checks.insert(0, pa.Check(lambda s: s.mod(1).eq(0), error="not a whole number"))
    return _column(
        "whole" if whole else "number",
        meaning,
        f"{right}, {unit}" if unit else right,
        checks,
        better=better,
        recall_days=recall_days,
        required=required,
    )


def _category(values: Sequence[str], meaning: str) -> pa.Column:
    right = f"one of {', '.join(values)}"
    return _column("category", meaning, right, [pa.Check.isin(values, error="not a known value")])


def _yes_no(meaning: str) -> pa.Column:
    check = pa.Check.isin(["yes", "no"], error="not yes or no in small letters")
    return _column("yes / no", meaning, "yes or no", [check])


def _text(meaning: str, *, required: bool = False) -> pa.Column:
    return _column("text", meaning, "a random code", required=required)


def _rating(meaning: str, better: str, recall_days: int = 0) -> pa.Column:
    return _number(0, 10, meaning, better=better, recall_days=recall_days)


COLUMNS: dict[str, pa.Column] = {
    "client_id": _text("random code, never derived from the person", required=True),
    "day": _number(0, FURTHEST_DAY, "days since that client's first session, which is day 0",
                   whole=True, required=True),
    "booked_day": _number(-FURTHEST_DAY, FURTHEST_DAY, "day on which this appointment's time was "
                          "fixed; not after the day of the session, below 0 if it was fixed before "
                          "the first session", whole=True),
    "original_day": _number(-FURTHEST_DAY, FURTHEST_DAY, "day first agreed for this appointment, "
                            "if it was moved; keep this column only if every move is recorded: "
                            "present and empty means never moved", whole=True),
    "pain_before": _rating("pain on arrival, numeric rating scale", "lower"),
    "pain_after": _rating("pain on leaving, numeric rating scale", "lower"),
    "sleep_quality": _rating("sleep quality over the past week", "higher", PAST_WEEK),
    "sleep_hours": _number(0, 24, "hours of sleep per night over the past week", "in hours",
                           better="higher", recall_days=PAST_WEEK),
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
    "new_client": _yes_no("yes: day 0 is the first visit ever; no: first seen within 90 days of "
                          "the start of the records"),
    "active": _yes_no("yes: still a client when the records ended (last session within 90 days of "
                      "their end)"),
    "month": _number(1, 12, "calendar month of the session; removed from records that are to leave "
                     "the practice", whole=True),
}  # fmt: skip

OUTCOME_COLUMNS = tuple(name for name, column in COLUMNS.items() if column.metadata["better"])


def _recall_of(column: str, name: str | None) -> int:
    """Days before the visit that the format asks about, or that a name of one's own stands for."""
    if column in COLUMNS:
        return int(COLUMNS[column].metadata["recall_days"])
    return PAST_WEEK if name == NAMES["sleep_quality"] else 0


PAIN = Outcome("pain_before", 0, 10, better="lower", name="pain", smallest=2)
SLEEP = Outcome("sleep_quality", 0, 10, better="higher", name="sleep", smallest=1)


def check_outcomes(outcomes: Sequence[Outcome]) -> None:
    """Raise ValueError for outcomes that can't be asked about together, or not at all.

    Two of one name, a column that is given two meanings, and a column of the format that isn't a
    rating or is called like another one.
    """
    names = [outcome.name for outcome in outcomes]
    if len(set(names)) < len(names):
        raise ValueError(f"two outcomes have the same name: {', '.join(names)}")
    own = {name: name for name in COLUMNS} | {name: column for column, name in NAMES.items()}
    for place, outcome in enumerate(outcomes):
        column = outcome.column
        if column in COLUMNS and column not in OUTCOME_COLUMNS:
            raise ValueError(
                f"{column} is not an outcome; in the record format it means: "
                f"{COLUMNS[column].description}"
            )
        if column in COLUMNS and own.get(outcome.name, column) != column:
            raise ValueError(
                f"{column} can't be called {outcome.name}: in the record format that is "
                f"{own[outcome.name]}"
            )
        earlier = next((one for one in outcomes[:place] if one.column == column), None)
        if earlier:
            raise ValueError(
                f"{column} is named twice, as {earlier} and as {outcome}: a column has one "
                "meaning, so name it once"
            )


def record_schema(outcomes: Sequence[Outcome] = (PAIN, SLEEP)) -> pa.DataFrameSchema:
    """Return the pandera schema of session records that carry these outcomes.

    An outcome's own range replaces the format's for that column, and for the same rating on
    leaving. Rules that look at several columns or rows are in ``analysis.rules``. Raises
    ValueError where ``check_outcomes`` does.
    """
    check_outcomes(outcomes)
    columns = dict(COLUMNS)
    asked = {outcome.column for outcome in outcomes}
    for outcome in outcomes:
        leaving = outcome.on_leaving
        for name in [outcome.column, *([leaving] if leaving and leaving not in asked else [])]:
            meaning = columns[name].description if name in columns else outcome.name
            columns[name] = _number(outcome.low, outcome.high, str(meaning), better=outcome.better)
    return pa.DataFrameSchema(columns, strict=False, coerce=False)


def _own_outcome(name: str) -> Outcome:
    column = COLUMNS[name]
    low, high = (check.statistics[key] for check, key in zip(column.checks, LIMITS, strict=True))
    return Outcome(name, low, high, better=column.metadata["better"])


def read_outcome(text: str) -> Outcome:
    """Read ``column:low:high:better``; ``:name``, ``:smallest`` and ``:recall_days`` may follow.

    ``pain`` and ``sleep`` alone mean the format's own, and so does the name of a rating of the
    format, such as ``stress``. Raises ValueError that says what would be right.
    """
    own = {"pain": PAIN, "sleep": SLEEP} | {name: _own_outcome(name) for name in OUTCOME_COLUMNS}
    if text in own:
        return own[text]
    parts = text.split(":")
    form = f"{text!r} is not an outcome; write column:low:high:better, like relaxed:-3:3:higher"
    if not 4 <= len(parts) <= 7 or not parts[0]:
        raise ValueError(form)
    try:
        low, high = float(parts[1]), float(parts[2])
        last = [float(part) if part else None for part in parts[5:]]
    except ValueError:
        raise ValueError(form) from None
    name = parts[4] if len(parts) > 4 and parts[4] else None
    return Outcome(parts[0], low, high, parts[3], name, *last)  # type: ignore[arg-type]


def read_outcomes(text: str) -> tuple[Outcome, ...]:
    """Read outcomes separated by spaces (quotes around one with a space); by default both."""
    return tuple(read_outcome(part) for part in shlex.split(text)) or (PAIN, SLEEP)


def write_outcomes(outcomes: Sequence[Outcome]) -> str:
    """Write outcomes so that ``read_outcomes`` reads the same ones."""
    return shlex.join(map(str, outcomes))


def is_empty(column: pd.Series) -> bool:
    """Whether a column has no value at all."""
    return bool(column.isna().all())
