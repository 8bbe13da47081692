"""Words of a figure stay inside it, and are as large on a slide as a back row needs."""

import warnings

import pytest

from massage.figures.fit import fit_words
from massage.figures.style import new_axes
from massage.report.deck import ON_A_SLIDE
from massage.report.deck.layout import place_pictures
from massage.report.lines import NO_BREAK, break_lines, keep_together

LONG = "how much the pain in the lower back and neck kept this person from work and household"
UNBROKEN = "Sleepqualityimpairmenttotalscorebyquestionnaireonarrivalandonleaving"
NARROW = (5.2, 4.07)  # inches
BACK_ROW = 14  # points on a slide of 1280 by 720


def drawn(name, size=ON_A_SLIDE):
    ax = new_axes(*size)
    ax.plot([0, 1], [0, 1])
    ax.set(title=f"Who changed in {name}? (n = 163)", xlabel=f"{name} at first", ylabel=name)
    ax.set_yticks([0, 1], [f"{name}\nn = 163", "pain\nn = 163"])
    return ax


def texts(ax):
    return [ax.title, ax.xaxis.label, ax.yaxis.label, *ax.get_yticklabels()]


def outside(ax):
    """By how many dots words stand outside the figure, at most."""
    ax.figure.draw_without_rendering()
    whole = ax.figure.bbox
    boxes = [text.get_window_extent() for text in texts(ax)]
    return max(max(-box.x0, -box.y0, box.x1 - whole.width, box.y1 - whole.height) for box in boxes)


@pytest.mark.parametrize("name", [LONG, UNBROKEN])
def test_long_names_stay_inside(name):
    with pytest.warns(UserWarning, match="collapsed"):  # no room is left beside such names
        drawn(name, NARROW).figure.draw_without_rendering()
    fitted = drawn(name, NARROW)
    fit_words(fitted.figure)
    assert outside(fitted) <= 1
    said = [text.get_text() for text in texts(fitted)]
    kept = "".join(said[0].split()).replace(NO_BREAK, "")
    assert kept == f"Whochangedin{name}?(n=163)".replace(" ", "")


def test_what_fits_stays_as_it_is():
    fitted = drawn("pain")
    before = [text.get_text() for text in texts(fitted)]
    fit_words(fitted.figure)
    assert [text.get_text() for text in texts(fitted)] == before


@pytest.mark.parametrize("beside", [True, False])
def test_type_in_a_figure_is_large_enough_for_the_back_row(beside):
    width, height = ON_A_SLIDE
    shown = place_pictures([width / height], beside=beside)[0][2]
    smallest = min(text.get_fontsize() for text in texts(drawn("pain")))
    assert smallest * shown / width >= BACK_ROW - 1e-9


def test_numbers_stay_with_what_they_count():
    words = "0.30 to 1.75 (95 % interval; n = 163), below 2 points"
    shown = keep_together(words)
    assert shown.split(" ") == [
        "0.30", "to", "1.75", f"(95{NO_BREAK}%", "interval;", f"n{NO_BREAK}={NO_BREAK}163),",
        "below", f"2{NO_BREAK}points",
    ]  # fmt: skip
    assert shown.replace(NO_BREAK, " ") == words


def test_lines_that_were_there_are_kept():
    lines = break_lines("one two\nthree four five", 10).split("\n")
    assert lines == ["one two", "three four", "five"]


def test_a_figure_that_may_grow_does_for_long_names():
    fitted = drawn("pain").figure
    height = fitted.get_figheight()
    assert fit_words(fitted, grow=True).get_figheight() == height
    longer = drawn(LONG * 2).figure
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the first look at it, before anything is broken
        fit_words(longer, grow=True)
    longer.draw_without_rendering()
    assert longer.get_figheight() > height
    assert outside(longer.axes[0]) <= 1
