"""Days off in simulated practices: who works when, and that nobody comes on a closed day."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from massage.worlds import WORLDS
from massage.worlds.calendar import BEYOND, FIRST_DAY, draw_calendar
from massage.worlds.simulate import simulate_visits
from massage.worlds.world import GROUPS, WITH_CALENDAR

PLAIN = WORLDS["closed_plain"]
DATES = [FIRST_DAY + timedelta(days=n) for n in range(PLAIN.records_days + BEYOND)]
CHRISTMAS = [place for place, day in enumerate(DATES) if (day.month, day.day) == (12, 27)]


def count_weeks(away):
    """Weeks off of each therapist in each 52 weeks from the first Monday on."""
    mondays = np.arange(next(n for n, day in enumerate(DATES) if day.weekday() == 0), 728, 7)
    weeks = away[:, mondays]
    return weeks[:, :52].sum(axis=1), weeks


def test_vacations_are_whole_weeks_two_of_them_together():
    first, weeks = count_weeks(draw_calendar(PLAIN, 4).away)
    assert set(first) == {PLAIN.vacation_weeks}
    for own in weeks[:, :52]:
        lengths = [len(run) for run in "".join(map(str, own.astype(int))).split("0") if run]
        assert sorted(lengths) == [1, 1, 1, 2]


def test_a_season_brings_more_of_them_into_summer():
    many = {"therapists": 200}
    even, summer = (
        draw_calendar(replace(PLAIN, vacation_season=season, **many), 4).away[:, :364]
        for season in (0.0, 4.0)
    )
    july = slice(186, 245)
    assert summer[:, july].mean() > 1.8 * even[:, july].mean()
    assert even[:, july].mean() == pytest.approx(5 / 52, rel=0.2)


def test_what_is_known_of_days_is_what_loops_find():
    calendar = draw_calendar(replace(PLAIN, illness=6.0), 11)
    works = calendar.nearest == np.arange(calendar.nearest.shape[1])
    opens = calendar.next_open == np.arange(works.shape[1])
    known = calendar.next_known == np.arange(works.shape[1])
    assert not works[:, [n for n, day in enumerate(DATES) if day.weekday() > 4]].any()
    assert not known[:, CHRISTMAS].any()
    assert not (known & calendar.away).any()
    assert (known & ~opens).sum() > 20  # illness
    assert not (opens & ~known).any()
    for row in range(3):
        for day in range(30, 700, 7):
            later = next(n for n in range(day, 900) if opens[row, n])
            earlier = next(n for n in range(day, -1, -1) if known[row, n])
            near = min(range(day - 6, day + 7), key=lambda n: (not works[row, n], abs(n - day), -n))
            assert calendar.next_open[row, day] == later
            assert calendar.last_known[row, day] == earlier
            assert calendar.nearest[row, day] == near
    far = np.array([10_000])
    assert calendar.look_up("next_open", np.array([0]), far) == far


@pytest.mark.parametrize("name", WITH_CALENDAR)
def test_every_visit_is_on_a_day_on_which_its_therapist_works(name):
    world = WORLDS[name]
    visits = simulate_visits(world, 60, [1, 2])
    for _, own in visits.groupby("practice"):
        calendar = draw_calendar(world, int(own["calendar"].iloc[0]))
        day = (own["start"] + own["day"]).to_numpy()
        assert (calendar.look_up("next_open", own["therapist"].to_numpy(), day) == day).all()
        assert day.max() < world.records_days
    gaps = visits.groupby(["practice", "client"])["day"].diff()
    assert gaps.min() >= 1
    assert (visits["booked_day"] <= visits["day"]).all()


def test_a_practice_is_the_same_whichever_others_go_with_it():
    alone = simulate_visits(WORLDS["closed_mix"], 30, [3]).drop(columns="practice")
    among = simulate_visits(WORLDS["closed_mix"], 30, [1, (2, 5), 3])
    last = among[among["practice"] == 2].drop(columns="practice").reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, last)


def test_weather_is_the_same_for_all_clients_of_a_practice():
    """Bookings follow no pain in this world, so that visits are the same with it and without."""
    worlds = PLAIN, WORLDS["closed_weather"]
    without, weather = (simulate_visits(world, 200, [5]) for world in worlds)
    added = (weather["pain"] - without["pain"]).round(4)
    by_day = added.groupby(weather["start"] + weather["day"])
    assert by_day.nunique().max() <= 2  # rounding
    assert by_day.first().std() == pytest.approx(0.5, rel=0.5)


def test_clients_who_are_away_as_well_are_better_just_after():
    worlds = PLAIN, WORLDS["closed_clients_away"]
    without, away = (simulate_visits(world, 200, [5]) for world in worlds)
    relief = without["pain"] - away["pain"]
    calendar = draw_calendar(PLAIN, int(away["calendar"].iloc[0])).away
    day = (away["start"] + away["day"]).to_numpy()
    just = calendar[away["therapist"], np.maximum(day - 3, 0)]
    assert relief[just].mean() > 0.5
    assert relief[~just].mean() < 0.1


def test_groups_of_worlds_with_days_off():
    assert all(world.is_null for world in GROUPS["closed"].values())
    assert not any(world.is_null for world in GROUPS["closed_true"].values())
    assert {world.therapists for world in GROUPS["closed_true"].values()} == {1, 6}
    assert not any(WORLDS[name].moves_recorded for name in WITH_CALENDAR)
