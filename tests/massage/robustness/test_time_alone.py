"""How many change by their own mark: counted, and beside what time alone does."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis import PAIN, PLAN, SLEEP, Outcome, Windows
from calibration.alone import WORLD, tabulate_time_alone
from massage.practice import Practice
from massage.robustness.time_alone import ALONE, WAYS, count_ways, find_time_alone
from massage.worlds import simulate_sessions
from massage.worlds.calibrate import Settings


def test_the_mark_itself_counts_and_who_has_no_value_does_not():
    improvement = pd.Series([2.0, 3.5, 1.9, 0.0, -1.9, -2.0, np.nan])
    assert count_ways(improvement, 2).to_dict() == {"better": 2, "same": 3, "worse": 1}
    assert count_ways(improvement.head(0), 2).sum() == 0


@pytest.mark.parametrize("outcome", [PAIN, SLEEP])
def test_shares_add_up_and_have_their_error(outcome):
    row = find_time_alone(outcome)
    assert row[list(WAYS)].sum() == pytest.approx(1, abs=2e-6)
    assert row[[f"{way}_error" for way in WAYS]].between(0, 0.005).all()
    assert row["runs"] * row["counted"] > 100_000
    # of so many people, a share's error by chance alone; practices differ in nothing else here
    expected = np.sqrt(row["better"] * (1 - row["better"]) / (row["runs"] * row["counted"]))
    assert row["better_error"] == pytest.approx(expected, rel=0.1)


def test_another_rating_mark_or_window_has_no_twin():
    assert find_time_alone(Outcome("stress", 0, 10, "lower")) is None
    assert find_time_alone(replace(PAIN, smallest=3)) is None
    assert find_time_alone(PAIN, replace(PLAN, windows=Windows((0, 28), (29, 84)))) is None


def test_the_table_is_that_of_its_command(tmp_path):
    found = tabulate_time_alone(tmp_path / "few.csv", Settings(clients=200, runs=20, seed=5))
    shipped = pd.read_csv(ALONE)
    assert list(found) == list(shipped) == list(pd.read_csv(tmp_path / "few.csv"))
    for way in WAYS:
        apart = (found[way] - shipped[way]).abs()
        assert (apart < 4 * np.hypot(found[f"{way}_error"], shipped[f"{way}_error"])).all()


def test_it_is_what_a_practice_of_that_world_shows():
    own = Practice(simulate_sessions(WORLD, n_clients=2000, seed=8), (PAIN,))
    counts = count_ways(own.clients["pain_improvement"], PAIN.smallest)
    share = find_time_alone(PAIN)["better"]
    error = np.sqrt(share * (1 - share) / counts.sum())
    assert counts["better"] / counts.sum() == pytest.approx(share, abs=4 * error)
