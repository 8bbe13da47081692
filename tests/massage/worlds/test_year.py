"""Rushes, seasons of work and own trends: what they add to pain, and to planned gaps."""

from dataclasses import replace

import numpy as np
import pytest

from massage.worlds import WORLDS
from massage.worlds.people import draw_people, live
from massage.worlds.simulate import simulate_visits
from massage.worlds.year import rush

CALM = replace(WORLDS["plain"], fast_sd=1e-6, slow_sd=1e-6, recovery_mean=0.0, recovery_sd=0.0)
SURE = replace(CALM, interval_sd_within=1e-6, standing=1.0, moved=0.0)


def own_course(world, n_clients=60, seed=4):
    rng = np.random.default_rng(seed)
    people = draw_people(world, n_clients, rng)
    return people, live(people, world, rng).pain - people["pain_mean"]


def test_the_rush_is_highest_three_weeks_before_the_year_ends():
    year = rush(np.arange(730))
    assert year[334] == year.max() == pytest.approx(1)
    assert year[74] == year[159] == pytest.approx(0.5)
    assert np.abs(year[[0, 40, 95, 120, 180, 250, 355, 360]]).max() < 1e-9
    assert (year[:365] == year[365:]).all()


def test_a_rush_adds_to_pain_on_its_days():
    people, course = own_course(replace(CALM, rush_pain=0.8))
    calendar = people["start"] + np.arange(730)[:, None]
    assert course == pytest.approx(0.8 * rush(calendar), abs=1e-3)


def test_workers_hurt_for_ten_weeks_a_year_that_begin_on_one_of_three_days():
    people, course = own_course(replace(CALM, workers=0.5, worker_pain=1.5), 300)
    works = ~np.isnan(people["works_from"])
    assert works.mean() == pytest.approx(0.5, abs=0.1)
    assert len(np.unique(people["works_from"][works])) == 3
    assert (course[:365, works].round(2) == 1.5).sum(axis=0) == pytest.approx(70)
    assert course[:, ~works] == pytest.approx(0, abs=1e-3)


def test_each_client_drifts_at_a_pace_of_her_own():
    people, course = own_course(replace(CALM, trend_sd=0.6), 2000)
    assert people["trend"].std() == pytest.approx(0.6, abs=0.03)
    assert course[180] == pytest.approx(people["trend"], abs=1e-3)
    assert course[720] == pytest.approx(4 * people["trend"], abs=1e-3)


@pytest.mark.parametrize(
    ("sizes", "units"),
    [
        ({"rush_to_interval": -0.5}, lambda v, day: -0.5 * rush(v["start"] + day)),
        (
            {"trend_sd": 0.6, "trend_to_interval": -0.2},
            lambda v, day: -0.2 * v["trend"] * day / 180,
        ),
        (
            {"workers": 0.5, "worker_to_interval": 0.6},
            lambda v, day: 0.6 * ((v["start"] + day - v["works_from"]) % 365 < 70),
        ),
    ],
)
def test_the_plan_follows(sizes, units):
    visits = simulate_visits(replace(SURE, interval_median=30.0, **sizes), 300, [3])
    start = visits.groupby("client")["day"].shift()
    rows = visits[start.notna()]
    start = start[start.notna()].astype(int)
    planned = np.exp(rows["log_interval"] + units(rows, start))
    assert np.unique(units(rows, start).round(2)).size > 1
    assert ((rows["day"] - start) - planned.clip(lower=2)).abs().max() < 0.51
