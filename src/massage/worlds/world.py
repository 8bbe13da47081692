"""What a simulated practice is made of: sizes in points, days and shares, each world a change."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    def needs_luck_with_book(self) -> bool:
        """Whether anything but moves becomes of what stands in the book."""
        return any(getattr(self, name) for name in OF_THE_BOOK)


OF_THE_BOOK = (
    "package_pause", "skips", "skips_sore", "skips_well", "extra_in_flare", "practice_cancels",
    "therapist_leaves",
)  # fmt: skip

PEAK = World()
PLAIN = replace(PEAK, intake_at_peak=False)
SMALL, MODERATE = 0.25, 0.60
SEVERITY = replace(PEAK, severity_to_interval=-0.19, severity_to_recovery=-1.3, recovery_days=250.0)
PROGNOSIS = replace(PEAK, prognosis_to_interval=-0.18)
FLARE_MOVED = replace(PEAK, flare_moves=1.0, flare_size=1.5, standing=0.9)
SORE_STAY_HOME = replace(PEAK, sore_puts_off=0.6)
MIX = replace(
    PEAK,
    severity_to_interval=-0.20,
    severity_to_recovery=-0.20,
    recovery_to_interval=-0.05,
    flare_books=0.4,
    flare_moves=0.15,
    sore_puts_off=0.1,
    leaving_per_improvement=0.1,
    short_stays=0.1,
    season_pain=0.3,
    season_to_interval=0.1,
    taper_to_interval=0.01,
    therapist_interval_sd=0.15,
    therapist_recovery_sd=0.2,
    therapist_rating_sd=0.2,
    changes_therapist=0.05,
)

IDENTIFIABLE_NULLS: dict[str, World] = {
    "plain": PLAIN,
    "regression_to_mean": PEAK,
    "severity_confounding": SEVERITY,
    "motivated_recoverers": replace(
        PEAK, recovery_to_interval=-0.40, recovery_sd=1.4, recovery_days=90.0
    ),
    "reverse_flare": replace(PEAK, flare_books=0.6, standing=0.5),
    "flare_moved": FLARE_MOVED,
    "sore_stay_home": SORE_STAY_HOME,
    "improvers_leave": replace(
        PEAK, leaving_per_improvement=0.3, leaving_early=0.08, leaving_later=0.10
    ),
    "non_improvers_leave": replace(
        PEAK, leaving_per_improvement=-0.8, leaving_early=0.08, leaving_later=0.05
    ),
    "therapist_clusters": replace(PEAK, therapist_interval_sd=0.35, therapist_recovery_sd=0.6),
    "short_spans": replace(PEAK, short_stays=0.5, recovery_mean=1.5),
    "seasonal": replace(PEAK, season_pain=0.8, season_to_interval=0.25),
    "taper": replace(PEAK, taper_to_interval=0.10),
    "change_therapist": replace(
        PEAK, therapist_interval_sd=0.3, therapist_rating_sd=0.6, changes_therapist=0.15
    ),
    "mix": MIX,
}
HIDDEN: dict[str, World] = {
    "hidden_prognosis": PROGNOSIS,
    "hidden_prognosis_negative": replace(PROGNOSIS, prognosis_to_interval=0.18),
    "flare_moved_hidden": replace(FLARE_MOVED, moves_recorded=0.0),
    "sore_stay_home_hidden": replace(SORE_STAY_HOME, moves_recorded=0.0),
}
UNEVEN = replace(PEAK, recovery_sd=1.3)
RELIEVED = replace(UNEVEN, relief_pain=MODERATE, relief_sleep=MODERATE)
TRUE: dict[str, World] = {
    "true_small": replace(UNEVEN, relief_pain=SMALL, relief_sleep=SMALL),
    "true_moderate": RELIEVED,
    "true_one_condition": replace(RELIEVED, relieved=("chronic_pain",)),
    "true_even_gaps": replace(RELIEVED, interval_sd_within=0.15),
    "true_varied_gaps": replace(RELIEVED, interval_sd_within=0.60),
    "true_mix": replace(MIX, relief_pain=MODERATE, relief_sleep=MODERATE),
}
BEYOND: dict[str, World] = {
    "rating_habit": replace(PEAK, rating_per_visit=-0.05),
    "rating_leans": replace(PEAK, rating_leans=0.3),
    "restless_pain": replace(PEAK, fast_sd=1.6, fast_memory=0.70),
    "moves_partly_hidden": replace(SORE_STAY_HOME, moves_recorded=0.75),
    "two_seasons": replace(PEAK, season_pain=0.8, season_to_interval=0.25, seasons_per_year=2),
    "plan_reads_past": replace(PEAK, past_to_interval=-0.05),
    "true_rating_leans": replace(RELIEVED, rating_leans=0.3),
    "true_short_lived": replace(RELIEVED, relief_half_life=4.0),
    "true_long_lived": replace(RELIEVED, relief_half_life=60.0),
}
STILL = replace(PLAIN, recovery_mean=0.0, recovery_sd=0.0, relief_at_once=None)
STRAINS_HEAL = replace(PEAK, recovery_by_condition=(2.0, *[0.0] * 6))
CLAIMS_ONLY: dict[str, World] = {
    "still": STILL,
    "strains_heal": STRAINS_HEAL,
    "recovery_seen_at_first": replace(PEAK, recovery_to_first_interval=-0.30),
}
BOOK = replace(PEAK, series=0.6, skips=0.04, moves_in="new line")
SKIPPED = replace(BOOK, skips_sore=0.3)
EXTRA = replace(BOOK, extra_in_flare=0.5)
RUSH = replace(BOOK, rush_pain=1.0, rush_to_interval=-0.3)
SEASON_WORKERS = replace(BOOK, workers=0.5, worker_pain=1.0, worker_to_interval=0.3)
OWN_TREND = replace(BOOK, trend_sd=0.6, trend_to_interval=-0.15)
BOOK_MIX = replace(
    MIX,
    series=0.5,
    moves_in="new line",
    package_pause=0.2,
    skips=0.04,
    skips_sore=0.12,
    skips_well=0.08,
    extra_in_flare=0.15,
    practice_cancels=0.03,
    therapist_leaves=0.6,
    gap_growth=0.05,
    couples=0.05,
    rush_pain=0.4,
    rush_to_interval=-0.1,
    workers=0.2,
    worker_pain=0.5,
    worker_to_interval=0.15,
    trend_sd=0.25,
    trend_to_interval=-0.1,
)
BOOKED: dict[str, World] = {
    "skipped_when_sore": SKIPPED,
    "skipped_when_well": replace(BOOK, skips_well=0.3),
    "skipped_both": replace(SKIPPED, skips_well=0.3),
    "skipped_gaps_grow": replace(SKIPPED, gap_growth=0.15),
    "extra_visits": EXTRA,
    "moved_in_place": replace(BOOK, flare_moves=0.3, sore_puts_off=0.3, moves_in="place"),
    "moved_as_new_line": replace(BOOK, flare_moves=0.3, sore_puts_off=0.3),
    "practice_cancels": replace(BOOK, practice_cancels=0.10),
    "packages": replace(BOOK, series_length=10, package_pause=0.5),
    "therapist_leaves": replace(BOOK, therapist_leaves=0.6),
    "year_end_rush": RUSH,
    "season_workers": SEASON_WORKERS,
    "own_trend": OWN_TREND,
    "own_trend_alone": replace(OWN_TREND, trend_to_interval=0.0),
    "couples": replace(BOOK, couples=1.0),
    "book_mix": BOOK_MIX,
}


def _relieve(world: World, relief: float = MODERATE) -> World:
    return replace(world, relief_pain=relief, relief_sleep=relief)


BOOKED_TRUE: dict[str, World] = {
    "true_booked": _relieve(BOOK),
    "true_small_booked": _relieve(BOOK, SMALL),
    "true_skipped_when_sore": _relieve(SKIPPED),
    "true_extra_visits": _relieve(EXTRA),
    "true_own_trend": _relieve(OWN_TREND),
    "true_season_workers": _relieve(SEASON_WORKERS),
    "true_rush": _relieve(RUSH),
    "true_book_mix": _relieve(BOOK_MIX),
}
PRACTICE = replace(
    PEAK,
    stress_per_pain=0.35,
    arrival_noise=1.1,
    relief_pain=0.35,
    relief_sleep=0.20,
    severity_to_interval=-0.10,
    leaving_early=0.05,
)

PLANNED = IDENTIFIABLE_NULLS | HIDDEN | TRUE
TRIED = PLANNED | BEYOND
WITH_BOOK = BOOKED | BOOKED_TRUE
WORLDS: dict[str, World] = TRIED | CLAIMS_ONLY | WITH_BOOK | {"practice": PRACTICE}
GROUPS: dict[str, dict[str, World]] = {
    "nulls": IDENTIFIABLE_NULLS, "hidden": HIDDEN, "true": TRUE, "beyond": BEYOND,
    "booked": BOOKED, "booked_true": BOOKED_TRUE,
}  # fmt: skip
