"""Every colour comes from one file, can be read on what is behind it, and has one meaning."""

import re
from itertools import combinations

import pytest

from massage.look.tokens import colour_by_name, read_colours, write_css
from tests.massage.look.sight import APART, SIGHTS, contrast, distance

MODES = ("light", "dark")
GROUNDS = ("paper", "wash")
WORDS = ("ink", "soft", "better", "worse")  # the others are never words
MARKS = (*WORDS, "unsure")
ANSWERS = ("better", "worse", "unsure")


def test_the_measure_finds_colours_that_cannot_be_told_apart():
    red, green = "#c03030", "#6a7a20"
    assert distance(red, green, "as it is") > 40
    assert distance(red, green, "deutan") < APART
    assert distance("#777777", "#7a7a7a", "as it is") < 2


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def test_both_modes_name_the_same_colours_each_once():
    assert list(read_colours("light")) == list(read_colours("dark"))
    for mode in MODES:
        values = [value for name, value in read_colours(mode).items() if name != "on"]
        assert len(set(values)) == len(values)
        assert all(re.fullmatch("#[0-9a-f]{6}", value) for value in values)


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("mode", MODES)
def test_words_and_marks_can_be_seen_on_what_is_behind_them(mode, ground):
    colours = read_colours(mode)
    for name in WORDS:
        assert contrast(colours[name], colours[ground]) >= 4.5, name
    for name in MARKS:
        assert contrast(colours[name], colours[ground]) >= 3, name


@pytest.mark.parametrize("mode", MODES)
def test_words_on_a_colour_can_be_read(mode):
    colours = read_colours(mode)
    for words, behind in [("on", "better"), ("on", "worse"), ("ink", "same"), ("ink", "line")]:
        assert contrast(colours[words], colours[behind]) >= 4.5, (words, behind)


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("mode", MODES)
def test_better_worse_and_cannot_tell_are_told_apart_by_everybody(mode, sight):
    colours = read_colours(mode)
    for one, other in combinations(ANSWERS, 2):
        assert distance(colours[one], colours[other], sight) >= APART, (one, other)


@pytest.mark.parametrize("sight", SIGHTS[:-1])
@pytest.mark.parametrize("mode", MODES)
def test_ink_is_told_apart_from_each_answer_where_there_is_colour(mode, sight):
    colours = read_colours(mode)
    for name in ANSWERS:
        assert distance(colours["ink"], colours[name], sight) >= APART, name


def test_a_page_gets_every_colour_by_name_and_the_typeface():
    css = write_css()
    light, dark = css.split("@media screen and (prefers-color-scheme: dark)")
    for part, mode in ((light, "light"), (dark, "dark")):
        assert re.findall(r"--(\w+): (#\w+);", part) == list(read_colours(mode).items())
    assert light.count("--type: system-ui,") == 1


def test_a_figure_follows_the_page_it_stands_on():
    colours = read_colours()
    svg = f'<path style="fill: {colours["same"]}; stroke: {colours["ink"]}"/>'
    assert colour_by_name(svg) == '<path style="fill: var(--same); stroke: var(--ink)"/>'
