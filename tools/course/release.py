"""From a source notebook to what learners get: the student version, and the feedback data."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)
from traitlets.config import Config

from course import CourseError
from course.bank import BANK, read_bank, without_key
from course.mark import mark_cells, with_kind_words, without_authors_cells
from course.pairs import draw_pairs, draw_records
from course.source import (
    BEGIN,
    END,
    called,
    read_questions,
    refuse_open_solutions,
    tagged,
)
from course.syllabus import COMPUTED, count_computed
from massage.course.store import FINAL_TEST, Question, pack

STUB = "# Type your answer between the quotes. Run this cell, then the next one."
WRITE_HERE = (
    "*Write your answer here: double-click on this line, replace it, then press Shift and Enter.*"
)


PREPROCESSORS = (LockCells, ClearSolutions, ClearOutput, ComputeChecksums, CheckCellMetadata)


@dataclass(frozen=True)
class Released:
    """A notebook of the course: its source with nbgrader's marks, and what is made from it.

    ``forms`` are the final test's questions without their key, packed; empty for a unit.
    """

    name: str
    source: NotebookNode
    student: NotebookNode
    questions: dict[str, Question]
    forms: str = ""


def release(source: Path) -> Released:
    """Make the student version and the feedback of one source notebook; nothing is written.

    The source is run for the cell tagged ``values``. The student version has no outputs: every
    result is the learner's own. Raises CourseError where the source can't be used.
    """
    name = source.stem
    book = nbformat.read(source, as_version=4)
    refuse_open_solutions(book, name)
    if name == FINAL_TEST:
        computed = 0
        questions, forms = read_test(book, source.parent)
    else:
        values, computed = read_values(book, source.parent, name)
        questions, forms = read_questions(book, values, name), ""
    marked = mark_cells(book, questions)
    student = make_student_version(marked, name)
    student.metadata[COMPUTED] = computed
    return Released(name, marked, student, questions, forms)


def make_student_version(marked: NotebookNode, name: str) -> NotebookNode:
    """Make what learners get of a source with nbgrader's marks. Raises CourseError."""
    return clear_solutions(with_kind_words(without_authors_cells(marked)), name)


def read_test(book: NotebookNode, folder: Path) -> tuple[dict[str, Question], str]:
    """Return the places of the final test, and its questions without their key, packed.

    Raises CourseError where the notebook doesn't ask for each place of the bank once.
    """
    bank = read_bank(folder / BANK)
    asked = [call[1] for cell in book.cells if (call := called(cell)) and call[0] == "note"]
    if sorted(asked) != sorted(bank.questions):
        differ = sorted(set(asked) ^ set(bank.questions)) or asked
        raise CourseError(
            f"{FINAL_TEST}: each place of the bank needs one cell note(...); look at "
            f"{', '.join(differ)}."
        )
    forms = {
        "questions": without_key(bank), "pairs": draw_pairs(bank), "records": draw_records(bank),
    }  # fmt: skip
    return bank.questions, pack(forms)


def read_values(book: NotebookNode, folder: Path, name: str) -> tuple[dict[str, float], int]:
    """Run a source up to its cell tagged ``values``, and return the numbers in that dict.

    The second number is how many words the cells before it show. Raises CourseError for a cell
    that fails or doesn't end in a dict of plain numbers.
    """
    if not tagged(book, "values"):
        return {}, 0
    cell = tagged(book, "values")[0]
    part = nbformat.v4.new_notebook(metadata=book.metadata)
    part.cells = [c for c in book.cells[: book.cells.index(cell) + 1] if c.cell_type == "code"]
    *ran, last = run(part, folder).cells
    try:
        values = dict(ast.literal_eval(last.outputs[-1]["data"]["text/plain"]))
    except (IndexError, KeyError, TypeError, ValueError, SyntaxError) as error:
        raise CourseError(
            f"{name}: the cell tagged 'values' ends in a dict of plain numbers, such as "
            '{"mean_fall": float(...)}.'
        ) from error
    return values, count_computed(ran)


def run(book: NotebookNode, folder: Path, *, stop: bool = True) -> NotebookNode:
    """Run a notebook from a clean start, and return it with its outputs.

    Raises CourseError where a cell fails, unless told not to ``stop``.
    """
    book = nbformat.from_dict(book)
    client = NotebookClient(
        book,
        kernel_name="python3",
        record_timing=False,
        store_widget_state=False,
        allow_errors=True,
        resources={"metadata": {"path": str(folder)}},
        extra_arguments=["--log-level=CRITICAL"],
    )
    client.execute()
    for place, cell in enumerate(book.cells, start=1):
        for output in cell.get("outputs", []):
            if stop and output.output_type == "error":
                raise CourseError(f"cell {place} fails with {output.ename}: {output.evalue}")
    book.metadata["language_info"] = {"name": "python"}
    return book


def clear_solutions(book: NotebookNode, name: str) -> NotebookNode:
    """Let nbgrader lock cells, take solutions out and seal what was there.

    The same preprocessors, in the same order, as ``nbgrader generate_assignment``, without those
    that write to a gradebook. Raises CourseError with nbgrader's reason.
    """
    student = nbformat.from_dict(book)
    for preprocessor in PREPROCESSORS:
        try:
            student, _ = preprocessor(config=nbgrader_config()).preprocess(student, {})
        except (RuntimeError, ValueError) as error:
            raise CourseError(f"{name}: nbgrader refuses it: {error}") from error
    return student


def nbgrader_config() -> Config:
    """Return what nbgrader puts in the place of solutions."""
    config = Config()
    config.ClearSolutions.code_stub = {"python": STUB}
    config.ClearSolutions.text_stub = WRITE_HERE
    config.ClearSolutions.begin_solution_delimeter = BEGIN
    config.ClearSolutions.end_solution_delimeter = END
    return config
