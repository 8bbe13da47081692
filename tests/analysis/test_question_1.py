"""Question 1 is what its parts give, and says where few decide it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis import PAIN, Practice, ancova, correlate, summarise_clients
from analysis.plan import PLAN, Windows
from analysis.question_1 import associate_clients
from massage.words.answers import answer_between, answer_slope, explain_few
from massage.words.codes import METHODS, tell
from massage.worlds import simulate_sessions


def test_question_1_is_what_its_parts_give():
    sessions = simulate_sessions("practice", n_clients=100, seed=8)
    clients, found = summarise_clients(sessions), Practice(sessions).question_1["sleep"]
    model = {"adjust_for": ["sleep_baseline", "sleep_follow_up_day"]}
    named = {"outcome": "sleep_improvement", "exposure": "frequency", **model}
    assert found.correlation == correlate(clients, "frequency", "sleep_improvement", **model)
    assert found.slope == ancova(clients, **named)
    assert found.slope_by_therapist == ancova(clients, **named, cluster="therapist_id")
    assert "CR2 errors clustered by therapist_id" in tell(found.slope_by_therapist.method, METHODS)
    counted = clients.dropna(subset=["sleep_improvement"])["frequency"]
    assert found.middle_half == tuple(counted.quantile([0.25, 0.75]))


def test_errors_by_therapist_are_never_narrower_than_plain_ones():
    """200 clients of 20 therapists, 20 at another pace, 5 better: clustered errors vanish."""
    rng = np.random.default_rng(3)
    clients = pd.DataFrame(
        {
            "frequency": np.where(np.arange(200) < 20, 1.0, 0.5),
            "therapist_id": rng.integers(0, 20, 200).astype(str),
            "pain_baseline": rng.integers(3, 9, 200).astype(float),
            "pain_follow_up_day": rng.integers(43, 85, 200).astype(float),
            "pain_improvement": rng.permutation(np.arange(200) < 5).astype(float),
            "pain_left_out": np.nan,
        }
    )
    found = associate_clients(clients, [PAIN], PLAN)["pain"]
    model = {"adjust_for": ["pain_baseline", "pain_follow_up_day"], "cluster": "therapist_id"}
    clustered = ancova(clients, outcome="pain_improvement", exposure="frequency", **model)
    assert clustered.high - clustered.low < found.slope.high - found.slope.low
    assert found.slope_by_therapist == found.slope


def nearly_constant(n_away: int, n: int = 280) -> pd.DataFrame:
    """Clients who came 4 times in six weeks, a few more often; all changed by chance."""
    rng = np.random.default_rng(5)
    rows = []
    for client in range(n):
        visits = 4 if client >= n_away else 6 + client % 3
        days = [0, *range(3, 3 + 5 * (visits - 1), 5), 50]
        pain = [5, *[np.nan] * (visits - 1), 5 - int(rng.integers(-1, 2))]
        rows += [(f"C{client}", day, value) for day, value in zip(days, pain, strict=True)]
    return pd.DataFrame(rows, columns=["client_id", "day", "pain_before"])


def test_few_who_came_at_another_pace_decide_little():
    found = Practice(nearly_constant(6), (PAIN,)).question_1["pain"]
    assert found.commonest == (4, 274)
    assert found.correlation.n_deciding == pytest.approx(6, abs=0.5)
    assert max(found.correlation.df, found.slope.df) < 30
    assert found.correlation.p_value > 0.05


def test_no_answer_where_fewer_than_five_came_at_another_pace():
    found = Practice(nearly_constant(4), (PAIN,)).question_1["pain"]
    for one in (found.correlation, found.slope):
        assert (
            tell(one.reason) == "fewer than 5 clients came more or less often than all the others"
        )
        assert np.isnan([one.estimate, one.low, one.p_value]).all()
    assert np.isnan(found.p_holm)
    assert found.correlation.n_clients == 280


def test_few_who_decide_are_said_first():
    plan = replace(PLAN, windows=Windows((0, 42), (43, 84)))
    few, spread = (Practice(nearly_constant(n), (PAIN,), plan).question_1["pain"] for n in (6, 140))
    first = (
        "274 of 280 clients came 4 times in their first 6 weeks: these records can hardly tell. "
    )
    assert answer_between(few).startswith(first)
    assert "At least half of them came about 0.7 times a week" in answer_slope(few)
    assert explain_few(spread) == ""


def test_a_few_clients_far_from_the_rest_are_said_first():
    found = Practice(nearly_constant(140, 150), (PAIN,)).question_1["pain"]
    alone = replace(found, correlation=replace(found.correlation, n_deciding=3.0))
    assert explain_few(found) == ""
    assert explain_few(alone).startswith("A few clients who came at quite another pace decide this")
