"""What a reader sees stands in tables of words, by key: whoever translates touches no module."""

import ast
import re
from pathlib import Path

import pytest

MASSAGE = Path(__file__).parents[3] / "src" / "massage"
MODULES = {path.relative_to(MASSAGE).as_posix(): path for path in sorted(MASSAGE.rglob("*.py"))}
WORD = re.compile(r"""(?<!\S)[("'#]*[A-Za-z]?[a-z']+[.,;:?!)"']*(?!\S)""")
FEWEST = 3  # words of a phrase
SHOWN = {"desc", "description", "help", "label", "title", "xlabel", "ylabel"}  # by one word, too
EXCEPTIONS = {  # why words may stand in a module, and how such a text is known
    "SQL": r"\b(SELECT|CREATE|ALTER|COPY|AS) |^read_csv",
    "HTML, CSS": r"<\w+ |@media|default-src",
    "a pattern of what others write": r"\\b|\|",
    "a sheet of others": "^Days Between Sessions$",
    "a place that matplotlib knows": r"^outside (lower|upper) \w+",
    "for who calls from Python": "^clients must be all clients of these sessions, ordered by code$",
    "a row that no table has": "^there are {} rows, and no row {}$",
}


def read_texts(code):
    """Yield a module's texts but explanations, ``{}`` for places, and whether each is shown."""
    tree = ast.parse(code)
    nodes = list(ast.walk(tree))
    explained = {node.value for node in nodes if isinstance(node, ast.Expr)}
    joined = {part for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    shown = {node.value for node in nodes if isinstance(node, ast.keyword) and node.arg in SHOWN}
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            parts = [getattr(part, "value", "") for part in node.values]
            yield "".join(one if isinstance(one, str) else "{}" for one in parts), node in shown
        elif isinstance(node, ast.Constant) and node not in explained | joined:
            yield node.value if isinstance(node.value, str) else "", node in shown


def find_exceptions(text):
    return [why for why, form in EXCEPTIONS.items() if re.search(form, text)]


def find_phrases(code):
    """Texts of a module that a reader would see, but for the exceptions."""
    return [
        text for text, shown in read_texts(code)
        if (len(WORD.findall(text)) >= FEWEST or (shown and WORD.search(text)))
        and not find_exceptions(text)
    ]  # fmt: skip


@pytest.mark.parametrize("name", MODULES)
def test_what_a_reader_sees_stands_in_a_table(name):
    assert not find_phrases(MODULES[name].read_text(encoding="utf-8"))


def test_every_exception_is_there():
    texts = [text for path in MODULES.values() for text, _ in read_texts(path.read_text("utf-8"))]
    phrases = [text for text in texts if len(WORD.findall(text)) >= FEWEST]
    assert {why for text in phrases for why in find_exceptions(text)} == set(EXCEPTIONS)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('print("The report is ready.")', "The report is ready."),
        ('raise Refusal(f"there is no file {path}")', "there is no file {}"),
        ('WHY = (f"Of {n} clients, "\n       f"{k} count.")', "Of {} clients, {} count."),
        ('say("# What was left out, and why")', "# What was left out, and why"),
        ('ax.set(ylabel="clients")', "clients"),
        ('ax.plot(x, y, label=f"{who} came")', "{} came"),
        ('names = {"who gets massage": way}', "who gets massage"),
    ],
)
def test_what_is_found(code, found):
    assert find_phrases(code) == [found]


@pytest.mark.parametrize(
    "code",
    [
        '"""Return the report, as it was asked for."""', 'f"{low} to {high}"', "# three words here",
        'say(WORDS, "report_is_ready", page=page)', 'ax.set(ylabel=write(NAME, "ylabel"))',
        'RATED = ("on arrival", "after")', 'legend(loc="outside lower center")',
        'ask(f"SELECT day FROM numbered WHERE broken ORDER BY place")',
        're.compile(r"\\b(did not|didn.t) arrive")',
    ],
)  # fmt: skip
def test_what_is_left_alone(code):
    assert find_phrases(code) == []
