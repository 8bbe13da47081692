"""Worked examples have the same four steps in every unit, and leave more of them open each time."""

import re
from math import atanh, sqrt, tanh
from statistics import fmean

import pytest

from massage.course import example
from massage.course.examples import STEPS, read_examples
from tests.massage.course.books import UNITS, read_book

EXAMPLES = read_examples()
LEFT = [(unit, step) for unit, one in EXAMPLES.items() for step in one.steps
        if not isinstance(step, str)]  # fmt: skip


def numbers(text):
    return [float(each) for each in re.findall(r"-?\d+\.?\d*", text.replace("−", "-"))]


def told(unit, step):
    return EXAMPLES[unit].steps[STEPS.index(step)]


def right_of(unit, step):
    return next(words for words, right, _ in told(unit, step) if right)


def test_whole_at_first_then_the_last_steps_are_left_then_all():
    assert [EXAMPLES[unit].left for unit in UNITS] == [0, 0, 1, 2, 3, 4]
    for one in EXAMPLES.values():
        is_left = [not isinstance(step, str) for step in one.steps]
        assert is_left == sorted(is_left), "backward: the last steps are left first"


@pytest.mark.parametrize("unit", UNITS)
def test_each_unit_shows_its_example_once_before_its_last_question(unit):
    cells = read_book("release", unit).cells
    [place] = [n for n, cell in enumerate(cells) if f'example("{unit}")' in cell.source]
    asked = [n for n, cell in enumerate(cells) if cell.source.startswith("### Question")]
    assert asked[0] < place < asked[-1]


@pytest.mark.parametrize(("unit", "options"), LEFT)
def test_each_step_that_is_left_can_be_checked(unit, options):
    words, right, replies = zip(*options, strict=True)
    assert sum(right) == 1
    assert len({*words}) == len({*replies}) == 3
    for words, right, reply in options:
        said = "Right." if right else "Not yet."
        assert f"{escape_quotes(words)}</summary><p>{said} {escape_quotes(reply)}</p>" in example(
            unit
        )._repr_html_().replace("&#x27;", "'")


def escape_quotes(text):
    return text.replace('"', "&quot;")


def test_no_place_is_right_more_often_than_others():
    places = [[right for _, right, _ in options].index(True) for _, options in LEFT]
    assert max(places.count(place) for place in range(3)) <= len(LEFT) / 3 + 2


def test_what_is_left_is_not_given_away_as_text():
    assert "Right" not in repr(example("unit_6"))
    assert "2. Which number?\n   1.2 points less than at first." in repr(example("unit_6"))
    assert '4. The sentence "Three of four' in repr(example("unit_1"))


def test_the_numbers_of_the_whole_examples_are_worked_out():
    slept = numbers(EXAMPLES["unit_1"].question)
    assert slept == [8, 4, 6]
    assert numbers(told("unit_1", "number")) == [*slept, sum(slept), sum(slept), 3, fmean(slept)]
    rated = numbers(EXAMPLES["unit_2"].question)
    falls = [first - later for first, later in zip(rated[:3], rated[3:], strict=True)]
    assert falls == [3, 0, 3]
    assert numbers(told("unit_2", "number")) == [*falls, sum(falls), sum(falls), 3, fmean(falls)]
    assert numbers(told("unit_2", "sentence")) == [fmean(falls)]


def test_the_interval_of_the_correlation_is_that_of_40_clients():
    """By Fisher's z, with 1 / (n - 3) as its variance."""
    n, r, _, low, high = numbers(EXAMPLES["unit_3"].question)
    ends = [tanh(atanh(r) + sign * 1.96 / sqrt(n - 3)) for sign in (-1, 1)]
    assert [low, high] == pytest.approx(ends, abs=0.005)
    assert numbers(right_of("unit_3", "sentence")) == [n, low, high]


@pytest.mark.parametrize("unit", UNITS[3:])
def test_the_right_sentence_says_how_many_how_large_and_how_sure(unit):
    size, low, high = {"unit_4": (0.8, 0.2, 1.4), "unit_5": (0.3, 0.1, 0.5),
                       "unit_6": (1.2, 0.1, 2.3)}[unit]  # fmt: skip
    assert size == pytest.approx((low + high) / 2)
    assert {size, low, high} <= set(numbers(EXAMPLES[unit].question))
    people = {"unit_4": 80, "unit_5": 12, "unit_6": 60}[unit]
    assert {size, low, high, people} <= set(numbers(right_of(unit, "sentence")))
