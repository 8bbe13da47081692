"""What a session record is: one table of columns, from which checks, messages and words follow."""

from __future__ import annotations

import shlex
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
PAST_WEEK, PAST_WEEK_WORDS = 7, "over the past week"
LIMITS = ("min_value", "max_value")


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

    def __str__(self) -> str:
        smallest = [] if self.smallest is None else [self.smallest]
        parts = [self.column, self.low, self.high, self.better, self.name, *smallest]
        return ":".join(map(str, parts))

    @property
    def recall_days(self) -> int:
        """Days before the visit that the rating is asked about: 7 for the past week, 0 for now."""
        own = COLUMNS.get(self.column)
        by_name = self.name == "sleep"
        return PAST_WEEK if by_name or (own and PAST_WEEK_WORDS in str(own.description)) else 0

    @property
    def sign(self) -> int:
        """1 where a rise is an improvement, -1 where a fall is."""
        return 1 if self.better == "higher" else -1


PAIN = Outcome("pain_before", 0, 10, better="lower", name="pain", smallest=2)
SLEEP = Outcome("sleep_quality", 0, 10, better="higher", name="sleep", smallest=1)


def _column(
    kind: str,
    meaning: str,
    right: str,
    checks: Sequence[pa.Check] = (),
    *,
    better: str | None = None,
    required: bool = False,
) -> pa.Column:
    dtype = float if kind in ("number", "whole") else str
    return pa.Column(
        dtype,
        list(checks),
        nullable=not required,
        required=required,
        description=meaning,
        metadata={"kind": kind, "right": right, "better": better},
    )


def _number(
    low: float,
    high: float,
    meaning: str,
    unit: str = "",
    *,
    whole: bool = False,
    better: str | None = None,
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


def _rating(meaning: str, better: str) -> pa.Column:
    return _number(0, 10, meaning, better=better)


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
    "new_client": _yes_no("yes: day 0 is the first visit ever; no: first seen within 90 days of "
                          "the start of the records"),
    "active": _yes_no("yes: still a client when the records ended (last session within 90 days of "
                      "their end)"),
    "month": _number(1, 12, "calendar month of the session; removed from records that are to leave "
                     "the practice", whole=True),
}  # fmt: skip

OUTCOME_COLUMNS = tuple(name for name, column in COLUMNS.items() if column.metadata["better"])


def record_schema(outcomes: Sequence[Outcome] = (PAIN, SLEEP)) -> pa.DataFrameSchema:
    """Return the pandera schema of session records that carry these outcomes.

    An outcome's own range replaces the format's for that column. Rules that look at several
    columns or rows are in ``analysis.rules``. Raises ValueError for two outcomes of one name, or a
    column of the format that can't be an outcome.
    """
    columns = dict(COLUMNS)
    names = [outcome.name for outcome in outcomes]
    if len(set(names)) < len(names):
        raise ValueError(f"two outcomes have the same name: {', '.join(map(str, names))}")
    for outcome in outcomes:
        if outcome.column in COLUMNS and outcome.column not in OUTCOME_COLUMNS:
            raise ValueError(
                f"{outcome.column} is not an outcome; in the record format it means: "
                f"{COLUMNS[outcome.column].description}"
            )
        meaning = columns[outcome.column].description if outcome.column in columns else outcome.name
        columns[outcome.column] = _number(
            outcome.low, outcome.high, str(meaning), better=outcome.better
        )
    return pa.DataFrameSchema(columns, strict=False, coerce=False)


def _own_outcome(name: str) -> Outcome:
    column = COLUMNS[name]
    low, high = (check.statistics[key] for check, key in zip(column.checks, LIMITS, strict=True))
    return Outcome(name, low, high, better=column.metadata["better"])


def read_outcome(text: str) -> Outcome:
    """Read ``column:low:high:better``, optionally followed by ``:name`` and ``:smallest``.

    ``pain`` and ``sleep`` alone mean the format's own, and so does the name of a rating of the
    format, such as ``stress``. Raises ValueError that says what would be right.
    """
    own = {"pain": PAIN, "sleep": SLEEP} | {name: _own_outcome(name) for name in OUTCOME_COLUMNS}
    if text in own:
        return own[text]
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


def read_outcomes(text: str) -> tuple[Outcome, ...]:
    """Read outcomes separated by spaces (quotes around one with a space); by default both."""
    return tuple(read_outcome(part) for part in shlex.split(text)) or (PAIN, SLEEP)


def write_outcomes(outcomes: Sequence[Outcome]) -> str:
    """Write outcomes so that ``read_outcomes`` reads the same ones."""
    return shlex.join(map(str, outcomes))


def is_empty(column: pd.Series) -> bool:
    """Whether a column has no value at all."""
    return bool(column.isna().all())
