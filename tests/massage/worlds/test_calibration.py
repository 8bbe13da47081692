"""The synthetic practice against the published figures that data/README.md names."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from statsmodels.duration.survfunc import SurvfuncRight

from massage.worlds import WORLDS, simulate_sessions
from massage.worlds.people import draw_people, live
from massage.worlds.simulate import simulate_visits

PRACTICE = WORLDS["practice"]


@pytest.fixture(scope="module")
def sessions():
    return simulate_sessions("practice", n_clients=4000, seed=1)


@pytest.fixture(scope="module")
def days():
    """Momentary pain and sleep of 3,000 people on 28 days, two months after they began."""
    rng = np.random.default_rng(2)
    people = draw_people(PRACTICE, 3000, rng)
    body = live(people, PRACTICE, rng)
    pain = body.pain[60:88] + rng.normal(0, PRACTICE.arrival_noise, (28, 3000))
    nights = 7 * body.sleep[1:] - 6 * body.sleep[:-1]
    return pain.round().clip(0, 10), nights[59:87].round().clip(0, 10)


def test_pain_at_the_first_session(sessions):
    first = sessions.loc[sessions["day"] == 0, "pain_before"]
    assert first.mean() == pytest.approx(5.4, abs=0.1)
    assert first.std() == pytest.approx(1.7, abs=0.1)


def test_pain_varies_within_a_person_over_a_week(days):
    pain, _ = days
    assert pain[:7].std(axis=0, ddof=1).mean() == pytest.approx(1.2, abs=0.05)


def test_a_better_night_goes_with_less_pain_the_next_day(days):
    pain, sleep = days
    before = sleep[:-1] - sleep[:-1].mean(axis=0)
    after = pain[1:] - pain[1:].mean(axis=0)
    assert (before * after).sum() / (before**2).sum() == pytest.approx(-0.17, abs=0.02)


def test_natural_course(sessions):
    """Pain falls by some 1.8 points in the first weeks, and a little more by half a year."""
    windows = pd.cut(sessions["day"], [-1, 0, 42, 84, 150, 200], labels=False)
    means = sessions.groupby(windows)["pain_before"].mean()
    assert means[0] - means[2] == pytest.approx(1.8, abs=0.2)
    assert means[4] == pytest.approx(3.3, abs=0.2)


def test_people_leave_as_in_a_cohort(sessions):
    by_client = sessions.groupby("client_id")
    last = by_client["day"].max()
    left = by_client["active"].first().eq("no")
    curve = SurvfuncRight(last, left)
    still_there = [curve.surv_prob[curve.surv_times <= day][-1] for day in (84, 168)]
    assert still_there == pytest.approx([0.79, 0.71], abs=0.03)


def test_booking_habits(sessions):
    by_client = sessions.groupby("client_id")
    sizes = by_client.size()
    assert sizes.median() == pytest.approx(14, abs=2)
    assert (sizes.min(), sizes.max()) == (1, 60)
    previous = by_client["day"].shift()
    later = sessions[previous.notna()]
    standing = (later["booked_day"] <= previous[previous.notna()]) & later["original_day"].isna()
    moved = later["original_day"].notna()
    assert (standing | moved).mean() == pytest.approx(0.70, abs=0.02)
    gaps = np.log((later["day"] - previous[previous.notna()]).astype(float))
    assert np.exp(gaps.median()) == pytest.approx(13, abs=1.5)


def test_visits_a_month(sessions):
    """365/12 days over the mean gap between two visits."""
    gaps = sessions.groupby("client_id")["day"].diff()
    assert 365 / 12 / gaps.mean() == pytest.approx(2.1, abs=0.1)


def test_massage_does_what_the_truth_says():
    """The same practice with and without relief: one session takes off 0.35 points, halved by 14 d.

    Visits in this world don't follow pain, so they are the same.
    """
    quiet = replace(PRACTICE, interval_sd_within=0.0, interval_sd_between=0.0, moved=0.0)
    quiet = replace(quiet, severity_to_interval=0.0, standing=1.0)
    treated = simulate_visits(quiet, 50, [4])
    control = simulate_visits(replace(quiet, relief_pain=0.0, relief_sleep=0.0), 50, [4])
    second = (treated.groupby("client").cumcount() == 1).to_numpy()
    assert (treated.loc[second, "day"] == 14).all()
    assert (control["pain"] - treated["pain"])[second].to_numpy() == pytest.approx(0.175, abs=1e-5)
    slept = (treated["sleep"] - control["sleep"])[second].to_numpy()
    week, left = 0.0, 0.20
    for _ in range(14):
        left *= 0.5 ** (1 / 14)
        week += (left - week) / 7
    assert slept == pytest.approx(week, abs=1e-5)
