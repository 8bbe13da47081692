"""Windows, improvement and its direction, and why clients are left out."""

import numpy as np
import pandas as pd
import pytest

from analysis import PAIN, PLAN, SLEEP, Outcome, Practice, Windows, summarise_clients
from analysis.clients import count_left_out, subtract
from massage.worlds import simulate_sessions


def visits(client, days, pain, **more):
    return pd.DataFrame(
        {"client_id": client, "day": days, "pain_before": np.array(pain, dtype=float), **more}
    )


def test_windows_are_counted_with_both_ends():
    sessions = visits("A", [0, 42, 43, 84, 85], [8, 7, 6, 5, 4])
    found = summarise_clients(sessions, [PAIN], Windows((0, 42), (43, 84))).iloc[0]
    assert found["frequency"] == pytest.approx(2 / 6)
    assert (found["pain_baseline"], found["pain_follow_up"]) == (8, 6)
    assert (found["pain_follow_up_day"], found["pain_improvement"]) == (43, 2)


def test_follow_up_is_the_first_value_that_was_written_down():
    found = summarise_clients(visits("A", [0, 50, 60], [8, np.nan, 3]), [PAIN]).iloc[0]
    assert (found["pain_follow_up"], found["pain_follow_up_day"]) == (3, 60)


def test_windows_can_be_chosen():
    windows = Windows(exposure=(0, 28), follow_up=(29, 60))
    found = summarise_clients(visits("A", [0, 7, 29], [8, 7, 6]), [PAIN], windows).iloc[0]
    assert found["frequency"] == pytest.approx(2 / 4)
    assert found["pain_improvement"] == 2


def test_one_row_per_client_whatever_the_order():
    sessions = simulate_sessions("practice", n_clients=30, seed=1)
    there = summarise_clients(sessions)
    shuffled = summarise_clients(sessions.sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(there, shuffled)
    assert len(there) == 30
    assert there["client_id"].is_unique


def test_equals_a_loop_over_clients():
    sessions = simulate_sessions("practice", n_clients=40, seed=3)
    found, last = summarise_clients(sessions).set_index("client_id"), PLAN.windows.exposure[1]
    for client, rows in sessions.groupby("client_id"):
        assert found.loc[client, "frequency"] == rows["day"].between(0, last).sum() / (last / 7)
        late = rows[rows["day"].between(*PLAN.windows.follow_up)].dropna(subset=["sleep_quality"])
        start = rows.loc[rows["day"] == 0, "sleep_quality"].iloc[0]
        new = rows["new_client"].iloc[0] == "yes"
        expected = late["sleep_quality"].iloc[0] - start if len(late) and new else np.nan
        assert found.loc[client, "sleep_improvement"] == pytest.approx(expected, nan_ok=True)


def test_an_outcome_may_be_called_n():
    last = PLAN.windows.follow_up[1]
    sessions = visits("A", [0, last], [8, np.nan], active="no", new_client="yes")
    own = sessions.rename(columns={"pain_before": "n"})
    found = summarise_clients(own, [Outcome("n", 0, 10, better="lower")])
    wanted = summarise_clients(sessions, [PAIN])
    wanted.columns = wanted.columns.str.replace("pain", "n")
    pd.testing.assert_frame_equal(found, wanted)


def test_a_last_visit_on_the_windows_last_day_is_not_after_it():
    last = PLAN.windows.follow_up[1]
    sessions = visits("A", [0, last], [8, np.nan], active="no", new_client="yes")
    assert count_left_out(summarise_clients(sessions, [PAIN]), PAIN).to_dict() == {
        "came_unrecorded": 1
    }
    later = visits("A", [0, last + 1], [8, 5], active="no", new_client="yes")
    assert count_left_out(summarise_clients(later, [PAIN]), PAIN).to_dict() == {"around_only": 1}


def test_where_it_is_not_written_whether_a_client_is_new_she_is_not_counted():
    sessions = pd.concat(
        [
            visits("new", [0, 50], [8, 5], new_client="yes"),
            visits("blank", [0, 50], [8, 5], new_client=None),
        ]
    )
    for kind in (sessions, sessions.convert_dtypes()):
        clients = summarise_clients(kind, [PAIN])
        assert count_left_out(clients, PAIN).to_dict() == {"not_known_new": 1}
        assert clients["pain_improvement"].notna().sum() == 1
    untold = sessions.assign(new_client=None)
    assert summarise_clients(untold, [PAIN])["pain_improvement"].notna().all()
    told = sessions.assign(new_client=False)
    assert summarise_clients(told, [PAIN])["pain_improvement"].isna().all()


@pytest.mark.parametrize("new", ["yes", "no"])
def test_only_new_clients_have_a_baseline(new):
    found = summarise_clients(visits("A", [0, 50], [8, 5], new_client=new), [PAIN]).iloc[0]
    assert found["pain_improvement"] == (3 if new == "yes" else pytest.approx(np.nan, nan_ok=True))


def test_clients_left_out_are_counted_by_reason():
    sessions = pd.concat(
        [
            visits("counted", [0, 50], [8, 5], new_client="yes", active="no"),
            visits("not new", [0, 50], [8, 5], new_client="no", active="no"),
            visits("no baseline", [0, 50], [np.nan, 5], new_client="yes", active="no"),
            visits("not recorded", [0, 50], [8, np.nan], new_client="yes", active="no"),
            visits("around", [0, 20, 100], [8, 5, 5], new_client="yes", active="no"),
            visits("recent", [0, 20], [8, 5], new_client="yes", active="yes"),
            visits("left", [0, 20], [8, 5], new_client="yes", active="no"),
        ]
    )
    clients = summarise_clients(sessions, [PAIN])
    expected = {"not_new", "no_baseline", "came_unrecorded", "around_only", "too_recent", "left"}
    assert count_left_out(clients, PAIN).to_dict() == dict.fromkeys(expected, 1)
    kept = clients[clients["pain_left_out"].isna()]
    assert list(kept["client_id"]) == ["counted"]


def test_without_active_the_reason_says_that_it_is_not_known():
    clients = summarise_clients(visits("A", [0, 20], [8, 5]), [PAIN])
    assert count_left_out(clients, PAIN).to_dict() == {"left_or_recent": 1}


def test_an_outcome_that_is_not_there_has_empty_columns():
    clients = summarise_clients(visits("A", [0, 50], [8, 5]), [PAIN, SLEEP])
    assert clients["sleep_improvement"].isna().all()


def test_direction_cannot_be_got_wrong():
    """Pain written as 10 - pain, higher is better: the same answer under another label."""
    sessions = simulate_sessions("practice", n_clients=120, seed=5)
    turned = sessions.assign(ease=10 - sessions["pain_before"])
    ease = Outcome("ease", 0, 10, better="higher", smallest=2)
    there = Practice(sessions, [PAIN]).question_1["pain"]
    back = Practice(turned, [ease]).question_1["ease"]
    for measure in ("correlation", "slope", "slope_by_therapist"):
        one, other = getattr(there, measure), getattr(back, measure)
        assert [one.estimate, one.low, one.high, one.p_value] == pytest.approx(
            [other.estimate, other.low, other.high, other.p_value], abs=1e-10
        )
    pd.testing.assert_series_equal(there.left_out, back.left_out, check_names=False)


@pytest.mark.parametrize(
    "outcome",
    [Outcome("score", 0, 10, better="lower"), Outcome("score", 0, 10, better="higher")],
)
def test_positive_means_better_for_either_direction(outcome):
    """Clients who came more often got better by construction, whichever way better is."""
    rng = np.random.default_rng(1)
    frames = []
    for number in range(40):
        n_early = 1 + number % 6
        days = [0, *range(5, 5 * n_early, 5), 50]
        better_by = 0.6 * n_early + rng.integers(0, 2)
        start = 8 if outcome.better == "lower" else 2
        score = [start] * (len(days) - 1) + [start + outcome.sign * better_by]
        frames.append(pd.DataFrame({"client_id": f"C{number}", "day": days, "score": score}))
    found = Practice(pd.concat(frames), [outcome]).question_1["score"]
    assert found.correlation.low > 0
    assert found.slope.low > 0


@pytest.mark.parametrize("unit", [1, 0.1, 0.01])
def test_ratings_with_decimals_keep_their_ties(unit):
    """0.3 - 0.2 and 0.8 - 0.7 are one improvement: the ranks are those of whole numbers."""
    rng = np.random.default_rng(8)
    whole = pd.DataFrame(
        {
            "client_id": np.repeat([f"C{i}" for i in range(60)], 3),
            "day": np.tile([0, 20, 60], 60),
            "pain_before": rng.integers(0, 101, 180),
        }
    )
    whole = whole[(whole["day"] != 20) | (rng.random(180) < 0.5)]
    written = whole.assign(pain_before=(whole["pain_before"] * unit).round(2))
    outcome = Outcome("pain_before", 0, 100, "lower", "pain")
    plain, found = (
        Practice(s, (outcome,)).question_1["pain"].correlation for s in (whole, written)
    )
    assert (found.estimate, found.p_value) == (plain.estimate, plain.p_value)
    changes = [
        summarise_clients(s, (outcome,))["pain_improvement"].nunique() for s in (whole, written)
    ]
    assert changes[0] == changes[1]


def test_differences_keep_what_ratings_of_any_size_can_tell():
    earlier, later = pd.Series([0.7, 0.2, 1e-9]), pd.Series([0.8, 0.3, 2e-9])
    assert list(subtract(later, earlier)) == [0.1, 0.1, 1e-9]
    assert list(subtract(later * 1e-200, earlier * 1e-200)) == pytest.approx(
        [1e-201, 1e-201, 1e-209]
    )
    assert subtract(pd.Series(dtype=float), pd.Series(dtype=float)).empty
