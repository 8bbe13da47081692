"""What a session record is: one table of columns, and the outcomes that are answered about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Literal

CONDITIONS = (
    "strain", "pregnancy", "scoliosis", "fibromyalgia", "chronic_pain", "stress", "other",
)  # fmt: skip
PAIN_SITES = ("low_back", "upper_back", "neck", "shoulder", "widespread", "other")
ADVERSE_EVENTS = ("none", "mild", "moderate", "serious")
FURTHEST_DAY = 36_500
PAST_WEEK = 7  # days
FULL_RANGE = 10  # points that sizes in the plan are for
BEFORE, AFTER = "_before", "_after"  # ends of the names of one rating, on arriving and leaving


@dataclass(frozen=True)
class Column:
    """What a column takes; ``free`` is a rating whose range isn't held."""

    kind: Literal["code", "number", "whole", "category", "yes / no"]
    low: float = -inf
    high: float = inf
    unit: str = ""
    allowed: tuple[str, ...] = ()
    better: Literal["lower", "higher"] | None = None
    recall_days: int = 0
    required: bool = False
    free: bool = False

    @property
    def is_number(self) -> bool:
        """Whether its values are numbers."""
        return self.kind in ("number", "whole")

    @property
    def right(self) -> str:
        """What would be right, in the words of an error's line."""
        if self.is_number:
            whole = "whole " if self.kind == "whole" else ""
            unit = f", in {self.unit}" if self.unit else ""
            return f"a {whole}number from {self.low:g} to {self.high:g}{unit}"
        if self.kind == "category":
            return f"one of {', '.join(self.allowed)}" if self.allowed else "a word of your own"
        return "yes or no" if self.allowed else "a random code"


LOWER, HIGHER = (Column("number", 0, 10, better=way) for way in ("lower", "higher"))
CODE, YES_NO = Column("code"), Column("yes / no", allowed=("yes", "no"))
ANY_DAY = Column("whole", -FURTHEST_DAY, FURTHEST_DAY)
SHIFT = Column("number", -12, 12)

COLUMNS: dict[str, Column] = {
    "client_id": replace(CODE, required=True),
    "day": replace(ANY_DAY, low=0, required=True),
    "booked_day": ANY_DAY,
    "agreed_day": replace(ANY_DAY, low=1),
    "agreed_known": YES_NO,
    "original_day": ANY_DAY,
    "pain_before": LOWER,
    "pain_after": LOWER,
    "sleep_quality": replace(HIGHER, recall_days=PAST_WEEK),
    "sleep_hours": replace(HIGHER, high=24, unit="hours", recall_days=PAST_WEEK),
    "stress": LOWER,
    "mood": HIGHER,
    "activity_limit": LOWER,
    "duration_min": Column("number", 5, 240, unit="minutes"),
    "condition": Column("category", allowed=CONDITIONS),
    "pain_site": Column("category", allowed=PAIN_SITES),
    "modality": Column("category"),
    "therapist_id": CODE,
    "other_care": YES_NO,
    "adverse_event": Column("category", allowed=ADVERSE_EVENTS),
    "new_client": YES_NO,
    "active": YES_NO,
    "month": Column("whole", 1, 12),
    "shift_after": SHIFT,
    "shift_before": SHIFT,
    "shifted": YES_NO,
    "before_closure": YES_NO,
    "closure_block": CODE,
    "period_block": CODE,
}
OUTCOME_COLUMNS = tuple(name for name, column in COLUMNS.items() if column.better)
NAMES = {"pain_before": "pain", "sleep_quality": "sleep"}
SMALLEST: dict[tuple[str, float, float, str], float] = {
    ("pain_before", 0, 10, "lower"): 2,  # Farrar 2001
    ("sleep_quality", 0, 10, "higher"): 1,  # Zisapel & Nir 2003, 10 of 100 mm
}


@dataclass(frozen=True)
class Outcome:
    """A rating to be answered about: its column, its range, and which direction is better.

    ``smallest`` is the smallest difference that matters to one person, in the column's units, None
    where none is published. ``recall_days`` are the days before the visit that are asked about, 0
    for now; question 2 leaves out shorter intervals. What isn't given is what the format knows of
    just this range and direction. Raises ValueError for a range or direction that can't be.
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
        if not 0 < self.high - self.low < inf:
            said = f"the range {self.low:g} to {self.high:g} is empty or too wide"
            raise ValueError(f"{self.column}: {said}")
        scale = (self.column, self.low, self.high, self.better)
        known = {
            "name": NAMES.get(self.column, self.column),
            "smallest": SMALLEST.get(scale),
            "recall_days": self._known_recall,
        }
        for field, value in known.items():
            if getattr(self, field) is None:
                object.__setattr__(self, field, value)
        if self.smallest is not None and not 0 < self.smallest < inf:
            raise ValueError(f"{self.column}: the smallest difference is {self.smallest:g}")
        if not 0 <= self.recall_days < inf:
            raise ValueError(f"{self.column}: days asked about are {self.recall_days:g}")

    def __str__(self) -> str:
        """Write what ``read_outcome`` reads back: what isn't known is left empty at the end."""
        smallest = "" if self.smallest is None else repr(self.smallest)
        recall = "" if self.recall_days == self._known_recall else repr(self.recall_days)
        parts = [self.column, self.low, self.high, self.better, self.name, smallest, recall]
        return ":".join(map(str, parts)).rstrip(":")

    @property
    def _known_recall(self) -> int:
        if self.column in COLUMNS:
            return COLUMNS[self.column].recall_days
        return PAST_WEEK if self.name == NAMES["sleep_quality"] else 0

    @property
    def sign(self) -> int:
        """1 where a rise is an improvement, -1 where a fall is."""
        return 1 if self.better == "higher" else -1

    @property
    def on_leaving(self) -> str:
        """Column of the same rating on leaving: ``pain_before`` has ``pain_after``; else empty."""
        stem = self.column.removesuffix(BEFORE)
        return "" if stem == self.column else stem + AFTER


PAIN, SLEEP = Outcome("pain_before", 0, 10, "lower"), Outcome("sleep_quality", 0, 10, "higher")


def check_outcomes(outcomes: Sequence[Outcome]) -> None:
    """Raise ValueError for outcomes that can't be asked about together, or not at all.

    Two of one name, a column that is given two meanings, and a column of the format that isn't a
    rating or is called like another one.
    """
    names = [outcome.name for outcome in outcomes]
    if len(set(names)) < len(names):
        raise ValueError(f"two outcomes have the same name: {', '.join(names)}")
    own = {name: name for name in COLUMNS} | {name: column for column, name in NAMES.items()}
    asked: dict[str, Outcome] = {}
    for outcome in outcomes:
        column, means = outcome.column, own.get(outcome.name, outcome.column)
        if column in COLUMNS and column not in OUTCOME_COLUMNS:
            ratings = ", ".join(OUTCOME_COLUMNS)
            raise ValueError(f"{column} is not an outcome: name one of {ratings}, or your own")
        if column in COLUMNS and means != column:
            said = f"{column} can't be called {outcome.name}: in the record format that is {means}"
            raise ValueError(said)
        if (earlier := asked.setdefault(column, outcome)) is not outcome:
            raise ValueError(
                f"{column} is named twice, as {earlier} and as {outcome}: a column has one "
                "meaning, so name it once"
            )


def record_columns(
    outcomes: Sequence[Outcome] = (PAIN, SLEEP), *, alone: bool = False
) -> dict[str, Column]:
    """Return the columns of session records that carry these outcomes, by name.

    An outcome's own range replaces the format's for that column, and for the same rating on
    leaving. With ``alone``, other ratings may have a range of their own. Raises ValueError where
    ``check_outcomes`` does.
    """
    check_outcomes(outcomes)
    columns, asked = dict(COLUMNS), {outcome.column for outcome in outcomes}
    for outcome in outcomes:
        own = Column("number", outcome.low, outcome.high, better=outcome.better)
        columns |= dict.fromkeys([outcome.column, *({outcome.on_leaving} - asked - {""})], own)
    others = [name for name in OUTCOME_COLUMNS if alone and name not in asked]
    return columns | {name: replace(columns[name], free=True) for name in others}
