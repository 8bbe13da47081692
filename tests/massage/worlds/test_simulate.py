"""simulate_sessions: sound records, every column, repeatable, and no relief where none is meant."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tools.write_example import draw_first_days, write_as_acuity

from analysis import load_sessions
from analysis.records import check_records
from analysis.schema import COLUMNS, OUTCOME_COLUMNS
from massage.intake.shifts import SHIFTS
from massage.worlds import WORLDS, simulate_sessions
from massage.worlds.people import draw_people, live
from massage.worlds.simulate import simulate_visits


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("n_clients", [1, 75])
def test_records_are_sound_and_complete(world, n_clients, practice, tmp_path):
    """Of the record format's ratings they hold those of the saved practice, and all the rest."""
    sessions = simulate_sessions(world, n_clients=n_clients, seed=9)
    sessions.to_csv(tmp_path / "records.csv", index=False)
    checked = check_records(tmp_path / "records.csv")
    assert checked.broken == ()
    without = set() if WORLDS[world].has_calendar else set(SHIFTS)
    without |= {"agreed_day", "agreed_known", *OUTCOME_COLUMNS} - {*pd.read_csv(practice, nrows=0)}
    assert list(sessions) == [name for name in COLUMNS if name not in without]
    assert sessions["client_id"].nunique() == n_clients


def test_every_column_has_values_and_both_answers(practice):
    sessions = load_sessions(practice)
    assert sessions.notna().any().all()
    for column in ("new_client", "active", "other_care"):
        assert set(sessions[column]) == {"yes", "no"}


def test_same_seed_same_records_other_seed_other():
    first = simulate_sessions("plain", n_clients=20, seed=1)
    pd.testing.assert_frame_equal(first, simulate_sessions("plain", n_clients=20, seed=1))
    assert not first.equals(simulate_sessions("plain", n_clients=20, seed=2))


def test_a_practice_is_the_same_whichever_others_go_with_it():
    alone = simulate_visits(WORLDS["mix"], 30, [3]).drop(columns="practice")
    among = simulate_visits(WORLDS["mix"], 30, [1, (2, 5), 3])
    last = among[among["practice"] == 2].drop(columns="practice").reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, last)


@pytest.mark.parametrize("world", [name for name, world in WORLDS.items() if world.is_null])
def test_massage_does_nothing_in_a_null_world(world):
    """Sessions leave no trace: pain at every visit is the body's own course."""
    rng = np.random.default_rng(3)
    body = live(draw_people(WORLDS[world], 40, rng), WORLDS[world], rng)
    visits = simulate_visits(WORLDS[world], 40, [3])
    own = body.pain[visits["day"], visits["client"]]
    assert visits["pain"].to_numpy() == pytest.approx(own)


def test_ratings_drift_with_every_visit_and_lean_on_the_last():
    """Noise, rounding and relief are alike with and without, so the difference is the habit."""
    calm = replace(WORLDS["plain"], arrival_noise=0.0, pain_missing=0.0, pain_mean=5.0)
    own = simulate_visits(calm, 300, [5])
    visit = own.groupby("client").cumcount()
    drifted = simulate_visits(replace(calm, rating_per_visit=-0.1), 300, [5])
    change = drifted["pain_before"] - own["pain_before"]
    assert np.polyfit(visit[visit < 15], change[visit < 15], 1)[0] == pytest.approx(-0.1, abs=0.01)
    leaning = simulate_visits(replace(calm, rating_leans=0.5), 300, [5])
    last = leaning.groupby("client")["pain_before"].shift()
    halfway = (leaning["pain"] + last) / 2
    inner = last.notna() & halfway.between(0.5, 9.5)
    assert (leaning["pain_before"] - halfway)[inner].abs().max() <= 0.5 + 1e-6


def test_a_share_of_moves_because_of_pain_is_written_down():
    """The visits are the same; what differs is which moves are on record."""
    all_of, part, none = (
        simulate_visits(WORLDS[world], 400, [7])
        for world in ("sore_stay_home", "moves_partly_hidden", "sore_stay_home_hidden")
    )
    pd.testing.assert_series_equal(all_of["day"], part["day"])
    moved = [one["original_day"].notna() for one in (all_of, part, none)]
    because_of_pain = moved[0] & ~moved[2]
    assert because_of_pain.sum() > 200
    assert moved[1][because_of_pain].mean() == pytest.approx(0.75, abs=0.06)
    assert (moved[1] <= moved[0]).all()


def test_two_seasons_a_year_are_two_waves():
    """The clients of one day of the year feel the same season half a year later."""
    calm = replace(WORLDS["two_seasons"], fast_sd=1e-6, slow_sd=1e-6, recovery_mean=0.0,
                   recovery_sd=0.0, intake_at_peak=False)  # fmt: skip
    rng = np.random.default_rng(8)
    people = draw_people(calm, 30, rng)
    pain = live(people, calm, rng).pain
    wave = pain - pain.mean(axis=0)
    assert wave[0:180] == pytest.approx(wave[182:362], abs=0.05)
    assert wave.max() == pytest.approx(0.8, abs=0.05)


def test_a_plan_can_read_the_rating_before():
    """Intervals are longer where the rating at the visit before lay above the first one."""
    eager = simulate_visits(replace(WORLDS["plain"], past_to_interval=0.1), 500, [6])
    usual = simulate_visits(WORLDS["plain"], 500, [6])

    def slope(visits):
        by_client = visits.groupby("client")
        last = by_client["pain_before"].shift(2) - by_client["pain_before"].transform("first")
        length = np.log(by_client["day"].diff()) - visits["log_interval"]
        known = last.notna() & length.notna() & (by_client.cumcount() > 2)
        return np.polyfit(last[known], length[known], 1)[0]

    assert slope(eager) == pytest.approx(0.1, abs=0.02)
    assert slope(usual) == pytest.approx(0.0, abs=0.02)


def test_a_moved_appointment_was_agreed_after_the_visit_before():
    sessions = simulate_sessions("practice", n_clients=200, seed=4)
    previous = sessions.groupby("client_id")["day"].shift()
    moved = sessions["original_day"].notna()
    assert moved.sum() > 50
    assert (sessions.loc[moved, "original_day"] > previous[moved]).all()
    assert (sessions.loc[moved, "original_day"] != sessions.loc[moved, "day"]).all()
    assert (sessions.loc[moved, "booked_day"] > previous[moved]).all()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ({"world": "utopia", "n_clients": 5}, "there is no world 'utopia'; there are plain"),
        ({"world": "plain", "n_clients": 0}, "give at least 1"),
    ],
)
def test_refuses_what_cannot_be_simulated(call, words):
    with pytest.raises(ValueError, match=words):
        simulate_sessions(**call, seed=1)


def test_an_export_of_some_sessions_is_the_same_lines_of_the_export_of_all():
    sessions = simulate_sessions("practice", n_clients=20, seed=2)
    codes = sessions["client_id"].unique()
    people = pd.DataFrame({"First Name": [f"Name {code}" for code in codes]}, index=codes)
    therapists = {code: f"Therapist {code}" for code in sessions["therapist_id"].unique()}
    days = draw_first_days(sessions, 1)
    some = sessions["day"] > 0
    whole, part = (
        write_as_acuity(rows, people, days, therapists).drop(columns="Appointment ID")
        for rows in (sessions, sessions[some])
    )
    assert len(part) == some.sum()
    pd.testing.assert_frame_equal(part, whole[some.to_numpy()].reset_index(drop=True))
