"""The plan of analysis: every window, rule and constant in one place, with a fingerprint."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from hashlib import sha256
from itertools import pairwise
from math import inf
from typing import Any, TypeGuard

import numpy as np

DAYS_PER_WEEK = 7
FEWEST_CLIENTS = 10

Rule = Mapping[str, Callable[[Any], bool]]


def is_number(value: object) -> TypeGuard[float]:
    """Whether a value is a finite number, of Python or NumPy; yes and no aren't."""
    if not isinstance(value, int | float | np.integer | np.floating) or isinstance(value, bool):
        return False
    return bool(-inf < value < inf)


def is_whole(value: object, least: int = 0) -> bool:
    """Whether a value is a whole number, ``least`` or more."""
    return isinstance(value, int | np.integer) and is_number(value) and value >= least


def are_rising_days(value: object) -> bool:
    """Whether a value is a tuple of whole days from 0 on, each later than the one before."""
    if not (isinstance(value, tuple) and all(is_whole(day) for day in value)):
        return False
    return all(earlier < later for earlier, later in pairwise(value))


def are_rising_sizes(value: object) -> bool:
    """Whether a value is a tuple of numbers above 0, at least one, each larger than the last."""
    if not (isinstance(value, tuple) and value and all(is_number(one) for one in value)):
        return False
    return all(smaller < larger for smaller, larger in pairwise((0, *value)))


# what would be right, and whether a value is
COUNT = {"a whole number, 1 or more": lambda value: is_whole(value, 1)}
DAYS = {"a whole number of days, 0 or more": is_whole}
HINGES = {"whole days that rise": are_rising_days}
TWO_DAYS = {
    "two whole days from 0 on, the first before the last": lambda value: (
        are_rising_days(value) and len(value) == 2
    )
}
PART = {"a number between 0 and 1": lambda value: is_number(value) and 0 < value < 1}
SHARE = {"a share from 0 to 1": lambda value: is_number(value) and 0 <= value <= 1}
NOT_ALL = {"a share from 0 to under 1": lambda value: is_number(value) and 0 <= value < 1}
POSITIVE = {"a number above 0": lambda value: is_number(value) and value > 0}
SIZE = {"a number, 0 or more": lambda value: is_number(value) and value >= 0}
MARKS = {"numbers above 0 that rise": are_rising_sizes}
PER_HUNDRED = {
    "numbers above 0 that rise, under 100": lambda value: (
        are_rising_sizes(value) and value[-1] < 100
    )
}
WINDOWS = {"Windows": lambda value: isinstance(value, Windows)}


def check_setting(name: str, value: object, rule: Rule, like: object) -> None:
    """Raise ValueError for a setting that isn't what its rule says."""
    for right, holds in rule.items():
        if not holds(value):
            raise ValueError(f"{name} is {value!r}; it must be {right}, like {like!r}")


@dataclass(frozen=True)
class _Settings:
    """Fields of which each is checked by its rule."""

    def __post_init__(self) -> None:
        for one in fields(self):
            check_setting(one.name, getattr(self, one.name), one.metadata, one.default)


@dataclass(frozen=True)
class Windows(_Settings):
    """Days, both ends included, on which sessions are counted and the follow-up is looked for.

    Raises ValueError for what isn't two whole days, the first before the last, and for a follow-up
    that begins before the exposure has ended.
    """

    exposure: tuple[int, int] = field(default=(0, 42), metadata=TWO_DAYS)
    follow_up: tuple[int, int] = field(default=(43, 84), metadata=TWO_DAYS)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.follow_up[0] <= self.exposure[1]:
            raise ValueError(
                f"follow_up is {self.follow_up} where exposure is {self.exposure}; it must begin "
                f"after day {self.exposure[1]}"
            )

    @property
    def weeks(self) -> float:
        """Length of the exposure window in weeks."""
        return (self.exposure[1] - self.exposure[0]) / DAYS_PER_WEEK


@dataclass(frozen=True)
class Plan(_Settings):
    """What is decided before anyone looks at the records. Sizes are for a rating of range 10.

    What each constant decides: the table in docs/analysis-plan.md, which a test keeps equal to
    these. ``sure`` is the adjusted p-value below which a direction is named *and* what an interval
    leaves out on both sides together, so that the two never contradict each other. ``marks`` are
    the sizes of averages that verdicts name. A threat takes ``threat_p`` *and* its size. Raises
    ValueError for a field that can't be what it is for.
    """

    windows: Windows = field(default=Windows(), metadata=WINDOWS)
    sure: float = field(default=0.05, metadata=PART)
    marks: tuple[float, ...] = field(default=(0.5, 1.0, 2.0), metadata=MARKS)
    sleep_marks: tuple[float, ...] = field(default=(0.25, 0.5, 1.0), metadata=MARKS)
    lean: float = field(default=0.04, metadata=SIZE)
    sleep_lean: float = field(default=0.02, metadata=SIZE)
    fewest_clients: int = field(default=FEWEST_CLIENTS, metadata=COUNT)
    fewest_other_pace: int = field(default=5, metadata=COUNT)
    few_deciding: int = field(default=10, metadata=COUNT)
    first_start_day: int = field(default=42, metadata=DAYS)
    own_trend: float = field(default=1.0, metadata=SIZE)
    own_season: float = field(default=0.5, metadata=SIZE)
    own_waves: int = field(default=2, metadata=DAYS)
    season_waves: int = field(default=4, metadata=COUNT)
    earlier_surprises: int = field(default=4, metadata=DAYS)
    moved_half_life: float = field(default=14.0, metadata=POSITIVE)
    book_half_life: float = field(default=10.0, metadata=POSITIVE)
    most_lasting: float = field(default=0.75, metadata=NOT_ALL)
    ridge: float = field(default=1e-6, metadata=SIZE)
    fewest_varying: int = field(default=10, metadata=COUNT)
    threat_p: float = field(default=0.01, metadata=SHARE)
    past_pain_size: float = field(default=0.02, metadata=SIZE)
    past_pain_hinges: tuple[int, ...] = field(default=(30, 60, 90, 120, 180), metadata=HINGES)
    surprise: float = field(default=0.8, metadata=SIZE)
    fewest_surprises: int = field(default=5, metadata=COUNT)
    short_gap_size: float = field(default=0.4, metadata=SIZE)
    late_booking_size: float = field(default=0.25, metadata=SIZE)
    unrated_size: float = field(default=0.02, metadata=SHARE)
    most_not_standing: float = field(default=0.45, metadata=SHARE)
    least_gap_spread: float = field(default=0.2, metadata=SIZE)
    censored_days: int = field(default=90, metadata=DAYS)
    checkable_clients: int = field(default=100, metadata=COUNT)
    supposed_moved: tuple[float, ...] = field(default=(2, 5, 10), metadata=PER_HUNDRED)
    judged_moved: float = field(default=5, metadata=POSITIVE)
    put_off_days: int = field(default=7, metadata=COUNT)
    put_off_worst: float = field(default=0.33, metadata=PART)
    brought_forward_days: int = field(default=10, metadata=COUNT)
    brought_forward_worst: float = field(default=0.1, metadata=PART)
    brought_forward_gap: float = field(default=0.75, metadata=POSITIVE)
    fewest_pushed_clients: int = field(default=100, metadata=COUNT)
    fewest_closures: int = field(default=10, metadata=COUNT)
    fewest_therapists: int = field(default=2, metadata=COUNT)
    least_first_stage_f: float = field(default=10.0, metadata=SIZE)
    closed_waves: int = field(default=2, metadata=COUNT)
    most_pull: float = field(default=0.5, metadata=SIZE)
    most_rest: float = field(default=0.2, metadata=SHARE)
    shortest_of_usual: float = field(default=0.5, metadata=SHARE)
    cut_short_size: float = field(default=0.1, metadata=SIZE)
    sorer_size: float = field(default=0.25, metadata=SIZE)
    switching_share: float = field(default=0.1, metadata=SHARE)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.judged_moved not in self.supposed_moved:
            raise ValueError(
                f"judged_moved is {self.judged_moved}; it must be one of supposed_moved, "
                f"{self.supposed_moved}"
            )

    @property
    def level(self) -> float:
        """Coverage of every interval: what ``sure`` leaves."""
        return 1 - self.sure

    @property
    def fingerprint(self) -> str:
        """Twelve characters that change whenever anything in the plan does."""
        return self._summarise(asdict(self))

    @property
    def fingerprint_without_closed_days(self) -> str:
        """Twelve characters that change whenever anything does but what closed days alone use."""
        return self._summarise(
            {name: one for name, one in asdict(self).items() if name not in CLOSED_DAYS_ALONE}
        )

    def _summarise(self, settings: dict[str, Any]) -> str:
        text = json.dumps(settings, sort_keys=True, default=lambda number: number.item())
        return sha256(text.encode()).hexdigest()[:12]

    @property
    def is_published(self) -> bool:
        """Whether this is the plan as published, to the letter."""
        return self.fingerprint == PUBLISHED


CLOSED_DAYS_ALONE = (
    "fewest_pushed_clients", "fewest_closures", "fewest_therapists", "least_first_stage_f",
    "closed_waves", "most_pull", "most_rest", "shortest_of_usual",
    "cut_short_size", "sorer_size", "switching_share",
)  # fmt: skip
PUBLISHED = "81da038c2605"
PLAN = Plan()
