"""Worlds that practices are simulated in, each a change of the sizes of another."""

from __future__ import annotations

from dataclasses import replace

from massage.worlds.sizes import World

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
CLAIMS_ONLY: dict[str, World] = {
    "still": STILL,
    "strains_heal": replace(PEAK, recovery_by_condition=(2.0, *[0.0] * 6)),
    "recovery_seen_at_first": replace(PEAK, recovery_to_first_interval=-0.30),
}
BOOK = replace(PEAK, series=0.6, skips=0.04, moves_in="new line")
SKIPPED = replace(BOOK, skips_sore=0.3)
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
    "extra_visits": replace(BOOK, extra_in_flare=0.3, flare_size=1.8),
    "moved_in_place": replace(BOOK, flare_moves=0.3, sore_puts_off=0.3, moves_in="place"),
    "moved_as_new_line": replace(BOOK, flare_moves=0.3, sore_puts_off=0.3),
    "practice_cancels": replace(BOOK, practice_cancels=0.10),
    "packages": replace(BOOK, series_length=10, package_pause=0.5),
    "therapist_leaves": replace(BOOK, therapist_leaves=0.6),
    "year_end_rush": replace(BOOK, rush_pain=1.5, rush_to_interval=-0.5),
    "season_workers": replace(BOOK, workers=0.5, worker_pain=1.0, worker_to_interval=0.3),
    "own_trend": OWN_TREND,
    "own_trend_alone": replace(OWN_TREND, trend_to_interval=0.0),
    "couples": replace(BOOK, couples=1.0),
    "book_mix": BOOK_MIX,
}


CLOSED_DAYS = {
    "vacation_weeks": 5, "vacation_season": 1.0, "part_time": 0.3, "illness": 1.0,
    "comes_before": 0.1, "skips_closed": 0.1,
}  # fmt: skip


def _close(world: World, **sizes: float) -> World:
    """A world in which therapists have days off, and no move because of pain is written down."""
    return replace(world, moves_recorded=0.0, **CLOSED_DAYS, **sizes)


ALONE = {"therapists": 1, "part_time": 0.0}
DAYS_OFF = _close(PEAK)
WEATHER = replace(DAYS_OFF, weather_sd=0.5)
CLOSED: dict[str, World] = {
    "closed_plain": DAYS_OFF,
    "closed_one_therapist": replace(DAYS_OFF, **ALONE),
    "closed_flare_moved": _close(FLARE_MOVED),
    "closed_sore_stay_home": _close(SORE_STAY_HOME),
    "closed_foreseen": _close(PROGNOSIS),
    "closed_taper": _close(PEAK, taper_to_interval=0.10),
    "closed_season": replace(
        _close(PEAK, season_pain=0.8, season_to_interval=0.25), vacation_season=4.0
    ),
    "closed_weather": WEATHER,
    "closed_weather_one_therapist": replace(WEATHER, **ALONE),
    "closed_switching": replace(DAYS_OFF, switches=0.4),
    "closed_chosen_by_pain": replace(DAYS_OFF, chooses_by_pain=0.3),
    "closed_mix": replace(_close(MIX), weather_sd=0.3, switches=0.15, chooses_by_pain=0.1),
}
CLOSED_BEYOND: dict[str, World] = {
    "closed_never_return": replace(DAYS_OFF, stays_away=0.4),
    "closed_clients_away": replace(DAYS_OFF, away_relief=1.0),
}


def even_out(world: World) -> World:
    """Return the world with conditions and kinds of massage frequent enough for every claim."""
    return replace(
        world,
        condition_shares=(0.20, 0.10, 0.13, 0.22, 0.13, 0.12, 0.10),
        modality_shares=(0.25, 0.15, 0.10, 0.50),
    )


def _relieve(world: World, relief: float = MODERATE) -> World:
    return replace(world, relief_pain=relief, relief_sleep=relief)


def _relieve_each(worlds: dict[str, World]) -> dict[str, World]:
    return {f"true_{name}": _relieve(world) for name, world in worlds.items()}


NULLS_TRUE: dict[str, World] = {
    name: world for name, world in _relieve_each(IDENTIFIABLE_NULLS).items() if name not in TRUE
}
BOOKED_TRUE: dict[str, World] = {
    "true_booked": _relieve(BOOK),
    "true_small_booked": _relieve(BOOK, SMALL),
    **_relieve_each(BOOKED),
}
CLOSED_TRUE: dict[str, World] = {
    "true_closed": _relieve(DAYS_OFF),
    "true_closed_one_therapist": _relieve(replace(DAYS_OFF, **ALONE)),
}
CLOSED_LARGE: dict[str, World] = {
    f"{name}_thirty_therapists": replace(world, therapists=30)
    for name, world in (CLOSED | CLOSED_TRUE).items()
    if name in ("closed_plain", "closed_flare_moved", "closed_mix", "true_closed")
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
WITH_CALENDAR = CLOSED | CLOSED_BEYOND | CLOSED_TRUE | CLOSED_LARGE
WORLDS: dict[str, World] = (
    TRIED | NULLS_TRUE | CLAIMS_ONLY | WITH_BOOK | WITH_CALENDAR | {"practice": PRACTICE}
)
GROUPS: dict[str, dict[str, World]] = {
    "nulls": IDENTIFIABLE_NULLS, "hidden": HIDDEN, "true": TRUE, "beyond": BEYOND,
    "nulls_true": NULLS_TRUE, "booked": BOOKED, "booked_true": BOOKED_TRUE,
    "closed": CLOSED, "closed_true": CLOSED_TRUE, "closed_beyond": CLOSED_BEYOND,
    "closed_large": CLOSED_LARGE,
}  # fmt: skip
