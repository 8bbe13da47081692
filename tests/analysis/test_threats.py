"""What could make question 2's answer wrong fires where it should."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis import PAIN, SLEEP, Outcome, Practice, compare_intervals, find_threats
from massage.words.codes import fill, read_words
from massage.words.formats import sentence
from massage.words.together import explain_block, list_warnings, tabulate_threats
from massage.worlds import WORLDS, simulate_sessions
from tests.reference import remembered
from tests.reference.unrated import KINDS, OUT, leave_out, run_once


def test_sizes_of_threats_follow_the_range(mix):
    """Ratings of 0-100 instead of 0-10: the same threats fire, the answer is ten times as large."""
    wide = mix.assign(pain_before=10 * mix["pain_before"], pain_after=10 * mix["pain_after"])
    ratings = Outcome("pain_before", 0, 100, better="lower", name="pain")
    ours, other = compare_intervals(mix), compare_intervals(wide, ratings)
    assert other.estimate == pytest.approx(10 * ours.estimate, rel=1e-5)
    threats = [find_threats(mix).set_index("name"), find_threats(wide, ratings).set_index("name")]
    assert list(threats[0]["fired"]) == list(threats[1]["fired"])
    values, tenfold = (table["value"] for table in threats)
    assert tenfold["short_gap"] == pytest.approx(10 * values["short_gap"], rel=1e-5)
    assert tenfold["past_pain"] == pytest.approx(values["past_pain"] / 10, rel=1e-4)


def test_few_clients_leave_threats_unchecked():
    small = simulate_sessions("plain", n_clients=60, seed=2)
    large = simulate_sessions("plain", n_clients=150, seed=2)
    sampled = ["past_pain", "short_gap", "late_booking", "drop_out"]
    unchecked = find_threats(small).set_index("name").loc[sampled]
    assert not unchecked[~unchecked["fired"]]["checked"].any()
    told = list_warnings(Practice(small, (PAIN,)), "pain")
    assert any(one.startswith("Could not be checked") for one in told)
    assert find_threats(large).set_index("name").loc[sampled, "checked"].all()


def test_a_threat_that_fires_says_what_it_means():
    hidden = simulate_sessions("flare_moved_hidden", n_clients=150, seed=3)
    practice = Practice(hidden, (PAIN,))
    threats = practice.threats.set_index("name")
    assert threats.loc["short_gap", "fired"]
    assert threats.loc["short_gap", "blocks"]
    assert practice.question_2["pain"].blocked_by == ("short_gap",)
    [meaning] = tabulate_threats(practice).set_index("threat")["meaning"].loc[["short_gap"]]
    assert "without a record" in meaning


UNEVENLY_BOOKED = {
    "late_booking": WORLDS["reverse_flare"],
    "drop_out": WORLDS["improvers_leave"],
    "not_standing": replace(WORLDS["plain"], standing=0.3),
    "gap_spread": replace(WORLDS["plain"], interval_sd_within=0.05, moved=0.0),
}


@pytest.mark.parametrize("name", UNEVENLY_BOOKED)
def test_a_warning_fires_where_it_should_and_blocks_nothing(name):
    sessions = simulate_sessions(UNEVENLY_BOOKED[name], n_clients=200, seed=1)
    practice = Practice(sessions, (PAIN,))
    row = practice.threats.set_index("name").loc[name]
    assert row["fired"]
    assert not row["blocks"]
    assert name not in practice.question_2["pain"].blocked_by
    fired = fill(read_words("threats")[name]["fired"], {"name": "pain"})
    assert sentence(fired) in list_warnings(practice, "pain")
    calm = find_threats(simulate_sessions("plain", n_clients=200, seed=1)).set_index("name")
    assert not calm.loc[name, "fired"]


@pytest.fixture(scope="module")
def rated():
    return simulate_sessions("mix", n_clients=200, seed=1)


@pytest.mark.parametrize(
    ("rule", "fires"),
    [
        ("hardly any", False),
        ("a fifth, by lot", False),
        ("after short gaps", True),
        ("after short gaps, on good days", True),
        ("after long gaps, on bad days", True),
    ],
)
def test_ratings_that_are_left_out_after_some_gaps_block(rated, rule, fires):
    """Sleep, too: its visits without a rating of pain are left out with them."""
    practice = Practice(leave_out(rated, rule, 1))
    row = practice.threats.set_index(["outcome", "name"]).loc[("pain", "unrated")]
    assert (row["fired"], row["blocks"]) == (fires, True)
    assert (row["value"] > 0.02) == (fires and "short" in rule)
    for found in practice.question_2.values():
        assert ("unrated" in found.blocked_by) == fires
        assert found.looks["unrated"].about == ("pain" if fires and found.outcome != PAIN else "")


def test_ratings_of_sleep_that_are_left_out_do_not_block_pain(rated):
    left = leave_out(rated, "after short gaps", 1)
    pain = rated.sort_values(["client_id", "day"], ignore_index=True)["pain_before"]
    sleep = left["sleep_quality"].where(left["pain_before"].notna())
    answers = Practice(left.assign(sleep_quality=sleep, pain_before=pain)).question_2
    assert {name: "unrated" in one.blocked_by for name, one in answers.items()} == {
        "pain": False,
        "sleep": True,
    }


def test_where_each_visit_is_rated_none_was_left_out(mix):
    filled = mix.assign(pain_before=mix["pain_before"].fillna(5))
    looks = [find_threats(one).set_index("name").loc["unrated"] for one in (filled, mix)]
    assert [one["value"] == 0 for one in looks] == [True, False]
    assert [bool(one["checked"]) for one in looks] == [True, False]  # few clients are a sample
    assert not looks[0]["fired"]


UNRATED = pd.read_csv(OUT)
BY_LOT, HARMLESS = ["hardly any", "a fifth, by lot"], ["on good days", "after short gaps"]
HARMFUL = ["after short gaps, on good days", "after long gaps, on bad days"]


def test_ratings_left_out_do_what_was_simulated():
    """The committed output of tests/reference/unrated.py; errors are Monte Carlo errors."""
    runs, large = UNRATED["runs"], UNRATED["clients"] >= 200
    assert set(runs) == {100, 200}
    error = np.sqrt(0.07 * 0.93 / runs)
    left_out, pain = UNRATED["left_out"], UNRATED["outcome"] == "pain"
    harmless, harmful = left_out.isin(BY_LOT + HARMLESS), large & left_out.isin(HARMFUL)
    assert (UNRATED["significant"] <= 0.07 + 2 * error)[harmless].all()
    seldom = UNRATED["fired"] <= 0.02 + 2 * np.sqrt(0.02 * 0.98 / runs)
    assert seldom[left_out.isin(BY_LOT)].all()
    assert UNRATED[harmful & pain]["significant"].mean() > 0.2
    assert (UNRATED["claimed"] <= 0.07 + 2 * error)[harmful].all()


@pytest.mark.parametrize("kind", KINDS)
def test_the_table_of_unrated_visits_is_what_question_2_says(kind):
    """The first practice of the smallest size, asked anew."""
    n, *_ = KINDS[kind]
    keys = ["clients", "world", "outcome", "left_out"]
    asked = pd.DataFrame(run_once((n, kind, 0))).set_index(keys)["estimate"]
    own = UNRATED.set_index(keys)["first"][asked.index]
    assert asked.tolist() == pytest.approx(own.tolist(), abs=2e-6)


@pytest.mark.parametrize("kind", remembered.KINDS)
def test_the_table_of_remembered_ratings_is_what_question_2_says(kind):
    table = pd.read_csv(remembered.OUT).set_index(["clients", "world"])
    found = remembered.run_once((60, kind, 0))["estimate"]
    assert found == pytest.approx(table.loc[(60, kind), "first"], abs=2e-6)


def test_where_there_is_nothing_to_look_at_nothing_was_checked(mix):
    """First visits only: there isn't an interval."""
    practice = Practice(mix[mix["day"] == 0], (PAIN,))
    threats = practice.threats.set_index("name")
    empty = threats["value"].isna()
    assert set(threats.index[empty]) >= {"not_standing", "gap_spread", "past_pain"}
    assert not threats.loc[empty, "checked"].any()
    meaning = tabulate_threats(practice).loc[empty.to_numpy(), "meaning"]
    assert meaning.str.contains("these records don't let it be worked out").all()


def test_bookings_that_foresee_pain_block_sleep_too():
    hidden = simulate_sessions("flare_moved_hidden", n_clients=150, seed=3)
    found = compare_intervals(hidden, SLEEP)
    alone = compare_intervals(hidden.drop(columns=["pain_before", "pain_after"]), SLEEP)
    assert "short_gap" in found.blocked_by
    assert "short_gap" not in alone.blocked_by
    assert found.looks["short_gap"].value == compare_intervals(hidden).looks["short_gap"].value
    [meaning] = explain_block(found).split(". ")[:1]
    assert meaning.startswith("Clients arrived worse in pain")
