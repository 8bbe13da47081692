"""Who the simulated clients are, and their hidden pain and sleep, day by day, without massage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.signal import lfilter

from analysis.schema import CONDITIONS
from massage.worlds.calendar import Calendar, draw_calendar, draw_shared_pain
from massage.worlds.sizes import World
from massage.worlds.year import DAYS_PER_YEAR, Arrays, add_to_pain, draw_years

WEEK = 7
PAINS_OF_COUPLES = 0.7  # how the swings of two who book together go together
SHORT_STAY_DAYS = (7, 42)
FOREVER = 1_000_000
LONG_CLOSED = 60  # days before the end of the records, of which some are open


@dataclass(frozen=True)
class Body:
    """Courses without massage, one row per day since each client's first visit, one column each.

    ``pain`` = usual + swing - natural recovery + season + own trend, not yet rounded or kept
    within 0-10.
    ``swing`` is how far pain lies above the client's own course, ``slow`` the part of it that lasts
    for weeks. ``sleep`` is the mean of about the past week, which is what a client is asked about.
    """

    pain: np.ndarray
    swing: np.ndarray
    slow: np.ndarray
    sleep: np.ndarray


def draw_people(world: World, n_clients: int, rng: np.random.Generator) -> Arrays:
    """Draw one value per client of each: usual pain, state at intake, recovery, sleep, habits."""
    people = _draw_intakes(world, n_clients, rng)
    severity = (people["pain_mean"] - people["pain_mean"].mean()) / world.pain_sd_between
    eagerness = people["eagerness"] = rng.standard_normal(n_clients)
    people["therapist"] = rng.integers(0, world.therapists, n_clients)
    results = world.therapist_recovery_sd * rng.standard_normal(world.therapists)
    people["recovery"] = (
        world.recovery_mean
        + world.recovery_sd * eagerness
        + world.severity_to_recovery * severity
        + results[people["therapist"]]
    )
    people["sleep_mean"] = (
        world.sleep_mean
        + world.sleep_per_pain_between * world.pain_sd_between * severity
        + rng.normal(0, world.sleep_sd_between, n_clients)
    )
    people["log_interval"] = (
        np.log(world.interval_median)
        + world.severity_to_interval * severity
        + world.recovery_to_interval * eagerness
        + rng.normal(0, world.interval_sd_between, n_clients)
    )
    people["start"] = rng.integers(0, world.records_days, n_clients)
    people["condition"] = rng.choice(CONDITIONS, n_clients, p=world.condition_shares)
    beyond = dict(zip(CONDITIONS, world.recovery_by_condition, strict=True))
    people["recovery"] = people["recovery"] + [beyond[name] for name in people["condition"]]
    people["relieved"] = np.isin(people["condition"], world.relieved or CONDITIONS).astype(float)
    plans_short = rng.random(n_clients) < world.short_stays
    short = rng.integers(*SHORT_STAY_DAYS, n_clients)
    people["stays"] = np.where(plans_short, short, FOREVER)
    if world.series:
        people["books_ahead"] = rng.random(n_clients) < world.series
    people |= draw_years(world, n_clients, rng)
    if world.has_calendar:
        seed = rng.spawn(1)[0].integers(2**60)
        people["calendar"] = np.full(n_clients, seed)
        people["start"] = _open_at_start(people, world, draw_calendar(world, int(seed)))
    if world.couples:
        people |= _pair(people, world)
    return people


def _open_at_start(people: Arrays, world: World, calendar: Calendar) -> np.ndarray:
    """Let everybody's first visit be on a day on which her therapist works."""
    hers, start = people["therapist"], people["start"]
    later = calendar.look_up("next_open", hers, start)
    last_open = calendar.look_up("next_open", hers, np.maximum(start - LONG_CLOSED, 0))
    return np.where(later < world.records_days, later, last_open)


def _pair(people: Arrays, world: World) -> Arrays:
    """Let neighbours book together: ``books_with`` is the client whose diary she shares."""
    n_clients = len(people["start"])
    books_with = np.arange(n_clients)
    paired = 2 * int(world.couples * n_clients / 2)
    books_with[1:paired:2] -= 1
    shared = ("start", "stays", "log_interval", "books_ahead", "therapist")
    same = {name: people[name][books_with] for name in shared if name in people}
    return same | {"books_with": books_with}


def _draw_intakes(world: World, n_clients: int, rng: np.random.Generator) -> Arrays:
    """Draw people on days when their pain exceeds what they put up with: that is when they come.

    Where they don't come at a peak, the same people come on a day like any other.
    """
    spreads = (world.pain_sd_between, world.fast_sd, world.slow_sd)
    kept = np.empty((0, 3))
    while len(kept) < n_clients:
        usual, fast, slow = (rng.normal(0, spread, 4 * n_clients) for spread in spreads)
        tolerance = rng.normal(world.tolerance_mean, world.tolerance_sd, 4 * n_clients)
        come = world.pain_mean + usual + fast + slow >= tolerance
        kept = np.vstack([kept, np.column_stack([usual, fast, slow])[come]])
    usual, fast, slow = kept[:n_clients].T
    if not world.intake_at_peak:
        fast = rng.normal(0, world.fast_sd, n_clients)
        slow = rng.normal(0, world.slow_sd, n_clients)
    return {"pain_mean": usual + world.pain_mean, "fast": fast, "slow": slow}


def live(people: Arrays, world: World, rng: np.random.Generator) -> Body:
    """Draw the courses of all clients over the length of the records."""
    shape = (world.records_days, len(people["start"]))

    def draw() -> np.ndarray:
        return rng.standard_normal(shape, dtype=np.float32)

    def draw_swing() -> np.ndarray:
        noise = draw()
        if world.couples:
            follows = people["books_with"] != np.arange(shape[1])
            shared = noise[:, people["books_with"][follows]]
            own = np.sqrt(1 - PAINS_OF_COUPLES**2) * noise[:, follows]
            noise[:, follows] = PAINS_OF_COUPLES * shared + own
        return noise

    usual, recovery, rested = (
        people[name].astype(np.float32) for name in ("pain_mean", "recovery", "sleep_mean")
    )
    slow = _swing(people["slow"], world.slow_memory, world.slow_sd, draw_swing())
    swing = _swing(people["fast"], world.fast_memory, world.fast_sd, draw_swing()) + slow
    day = np.arange(world.records_days, dtype=np.float32)[:, None]
    if world.weather_sd or world.away_relief:
        shared = draw_shared_pain(world, int(people["calendar"][0]))
        calendar = people["start"] + np.arange(world.records_days)[:, None]
        calendar = np.minimum(calendar, shared.shape[1] - 1)
        swing = swing + shared[people["therapist"], calendar].astype(np.float32)
    above = swing - recovery * (1 - np.exp(-day / world.recovery_days))
    if world.season_pain:
        calendar = people["start"].astype(np.float32) + day
        waves = world.seasons_per_year * calendar / DAYS_PER_YEAR
        above += world.season_pain * np.cos(2 * np.pi * waves)
    above += add_to_pain(world, people, day)
    start = rng.normal(0, world.sleep_sd_within, shape[1])
    nights = _swing(start, world.sleep_memory, world.sleep_sd_within, draw())
    nights += rested + world.sleep_per_pain_within * above
    return Body(
        pain=usual + above,
        swing=swing,
        slow=slow,
        sleep=_follow(nights, 1 - 1 / WEEK, 1 / WEEK, nights[0]),
    )


def _swing(start: np.ndarray, memory: float, spread: float, noise: np.ndarray) -> np.ndarray:
    """Return a stationary first-order autoregression with this standard deviation, per column."""
    return _follow(noise, memory, spread * np.sqrt(1 - memory**2), start)


def _follow(news: np.ndarray, memory: float, share: float, start: np.ndarray) -> np.ndarray:
    """Return x[t] = memory * x[t - 1] + share * news[t], from x[0] = start."""
    first = start.astype(news.dtype)[None]
    weights = np.array([share], dtype=news.dtype), np.array([1, -memory], dtype=news.dtype)
    later, _ = lfilter(*weights, news[1:], axis=0, zi=weights[1][1] * -first)
    return np.vstack([first, later])
