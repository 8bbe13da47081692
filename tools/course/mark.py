"""Mark the cells of a source notebook for nbgrader, by what they contain."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy

from nbformat import NotebookNode

from course import CourseError
from course.source import AUTHORS_ONLY, answered, called
from massage.course.store import Question

SCHEMA = 3
KINDLY = "from massage.course import kindly; kindly()"
_RUN_ALONE = (
    "ask(",
    "example(",
    "explore(",
    "recall(",
)  # what somebody who comes back may run first
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def mark_cells(book: NotebookNode, questions: Mapping[str, Question]) -> NotebookNode:
    """Return the notebook with nbgrader's marks, and without outputs.

    ``answers["2.1"] = ...`` is an answer; ``check("2.1", answers)`` and ``note(...)`` are graded
    by themselves; the markdown cell tagged ``written`` before ``check_written("2.8", ...)`` is
    graded by a person. Code tagged ``folded`` is folded away. Raises CourseError where the cell
    tagged ``written`` is missing.
    """
    marked = deepcopy(book)
    marked.metadata = {"kernelspec": book.metadata.get("kernelspec", KERNEL),
                       "language_info": {"name": "python"}}  # fmt: skip
    for place, cell in enumerate(marked.cells):
        cell.metadata.pop("nbgrader", None)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        if "folded" in cell.metadata.get("tags", []):
            cell.metadata["jupyter"] = {"source_hidden": True}
        call = called(cell)
        if answered(cell):
            cell.metadata["nbgrader"] = _mark(f"answer-{slug(answered(cell))}", solution=True)
        elif call and call[0] in ("check", "note"):
            points = questions[call[1]].points
            cell.metadata["nbgrader"] = _mark(f"check-{slug(call[1])}", points=points, locked=True)
        elif call and call[0] == "finish":
            cell.metadata["nbgrader"] = _mark("finish", locked=True)
        elif call and call[0] == "check_written":
            _mark_written(marked, place, questions[call[1]])
    return marked


def is_for_authors(cell: NotebookNode) -> bool:
    """Whether learners don't get this cell."""
    return bool(set(AUTHORS_ONLY) & set(cell.metadata.get("tags", [])))


def without_authors_cells(book: NotebookNode) -> NotebookNode:
    """Return the notebook without the cells that learners don't get."""
    student = deepcopy(book)
    student.cells = [cell for cell in student.cells if not is_for_authors(cell)]
    return student


def with_kind_words(book: NotebookNode) -> NotebookNode:
    """Return the notebook with a line above each answer, check and slider, and below the imports.

    The line makes a word that isn't known a sentence, also where nothing has run before.
    """
    student = deepcopy(book)
    for cell in student.cells:
        if answered(cell) or called(cell) or cell.source.startswith(_RUN_ALONE):
            cell.source = f"{KINDLY}\n{cell.source}"
        elif "folded" in cell.metadata.get("tags", []):
            cell.source = f"{cell.source}\n{KINDLY}"
    return student


def _mark_written(book: NotebookNode, place: int, question: Question) -> None:
    before = [
        c for c in book.cells[:place] if not set(AUTHORS_ONLY) & set(c.metadata.get("tags", []))
    ]
    if not before or "written" not in before[-1].metadata.get("tags", []):
        raise CourseError(
            f'the cell before check_written("{question.name}", ...) is a model answer in markdown, '
            "tagged 'written'."
        )
    before[-1].metadata["nbgrader"] = _mark(
        f"written-{slug(question.name)}", points=question.points, solution=True
    )


def _mark(
    grade_id: str, *, points: int = 0, solution: bool = False, locked: bool = False
) -> dict[str, object]:
    marks = {
        "grade": points > 0,
        "grade_id": grade_id,
        "locked": locked,
        "schema_version": SCHEMA,
        "solution": solution,
        "task": False,
    }
    return marks | ({"points": points} if points else {})


def slug(name: str) -> str:
    """Write a question's name as nbgrader can keep it: ``T1.1`` is ``T1-1``."""
    return name.replace(".", "-")
