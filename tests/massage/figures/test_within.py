"""Figures of question 2, calibrations and specifications, with their words."""

import numpy as np
import pandas as pd
import pytest

from analysis import PAIN
from massage import figures
from massage.figures.figure import NO_VALUES
from massage.figures.intervals import centre_intervals
from massage.practice import Practice
from massage.robustness.false_alarms import tabulate_power
from massage.robustness.specifications import CHOICES
from massage.worlds import simulate_sessions

LABELS = {"today": "usual", "question_2": "ours"}


@pytest.fixture(scope="module")
def sessions():
    return simulate_sessions("true_moderate", n_clients=120, seed=3)


@pytest.fixture(scope="module")
def own(sessions):
    return Practice(sessions)


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


def test_intervals_are_centred_on_each_client(own):
    rows = centre_intervals(own.sessions, PAIN)[["length", "y"]]
    assert rows.mean().to_numpy() == pytest.approx([0, 0], abs=1e-9)
    found = figures.plot_intervals(own, PAIN)
    ax = found.draw().axes[0]
    dots, means = ax.get_lines()[:2]
    assert dots.get_xydata() == pytest.approx(rows.to_numpy())
    assert len(means.get_xdata()) == 10
    assert f"n = {len(rows):,} intervals" in ax.get_title()
    assert f"{len(rows):,} intervals" in found.alternative


def test_put_off_shows_no_number_of_a_blocked_answer(sessions):
    bare = Practice(sessions.drop(columns="original_day"))
    assert bare.supposed["pain"]["low"].notna().all()
    for shared in (False, True):
        found = figures.plot_put_off(bare, PAIN, shared=shared)
        assert found.withheld
        assert found.paint is None
        assert not found.alternative


def test_false_alarms_are_drawn_in_hundreds(rates):
    found = figures.plot_false_alarms(rates, ["plain", "mix"], LABELS)
    ax = found.draw().axes[0]
    usual = ax.get_lines()[0]
    assert list(usual.get_xdata()) == [5, 35]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["plain", "mix"]
    assert "usual from 5 to 35 and ours from 4 to 6" in found.alternative


def test_power_has_a_line_per_kind():
    rates = pd.DataFrame(
        {
            "world": ["a", "a", "b", "b"], "analysis": "question_2", "clients": [60, 200] * 2,
            "claimed": [0.4, 0.9, 0.1, 0.2], "truth": [0.3, 0.3, 0.1, 0.1],
        }
    )  # fmt: skip
    found = figures.plot_power(tabulate_power(rates, {"b": "small", "a": "moderate"}))
    ax = found.draw().axes[0]
    assert [line.get_label() for line in ax.get_lines()[:2]] == ["small", "moderate"]
    assert list(ax.get_lines()[1].get_ydata()) == [40, 90]
    assert "small: 10, 20; moderate: 40, 90" in found.alternative


def test_specifications_are_sorted_and_the_grid_shows_each(own):
    found, fitted = figures.plot_specifications(own, PAIN), own.fitted["pain"]
    upper, lower = found.draw().axes
    drawn = np.concatenate([line.get_ydata() for line in upper.get_lines()[:2]])
    assert sorted(drawn) == pytest.approx(sorted(fitted["estimate"]))
    labels = [t.get_text() for t in lower.get_yticklabels()]
    assert len(labels) == sum(fitted[c].nunique() for c in CHOICES)
    marks = sum(len(line.get_xdata()) for line in lower.get_lines() if line.get_marker() == "|")
    assert marks == len(fitted) * len(CHOICES)
    assert found.alternative.startswith(f"{len(fitted)} estimates in order")


def test_the_plan_s_own_specification_is_marked(own):
    drawn, fitted = figures.plot_specifications(own, PAIN).draw(), own.fitted["pain"]
    own_one = fitted.loc[fitted["ours"], "estimate"].item()
    lower, same = ((fitted["estimate"] < own_one).sum(), (fitted["estimate"] == own_one).sum())
    for ax in drawn.axes:
        [dotted] = [line for line in ax.get_lines() if line.get_linestyle() == ":"]
        assert lower <= dotted.get_xdata()[0] < lower + same
    assert "the plan's own choice" in legend(drawn)


def legend(drawn):
    return [text.get_text() for text in drawn.legends[0].get_texts()]


def test_no_intervals_no_figure(sessions):
    first = Practice(sessions[sessions["day"] == 0])
    assert figures.plot_intervals(first, PAIN).withheld == NO_VALUES
