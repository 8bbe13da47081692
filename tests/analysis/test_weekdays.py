"""Visits off their weekday: by hand, and as many as were moved in simulated practices."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis import PAIN, PLAN, Practice, find_threats
from analysis.asked import Asked
from analysis.weekdays import MOST_OFF, look_at_weekdays
from massage.worlds.records import write_down
from massage.worlds.simulate import simulate_visits
from massage.worlds.world import WORLDS

IN_PLACE = replace(WORLDS["plain"], whole_weeks=True, moves_in="place", skips=0.0)
STEADY = [0, 7, 21, 28, 42, 49]


def make(days, n_clients=12, **more):
    """Clients who come on the same days, of whom it isn't known whether visits were moved."""
    day = np.tile(days, n_clients)
    client = np.repeat([f"C{n:02}" for n in range(n_clients)], len(days))
    sessions = pd.DataFrame({"client_id": client, "day": day, "pain_before": day % 5})
    agreed = sessions["day"].where(sessions["day"] > 0)
    return sessions.assign(agreed_day=agreed, agreed_known="no", **more)


def look(sessions):
    return look_at_weekdays(Asked(sessions, PAIN, PLAN))


def test_whole_weeks_are_no_moves():
    assert look(make(STEADY)).value == 0.0
    assert not look(make(STEADY)).fired


def test_a_visit_off_its_weekday_counts_once():
    back = look(make([0, 7, 14, 21, 30, 35, 42]))  # the 28th came on the 30th
    stays = look(make([0, 7, 14, 21, 30, 37, 44]))  # her weekday is another one from then on
    assert (back.value, stays.value) == pytest.approx((1 / 6, 1 / 6))
    assert back.fired
    assert stays.fired


def test_clients_without_a_weekday_tell_nothing():
    found = look(make([0, 5, 11, 19, 22, 30]))
    assert np.isnan(found.value)
    assert not found.fired


def test_no_look_where_moves_are_on_record():
    known = make(STEADY).assign(agreed_known="yes")
    assert look(known) is None
    assert "off_weekday" not in set(find_threats(known)["name"])
    by_moves = make(STEADY).drop(columns=["agreed_day", "agreed_known"])
    by_moves = by_moves.assign(booked_day=by_moves["day"] - 7)
    assert look(by_moves.assign(original_day=np.nan)) is None
    assert look(by_moves).value == 0.0


def test_visits_that_are_known_do_not_count():
    sessions = make([0, 7, 14, 21, 30, 37, 44])
    moved = sessions["day"] == 30
    told = sessions.assign(agreed_known=np.where(moved, "yes", "no"))
    assert look(told).value == 0.0


def test_few_clients_tell_nothing():
    assert np.isnan(look(make(STEADY, PLAN.fewest_clients - 1)).value)


@pytest.mark.parametrize("moved", [0.0, 0.04, 0.1])
def test_it_finds_as_many_as_were_moved(moved):
    """Mean of 6 practices of 200 clients; error of a share of 0.1 of some 10,000 visits: 0.003."""
    world = replace(IN_PLACE, moved=moved)
    visits = simulate_visits(world, 200, [(20_261_129, run) for run in range(6)])
    sessions = write_down(visits, world)
    shown = visits["day"].where(visits["agreed_day"].notna()).to_numpy()
    off = (visits["agreed_day"] != visits["day"])[visits["agreed_day"].notna()].mean()
    sessions = sessions.assign(agreed_day=shown, agreed_known="no").assign(
        client_id=visits["practice"].astype(str).to_numpy() + sessions["client_id"].astype(str)
    )
    sessions["agreed_known"] = sessions["agreed_known"].where(sessions["agreed_day"].notna())
    found = look(sessions)
    assert found.value == pytest.approx(off, abs=0.15 * moved + 1e-12)
    assert found.fired == (moved > 0.05)
    assert found.value <= MOST_OFF


def test_it_warns_and_never_blocks():
    found = Practice(make([0, 7, 14, 21, 30, 35, 42]), (PAIN,))
    row = found.threats.set_index("name").loc["off_weekday"]
    assert row["fired"]
    assert not row["blocks"]
    assert "off_weekday" not in found.question_2["pain"].blocked_by


def test_bounds_leave_out_visits_off_their_weekday():
    """The same bounds as where nothing stood in the book for these visits."""
    world = replace(IN_PLACE, sore_puts_off=0.45, moved=0.0)
    visits = simulate_visits(world, 120, [(20_261_129, 7)])
    shown = visits["day"].where(visits["agreed_day"].notna())
    sessions = write_down(visits, world).assign(agreed_day=shown, agreed_known="no")
    by_client = sessions.groupby("client_id")["day"]
    since, since_two = (sessions["day"] - by_client.shift(n) for n in (1, 2))
    off = since.mod(7).gt(0) & ~since_two.mod(7).eq(0)
    assert 0.02 < off[shown.notna()].mean() < MOST_OFF
    without = sessions.assign(agreed_day=shown.mask(off))
    known = without.assign(agreed_known="yes")  # so that none is left out
    found, expected = (Practice(one, (PAIN,)).bounds["pain"] for one in (sessions, known))
    kept = Practice(sessions.assign(agreed_known="yes"), (PAIN,)).bounds["pain"]
    for one, other, whole in zip(found, expected, kept, strict=True):
        assert (one.low, one.high) == pytest.approx((other.low, other.high), abs=1e-12)
        assert one.high < whole.high - 0.05
