"""Every figure is readable on a phone: type, titles and words inside, at its own size."""

import pytest
from matplotlib.text import Text

from analysis import PAIN, load_sessions
from massage import figures
from massage.figures import catalogue
from massage.practice import Practice
from massage.report.deck.layout import LARGER, measure_room
from massage.robustness.false_alarms import pick_rates, tabulate_power
from massage.worlds.calibrate import read_calibrations
from massage.worlds.world import IDENTIFIABLE_NULLS

SMALLEST, WIDEST, LINES = 10.5, 4.2, 2  # points; inches; of a title
ELSEWHERE = {"answer", "change", "put-off", "other-choices"}  # tests/massage/figures/test_sure.py
ON_A_SLIDE = [length / LARGER for length in measure_room(1, beside=True)]
MINE = [one for one in catalogue.CATALOGUE if one.name not in ELSEWHERE]
TALL = {"print"}  # a page of its own


@pytest.fixture(scope="module")
def own(practice):
    return Practice(load_sessions(practice), (PAIN,))


@pytest.fixture(scope="module")
def rates(root):
    return read_calibrations(root / "data/calibration")


def list_words(drawn):
    return [text for text in drawn.findobj(Text) if text.get_text().strip() and text.get_visible()]


def check(figure, size=None):
    drawn = figure.draw(size)
    drawn.draw_without_rendering()
    whole = drawn.bbox
    assert figure.size[0] <= WIDEST
    for text in list_words(drawn):
        assert text.get_fontsize() >= SMALLEST, text
    titles = [*(text for text in drawn.texts if text.get_weight() == "bold"),
              *(ax.title for ax in drawn.axes)]  # fmt: skip
    for text in titles:
        assert text.get_text().count("\n") < LINES, text.get_text()
    legends = [text for one in drawn.legends for text in one.get_texts()]
    labels = [label for ax in drawn.axes for label in (ax.xaxis.label, ax.yaxis.label)]
    for text in [*titles, *labels, *legends]:
        box = text.get_window_extent()
        if text.get_text():
            assert box.x0 >= -1, text.get_text()
            assert box.x1 <= whole.width + 1, text.get_text()
            assert box.y0 >= -1, text.get_text()
            assert box.y1 <= whole.height + 1, text.get_text()


@pytest.mark.parametrize("entry", MINE, ids=[one.name for one in MINE])
def test_figures_are_readable_in_their_own_size(own, entry):
    for subject in entry.list_subjects(own):
        for shared in (False, True):
            figure = entry.plot(own, *subject, shared=shared)
            if not figure.withheld:
                check(figure)


@pytest.mark.parametrize(
    "entry",
    [one for one in MINE if one.name not in TALL],
    ids=[one.name for one in MINE if one.name not in TALL],
)
def test_figures_are_readable_on_a_slide(own, entry):
    for subject in entry.list_subjects(own):
        figure = entry.plot(own, *subject, shared=True)
        if not figure.withheld:
            check(figure, ON_A_SLIDE)


def test_figures_of_simulations_are_readable(rates, own):
    some = pick_rates(rates, list(IDENTIFIABLE_NULLS), 200)
    names = {"today": "the usual analysis", "question_2": "question 2 (same client)"}
    kinds = {
        "true_small": "a session takes off 0.25 points",
        "true_mix": "a session takes off 0.60 points, and bookings follow pain",
    }
    check(figures.plot_false_alarms(some, list(IDENTIFIABLE_NULLS), names))
    check(figures.plot_power(tabulate_power(rates, kinds)))
    check(figures.plot_pairs(own.clients, "frequency", "pain_improvement", "sessions per week"))
