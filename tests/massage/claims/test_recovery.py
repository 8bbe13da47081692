"""Each part of a claim in a practice whose truth is known, and where nothing is there.

The truths are those of ``tests/reference/claims_truth.py``, what practices say of them that of
``tests/reference/claims_recovery.py``; the error rates of every null world
were measured once (``make claims``) and lie in ``data/calibration/claims``.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zlib import crc32

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import Practice
from calibration.page import any_announced, hold_out, read_error_rates
from massage.__main__ import main
from massage.claims import CLAIMS, examine_claims
from massage.claims.claim import CHANGE, NAMED
from massage.worlds import WORLDS, simulate_sessions
from massage.worlds.calibrate import Settings
from massage.worlds.try_claims import NOTHING_THERE, even_out, try_claims
from tests.reference.claims_recovery import ask

REFERENCE = Path(__file__).parents[2] / "reference"
TRUTHS = pd.read_csv(REFERENCE / "claims_truth.csv", index_col=["id", "part"])
RECOVERY = pd.read_csv(REFERENCE / "claims_recovery.csv", index_col=["id", "part"])
SPREADS = [("C12", "spread of the change"), ("C12", "spread of what a shorter interval goes with")]


@pytest.mark.parametrize("part", TRUTHS.index)
def test_the_interval_covers_the_truth(part):
    one = RECOVERY.loc[part]
    two_errors = 2 * np.sqrt(0.95 * 0.05 / one["answered"])
    assert one["answered"] >= 100
    assert one["covered"] >= 0.95 - two_errors


@pytest.mark.parametrize("part", TRUTHS.index.drop(SPREADS))
def test_the_estimate_is_not_biased(part):
    """Without the spreads: where there is none its estimate is too high, since none is under 0."""
    one = RECOVERY.loc[part]
    truth, error = TRUTHS.loc[part]
    assert abs(one["mean"] - truth) <= 3 * np.hypot(one["error"], error)


def test_the_table_is_what_these_estimators_say():
    """The first practice of the committed table, asked anew."""
    first = ask(0)["estimate"].reindex(TRUTHS.index).astype(float)
    assert first.notna().sum() >= 19
    np.testing.assert_allclose(first, RECOVERY["first"], rtol=0, atol=2e-6)
    assert (RECOVERY["runs"] == 200).all()


@pytest.fixture(scope="module")
def tables(root):
    """The committed output of ``make claims``."""
    return read_error_rates(root / "data" / "calibration" / "claims")


@pytest.fixture(scope="module")
def rates(tables):
    return tables["200"]


SIZES = ["60", "200", "600", "natural"]


@pytest.mark.parametrize("size", SIZES)
def test_comparisons_hold_their_error_rate_wherever_nothing_is_there(tables, size):
    compared = hold_out(tables[size])
    assert set(tables[size]["world"]) == set(NOTHING_THERE)
    assert (tables[size]["runs"] == {"60": 400, "200": 400, "600": 100, "natural": 200}[size]).all()
    error = np.sqrt(0.07 * 0.93 / compared["answered"])
    among_so_many = stats.norm.ppf(1 - 0.05 / len(compared))
    errors = 2 if tables[size]["runs"].iloc[0] == 400 else among_so_many
    assert (compared["significant"] <= 0.07 + errors * error).all()
    by_part = compared.groupby(["id", "part"])
    mean = by_part.apply(lambda own: np.average(own["significant"], weights=own["answered"]))
    assert mean.max() <= 0.07
    if size in ("200", "600"):
        assert len(mean) == 6
        assert (by_part["answered"].median() >= 80).all()


@pytest.mark.parametrize("size", SIZES)
def test_seldom_is_any_comparison_announced_in_a_practice(tables, size):
    one = any_announced(tables[size])
    assert len(one) == len(NOTHING_THERE) - 1
    assert one["announced"].mean() <= 0.07
    assert (one["announced"] <= 0.07 + 2 * np.sqrt(0.07 * 0.93 / one["runs"])).all()


def test_changes_hold_their_error_rate_where_nothing_changes(rates):
    changed = rates[(rates["kind"] == CHANGE) & (rates["world"] == "still")]
    assert len(changed) == sum(part.kind == CHANGE for claim in CLAIMS for part in claim.parts)
    assert (changed["significant"] <= 0.07 + 2 * changed["significant_error"]).all()
    assert changed["announced"].max() <= 0.05


def test_spreads_that_are_there_are_covered():
    """The committed output of ``tests/reference/claims_spread.py``."""
    found = pd.read_csv(REFERENCE / "claims_spread.csv")
    assert len(found) == 2
    assert (found["truth"] > 0.05).all()
    assert (found["answered"] >= 190).all()
    assert (found["covered"] >= 0.95 - 2 * np.sqrt(0.95 * 0.05 / found["answered"])).all()
    assert (abs(found["mean"] / found["truth"] - 1) < 0.1).all()


def test_time_alone_changes_much_where_massage_does_nothing(rates):
    """So that the test above can fail, and the sentence that names time is needed."""
    peak = rates[(rates["world"] == "regression_to_mean") & (rates["part"] == "pain")]
    assert peak["announced"].min() > 0.3


def test_a_trial_counts_what_asking_the_same_practices_finds(tmp_path):
    path = tmp_path / "rates.csv"
    table = try_claims(path, ["still"], Settings(clients=60, runs=4, seed=5))
    seeds = [(5, crc32(b"still"), run) for run in range(4)]
    found = pd.concat(
        examine_claims(
            Practice(simulate_sessions(even_out(WORLDS["still"]), n_clients=60, seed=seed))
        )
        for seed in seeds
    )
    for row in table[table["id"] != "any"].itertuples():
        own = found[(found["id"] == row.id) & (found["part"] == row.part)]
        answered = own["p_value"].dropna()
        assert row.answered == len(answered)
        assert row.significant == pytest.approx((answered < 0.05).mean())
        assert row.announced == own["verdict"].isin(NAMED).mean()
    pd.testing.assert_frame_equal(pd.read_csv(path), table.round(6))


def test_the_command_tries_the_claims(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("massage.worlds.try_claims.open_pool", lambda _: ThreadPoolExecutor(1))
    out = tmp_path / "rates.csv"
    options = ["--worlds", "plain", "--clients", "40", "--runs", "2", "--out", str(out)]
    assert main(["calibrate", "--claims", *options]) == 0
    assert "one per world and part of a claim" in capsys.readouterr().out
    assert set(pd.read_csv(out)["world"]) == {"plain"}
