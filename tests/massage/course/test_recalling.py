"""The three questions of earlier units that a unit opens with."""

import re
from collections import Counter

import pytest

from massage.course import recall
from massage.course.recalling import read_recalled
from tests.massage.course.books import UNITS, read_book

RECALLED = read_recalled()
EACH = [(unit, one) for unit, asked in RECALLED.items() for one in asked]


@pytest.mark.parametrize("unit", UNITS[1:])
def test_a_unit_opens_with_three_questions_of_earlier_ones(unit):
    asked = RECALLED[unit]
    number = int(unit.removeprefix("unit_"))
    assert len(asked) == 3
    assert len({one.goal for one in asked}) == 3
    assert all(int(one.goal[0]) < number for one in asked)
    cells = read_book("release", unit).cells
    places = [n for n, cell in enumerate(cells) if f'recall("{unit}")' in cell.source]
    first = next(n for n, cell in enumerate(cells) if cell.source.startswith("### Question"))
    assert len(places) == 1
    assert places[0] < first


@pytest.mark.parametrize("one", [one for _, one in EACH], ids=lambda one: one.stem)
def test_one_option_is_right_and_each_says_something_of_its_own(one):
    words, right, replies = zip(*one.options, strict=True)
    assert sum(right) == 1
    assert len({*words}) == len({*replies}) == 3
    assert all(reply.endswith(".") for reply in replies)


def test_no_place_is_right_more_often_than_others():
    places = Counter([right for _, right, _ in one.options].index(True) for _, one in EACH)
    assert max(places.values()) <= len(EACH) / 3 + 2


def test_an_option_opens_what_is_said_to_it():
    shown = recall("unit_2")._repr_html_()
    opened = re.findall(r"<details><summary>(.*?)</summary><p>(.*?)</p></details>", shown)
    assert len(opened) == 9
    assert sum(reply.startswith("Right. ") for _, reply in opened) == 3
    assert ("<b>a</b> 4", "Not yet. That counts the empty cell as 0. Nobody said 0: the rating is "
            "missing.") in opened  # fmt: skip
    assert "Right" not in repr(recall("unit_2"))
    assert recall("unit_9")._repr_html_() == ""


def test_every_objective_is_of_an_earlier_unit():
    for unit, one in EACH:
        earlier = read_book("release", f"unit_{one.goal[0]}")
        assert any(f"**{one.goal}**" in cell.source for cell in earlier.cells), (unit, one.goal)
