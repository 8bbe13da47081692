"""Figures of question 2, calibrations and specifications, through their Axes and words."""

import numpy as np
import pandas as pd
import pytest

from analysis import PAIN, SLEEP, Practice, compare_intervals
from massage.figures.alternatives import (
    EMPTY,
    describe_false_alarms,
    describe_halving,
    describe_intervals,
    describe_power,
    describe_put_off,
    describe_specifications,
)
from massage.figures.between import new_axes
from massage.figures.values import centre_intervals
from massage.figures.within import (
    plot_false_alarms,
    plot_halving,
    plot_intervals,
    plot_power,
    plot_put_off,
    plot_specifications,
)
from massage.robustness.false_alarms import tabulate_power
from massage.robustness.specifications import CHOICES, fit_specifications, list_specifications
from massage.robustness.unrecorded import suppose_put_off
from massage.worlds import simulate_sessions

LABELS = {"today": "usual", "question_2": "ours"}


@pytest.fixture(scope="module")
def sessions():
    return simulate_sessions("true_moderate", n_clients=120, seed=3)


@pytest.fixture
def rates():
    return pd.DataFrame(
        {
            "world": ["plain", "plain", "mix", "mix"],
            "analysis": [*LABELS] * 2,
            "significant": [0.05, 0.04, 0.35, 0.06],
            "runs": 1000,
            "clients": 200,
        }
    )


def test_intervals_are_centred_on_each_client(sessions):
    rows = centre_intervals(sessions, PAIN)
    rows = rows[["length", "y"]]
    assert rows.mean().to_numpy() == pytest.approx([0, 0], abs=1e-9)
    ax = plot_intervals(sessions, PAIN, new_axes())
    dots, means = ax.get_lines()[:2]
    assert dots.get_xydata() == pytest.approx(rows.to_numpy())
    assert len(means.get_xdata()) == 10
    assert f"n = {len(rows):,} intervals" in ax.get_title()
    assert f"{len(rows):,} intervals" in describe_intervals(rows, PAIN)


def test_halving_shows_what_is_usable_only(sessions):
    examined = Practice(sessions, [PAIN, SLEEP]).question_2
    ax = plot_halving(examined, new_axes())
    line = ax.get_lines()[0]
    found = examined["pain"]
    assert list(line.get_xdata()) == [found.low, found.high]
    assert f"n = {found.n_clients} clients" in ax.get_yticklabels()[0].get_text()
    blocked = Practice(sessions.drop(columns="month"), [PAIN, SLEEP]).question_2
    empty = plot_halving(blocked, new_axes())
    assert empty.texts[0].get_text() == "No number can be given from these records."
    assert not empty.get_lines()
    assert "pain is blocked and sleep is blocked" in describe_halving(blocked)


def test_put_off_is_drawn_from_none_to_ten_in_a_hundred(sessions):
    supposed = suppose_put_off(sessions)
    examined = compare_intervals(sessions)
    ax = plot_put_off(supposed, examined, new_axes())
    line = ax.get_lines()[0]
    assert list(line.get_xdata()) == list(supposed["per_hundred"])
    assert list(line.get_ydata()) == list(supposed["estimate"])
    n = supposed["n_appointments"].iloc[0]
    assert f"n = {n:,} standing visits" in ax.get_title()
    text = describe_put_off(supposed, examined)
    assert f"{supposed['estimate'].iloc[0]:.2f}" in text.replace("\N{MINUS SIGN}", "-")
    nothing = supposed.assign(low=np.nan)
    assert not plot_put_off(nothing, examined, new_axes()).get_lines()
    assert describe_put_off(nothing, examined).startswith("An empty figure")


def test_put_off_shows_no_number_of_a_blocked_answer(sessions):
    bare = sessions.drop(columns="original_day")
    supposed, examined = suppose_put_off(bare), compare_intervals(bare)
    assert supposed["low"].notna().all()
    drawn = plot_put_off(supposed, examined, new_axes())
    assert not drawn.get_lines()
    assert drawn.texts[0].get_text() == "Question 2 is blocked: there is no answer to undo."
    assert describe_put_off(supposed, examined) == "An empty figure: question 2 is blocked."


def test_false_alarms_are_drawn_in_hundreds(rates):
    ax = plot_false_alarms(rates, ["plain", "mix"], LABELS, new_axes())
    usual = ax.get_lines()[0]
    assert list(usual.get_xdata()) == [5, 35]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["plain", "mix"]
    assert "usual from 5 to 35 and ours from 4 to 6" in describe_false_alarms(rates, LABELS)


def test_power_has_a_line_per_kind():
    rates = pd.DataFrame(
        {
            "world": ["a", "a", "b", "b"], "analysis": "question_2", "clients": [60, 200] * 2,
            "claimed": [0.4, 0.9, 0.1, 0.2], "truth": [0.3, 0.3, 0.1, 0.1],
        }
    )  # fmt: skip
    power = tabulate_power(rates, {"b": "small", "a": "moderate"})
    ax = plot_power(power, new_axes())
    assert [line.get_label() for line in ax.get_lines()[:2]] == ["small", "moderate"]
    assert list(ax.get_lines()[1].get_ydata()) == [40, 90]
    assert "small: 10, 20; moderate: 40, 90" in describe_power(power)


def test_specifications_are_sorted_and_the_grid_shows_each(sessions):
    fitted = fit_specifications(sessions, PAIN, list_specifications())
    upper, lower = plot_specifications(fitted, "pain").axes
    drawn = np.concatenate([line.get_ydata() for line in upper.get_lines()[:2]])
    assert sorted(drawn) == pytest.approx(sorted(fitted["estimate"]))
    labels = [t.get_text() for t in lower.get_yticklabels()]
    assert len(labels) == sum(fitted[c].nunique() for c in CHOICES)
    marks = sum(len(line.get_xdata()) for line in lower.get_lines())
    assert marks == len(fitted) * len(CHOICES)
    assert describe_specifications(fitted).startswith("192 estimates in order")


def test_no_intervals_no_figure(sessions):
    first = sessions[sessions["day"] == 0]
    assert describe_intervals(centre_intervals(first, PAIN), PAIN) == EMPTY
    assert plot_intervals(first, PAIN, new_axes()).texts
