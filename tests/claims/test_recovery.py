"""Each part of a claim in a practice whose truth is known, and where nothing is there.

The truths are those of ``tests/reference/claims_truth.py``; the error rates of every null world
were measured once (``make calibrate-claims``) and lie in ``data/calibration/claims``.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.claims import examine_claims
from analysis.worlds import WORLDS, simulate_sessions
from analysis.worlds.try_claims import even_out

RUNS, CLIENTS = 200, 240
REFERENCE = Path(__file__).parents[1] / "reference"
TRUTHS = pd.read_csv(REFERENCE / "claims_truth.csv", index_col=["id", "part"])
SPREADS = [("C12", "spread of the change"), ("C12", "spread of question 2's answer")]


@pytest.fixture(scope="module")
def runs():
    practice = even_out(WORLDS["practice"])
    found = [
        examine_claims(simulate_sessions(practice, n_clients=CLIENTS, seed=(240, run)))
        for run in range(RUNS)
    ]
    return pd.concat(found).set_index(["id", "part"]).sort_index()


@pytest.mark.parametrize("part", TRUTHS.index)
def test_the_interval_covers_the_truth(runs, part):
    one = runs.loc[[part]].dropna(subset=["low"])
    truth = TRUTHS.loc[part, "truth"]
    covered = ((one["low"] <= truth) & (truth <= one["high"])).mean()
    two_errors = 2 * np.sqrt(0.95 * 0.05 / len(one))
    assert len(one) >= 50
    assert covered >= 0.95 - two_errors


@pytest.mark.parametrize("part", TRUTHS.index.drop(SPREADS))
def test_the_estimate_is_not_biased(runs, part):
    """A spread can't be under 0, so its estimate is too high where there is none; it is left out."""
    one = runs.loc[[part], "estimate"].dropna()
    truth, error = TRUTHS.loc[part]
    assert abs(one.mean() - truth) <= 3 * np.hypot(one.sem(), error)
