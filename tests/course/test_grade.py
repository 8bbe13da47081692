"""A class of three is graded: one all right, one all wrong, one who left everything blank."""

import nbformat
import pandas as pd
import pytest

from analysis.course.grade import find_submissions, grade_class
from analysis.course.make import make_course
from analysis.course.source import answered
from analysis.course.store import CourseError
from tests.course.small import write_course

pytestmark = pytest.mark.filterwarnings("ignore")  # nbgrader's, SQLAlchemy's and the kernel's own
ANSWERS = {
    "ann": {"9.1": "b", "9.2": "3.5", "T9.1": "b"},
    "bea": {"9.1": "B)", "9.2": "7", "T9.1": "a"},
    "cem": {},
}
WRITTEN = "*Write your answer here:"


def hand_in(root, student, answers, name):
    path = root / "notebooks" / "course" / "release" / name / f"{name}.ipynb"
    book = nbformat.read(path, as_version=4)
    for cell in book.cells:
        if (asked := answered(cell)) in answers:
            cell.source = cell.source.replace("___", answers[asked])
        if cell.source.startswith(WRITTEN) and answers:
            cell.source = "Seven, since March."
        if cell.source.startswith("check(") and student == "cem":
            cell.source = "1"  # a graded cell that was tampered with is put back
    folder = root / "handed_in" / student
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(book, folder / f"{name}.ipynb")


@pytest.fixture(scope="module")
def marks(tmp_path_factory):
    root = tmp_path_factory.mktemp("class")
    write_course(root)
    patch = pytest.MonkeyPatch()
    make_course(root)
    patch.setenv("COURSE_FEEDBACK", str(root / "src" / "analysis" / "course" / "feedback"))
    for student, answers in ANSWERS.items():
        hand_in(root, student, answers, "unit_9")
    hand_in(root, "ann", ANSWERS["ann"], "final_test")
    found = grade_class(root, root / "handed_in", root / "grading")
    again = grade_class(root, root / "handed_in", root / "grading")
    patch.undo()
    pd.testing.assert_frame_equal(found, again)
    return found


def test_every_student_gets_what_she_earned(marks):
    rows = [tuple(row) for row in marks.itertuples(index=False)]
    assert rows == [
        ("ann", "final_test", 1, 0, 1, 1, 0),
        ("ann", "unit_9", 2, 0, 2, 4, 1),
        ("bea", "unit_9", 1, 0, 1, 4, 1),
        ("cem", "unit_9", 0, 0, 0, 4, 0),
    ]


def test_a_folder_without_notebooks_is_refused(tmp_path):
    with pytest.raises(CourseError, match="holds no notebook of the course"):
        find_submissions(tmp_path, ["unit_1"])
