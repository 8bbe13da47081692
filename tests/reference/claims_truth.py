"""What each part of a claim is in the simulated practice, from a hundred thousand clients.

Run from the project's top: .venv/bin/python tests/reference/claims_truth.py (five minutes).
Writes claims_truth.csv: what every part should find in the world ``practice`` with conditions made
about equally frequent. Changes, shares and relief at once come from the simulator's own pain and
sleep, before noise and rounding: what a rating is on average follows from the normal distribution
around them. Nothing of the estimators is used for these. Some truths are built in: modality, other
care and condition play no part in it, and 3.5 sessions in 100 have an unwanted event. For the time
to relief it is what massage adds in a copy of the world where bookings follow chance alone; for the
link of stress with pain, the value in very many clients.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from analysis.plan import PLAN
from massage.claims.changes import correlate_within
from massage.claims.claim import OUTCOMES, WRITTEN
from massage.claims.groups import summarise_records
from massage.claims.time_to_relief import compare_time_to_relief
from massage.worlds import WORLDS, simulate_sessions
from massage.worlds.records import (
    EVENTS_PER_SESSION,
    RECENT_DAYS,
    STRESS_SD_BETWEEN,
    STRESS_SD_FAST,
    STRESS_SD_SLOW,
)
from massage.worlds.simulate import simulate_visits
from massage.worlds.truth import randomise
from massage.worlds.world import World, even_out

PRACTICES, CLIENTS, SEED = 50, 2_000, 20_261_124
BUILT_IN = {
    ("C6", "lymphatic against other kinds"): 0.0,
    ("C9", "between clients"): 0.0,
    ("C9", "within clients"): 0.0,
    ("C11", "events per 100 sessions"): 100 * EVENTS_PER_SESSION,
    ("C12", "spread of the change"): 0.0,
    ("C12", "spread of what a shorter interval goes with"): 0.0,
}
PRACTICE = even_out(WORLDS["practice"])
TREATED = randomise(PRACTICE)
CONTROL = replace(TREATED, relief_pain=0.0, relief_sleep=0.0)
STRESS_SD = np.sqrt(STRESS_SD_BETWEEN**2 + STRESS_SD_SLOW**2 + STRESS_SD_FAST**2)
QUANTILES = stats.norm.ppf((np.arange(40) + 0.5) / 40)
Rating = Callable[[pd.DataFrame], np.ndarray]


def rate(mean: np.ndarray, spread: float, low: int = 0, high: int = 10) -> np.ndarray:
    """Mean of a whole-number rating from low to high whose value before rounding is normal."""
    steps = np.arange(low, high) + 0.5
    return low + stats.norm.sf(steps, np.asarray(mean)[..., None], spread).sum(axis=-1)


def rate_all(world: World) -> dict[str, Rating]:
    """How pain, sleep and what is derived from them are rated on average, visit by visit."""

    def rested(visits: pd.DataFrame) -> pd.Series:
        return visits["sleep"] - world.sleep_mean

    def stress(visits: pd.DataFrame) -> pd.Series:
        return world.stress_per_pain * (visits["pain"] - world.pain_mean)

    return {
        "pain": lambda v: rate(v["pain"], world.arrival_noise),
        "sleep": lambda v: rate(v["sleep"], 0.5),
        "length of sleep": lambda v: rate(2 * (6.6 + 0.35 * rested(v)), 1.0, 4, 22) / 2,
        "ease of daily activities": lambda v: rate(0.85 * v["pain"], 1.0),
        "stress": lambda v: rate(4.5 + stress(v), STRESS_SD),
        "mood": lambda v: rate(
            6 - 0.45 * stress(v) + 0.25 * rested(v), np.hypot(0.45 * STRESS_SD, 0.9)
        ),
    }


CHANGES = [
    (claim["id"], part["condition"], OUTCOMES[part["outcomes"][0]])
    for claim in WRITTEN["claims"]
    for part in claim["parts"]
    if part.get("like") == "change"
]


def first_and_later(visits: pd.DataFrame, condition: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Visits of new clients with this condition: their first, and the follow-up."""
    own = visits[(visits["condition"] == condition) & (visits["start"] >= RECENT_DAYS)]
    later = (
        own[own["day"].between(*PLAN.windows.follow_up)]
        .drop_duplicates("client")
        .set_index("client")
    )
    first = own[own["day"] == 0].set_index("client").loc[later.index]
    return first, later


def ask_simulator(world: World, seed: tuple[int, int]) -> dict[tuple[str, str], float]:
    """Truths that follow from pain and sleep as the simulator has them."""
    visits = simulate_visits(world, CLIENTS, [seed])
    ratings = rate_all(world)
    found = {}
    for claim, condition, outcome in CHANGES:
        first, later = first_and_later(visits, condition)
        change = ratings[outcome.name](later) - ratings[outcome.name](first)
        found[claim, outcome.name] = outcome.sign * float(np.mean(change))
    first, later = (2 * (6.6 + 0.35 * (v["sleep"] - world.sleep_mean))
                    for v in first_and_later(visits, "chronic_pain"))  # fmt: skip
    under = stats.norm.cdf(15.5, first, 1.0)
    found["C7", "reached eight hours"] = float(under @ stats.norm.sf(15.5, later, 1.0) / sum(under))
    mean, spread = world.relief_at_once
    falls = np.maximum(0, mean + spread * QUANTILES)
    pain = visits["pain"].to_numpy()
    leaving = np.mean([rate(pain - fall, world.arrival_noise) for fall in falls], axis=0)
    at_once = pd.Series(rate(pain, world.arrival_noise) - leaving)
    found["C10", "from arriving to leaving"] = at_once.groupby(visits["client"]).mean().mean()
    asked = visits[(visits["day"] > 0) | (visits["start"] < RECENT_DAYS)]
    times = asked.groupby("client").size().to_numpy()
    chances = -EVENTS_PER_SESSION * np.log((np.arange(2000) + 0.5) / 2000)
    nothing = np.mean((1 - np.minimum(chances, 1)) ** times[:, None], axis=1)
    found["C11", "clients with an event"] = float(np.mean(1 - nothing))
    return found


def ask(run: int) -> pd.DataFrame:
    """Ask one very large practice, and its randomised copies with and without massage."""
    seed = (SEED, run)
    found = ask_simulator(PRACTICE, seed)
    linked = correlate_within(
        simulate_sessions(PRACTICE, n_clients=CLIENTS, seed=seed), "stress", "pain_before"
    )
    found["C8", "stress with pain"] = linked.estimate
    worlds = (simulate_sessions(one, n_clients=CLIENTS, seed=seed) for one in (TREATED, CONTROL))
    with_massage, without = (
        compare_time_to_relief(summarise_records(sessions).by_condition["strain"]).estimate
        for sessions in worlds
    )
    found["C3", "time to relief"] = with_massage - without
    names = pd.MultiIndex.from_tuples(list(found), names=["id", "part"])
    return pd.DataFrame({"truth": list(found.values())}, index=names).assign(run=run)


def main() -> None:
    """Average over practices and write the table, with Monte Carlo errors."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        found = pd.concat(pool.map(ask, range(PRACTICES)))
    table = found.groupby(["id", "part"], sort=False)["truth"].agg(["mean", "sem"])
    table = table.rename(columns={"mean": "truth", "sem": "error"})
    built_in = pd.DataFrame(
        [(*part, truth, 0.0) for part, truth in BUILT_IN.items()],
        columns=["id", "part", "truth", "error"],
    )
    table = pd.concat([table.round(6).reset_index(), built_in])
    path = Path(__file__).with_name("claims_truth.csv")
    table.to_csv(path, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
