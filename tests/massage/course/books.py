"""The course's notebooks, read once; and each of them run once, blank first, then solved."""

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


@cache
def run_book(name):
    """Run the student version, then its solutions and checks again, in one kernel.

    Returns the blank cells, the solved ones, and the outputs of the cell tagged ``values``.
    """
    blank, source = read_book("release", name).cells, read_book("source", name)
    solved = [cell for cell in source.cells if answered(cell) or called(cell)]
    values = tagged(source, "values")
    cells = deepcopy([*blank, *solved, *values])
    for place, cell in enumerate(cells):
        cell["id"] = f"cell-{place}"
    book = nbformat.v4.new_notebook(cells=cells, metadata=source.metadata)
    folder = ROOT / NOTEBOOKS / "source" / name
    cells = run(book, folder, stop=False).cells
    end = len(blank) + len(solved)
    return cells[: len(blank)], cells[len(blank) : end], cells[end:]
