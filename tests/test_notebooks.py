"""Notebooks are thin, saved from one clean run, and end in a computed sentence."""

import ast
import json
import re
from functools import cache
from html import escape

import pytest
from conftest import NOTEBOOKS

DECIDES = ast.FunctionDef | ast.Lambda | ast.ClassDef | ast.If | ast.IfExp


def code_cells(book):
    return [cell for cell in book["cells"] if cell["cell_type"] == "code"]


def texts(cell):
    return [
        "".join(output["data"].get("text/plain", ""))
        for output in cell["outputs"]
        if "data" in output
    ]


def paragraphs(cell):
    said = [output for output in cell["outputs"] if "text/markdown" in output.get("data", {})]
    return texts({"outputs": said})


@cache
def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def book(request):
    return read(request.param)


def test_the_notebooks_of_this_issue_are_there():
    assert [path.stem[:2] for path in NOTEBOOKS] == [
        "00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13",
    ]  # fmt: skip


def test_saved_from_one_clean_run(book):
    cells = code_cells(book)
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    kinds = {output["output_type"] for cell in cells for output in cell["outputs"]}
    assert kinds <= {"display_data"}


def test_is_thin(book):
    """Nothing is defined or decided here; few cells, few lines of imports."""
    sources = ["".join(cell["source"]) for cell in code_cells(book)]
    assert len(sources) <= 15
    nodes = [node for source in sources for node in ast.walk(ast.parse(source))]
    assert not [node for node in nodes if isinstance(node, DECIDES)]
    imports = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    assert sum(node.end_lineno - node.lineno + 1 for node in imports) <= 5


def test_begins_with_a_question(book):
    first = "".join(book["cells"][0]["source"])
    title = first.splitlines()[0]
    assert title.startswith("# ")
    assert title.endswith("?") or title == "# Findings, for presenting"


def test_ends_in_a_sentence_with_numbers(book):
    """The first notebook begins with its answer: it is for readers who read no further."""
    said = [paragraphs(cell) for cell in code_cells(book)]
    last = next(filter(None, said)) if book is read(NOTEBOOKS[0]) else said[-1]
    assert last
    assert all(re.search(r"\d", text) and text.endswith(".") for text in last)


def test_says_that_it_is_not_medical_advice(book):
    said = " ".join(text for cell in code_cells(book) for text in texts(cell))
    assert "This is not medical advice. See a doctor for a diagnosis." in said


def test_says_that_its_records_are_synthetic_or_where_they_come_from(book):
    said = " ".join(text for cell in code_cells(book) for text in texts(cell))
    external = book["metadata"].get("needs_external_data")
    assert ("10.5061/dryad.0k6djhb75" if external else "These records are synthetic") in said


def test_every_figure_has_words(book):
    for cell in code_cells(book):
        for output in cell["outputs"]:
            assert "image/png" not in output.get("data", {})
            if "image/svg+xml" in output.get("data", {}):
                alternative = "".join(output["data"]["text/plain"])
                assert len(alternative) >= 25
                assert f'aria-label="{escape(alternative)}"' in "".join(
                    output["data"]["image/svg+xml"]
                )


def test_the_first_screen_of_question_1_says_what_it_cannot_tell():
    path = next(path for path in NOTEBOOKS if path.stem.startswith("03"))
    first = "".join(json.loads(path.read_text())["cells"][0]["source"])
    assert "**What this can't tell.**" in first
