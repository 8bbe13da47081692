"""Every practice's answer above their mean: what is drawn, said, and withheld."""

from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_hex

from massage import figures
from massage.figures.style import BETTER, UNSURE
from massage.registry.files import Sums
from massage.registry.pool import pool_sums
from massage.registry.share import QUESTIONS, WITHIN
from tests.massage.figures.test_style import check
from tests.massage.registry.contents import answers


def pool(values, question=WITHIN, **more):
    contents = answers(values, question, **more)
    files = [Sums(Path(), "", one["plan"], False, (), one["outcomes"]) for one in contents]
    return pool_sums(files).answers[question]["pain"]


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("n", [1, 3, 30])
def test_words_are_readable_and_inside(question, n):
    check(figures.plot_forest(pool(list(np.linspace(-0.3, 0.5, n)), question)))


def test_each_practice_has_a_line_in_the_order_of_answers():
    pooled = pool([0.3, -0.1, 0.2, 0.5])
    drawn = figures.plot_forest(pooled).draw().axes[0]
    names = [text.get_text() for text in drawn.get_yticklabels()]
    assert names == ["2 (n = 101)", "3 (n = 102)", "1 (n = 100)", "4 (n = 103)", "all", "next"]
    [points, diamond] = [line for line in drawn.lines if len(line.get_xdata()) in (1, 4)]
    assert list(points.get_xdata()) == pytest.approx([-0.1, 0.2, 0.3, 0.5])
    assert diamond.get_xdata()[0] == pytest.approx(pooled.mean.estimate)


@pytest.mark.parametrize(("shift", "colour"), [(0.0, UNSURE), (0.5, BETTER)])
def test_the_mean_has_the_colour_of_its_direction(shift, colour):
    pooled = pool([shift + one for one in (0.03, -0.1, 0.02, 0.05)])
    diamond = figures.plot_forest(pooled).draw().axes[0].lines[-1]
    assert to_hex(diamond.get_color()) == to_hex(colour)


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ([0.53, 0.4, 0.52, 0.55], "Pain: better on average, 0.50"),
        ([-0.53, -0.4, -0.52, -0.55], "Pain: worse on average, −0.50"),
        ([0.03, -0.1, 0.02, 0.05], "Pain: better or worse can't be told"),
        ([0.1, 0.2], "Pain: 2 practices, and no mean"),
        ([3.0, -3.0, 3.1, -3.1], "Pain: the practices contradict each other"),
    ],
)
def test_the_title_says_what_was_found(values, title):
    [axes] = figures.plot_forest(pool(values)).draw().axes
    assert title in (axes.get_title(), axes.get_title(loc="left"))


def test_without_a_mean_practices_are_drawn_and_the_reason_is_told():
    figure = figures.plot_forest(pool([0.1, 0.2]))
    assert figure.alternative.endswith(
        "They have no mean: practices with an answer: 2, where 3 are needed."
    )
    assert "practice 2 0.20" in figure.alternative
    assert len(figure.data) == 2


def test_where_no_practice_answers_nothing_is_drawn():
    other = pool_sums(
        [Sums(Path(), "", one["plan"], False, (), one["outcomes"]) for one in answers([0.1])]
    )
    figure = figures.plot_forest(other.answers["closed_days"]["pain"])
    assert figure.withheld == "No practice has an answer to it."
