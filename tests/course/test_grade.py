"""A class of three is graded: one all right, one all wrong, one who left everything blank."""

from copy import deepcopy

import nbformat
import pandas as pd
import pytest

from analysis.course.grade import find_submissions, grade_class
from analysis.course.mark import mark_cells, without_authors_cells
from analysis.course.release import clear_solutions
from analysis.course.source import answered, read_questions
from analysis.course.store import CourseError, encode
from tests.course.small import write_course

pytestmark = pytest.mark.filterwarnings("ignore")  # nbgrader's, SQLAlchemy's and the kernel's own
ANSWERS = {
    "ann": {"9.1": "b", "9.2": "3.5"},
    "bea": {"9.1": "B)", "9.2": "7"},
    "cem": {},
}
WRITTEN = "*Write your answer here:"


def prepare(root):
    """Mark the unit, and write its feedback; return the student version."""
    path = write_course(root)
    book = nbformat.read(path, as_version=4)
    questions = read_questions(book, {"mean": 3.5}, "unit_9")
    marked = mark_cells(book, questions)
    nbformat.write(marked, path)
    (root / "unit_9.json").write_text(encode(questions))
    return clear_solutions(without_authors_cells(marked), "unit_9")


def hand_in(root, student, answers, blank):
    book = deepcopy(blank)
    for cell in book.cells:
        if (asked := answered(cell)) in answers:
            cell.source = cell.source.replace("___", answers[asked])
        if cell.source.startswith(WRITTEN) and answers:
            cell.source = "Seven, since March."
        if cell.source.startswith("check(") and student == "cem":
            cell.source = "1"  # a graded cell that was tampered with is put back
    folder = root / "handed_in" / student
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(book, folder / "unit_9.ipynb")


@pytest.fixture(scope="module")
def marks(tmp_path_factory):
    root = tmp_path_factory.mktemp("class")
    blank = prepare(root)
    patch = pytest.MonkeyPatch()
    patch.setenv("COURSE_FEEDBACK", str(root))
    for student, answers in ANSWERS.items():
        hand_in(root, student, answers, blank)
    found = grade_class(root, root / "handed_in", root / "grading")
    again = grade_class(root, root / "handed_in", root / "grading")
    patch.undo()
    pd.testing.assert_frame_equal(found, again)
    return found


def test_every_student_gets_what_she_earned(marks):
    rows = [tuple(row) for row in marks.itertuples(index=False)]
    assert rows == [
        ("ann", "unit_9", 2, 0, 2, 4, 1),
        ("bea", "unit_9", 1, 0, 1, 4, 1),
        ("cem", "unit_9", 0, 0, 0, 4, 0),
    ]


def test_a_folder_without_notebooks_is_refused(tmp_path):
    with pytest.raises(CourseError, match="holds no notebook of the course"):
        find_submissions(tmp_path, ["unit_1"])
