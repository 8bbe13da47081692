"""What a figure compares stays tellable apart without colour vision, and in grey.

Marks differ by ``APART`` (tests/massage/look/sight.py), or in shape or style of line.
"""

from itertools import combinations

import pytest
from matplotlib.colors import to_hex

from analysis import PAIN, load_sessions
from massage import figures
from massage.figures.style import UNSURE
from massage.practice import Practice
from massage.robustness.false_alarms import pick_rates
from massage.robustness.specifications import list_specifications
from massage.worlds.calibrate import read_calibrations
from massage.worlds.world import IDENTIFIABLE_NULLS
from tests.massage.look.sight import APART, SIGHTS, distance


def marks(ax):
    """Colour, shape and style of each labelled line or row of marks."""
    return [
        (to_hex(line.get_color()), line.get_marker(), line.get_linestyle())
        for line in ax.get_lines()
        if not line.get_label().startswith("_")
    ]


def check_apart(figure, fewest):
    found = marks(figure.draw().axes[0])
    assert len(found) >= fewest
    for one, other in combinations(found, 2):
        differs = one[1:] != other[1:]
        worst = min(distance(one[0], other[0], sight) for sight in SIGHTS)
        assert differs or worst >= APART, (one, other)


@pytest.fixture(scope="module")
def own(practice):
    return Practice(load_sessions(practice))


def test_groups_of_clients_are_told_apart_by_their_lines(own):
    check_apart(figures.plot_relief_curves(own), 2)


def test_ways_to_average_are_told_apart_by_their_marks(own):
    check_apart(figures.plot_changes(own), 2)


def test_analyses_are_told_apart_by_their_marks(root):
    rates = pick_rates(read_calibrations(root / "data/calibration"), list(IDENTIFIABLE_NULLS), 200)
    names = {"today": "a", "question_1": "b", "question_2": "c"}
    check_apart(figures.plot_false_alarms(rates, list(IDENTIFIABLE_NULLS), names), 3)


def test_specifications_are_told_apart_by_their_marks(own):
    listed = list_specifications().head(4)
    fitted = listed.assign(
        estimate=[0.1, 0.4, 0.5, 0.9], low=[-0.1, 0.1, 0.2, 0.5], high=1.5, n_clients=50
    )
    few = Practice(own.sessions, [PAIN])
    few.__dict__["fitted"] = {"pain": fitted}
    check_apart(figures.plot_specifications(few, PAIN), 2)


def test_the_mean_is_told_apart_from_single_courses(own):
    [mean] = marks(figures.plot_courses(own, PAIN).draw().axes[0])
    assert mean[1] == "o"
    assert min(distance(mean[0], UNSURE, sight) for sight in SIGHTS) >= APART
