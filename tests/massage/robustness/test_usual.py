"""What people do today, by hand, in any order of rows."""

import pandas as pd

from massage.robustness.false_alarms import pick_rates
from massage.robustness.usual import summarise_as_today
from massage.worlds import simulate_sessions


def test_sessions_per_week_and_fall_by_hand():
    sessions = pd.DataFrame(
        {
            "client_id": ["A", "A", "A", "B", "B", "C"],
            "day": [0, 7, 20, 0, 3, 0],
            "pain_before": [6.0, None, 2.0, 3.0, 5.0, 4.0],
        }
    )
    table = summarise_as_today(sessions).set_index("client_id")
    assert table["sessions_per_week"].to_dict() == {"A": 2 / 3, "B": 2.0}
    assert table["fall_in_pain"].to_dict() == {"A": 4.0, "B": -2.0}


def test_order_of_rows_does_not_matter():
    sessions = simulate_sessions("mix", n_clients=40, seed=1)
    shuffled = sessions.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(summarise_as_today(sessions), summarise_as_today(shuffled))


def test_rates_are_picked_by_world_and_size():
    rates = pd.DataFrame({"world": ["a", "a", "b"], "clients": [60, 200, 60]})
    assert list(pick_rates(rates, ["a"], 60).index) == [0]
    assert list(pick_rates(rates, ["a", "b"], 60).index) == [0, 2]
