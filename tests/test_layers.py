"""Imports go one way, from massage to analysis, and every code has words."""

import ast
import tomllib
from functools import cache
from pathlib import Path

import pytest

from massage.words.codes import LEFT_OUT, METHODS, REASONS, REMARKS, read_words

SRC = Path(__file__).parent.parent / "src"
FILES = {
    ".".join(path.relative_to(SRC).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted([*SRC.glob("analysis/**/*.py"), *SRC.glob("massage/**/*.py")])
}
OUTSIDE_THE_CORE = {"massage", "jupyter", "IPython", "matplotlib", "seaborn"}


@cache
def read_trees():
    return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in FILES.items()}


def modules_imported(node):
    """Modules that an import statement asks for."""
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    if isinstance(node, ast.ImportFrom):
        assert not node.level, "imports are written out"
        names = {f"{node.module}.{alias.name}" for alias in node.names}
        return {name if name in FILES else node.module for name in names}
    return set()


def walk_when_loaded(node):
    """Yield the statements that run when a module is loaded: not those in functions."""
    for child in ast.iter_child_nodes(node):
        only_for_types = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test)
        if not (isinstance(child, ast.FunctionDef | ast.Lambda) or only_for_types):
            yield child
            yield from walk_when_loaded(child)


def find_circles(imports):
    """Groups of modules each of which leads back to itself."""
    reached = {}
    for start in imports:
        seen, ahead = set(), [start]
        while ahead:
            new = imports[ahead.pop()] - seen
            seen |= new
            ahead += new
        reached[start] = seen
    return {
        frozenset(name for name in seen if start in reached[name])
        for start, seen in reached.items()
        if start in seen
    }


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("analysis")])
def test_the_core_imports_nothing_that_is_built_on_it(name):
    asked = set().union(*(modules_imported(node) for node in ast.walk(read_trees()[name])))
    assert not {one.split(".")[0] for one in asked} & OUTSIDE_THE_CORE


def test_no_module_leads_back_to_itself():
    imports = {
        name: set().union(*(modules_imported(node) for node in walk_when_loaded(tree))) & set(FILES)
        for name, tree in read_trees().items()
    }
    assert not find_circles(imports)


def test_circles_are_found():
    assert find_circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}) == {frozenset("bc")}


def list_texts(name):
    """Every text that stands alone in a module, and every name of an argument that is given."""
    nodes = list(ast.walk(read_trees()[name]))
    texts = {node.value for node in nodes if isinstance(node, ast.Constant)}
    return texts | {node.arg for node in nodes if isinstance(node, ast.keyword)}


def list_codes():
    """Every code that is made, from what is written as the first argument of ``Code``."""
    codes = set()
    for tree in read_trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Code":
                chosen = node.args[0]
                ways = [chosen.body, chosen.orelse] if isinstance(chosen, ast.IfExp) else [chosen]
                codes |= {way.value for way in ways if isinstance(way, ast.Constant)}
    return codes


def test_every_code_has_words_and_all_words_are_used():
    tables = [read_words(name) for name in (REASONS, METHODS, LEFT_OUT, REMARKS)]
    errors = tomllib.loads((SRC / "analysis" / "lines.toml").read_text(encoding="utf-8"))
    words = set().union(*tables)
    assert words <= list_codes() <= words | set(errors)
    assert sum(map(len, tables)) == len(words), "no code is in two tables"
    said = set().union(*(list_texts(name) for name in FILES if name.startswith("analysis")))
    assert set(errors) <= said


CORE = [name for name in FILES if name.startswith("analysis.") and FILES[name].name[0] != "_"]


@pytest.mark.parametrize("name", CORE)
def test_every_module_of_the_core_has_a_test_file_of_its_name(name):
    *folders, module = name.split(".")
    assert SRC.parent.joinpath("tests", *folders, f"test_{module}.py").exists()
