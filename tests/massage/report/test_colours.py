"""What a figure compares stays tellable apart without colour vision, and in grey.

Measure: CIEDE2000 between the colours of two marks (doi:10.1002/col.20070), after simulated full
protanopia and deuteranopia (Vienot, Brettel and Mollon 1999) and tritanopia (Brettel 1997,
doi:10.1364/JOSAA.14.002647), and in grey. Threshold: 15, several times what is just noticed (about
2), or marks of another shape or style of line.
"""

from itertools import combinations

import pytest
from coloraide import Color
from matplotlib.colors import to_hex

from analysis import PAIN, load_sessions
from massage import figures
from massage.figures.style import ACCENT, INK, PALE, SOFT, UNSURE
from massage.practice import Practice
from massage.robustness.false_alarms import pick_rates
from massage.robustness.specifications import list_specifications
from massage.worlds.calibrate import read_calibrations
from massage.worlds.world import IDENTIFIABLE_NULLS

SIGHTS = ("as it is", "protan", "deutan", "tritan", "grey")
APART = 15


def seen(colour, sight):
    """The colour as somebody with this sight, or a printer without colours, would see it."""
    if sight == "as it is":
        return Color(colour)
    if sight == "grey":
        return Color(colour).filter("grayscale")
    return Color(colour).filter(sight)


def distance(one, other, sight):
    return seen(one, sight).delta_e(seen(other, sight), method="2000")


def test_the_measure_finds_colours_that_cannot_be_told_apart():
    red, green = "#c03030", "#6a7a20"
    assert distance(red, green, "as it is") > 40
    assert distance(red, green, "deutan") < APART
    assert distance("#777777", "#7a7a7a", "as it is") < 2


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize(
    ("one", "other"),
    [(INK, ACCENT), (INK, SOFT), (ACCENT, SOFT), (INK, PALE), (ACCENT, PALE), (SOFT, "#ffffff")],
)
def test_colours_that_meet_in_a_figure_stay_apart(one, other, sight):
    assert distance(one, other, sight) >= APART, (one, other)


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


def test_the_mean_is_told_apart_from_the_middle_half_and_from_where_stayers_began(own):
    mean, began = marks(figures.plot_courses(own, PAIN).draw().axes[0])
    assert (mean[1], began[1]) == ("o", "D")
    assert min(distance(mean[0], UNSURE, sight) for sight in SIGHTS) >= APART
