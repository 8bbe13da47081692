"""What a simulated practice is made of: sizes in points, days and shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class World:
    """Sizes of a simulated practice. Pain and sleep are in points of 0-10; shares are 0 to 1.

    Spread is given as standard deviations (``_sd``); ``_memory`` is the share of a deviation that
    is left after one day. ``relief_*`` is how many points one session takes off pain (adds to
    sleep), halved every ``relief_half_life`` days: zero means that massage does nothing at all.
    What acts on intervals (``*_to_interval``) is in log units.
    """

    # pain of the people who might come, and when they come
    pain_mean: float = 3.6
    pain_sd_between: float = 1.3
    fast_sd: float = 1.2
    fast_memory: float = 0.90
    slow_sd: float = 0.9
    slow_memory: float = 0.985
    intake_at_peak: bool = True
    tolerance_mean: float = 4.4
    tolerance_sd: float = 1.0
    arrival_noise: float = 0.5
    recovery_mean: float = 0.8
    recovery_sd: float = 0.8
    recovery_days: float = 45.0
    severity_to_recovery: float = 0.0  # points per SD of usual pain
    # points that each condition recovers beyond the mean, in the order of CONDITIONS
    recovery_by_condition: tuple[float, ...] = (0.0,) * 7
    season_pain: float = 0.0  # half the swing over a season
    seasons_per_year: int = 1  # whole waves of pain and booking in a year
    # sleep follows pain, and has its own course
    sleep_mean: float = 5.6
    sleep_sd_between: float = 1.4
    sleep_per_pain_between: float = -0.55
    sleep_per_pain_within: float = -0.35
    sleep_sd_within: float = 1.2
    sleep_memory: float = 0.60
    # what a session does, and for whom
    relief_pain: float = 0.0
    relief_sleep: float = 0.0
    relief_half_life: float = 14.0
    relieved: tuple[str, ...] = ()  # conditions; none named means everyone
    # mean and spread of what pain falls by from arriving to leaving; None: it is only rated anew
    relief_at_once: tuple[float, float] | None = (1.4, 0.9)
    # why clients come, in the order of CONDITIONS; kinds of massage, in the order of MODALITIES
    condition_shares: tuple[float, ...] = (0.22, 0.06, 0.05, 0.08, 0.34, 0.15, 0.10)
    modality_shares: tuple[float, ...] = (0.45, 0.30, 0.17, 0.08)
    # what else is rated
    stress_per_pain: float = 0.0  # points of stress per point of pain at the same visit
    stress_memory: float = 0.95
    # planned intervals
    records_days: int = 730
    interval_median: float = 14.0
    interval_sd_between: float = 0.45
    interval_sd_within: float = 0.30
    severity_to_interval: float = 0.0  # per SD of usual pain
    recovery_to_interval: float = 0.0  # per SD of natural recovery
    season_to_interval: float = 0.0  # half the swing over a season
    taper_to_interval: float = 0.0  # per point of recorded fall since the first visit
    past_to_interval: float = 0.0  # per point of the rating at the visit before this one
    prognosis_to_interval: float = 0.0  # per point of the slow swing, which nobody records
    recovery_to_first_interval: float = 0.0  # per SD of natural recovery, at the first visit only
    # bookings
    standing: float = 0.70
    moved: float = 0.08
    flare_books: float = 0.0  # share of visits on demand that wait for a flare
    flare_moves: float = 0.0  # share of standing ones moved earlier when a flare comes
    sore_puts_off: float = 0.0  # share of standing ones put off when sore on the day
    moves_recorded: float = 1.0  # share of moves because of pain that are written down
    flare_size: float = 1.2  # points above the client's own course
    moves_in: Literal["place", "new line"] = "place"  # how the book shows that a visit was moved
    # the book: series booked ahead, and what becomes of what stands in it
    series: float = 0.0  # share of clients who book several visits at one time
    series_length: int = 6
    whole_weeks: bool = False  # every client plans whole weeks, so that she keeps her weekday
    package_pause: float = 0.0  # share of used-up series after which a flare weeks later books
    skips: float = 0.0  # share of booked visits skipped by chance
    skips_sore: float = 0.0  # and of those on days when pain lies flare_size above her course
    skips_well: float = 0.0  # and below it
    extra_in_flare: float = 0.0  # share of gaps with a visit more, should a flare come
    practice_cancels: float = 0.0  # share of booked visits
    therapist_leaves: float = 0.0  # when, as a share of the records; 0: nobody leaves
    gap_growth: float = 0.0  # log units by which planned gaps grow in 180 days
    couples: float = 0.0  # share of clients who book together with another
    # years and lives
    rush_pain: float = 0.0  # at the height of the rush before the year's end; half before others
    rush_to_interval: float = 0.0
    workers: float = 0.0  # share of clients with a season of work
    worker_weeks: int = 10
    worker_pain: float = 0.0
    worker_to_interval: float = 0.0
    trend_sd: float = 0.0  # points per 180 days by which each client's own pain drifts
    trend_to_interval: float = 0.0  # per point drifted
    # closed days: with no vacation the practice is open every day
    vacation_weeks: int = 0  # of each therapist in a year
    vacation_season: float = 0.0  # by how much likelier in summer weeks than in others
    part_time: float = 0.0  # share of therapists who work two to four days a week
    illness: float = 0.0  # spells of each therapist in a year, which nobody knows beforehand
    # of visits that a closing would hit, the shares that come before it, are left out, go to a
    # colleague, or come before it when sore and after it when well; the others come after it
    comes_before: float = 0.0
    skips_closed: float = 0.0
    switches: float = 0.0
    chooses_by_pain: float = 0.0
    stays_away: float = 0.0  # share of those who are well then who never come again
    away_relief: float = 0.0  # points off the pain of clients while their therapist is away
    weather_sd: float = 0.0  # points by which the pain of all goes up and down together
    weather_memory: float = 0.95
    # leaving
    most_sessions: int = 60
    leaving_early: float = 0.03
    leaving_later: float = 0.02
    leaving_per_improvement: float = 0.0  # log odds per recorded point
    short_stays: float = 0.0  # share who plan to stay a few weeks only
    # therapists
    therapists: int = 6
    therapist_interval_sd: float = 0.0
    therapist_recovery_sd: float = 0.0
    therapist_rating_sd: float = 0.0
    changes_therapist: float = 0.0  # share of visits after which the client changes
    # how pain is rated
    rating_per_visit: float = 0.0  # points by which a rating drifts with every visit
    rating_leans: float = 0.0  # share of the last rating in the next one
    # cells left empty
    pain_missing: float = 0.02
    sleep_missing: float = 0.06

    @property
    def is_null(self) -> bool:
        """Whether massage does nothing at all."""
        return self.relief_pain == 0 and self.relief_sleep == 0

    @property
    def has_calendar(self) -> bool:
        """Whether there are days on which a therapist doesn't work."""
        return self.vacation_weeks > 0

    @property
    def needs_luck_with_book(self) -> bool:
        """Whether anything but moves becomes of what stands in the book."""
        return any(getattr(self, name) for name in OF_THE_BOOK)


OF_THE_BOOK = (
    "package_pause", "skips", "skips_sore", "skips_well", "extra_in_flare", "practice_cancels",
    "therapist_leaves",
)  # fmt: skip
