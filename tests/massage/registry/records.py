"""Records with everything that makes one row per client hard, for every engine alike."""

import numpy as np
import pytest

from analysis import PAIN, SLEEP, Outcome
from massage.worlds import simulate_sessions

OWN = Outcome("Relaxed, at night", -3, 3, "higher")
OUTCOMES = (PAIN, SLEEP, OWN)


def make_records(world="practice", n_clients=150, seed=4):
    """Sessions in no order: ties, gaps, tenths, clients who aren't new or didn't say."""
    sessions = simulate_sessions(world, n_clients=n_clients, seed=seed)
    chance = np.random.default_rng(seed)
    sessions = sessions.sort_values(["client_id", "day"]).reset_index(drop=True)
    n = len(sessions)
    before = sessions.groupby("client_id")["day"].shift()
    agreed = np.fmax(before + 1, sessions["day"] + chance.integers(-4, 5, n))
    sessions["agreed_day"] = agreed.where(before.notna() & (chance.random(n) < 0.9))
    sessions["agreed_known"] = np.where(chance.random(n) < 0.9, "yes", "no")
    sessions[OWN.column] = chance.integers(-30, 31, n) / 10
    for column in ("pain_before", "sleep_quality", OWN.column, "therapist_id"):
        sessions.loc[chance.random(n) < 0.2, column] = np.nan
    sessions["pain_before"] -= (sessions["pain_before"] > 0) * chance.integers(0, 3, n) / 10
    of_client = sessions["client_id"].map(
        dict(zip(sessions["client_id"].unique(), chance.random(n_clients), strict=True))
    )
    sessions["new_client"] = np.select([of_client < 0.15, of_client < 0.3], ["no", ""], "yes")
    sessions["new_client"] = sessions["new_client"].mask(chance.random(n) < 0.3, "")
    sessions["new_client"] = sessions["new_client"].astype("str").replace("", np.nan)
    sessions.loc[of_client > 0.9, "active"] = np.nan
    return sessions.sample(frac=1, random_state=seed).reset_index(drop=True)


def spoil(sessions, n=60, seed=1):
    """The same as text, with cells that break rules of every kind."""
    chance = np.random.default_rng(seed)
    cells = sessions.sort_values(["client_id", "day"]).astype(object)
    cells = (
        cells.where(cells.notna(), "")
        .map(lambda cell: f"{cell:g}" if isinstance(cell, float) else str(cell))
        .reset_index(drop=True)
    )
    for column in cells:
        for row in chance.choice(len(cells), n // cells.shape[1] + 1, replace=False):
            cells.loc[row, column] = chance.choice(WRONG)
    repeated = chance.choice(np.arange(1, len(cells)), 4, replace=False)
    for row in repeated:
        cells.loc[row, ["client_id", "day"]] = cells.loc[row - 1, ["client_id", "day"]].to_numpy()
    return cells


WRONG = np.array(
    ["", "12", "-4", "3,5", "1,200", "n/a", "sore", "2024-01-05", "7.5", "1e9", "inf", "1_0", "no",
     "yes", "99", "+3", "3.", ".5", "40000", "mild"]
)  # fmt: skip


def assert_alike(found, wanted):
    """The same, numbers to 1e-9."""
    if isinstance(wanted, dict):
        assert list(found) == list(wanted)
        for name, one in wanted.items():
            assert_alike(found[name], one)
    elif isinstance(wanted, list):
        assert len(found) == len(wanted)
        for one, other in zip(found, wanted, strict=True):
            assert_alike(one, other)
    elif isinstance(wanted, float):
        assert found == pytest.approx(wanted, rel=1e-9, abs=1e-9)
    else:
        assert found == wanted
