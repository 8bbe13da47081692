"""The plan of analysis: every window, rule and constant in one place, with a fingerprint."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import sha256

from analysis.estimate import FEWEST_CLIENTS
from analysis.limits import are_rising_days, is_number, is_part, is_whole

DAYS_PER_WEEK = 7


@dataclass(frozen=True)
class Windows:
    """Days, both ends included, on which sessions are counted and the follow-up is looked for.

    Raises ValueError for what isn't two whole days, the first before the last, and for a follow-up
    that begins before the exposure has ended.
    """

    exposure: tuple[int, int] = (0, 42)
    follow_up: tuple[int, int] = (43, 84)

    def __post_init__(self) -> None:
        for name in ("exposure", "follow_up"):
            days = getattr(self, name)
            if not (are_rising_days(days) and len(days) == 2):
                raise ValueError(
                    f"{name} is {days!r}; it must be two whole days from 0 on, the first before "
                    f"the last, like {getattr(Windows, name)}"
                )
        if self.follow_up[0] <= self.exposure[1]:
            raise ValueError(
                f"follow_up is {self.follow_up} where exposure is {self.exposure}; it must begin "
                f"after day {self.exposure[1]}"
            )

    @property
    def weeks(self) -> float:
        """Length of the exposure window in weeks."""
        return (self.exposure[1] - self.exposure[0]) / DAYS_PER_WEEK


COUNT = ("a whole number, 1 or more", lambda value: is_whole(value, 1))
DAYS = ("a whole number of days, 0 or more", is_whole)
SHARE = ("a share from 0 to 1", lambda value: is_number(value) and 0 <= value <= 1)
SIZE = ("a number, 0 or more", lambda value: is_number(value) and value >= 0)
RULES = {
    "windows": ("Windows", lambda value: isinstance(value, Windows)),
    "sure": ("a number between 0 and 1", is_part),
    "fewest_clients": COUNT,
    "fewest_other_pace": COUNT,
    "few_deciding": COUNT,
    "first_start_day": DAYS,
    "moved_half_life": ("a number above 0", lambda value: is_number(value) and value > 0),
    "most_lasting": (
        "a share from 0 to under 1",
        lambda value: is_number(value) and 0 <= value < 1,
    ),
    "ridge": SIZE,
    "fewest_varying": COUNT,
    "threat_p": SHARE,
    "past_pain_size": SIZE,
    "past_pain_hinges": ("whole days that rise", are_rising_days),
    "surprise": SIZE,
    "fewest_surprises": COUNT,
    "short_gap_size": SIZE,
    "late_booking_size": SIZE,
    "most_not_standing": SHARE,
    "least_gap_spread": SIZE,
    "censored_days": DAYS,
    "checkable_clients": COUNT,
}


@dataclass(frozen=True)
class Plan:
    """What is decided before anyone looks at the records. Sizes are for a rating of range 10.

    Question 1 uses ``windows``; it has no answer where fewer than ``fewest_other_pace`` clients
    came at another pace than the commonest. Where those who differ count as fewer than
    ``few_deciding``, that is said first, and question 2's degrees of freedom are theirs. It uses
    intervals that start on ``first_start_day`` or later; a moved appointment counts half for every
    ``moved_half_life`` days of the move; ``most_lasting`` is the largest share of a pain deviation
    that can last to the next visit; ``fewest_varying`` is how many clients a therapist must vary
    within. A threat takes ``threat_p`` *and* its size; ``checkable_clients`` is how many clients it
    takes before a threat that did not fire means anything. ``sure`` is the adjusted p-value below
    which a direction is named, and what an interval leaves out on both sides together, so that the
    two never contradict each other: 0.05 goes with intervals of 95 %. ``fewest_clients`` are needed
    for any number, and in each of two groups that are compared. Raises ValueError for a field that
    can't be what it is for.
    """

    windows: Windows = Windows()
    sure: float = 0.05
    fewest_clients: int = FEWEST_CLIENTS
    fewest_other_pace: int = 5
    few_deciding: int = 10
    first_start_day: int = 42
    moved_half_life: float = 14.0
    most_lasting: float = 0.75
    ridge: float = 1e-6
    fewest_varying: int = 10
    threat_p: float = 0.01
    past_pain_size: float = 0.02
    past_pain_hinges: tuple[int, ...] = (30, 60, 90, 120, 180)
    surprise: float = 0.8
    fewest_surprises: int = 5
    short_gap_size: float = 0.4
    late_booking_size: float = 0.25
    most_not_standing: float = 0.45
    least_gap_spread: float = 0.2
    censored_days: int = 90
    checkable_clients: int = 100

    def __post_init__(self) -> None:
        for name, (right, holds) in RULES.items():
            value = getattr(self, name)
            if not holds(value):
                default = getattr(Plan, name)
                raise ValueError(f"{name} is {value!r}; it must be {right}, like {default!r}")

    @property
    def level(self) -> float:
        """Coverage of every interval: what ``sure`` leaves."""
        return 1 - self.sure

    @property
    def fingerprint(self) -> str:
        """Twelve characters that change whenever anything in the plan does."""
        text = json.dumps(asdict(self), sort_keys=True, default=lambda number: number.item())
        return sha256(text.encode()).hexdigest()[:12]

    @property
    def is_published(self) -> bool:
        """Whether this is the plan as published, to the letter."""
        return self.fingerprint == PUBLISHED


PUBLISHED = "ac86d9c78f6c"
PLAN = Plan()
