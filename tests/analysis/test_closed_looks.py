"""Each look at closed days sees what it is for, and only that; its numbers are held to R's."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import PAIN, PLAN, SLEEP, load_sessions
from analysis.asked import Asked
from analysis.closed_looks import (
    look_at_colleagues,
    look_at_staying_away,
    look_before_closures,
)
from analysis.pushes import list_pushed, list_visits

REFERENCE = Path(__file__).parents[1] / "reference"
WEIGHTS = (0.8, 0.1)


@pytest.fixture(scope="module")
def sessions():
    return load_sessions(REFERENCE / "practice_closed.csv")


@pytest.fixture(scope="module")
def visits(sessions):
    return list_visits(Asked(sessions, PAIN, PLAN))


def stay_away(visits):
    return look_at_staying_away(Asked(visits, PAIN, PLAN, found={"visits": visits}), WEIGHTS)


def look_at_colleagues_in(pushed):
    return look_at_colleagues(Asked(pushed, PAIN, PLAN, found={"pushed": pushed}))


def draw_leaving(visits, more):
    """The visits with one in twenty the last by lot, and ``more`` where days off push the next."""
    chance = 0.05 + more * (visits["shifted"] > 0)
    lot = np.random.default_rng(4).random(len(visits))
    return visits.assign(last=(lot < chance).astype(float), stayed=0.0)


def test_clients_who_stay_away_after_days_off_are_seen(visits):
    by_lot = stay_away(draw_leaving(visits, 0))
    away = stay_away(draw_leaving(visits, 0.2))
    assert not by_lot.fired
    assert away.fired
    assert away.value > 0.1 > abs(by_lot.value)


def test_leaving_that_comes_and_goes_for_all_is_no_staying_away(visits):
    """Some blocks of four weeks in which everybody leaves more often."""
    often = visits["period_block"] % 3 == 0
    lot = np.random.default_rng(5).random(len(visits))
    leaving = visits.assign(last=(lot < np.where(often, 0.3, 0.02)).astype(float), stayed=0.0)
    assert not stay_away(leaving).fired


def test_clients_who_may_still_come_say_nothing(visits):
    recent = (visits["stayed"] == 1) & (visits["day"] > visits["last_day"] - PLAN.censored_days)
    other = visits.assign(last=visits["last"].where(~recent, 1 - visits["last"]))
    assert recent.sum() > 100
    first, second = (stay_away(one) for one in (visits, other))
    assert first == second


@pytest.mark.parametrize(("outcome", "column"), [(PAIN, "pain_before"), (SLEEP, "sleep_quality")])
def test_clients_who_arrive_worse_before_days_off_are_seen(sessions, outcome, column):
    near = sessions["before_closure"].eq("yes")
    worse = (sessions[column] - 1.5 * outcome.sign * near).clip(0, 10)
    found = []
    for one in (sessions, sessions.assign(**{column: worse})):
        found.append(look_before_closures(Asked(one, outcome, PLAN)))
    assert [one.fired for one in found] == [False, True]
    assert 1.0 < found[1].value - found[0].value < 1.6


def test_clients_who_see_a_colleague_are_seen(sessions):
    pushed = list_pushed(Asked(sessions, PAIN, PLAN))
    assert not look_at_colleagues_in(pushed).fired
    all_away = pushed.assign(therapist=pushed["hers"] + (pushed["shifted"] > 0))
    assert look_at_colleagues_in(all_away).value == pytest.approx(1)
    assert look_at_colleagues_in(all_away).fired
    assert look_at_colleagues_in(pushed.drop(columns="therapist")).value == 0


def test_what_isn_t_on_record_can_t_be_checked(sessions):
    bare = sessions.drop(columns=["active", "before_closure", "shifted"])
    asked = Asked(bare, PAIN, PLAN)
    away = look_at_staying_away(asked, WEIGHTS)
    looks = [away, look_before_closures(asked), look_at_colleagues(asked)]
    assert pd.isna([one.value for one in looks]).all()
    assert not any(one.fired or one.is_checked(PLAN) for one in looks)
