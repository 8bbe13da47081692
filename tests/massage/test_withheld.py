"""A number that is withheld in one place is printed in no other."""

import re
from dataclasses import replace

import pytest

from analysis import PAIN, SLEEP, Practice
from analysis.clients import summarise_clients
from analysis.question_1 import WIDER
from massage.figures import alternatives
from massage.figures import between as figures
from massage.figures import within as figures_within
from massage.report import findings, plain
from massage.report.catalogue import CATALOGUE
from massage.report.material import Material
from massage.report.pack import list_subjects
from massage.robustness.specifications import fit_specifications, list_specifications
from massage.robustness.unrecorded import answer_put_off
from massage.words import answers
from massage.words.codes import tell
from massage.words.together import answer_both, answer_within
from massage.worlds import simulate_sessions

WIDE = (3.21, -16.54, 22.96)  # points on a scale of ten


@pytest.fixture(scope="module")
def sessions():
    return simulate_sessions("practice", n_clients=40, seed=5)


@pytest.fixture(scope="module")
def wide(sessions):
    found = Practice(sessions, [PAIN]).question_1["pain"]
    estimate, low, high = WIDE
    slope = replace(found.slope, estimate=estimate, low=low, high=high, reason=None)
    return replace(found, slope=slope, slope_by_therapist=slope)


def holds(text, numbers):
    plainly = text.replace("\N{MINUS SIGN}", "-")
    return [n for n in numbers if re.search(rf"{abs(n):.2f}|{abs(n):.1f}\b", plainly)]


def test_a_slope_wider_than_the_scale_is_told_nowhere(sessions, wide):
    clients = summarise_clients(sessions, [PAIN])
    table = answers.tabulate_associations({"pain": wide})
    said = [
        answers.answer_slope(wide),
        alternatives.describe_improvement(wide),
        alternatives.describe_slopes({"pain": wide}),
        findings.tell_slope(wide),
        *plain.tell_more_often(wide),
        table.to_string(),
    ]
    assert not [text for text in said if holds(text, WIDE)]
    assert table["interval"].tolist().count(tell(WIDER)) == 2
    assert table["n"].min() == wide.slope.n_clients
    drawn = figures.plot_improvement(clients, wide, figures.new_axes())
    assert "adjusted slope, 95 % interval" not in drawn.get_legend_handles_labels()[1]
    empty = figures.plot_slopes({"pain": wide}, figures.new_axes())
    assert empty.texts[0].get_text() == "Nothing can be worked out from these records."
    material = Material(sessions, (PAIN,))
    material.__dict__["question_1"] = {"pain": wide}
    [points] = [one for one in CATALOGUE if one.name == "points"]
    assert points.refuse(material, None)
    assert points.tabulate(material, None).empty


def test_the_scale_itself_is_not_too_wide(wide):
    edge = replace(wide, slope=replace(wide.slope, low=-10.0, high=10.0))
    assert edge.told_slope == edge.slope
    assert replace(wide, slope=replace(wide.slope, high=10.1)).told_slope.reason == WIDER


def test_other_choices_obey_the_same_rule():
    few = simulate_sessions("practice", n_clients=22, seed=3)
    fitted = fit_specifications(few, PAIN, list_specifications())
    known = fitted.dropna(subset=["low"])
    assert known["low"].min() >= -10
    assert known["high"].max() <= 10
    assert fitted["low"].isna().any()


@pytest.mark.parametrize("missing", ["original_day", "month"])
def test_a_blocked_answer_has_no_number_in_words_or_figures(missing):
    bare = simulate_sessions("practice", n_clients=120, seed=7).drop(columns=missing)
    material = Material(bare, (PAIN, SLEEP))
    for name, one in Practice(bare, (PAIN, SLEEP)).question_2.items():
        assert one.blocked_by
        assert one.answered
        numbers = (one.estimate, one.low, one.high)
        both, supposed = Practice(bare, (PAIN, SLEEP)).question_1[name], material.supposed[name]
        said = [
            answer_within(one),
            answer_both(both, one),
            *plain.tell_sooner(one),
            answer_put_off(supposed, one),
            alternatives.describe_put_off(supposed, one),
            alternatives.describe_halving({name: one}),
        ]
        assert not [text for text in said if all(f"{abs(n):.2f}" in text for n in numbers)]
        assert not [text for text in said if "points" in text and holds(text, numbers)]
        drawn = figures_within.plot_put_off(supposed, one, figures.new_axes())
        assert not drawn.get_lines()
    for entry, subject in list_subjects(material):
        if entry.name in ("intervals", "half-the-interval", "put-off"):
            assert entry.refuse(material, subject), entry.name
