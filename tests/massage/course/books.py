"""The course's notebooks, read once; and all of them run once, blank first, then solved."""

from copy import deepcopy
from functools import cache
from pathlib import Path

import nbformat

from course.make import NOTEBOOKS, find_sources
from course.release import run
from course.source import answered, called, tagged
from massage.course.store import FINAL_TEST, read_notebook_questions

ROOT = Path(__file__).resolve().parents[3]
NAMES = [path.stem for path in find_sources(ROOT)]
UNITS = [name for name in NAMES if name != FINAL_TEST]
PREDICTED = "if predicted("
ASKED = [(name, question) for name in NAMES for question in read_notebook_questions(name).values()]


@cache
def read_book(kind, name):
    return nbformat.read(ROOT / NOTEBOOKS / kind / name / f"{name}.ipynb", as_version=4)


def says(cell):
    """Return what a cell's outputs say as plain text and as text to read."""
    return [
        (output.data.get("text/plain"), output.data.get("text/markdown"))
        for output in cell.outputs
        if "data" in output
    ]


def run_book(name):
    """Return the blank cells, the solved ones, and the cell tagged ``values``, as they ran."""
    return run_books()[name]


@cache
def run_books():
    """Run each student version, then its solutions and checks again, and its numbers.

    All run in one kernel, which forgets every name between two of them.
    """
    parts = {name: lay_out_book(name) for name in NAMES}
    cells = []
    for part in parts.values():
        cells += [nbformat.v4.new_code_cell("%reset -f"), *(cell for kind in part for cell in kind)]
    for place, cell in enumerate(cells):
        cell["id"] = f"cell-{place}"
    book = nbformat.v4.new_notebook(cells=cells, metadata=read_book("source", NAMES[0]).metadata)
    ran = iter(run(book, ROOT / NOTEBOOKS / "source", stop=False).cells)
    found = {}
    for name, part in parts.items():
        assert next(ran).source == "%reset -f"
        found[name] = tuple([next(ran) for _ in kind] for kind in part)
    return found


def lay_out_book(name):
    """Return the student version's cells, the solutions and what hangs on them, and the numbers."""
    source = read_book("source", name)
    solved = [
        cell for cell in source.cells if answered(cell) or called(cell) or PREDICTED in cell.source
    ]
    return deepcopy((read_book("release", name).cells, solved, tagged(source, "values")))
