"""A number that is withheld in one place is printed in no other."""

import re
from dataclasses import replace

import pytest

from analysis import PAIN, SLEEP
from analysis.question_1 import WIDER
from massage import figures
from massage.board.describe import describe_board
from massage.practice import Practice
from massage.report.summary import write_summary
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


def list_texts(figure):
    """Everything that is told of a figure."""
    return [figure.withheld, figure.says, figure.alternative, figure.data.to_string()]


def test_a_slope_wider_than_the_scale_is_told_nowhere(sessions, wide):
    own = Practice(sessions, [PAIN])
    own.__dict__["question_1"] = {"pain": wide}
    improvement, board = figures.plot_improvement(own, PAIN), figures.plot_board(own)
    table = answers.tabulate_associations({"pain": wide})
    said = [
        answers.answer_slope(wide),
        *(text for one in (improvement, board) for text in list_texts(one)),
        table.to_string(),
        *(strip.numbers for panel in describe_board(own).panels for strip in panel.strips),
    ]
    assert not [text for text in said if holds(text, WIDE)]
    assert table["interval"].tolist().count(tell(WIDER)) == 2
    assert table["n"].min() == wide.slope.n_clients
    drawn = improvement.draw().axes[0]
    assert "adjusted slope, 95 % interval" not in drawn.get_legend_handles_labels()[1]
    row = board.data[board.data["question"] == "Different clients: who came more often"]
    assert row[["low", "middle", "high"]].isna().all(axis=None)


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
    own = Practice(bare, (PAIN, SLEEP))
    board = figures.plot_board(own)
    for name, one in own.question_2.items():
        assert one.blocked_by
        assert one.answered
        numbers = (one.estimate, one.low, one.high)
        both, supposed = own.question_1[name], own.supposed[name]
        said = [
            answer_within(one),
            answer_both(both, one),
            answer_put_off(supposed, one),
            *list_texts(figures.plot_put_off(own, one.outcome)),
        ]
        told = [*said, *list_texts(board), write_summary(own)]
        assert not [text for text in told if all(f"{abs(n):.2f}" in text for n in numbers)]
        assert not [text for text in said if "points" in text and holds(text, numbers)]
        for plot in (figures.plot_put_off, figures.plot_intervals):
            assert plot(own, one.outcome, shared=True).withheld
    row = board.data[board.data["question"] == "Same client, after a shorter gap"]
    assert row["middle"].isna().all()
    if missing == "original_day":  # bounds: a size, as wide on either side
        assert list(row["low"]) == list(-row["high"])
        ends = {round(abs(n), 2) for one in own.question_2.values() for n in (one.low, one.high)}
        assert ends.isdisjoint(row["high"].round(2))
    else:
        assert row[["low", "high"]].isna().all(axis=None)
