"""Each look at closed days sees what it is for, and only that; its numbers are held to R's."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import PAIN, PLAN, SLEEP, load_sessions
from analysis.closed_looks import (
    look_around,
    look_at_colleagues,
    look_at_staying_away,
    look_before_closures,
)
from analysis.looks import Asked
from analysis.pushes import list_pushed, list_visits

REFERENCE = Path(__file__).parents[1] / "reference"
WEIGHTS = (0.8, 0.1)


@pytest.fixture(scope="module")
def sessions():
    return load_sessions(REFERENCE / "practice_closed.csv")


@pytest.fixture(scope="module")
def visits(sessions):
    return list_visits(Asked(sessions, PAIN, PLAN))


def draw_leaving(visits, more):
    """The visits with one in twenty the last by lot, and ``more`` where days off push the next."""
    chance = 0.05 + more * (visits["shifted"] > 0)
    lot = np.random.default_rng(4).random(len(visits))
    return visits.assign(last=(lot < chance).astype(float), stayed=0.0)


def test_clients_who_stay_away_after_days_off_are_seen(visits):
    by_lot = look_at_staying_away(draw_leaving(visits, 0), WEIGHTS, PLAN)
    away = look_at_staying_away(draw_leaving(visits, 0.2), WEIGHTS, PLAN)
    assert not by_lot.fired
    assert away.fired
    assert away.value > 0.1 > abs(by_lot.value)


def test_leaving_that_comes_and_goes_for_all_is_no_staying_away(visits):
    """Some blocks of four weeks in which everybody leaves more often."""
    often = visits["period_block"] % 3 == 0
    lot = np.random.default_rng(5).random(len(visits))
    leaving = visits.assign(last=(lot < np.where(often, 0.3, 0.02)).astype(float), stayed=0.0)
    assert not look_at_staying_away(leaving, WEIGHTS, PLAN).fired


def test_clients_who_may_still_come_say_nothing(visits):
    recent = (visits["stayed"] == 1) & (visits["day"] > visits["last_day"] - PLAN.censored_days)
    other = visits.assign(last=visits["last"].where(~recent, 1 - visits["last"]))
    assert recent.sum() > 100
    first, second = (look_at_staying_away(one, WEIGHTS, PLAN) for one in (visits, other))
    assert first == second


@pytest.mark.parametrize(("outcome", "column"), [(PAIN, "pain_before"), (SLEEP, "sleep_quality")])
def test_clients_who_arrive_worse_before_days_off_are_seen(sessions, outcome, column):
    near = sessions["before_closure"].eq("yes")
    worse = (sessions[column] - 1.5 * outcome.sign * near).clip(0, 10)
    found = []
    for one in (sessions, sessions.assign(**{column: worse})):
        asked = Asked(one, outcome, PLAN)
        found.append(look_before_closures(asked, list_pushed(asked)))
    assert [one.fired for one in found] == [False, True]
    assert 1.0 < found[1].value - found[0].value < 1.6


def test_clients_who_see_a_colleague_are_seen(sessions):
    pushed = list_pushed(Asked(sessions, PAIN, PLAN))
    assert not look_at_colleagues(pushed, PLAN).fired
    all_away = pushed.assign(therapist=pushed["hers"] + (pushed["shifted"] > 0))
    assert look_at_colleagues(all_away, PLAN).value == pytest.approx(1)
    assert look_at_colleagues(all_away, PLAN).fired
    assert look_at_colleagues(pushed.drop(columns="therapist"), PLAN).value == 0


def test_what_isn_t_on_record_can_t_be_checked(sessions):
    bare = sessions.drop(columns=["active", "before_closure", "shifted"])
    looks = look_around(Asked(bare, PAIN, PLAN), WEIGHTS)
    assert pd.isna([one.value for one in looks.values()]).all()
    assert not any(one.fired or one.is_checked(PLAN) for one in looks.values())
