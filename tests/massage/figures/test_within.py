"""Figures of question 2, calibrations and specifications, with their words."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from analysis import PAIN
from analysis.verdicts import WITHIN, Verdict
from massage import figures
from massage.figures.figure import withhold
from massage.figures.intervals import centre_intervals
from massage.figures.style import BETTER, UNSURE, WORSE
from massage.practice import Practice
from massage.robustness.false_alarms import tabulate_power
from massage.robustness.specifications import CHOICES
from massage.words.codes import read_words
from massage.worlds import simulate_sessions
from massage.worlds.world import IDENTIFIABLE_NULLS

LABELS = {"today": "usual", "question_2": "ours"}


@pytest.fixture(scope="module")
def sessions():
    return simulate_sessions("true_moderate", n_clients=120, seed=3)


@pytest.fixture(scope="module")
def own(sessions):
    return Practice(sessions)


@pytest.fixture(scope="module")
def pain_alone(sessions):
    return Practice(sessions, (PAIN,))


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


def test_gaps_are_centred_on_each_client_and_shown_in_tenths(own):
    rows = centre_intervals(own.sessions, PAIN)[["length", "y"]]
    assert rows.mean().to_numpy() == pytest.approx([0, 0], abs=1e-9)
    found = figures.plot_intervals(own, PAIN)
    ax = found.draw().axes[0]
    tenths = rows.groupby(pd.qcut(rows["length"], 10, labels=False)).mean()
    dots = ax.collections[0].get_offsets()
    assert np.asarray(dots) == pytest.approx(tenths.assign(y=-tenths["y"]).to_numpy())
    assert f"n = {len(rows):,} gaps" in ax.get_title().replace("\N{NO-BREAK SPACE}", " ")
    assert f"{len(rows):,} gaps" in found.alternative
    assert "it is not the answer" in found.says


LOOKS = [
    (0.001, 0.3, "better", BETTER, "-", "Pain: same client, better after shorter gaps"),
    (0.001, -0.3, "worse", WORSE, "-", "Pain: same client, worse after shorter gaps"),
    (0.4, 0.3, "unclear", UNSURE, "--", "Pain after shorter gaps: can't tell which way"),
]


@pytest.mark.parametrize(("p", "estimate", "shown", "colour", "line", "title"), LOOKS)
def test_the_line_is_question_2_s_answer(own, p, estimate, shown, colour, line, title):
    found = replace(own.question_2["pain"], estimate=estimate, low=-0.5, high=0.6, p_holm=p)
    other = Practice(own.sessions)
    other.__dict__["question_2"] = {"pain": found}
    verdict = Verdict(found.direction, found, p, ())
    other.__dict__["verdicts"] = {"pain": {WITHIN: verdict}}
    figure = figures.plot_intervals(other, PAIN)
    ax = figure.draw().axes[0]
    drawn = next(one for one in ax.lines if len(one.get_xdata()) == 3)
    x, y = drawn.get_data()
    assert np.interp(-1, x, y) == pytest.approx(estimate)
    assert np.interp(0, x, y) == 0
    assert (to_hex(drawn.get_color()), drawn.get_linestyle()) == (colour, line)
    ends = next(one for one in ax.lines if list(one.get_xdata()) == [-1, -1])
    assert list(ends.get_ydata()) == [-0.5, 0.6]
    assert " ".join(ax.get_title().split()).startswith(title)
    assert ("can't tell which way" in figure.alternative) == (shown == "unclear")


def test_the_interval_is_the_board_s(own):
    drawn = own.verdicts["pain"][WITHIN].drawn
    found = figures.plot_intervals(own, PAIN)
    assert f"{100 * drawn.level:g} % interval" in found.alternative
    ends = next(one for one in found.draw().axes[0].lines if list(one.get_xdata()) == [-1, -1])
    assert list(ends.get_ydata()) == [drawn.low, drawn.high]


def test_a_blocked_answer_is_no_line(sessions):
    bare = figures.plot_intervals(Practice(sessions.drop(columns="original_day")), PAIN)
    ax = bare.draw().axes[0]
    assert not [one for one in ax.lines if len(one.get_xdata()) == 3]
    assert "no answer" in " ".join(ax.get_title().split())
    assert "line" not in bare.alternative
    assert bare.says.startswith("Each dot")


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
    assert [t.get_text() for t in ax.get_yticklabels()] == [
        "nothing special",
        "a bit of everything",
    ]
    assert "usual from 5 to 35 and ours from 4 to 6" in found.alternative
    assert "Usual: 5 to 35. Ours: 4 to 6. Chance allows 5" in found.says
    assert "n = 1,000 practices of 200 clients" in found.says
    title = " ".join(ax.get_title().split())
    assert title == "Massage does nothing, yet up to 35 of 100 practices announce a result"


def test_every_kind_of_practice_without_an_answer_to_find_has_words():
    assert set(read_words("figures")["worlds"]) == set(IDENTIFIABLE_NULLS)


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
    title = " ".join(ax.get_title().split())
    assert title == "With 200 clients, 20 to 90 of 100 practices see what is there"


def test_specifications_are_sorted_and_the_grid_shows_each(pain_alone):
    found, fitted = figures.plot_specifications(pain_alone, PAIN), pain_alone.fitted["pain"]
    upper, lower = found.draw().axes
    drawn = np.concatenate([line.get_ydata() for line in upper.get_lines()[:2]])
    assert sorted(drawn) == pytest.approx(sorted(fitted["estimate"]))
    labels = [t.get_text() for t in lower.get_yticklabels()]
    assert len(labels) == sum(fitted[c].nunique() for c in CHOICES)
    marks = sum(len(line.get_xdata()) for line in lower.get_lines() if line.get_marker() == "|")
    assert marks == len(fitted) * len(CHOICES)
    assert found.alternative.startswith(f"{len(fitted)} estimates in order")


def test_the_plan_s_own_specification_is_marked(pain_alone):
    drawn = figures.plot_specifications(pain_alone, PAIN).draw()
    fitted = pain_alone.fitted["pain"]
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
    assert figures.plot_intervals(first, PAIN).withheld == withhold("no_values").withheld
