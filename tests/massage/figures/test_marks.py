"""What a figure compares stays tellable apart without colour vision, and in grey.

Marks differ by ``APART`` (tests/massage/look/sight.py), or in shape or style of line.
"""

import re
from io import StringIO
from itertools import combinations

import matplotlib as mpl
import pytest
from matplotlib.colors import to_hex

from analysis import PAIN
from massage import figures
from massage.course.pictures import unit_1, unit_2, unit_3, unit_4, unit_5, unit_6
from massage.figures.board import plot_board
from massage.figures.catalogue import CATALOGUE
from massage.figures.style import UNSURE
from massage.figures.svg import write_svg
from massage.look.tokens import read_colours
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
def own(clinic):
    return clinic


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


def test_the_mean_is_told_apart_from_the_band_and_from_where_stayers_began(own):
    courses = figures.plot_courses(own, PAIN)
    check_apart(courses, 2)
    mean = marks(courses.draw().axes[0])[0]
    assert mean[1] == "o"
    assert min(distance(mean[0], UNSURE, sight) for sight in SIGHTS) >= APART


def check_colours(drawn):
    """Each is one of the file, words too, so that a page can put its own in their place."""
    file = StringIO()
    with mpl.rc_context({"svg.fonttype": "none"}):
        drawn.savefig(file, format="svg")
    svg = file.getvalue()
    colours = set(re.findall(r"#[0-9a-f]{6}\b", svg))
    assert len(colours) > 2
    assert colours <= set(read_colours().values())
    words = re.findall(r"<text[^>]*>", svg)
    assert words
    assert all("fill: #" in tag for tag in words)
    shown = re.sub(r"var\(--\w+, #[0-9a-f]{6}\)", "", write_svg(drawn, "words"))
    assert not re.search(r"#[0-9a-f]{6}\b", shown)


def test_the_check_finds_the_colours_that_matplotlib_would_take():
    plain = mpl.figure.Figure()
    plain.subplots().plot([1, 2])
    with pytest.raises(AssertionError):
        check_colours(plain)


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.name)
def test_figures_are_drawn_in_the_colours_of_the_file(own, entry, shared):
    figure = entry.plot(own, *entry.list_subjects(own)[0], shared=shared)
    if figure.withheld:
        assert shared
        return
    check_colours(figure.draw())


@pytest.mark.parametrize(
    "draw",
    [
        lambda: unit_1.favourite_numbers(60), lambda: unit_2.begin_high(7),
        lambda: unit_3.many_practices(20), lambda: unit_4.more_clients(50),
        lambda: unit_5.rows_as_people(5), lambda: unit_6.trials_of_size(20),
    ],
    ids=[f"unit {n}" for n in range(1, 7)],
)  # fmt: skip
def test_pictures_of_the_course_are_drawn_in_the_colours_of_the_file(draw):
    check_colours(draw()[0].figure)


def test_the_board_is_drawn_in_the_colours_of_the_file(own):
    check_colours(plot_board(own).draw())


def test_clouds_of_the_course_are_drawn_in_the_colours_of_the_file():
    check_colours(unit_3.draw_clouds())
