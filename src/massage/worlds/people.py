"""Who the simulated clients are: their usual pain and sleep, habits, reasons and therapist."""

from __future__ import annotations

import numpy as np

from analysis.schema import CONDITIONS
from massage.worlds.world import World

SHORT_STAY_DAYS = (7, 42)
FOREVER = 1_000_000
Arrays = dict[str, np.ndarray]


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
    return people


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
