"""Numbers are turned into text by the functions of words/formats.py, and nowhere else.

Left alone: rounding of what is reckoned with further, dates, and numbers in files' names.
"""

import ast
import re
import string
from pathlib import Path

import pytest

MASSAGE = Path(__file__).parents[2] / "src" / "massage"
HERE = "words/formats.py"
NUMBER = re.compile(r"[+ -]?#?\d*[,_]?(\.\d+)?[bcdeEfFgGnoxX%]?")
PADDED = re.compile(r"0\d+d")  # in the name of a file
OLD = re.compile(r"%(\(\w+\))?[-+ 0#]*\d*(\.\d+)?[deEfgGi]")
TO_TEXT = {"str", "format", "fill", "say", "print"}


def is_number(spec):
    return bool(spec and NUMBER.fullmatch(spec) and not PADDED.fullmatch(spec))


def has_places_for_numbers(text):
    """Whether a string has places such as ``{:.2f}`` or ``{n:,}``."""
    try:
        return any(is_number(spec) for _, _, spec, _ in string.Formatter().parse(text))
    except ValueError:  # braces that are not places, as in CSS
        return False


def becomes_text(node):
    """Whether what stands in this node is written out."""
    if isinstance(node, ast.Call):
        called = node.func
        return getattr(called, "id", getattr(called, "attr", None)) in TO_TEXT
    return isinstance(node, ast.FormattedValue)


def rounds(node):
    """Whether this is ``round(x)`` or ``x.round()``."""
    called = getattr(node, "func", None)
    return "round" in (getattr(called, "id", None), getattr(called, "attr", None))


def writes_number(node):
    """Whether a node of a module turns a number into text by itself."""
    if isinstance(node, ast.FormattedValue) and node.format_spec:
        first = getattr(node.format_spec.values[0], "value", "")
        is_date = isinstance(first, str) and first.startswith("%")
        return not (is_date or PADDED.fullmatch(str(first)))
    if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "format":
        return True
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        left = getattr(node.left, "value", None)
        return isinstance(left, str) and bool(OLD.search(left))
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return has_places_for_numbers(node.value)
    return becomes_text(node) and any(rounds(inner) for inner in ast.walk(node))


def find_places(code):
    """Lines of a module at which a number is written without the functions for it."""
    tree = ast.parse(code)
    explained = {
        node.value for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }  # fmt: skip
    specs = {
        inner for node in ast.walk(tree) if isinstance(node, ast.FormattedValue)
        and node.format_spec for inner in ast.walk(node.format_spec)
    }  # fmt: skip
    found = (n for n in ast.walk(tree) if n not in explained | specs and writes_number(n))
    return sorted({node.lineno for node in found})


def find_in_text(text):
    """Lines of a template or a table of sentences with a place for a number."""
    places = re.compile(r"\{[\w.\[\]]*:([^{}]*)\}")
    return [
        n for n, line in enumerate(text.splitlines(), 1)
        if any(is_number(spec) for spec in places.findall(line))
    ]  # fmt: skip


FILES = {
    path.relative_to(MASSAGE).as_posix(): path
    for kind in ("py", "toml", "j2")
    for path in sorted(MASSAGE.rglob(f"*.{kind}"))
}


def look_into(name):
    find = find_places if name.endswith(".py") else find_in_text
    return find(FILES[name].read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(FILES.keys() - {HERE}))
def test_numbers_are_written_in_one_place(name):
    assert not look_into(name), f"{name}: use a function of {HERE} at these lines"


@pytest.mark.parametrize(
    "code",
    [
        'f"{x:.2f}"', 'f"{n:,}"', 'f"{x:g}"', 'f"{x:{digits}}"', 'f"{share:.0%}"', 'f"{x:+.1f}"',
        "format(x, form)", '"%.1f points" % x', '"%d of %d" % (a, b)', '"{:.0f}".format(x)',
        'SENTENCE = "{most:.0f} of {n:,}"', 'f"{round(x)} of 100"', 'f"{x.round(1)}"',
        "str(round(x, 1))", "say(WORDS, key, n=round(x))", 'map("T{:.0f}".format, codes)',
    ],
)  # fmt: skip
def test_what_is_found(code):
    assert find_places(code) == [1]


@pytest.mark.parametrize(
    "code",
    [
        "round(x / 100 * n)", "np.round(x)", "frame.round(6)", "frame.round(6).to_csv(path)",
        'f"{day:%m/%d/%Y}"', 'f"{number(x)} of {count(n, thing)}"', 'f"{n} clients"',
        'f"{low} to {high}"', "n % 7", 'f"{place:02d}.csv"', '"""As {x:.2f}."""',
        '"{n:told} clients"', '"p { margin: 0 }"', "values[:, 0]",
    ],
)  # fmt: skip
def test_what_is_left_alone(code):
    assert find_places(code) == []


def test_sentences_in_data_are_looked_through():
    assert find_in_text('few = "{n:told}"\nmany = "{n:,}"\nlow = "{asked.low:g}"') == [2, 3]
