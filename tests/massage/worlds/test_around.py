"""What clients do around closed days, one habit at a time, on a calendar made by hand."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from massage.worlds import WORLDS
from massage.worlds.around import AROUND_LUCK, go_around, keep_open
from massage.worlds.calendar import Calendar
from massage.worlds.changes import Next
from massage.worlds.diary import Visit

DAYS = np.arange(120)
CLOSED = (DAYS >= 40) & (DAYS < 50)  # the first of two therapists; the other is never away
ILL = (DAYS >= 60) & (DAYS < 63)
NONE = {"comes_before": 0.0, "skips_closed": 0.0}
WORLD = replace(WORLDS["closed_plain"], therapists=2, **NONE)


def both(first, second=DAYS):
    return np.stack([first, second])


CALENDAR = Calendar(
    nearest=both(DAYS),
    next_known=both(np.where(CLOSED, 50, DAYS)),
    last_known=both(np.where(CLOSED, 39, DAYS)),
    next_open=both(np.where(CLOSED, 50, np.where(ILL, 63, DAYS))),
    away=both(CLOSED, np.zeros(120, dtype=bool)),
)


def visit_on(day, swings=(0.0, 0.0, 0.0), **shares):
    """Clients on ``day`` after a first visit on calendar day 10, all of the first therapist."""
    same, who = np.zeros(3, dtype=int), np.arange(3)
    return Visit(
        number=1, who=who, day=same + day, fall=same, past_rise=same, log_interval=same,
        people={"start": same + 10, "client": who}, therapist=same, ends=same, told=same,
        was_booked=same > 0, is_extra=same > 0, hers=same, calendar=CALENDAR, first_row=same,
        body=SimpleNamespace(swing=np.tile(swings, (120, 1))), world=replace(WORLD, **shares),
        luck=SimpleNamespace(around=np.full((AROUND_LUCK, 3), 0.5)),
    )  # fmt: skip


def go(planned, day=20, **shares):
    around = go_around(np.array(planned), visit_on(day, (1.0, -1.0, 0.0), **shares))
    return around.day.tolist(), around.therapist.tolist(), around.stays_away.tolist()


@pytest.mark.parametrize(
    ("shares", "days"),
    [
        ({}, [40, 40, 28]),  # calendar days 50, 50, 38
        ({"comes_before": 1.0}, [29, 29, 28]),
        ({"skips_closed": 1.0}, [50, 42, 28]),  # 35 and 31 less 20, again
        ({"chooses_by_pain": 1.0}, [29, 40, 28]),  # the first is sore, the second well
        ({"comes_before": 0.4, "skips_closed": 0.4}, [50, 42, 28]),
    ],
)
def test_each_habit(shares, days):
    found, therapist, stays = go([35, 31, 28], **shares)
    assert found == days
    assert therapist == [0, 0, 0]
    assert stays == [False] * 3


def test_a_colleague_takes_those_who_switch():
    found, therapist, _ = go([35, 31, 28], switches=1.0)
    assert found == [35, 31, 28]
    assert therapist == [1, 1, 0]


def test_those_who_are_well_may_not_come_back():
    assert go([35, 31, 28], stays_away=1.0)[2] == [False, True, False]


def test_nobody_comes_before_who_was_here_on_the_last_open_day():
    assert go([35, 31, 28], day=28, comes_before=1.0)[0][:2] == [40, 40]


def test_illness_moves_what_stood_there_and_that_is_on_record():
    target = np.array([51, 51, 52])
    moved = np.array([False, False, True])
    to = Next(
        target, np.array([51, 51, 44]), np.array([22, 48, 25]), moved, np.zeros(3, dtype=bool)
    )
    standing = np.array([True, False, True])
    kept = keep_open(to, standing, np.zeros(3, dtype=int), visit_on(20))
    assert kept.day.tolist() == [53, 53, 44]
    assert kept.moved.tolist() == [True, False, True]
    assert kept.by_chance.tolist() == [True, False, False]
    assert kept.late.tolist() == [51, 48, 25]
