"""What a simulated practice is made of: sizes in points, days and shares, each world a change."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class World:
    """Sizes of a simulated practice. Pain and sleep are in points of 0-10; shares are 0 to 1.

    Spread is given as standard deviations (``_sd``); ``_memory`` is the share of a deviation that
    is left after one day. ``relief_*`` is how many points one session takes off pain (adds to
    sleep), halved every ``relief_half_life`` days: zero means that massage does nothing at all.
    """

    # pain of the people who might come, and when they come
    pain_mean: float = 3.6
    pain_sd_between: float = 1.3
    fast_sd: float = 1.2
    fast_memory: float = 0.90
    slow_sd: float = 0.9
    slow_memory: float = 0.985
    tolerance_mean: float = 4.4
    tolerance_sd: float = 1.0
    arrival_noise: float = 0.5
    recovery_mean: float = 0.8
    recovery_sd: float = 0.8
    recovery_days: float = 45.0
    # sleep follows pain, and has its own course
    sleep_mean: float = 5.6
    sleep_sd_between: float = 1.4
    sleep_per_pain_between: float = -0.55
    sleep_per_pain_within: float = -0.35
    sleep_sd_within: float = 1.2
    sleep_memory: float = 0.60
    # what a session does
    relief_pain: float = 0.0
    relief_sleep: float = 0.0
    relief_half_life: float = 14.0
    # bookings
    records_days: int = 730
    interval_median: float = 14.0
    interval_sd_between: float = 0.45
    interval_sd_within: float = 0.30
    severity_to_interval: float = 0.0
    standing: float = 0.70
    moved: float = 0.08
    most_sessions: int = 60
    leaving_early: float = 0.05
    leaving_later: float = 0.02
    therapists: int = 6
    # cells left empty
    pain_missing: float = 0.02
    sleep_missing: float = 0.06


PLAIN = World()

WORLDS: dict[str, World] = {
    "plain": PLAIN,
    "practice": replace(
        PLAIN,
        arrival_noise=1.1,
        relief_pain=0.35,
        relief_sleep=0.20,
        severity_to_interval=-0.10,
    ),
}
