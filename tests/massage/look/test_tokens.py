"""Every colour comes from one file, can be read on what is behind it, and has one meaning."""

import re
from itertools import combinations

import pytest

from massage.look.tokens import TOKENS, read_colours, write_css
from tests.massage.look.sight import APART, SIGHTS, contrast, distance

MODES = ("light", "dark")
GROUNDS = ("paper", "wash")
WORDS = ("ink", "soft", "better", "worse")  # the others are never words
MARKS = (*WORDS, "unsure")
ANSWERS = ("better", "worse", "unsure")
KINDS = {".py", ".j2", ".html", ".css", ".js", ".ipynb", ".toml", ".md", ".svg"}
NAMED = "black|white|gr[ae]y|silver|red|blue|navy|orange|brown|green|purple"
PROPERTY = r"(?:colou?r|background|fill|stroke|border(?:-\w+)?)"
LITERAL = re.compile(
    r"(?<!&)#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})(?![\w-])"
    r"|\b(?:rgb|hsl)a?\([\d.]"
    rf"|{PROPERTY}[\"']?\s*[:=]\s*[^;=\"'()\n]*[\"']?\b(?:{NAMED})\b(?!\s*=)",
    re.IGNORECASE,
)
FONT = re.compile(
    r"font-family\s*[:=]\s*[\"']?(?!var\(|inherit\b)[a-z]|\bfont\s*:[^;{}\n]*\bserif\b"
    r"|\bfont(?:[._]?family|[._]?name)[\"']?\s*[:=]\s*[\"']",
    re.IGNORECASE,
)
UNREADABLE = re.compile(r"(?<![\w-])color\s*:\s*var\(--(?:unsure|same|line|wash)\)")


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
    for words, behind in [
        ("on", "better"),
        ("on", "worse"),
        ("ink", "same"),
        ("ink", "line"),
        ("ink", "unsure"),
    ]:
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


@pytest.mark.parametrize(
    "text",
    [
        "a { color: #fff }", 'INK = "#1b2a41"', "background: rgb(0, 0, 0)", "1px solid #777;",
        'ax.plot(x, color="white")', "fill:black", "border: 1px solid grey", 'edgecolor="red"',
    ],
)  # fmt: skip
def test_a_colour_that_is_written_out_is_found(text):
    assert LITERAL.search(text)


@pytest.mark.parametrize(
    "text", ["&#182;", "see #chapter-2", "color: var(--ink)", "## a", "#!/bin/sh", "color=INK"]
)
def test_what_is_no_colour_is_not_taken_for_one(text):
    assert not LITERAL.search(text)


@pytest.mark.parametrize(
    "text", ["font-family: Arial", "font: 9pt/1.3 system-ui, sans-serif", 'run.font.name = "Arial"']
)
def test_a_typeface_that_is_written_out_is_found(text):
    assert FONT.search(text)


def read_kept(root):
    """Each file that could hold a colour, but for the file of colours, with its text."""
    for folder in ("src", "tools", "docs", "notebooks"):
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.suffix in KINDS and path != TOKENS:
                yield name, path.read_text(encoding="utf-8")


def test_no_colour_and_no_typeface_is_written_out_anywhere_else(root):
    """But for what is written from the file: a style sheet, and a saved figure's own colours."""
    named = [f"var(--{name}, {colour})" for name, colour in read_colours().items()]
    written = re.compile("|".join(map(re.escape, (write_css(), *named))))
    found = [
        (name, match.group())
        for name, text in read_kept(root)
        for pattern in (LITERAL, FONT, UNREADABLE)
        for match in pattern.finditer(written.sub("", text))
    ]
    assert not found


def test_the_intake_form_opens_alone_and_has_the_colours_of_today(root):
    """Where it fails: put what ``write_css`` returns in place of the form's ``:root`` block."""
    form = (root / "docs" / "intake-form.html").read_text(encoding="utf-8")
    assert write_css() in form
    assert not re.search(r"<(?:link|script|img)\b|url\(|@import", form)
