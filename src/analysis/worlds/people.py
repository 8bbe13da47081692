"""Who the simulated clients are: their usual pain and sleep, habits, reasons and therapist."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.schema import CONDITIONS, PAIN_SITES
from analysis.worlds.world import World

CONDITION_SHARES = (0.22, 0.06, 0.05, 0.08, 0.34, 0.15, 0.10)
PAIN_SITE_SHARES = (0.40, 0.15, 0.20, 0.12, 0.08, 0.05)
MODALITIES = ("swedish", "deep_tissue", "myofascial", "lymphatic")
MODALITY_SHARES = (0.45, 0.30, 0.17, 0.08)
DURATIONS = (30, 60, 90)
DURATION_SHARES = (0.2, 0.6, 0.2)


def draw_people(world: World, n_clients: int, rng: np.random.Generator) -> pd.DataFrame:
    """Draw one row per client: usual pain, state at intake, sleep, interval, start, traits."""
    people = _draw_intakes(world, n_clients, rng)
    severity = (people["pain_mean"] - people["pain_mean"].mean()) / world.pain_sd_between
    people["recovery"] = rng.normal(world.recovery_mean, world.recovery_sd, n_clients)
    sleep_gap = world.sleep_per_pain_between * world.pain_sd_between * severity
    people["sleep_mean"] = (
        world.sleep_mean + sleep_gap + rng.normal(0, world.sleep_sd_between, n_clients)
    )
    log_interval = (
        np.log(world.interval_median)
        + world.severity_to_interval * severity
        + rng.normal(0, world.interval_sd_between, n_clients)
    )
    people["interval"] = np.exp(log_interval)
    people["start"] = rng.integers(0, world.records_days, n_clients)
    people["condition"] = rng.choice(CONDITIONS, n_clients, p=CONDITION_SHARES)
    people["pain_site"] = rng.choice(PAIN_SITES, n_clients, p=PAIN_SITE_SHARES)
    people["modality"] = rng.choice(MODALITIES, n_clients, p=MODALITY_SHARES)
    people["duration_min"] = rng.choice(DURATIONS, n_clients, p=DURATION_SHARES)
    people["therapist_id"] = [f"T{code}" for code in _codes(world.therapists, 100, rng)[
        rng.integers(0, world.therapists, n_clients)]]  # fmt: skip
    people["other_care"] = rng.beta(1.0, 2.5, n_clients)
    people["stress_mean"] = rng.normal(4.5, 1.5, n_clients)
    people["client_id"] = [f"C{code}" for code in _codes(n_clients, 10 * n_clients, rng)]
    return people


def _draw_intakes(world: World, n_clients: int, rng: np.random.Generator) -> pd.DataFrame:
    """Draw people on days when their pain exceeds what they put up with: that is when they come."""
    spreads = (world.pain_sd_between, world.fast_sd, world.slow_sd)
    kept = np.empty((0, 3))
    while len(kept) < n_clients:
        usual, fast, slow = (rng.normal(0, spread, 4 * n_clients) for spread in spreads)
        tolerance = rng.normal(world.tolerance_mean, world.tolerance_sd, 4 * n_clients)
        come = world.pain_mean + usual + fast + slow >= tolerance
        kept = np.vstack([kept, np.column_stack([usual, fast, slow])[come]])
    people = pd.DataFrame(kept[:n_clients], columns=["pain_mean", "fast", "slow"])
    return people.assign(pain_mean=people["pain_mean"] + world.pain_mean)


def _codes(n: int, room: int, rng: np.random.Generator) -> np.ndarray:
    """Draw n different numbers that all have the same number of digits."""
    room = 10 ** len(str(room - 1))
    return rng.choice(np.arange(room, 2 * room), n, replace=False) % room + room
