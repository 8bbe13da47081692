"""Grade a class with nbgrader: a folder of submissions in, a table of marks out."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import nbformat
import pandas as pd
from nbgrader.api import Grade, Gradebook, SubmittedAssignment
from nbgrader.apps import NbGraderAPI
from tqdm import tqdm

from course import PASS_SHARE, CourseError
from course.bank import BANK, read_bank
from course.hand_in import HandedIn, count_not_answered, lay_in, read_answers
from course.key import lay_out
from course.make import find_sources
from course.mark import slug, without_authors_cells
from course.release import nbgrader_config
from massage.course.store import FINAL_TEST, read_notebook_questions

COLUMNS = [
    "student", "notebook", "automatic", "written", "points", "of", "to_be_read", "not_answered",
    "passed", "read_again",
]  # fmt: skip


def grade_class(root: Path, handed_in: Sequence[HandedIn], course: Path) -> pd.DataFrame:
    """Grade what a class handed in; ``course`` is the folder that nbgrader works in.

    Only answers are taken from what was handed in, and laid into the blank notebook: nothing that
    a student wrote is run. What was graded before and has the same answers is left as it is, with
    the marks that a person gave.

    Returns one row per student and notebook that was ever graded in this folder: ``student``,
    ``notebook``, points of the ``automatic`` questions (or what a person gave instead) and of the
    ``written`` ones, both together in ``points``, the most that can be had in ``of``;
    ``to_be_read``, the written answers that nobody has graded yet; ``not_answered``, the questions
    left blank; and for the final test ``passed``, yes or no, and ``read_again``, the objectives
    that cost a point. Raises CourseError where nbgrader
    stops.
    """
    sources = {path.stem: path for path in find_sources(root)}
    api = open_course(course)
    for name in sorted({each.notebook for each in handed_in}):
        _prepare(api, sources[name], course)
    for each in tqdm(handed_in, unit="notebook", disable=None):
        if each.notebook == FINAL_TEST:
            bank = read_bank(sources[FINAL_TEST].parent / BANK)
            with lay_out(bank, read_answers(each.book), course / "key.json"):
                _autograde(api, each, course)
        else:
            _autograde(api, each, course)
    return read_marks(api, course)


def open_course(course: Path) -> NbGraderAPI:
    """Return nbgrader's view of its folder. nbgrader calls ``alembic``, which lies by Python."""
    programs = str(Path(sys.executable).parent)
    if programs not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([programs, os.environ.get("PATH", "")])
    config = nbgrader_config()
    config.CourseDirectory.root = str(course)
    config.CourseDirectory.course_id = "course"
    config.Exchange.root = str(course / "exchange")
    config.NbGraderAPI.log_level = "ERROR"
    config.Execute.extra_arguments = ["--log-level=CRITICAL"]
    return NbGraderAPI(config=config)


def read_marks(api: NbGraderAPI, course: Path) -> pd.DataFrame:
    """Read the gradebook: one row per student and notebook."""
    with Gradebook(api.coursedir.db_url, api.coursedir.course_id) as book:
        rows = [
            _read_row(submission, course)
            for assignment in book.assignments
            for submission in assignment.submissions
        ]
    marks = pd.DataFrame(rows, columns=COLUMNS)
    return marks.sort_values(["student", "notebook"], key=lambda column: column.str.casefold())


def has_passed(points: float, most: float) -> bool:
    """Whether these are 80 % of the points or more."""
    return points >= PASS_SHARE * most


def _read_row(submission: SubmittedAssignment, course: Path) -> tuple[object, ...]:
    student, name = submission.student.id, submission.name
    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
    laid = nbformat.read(_laid(course, student, name), as_version=4)
    passed = "yes" if has_passed(submission.score, submission.max_score) else "no"
    return (
        student,
        name,
        sum(grade.score for grade in grades if grade.cell.cell_type == "code"),
        sum(grade.score for grade in grades if grade.cell.cell_type == "markdown"),
        submission.score,
        submission.max_score,
        sum(grade.needs_manual_grade for grade in grades),
        count_not_answered(laid),
        passed if name == FINAL_TEST else "",
        _to_read_again(grades) if name == FINAL_TEST else "",
    )


def _to_read_again(grades: Sequence[Grade]) -> str:
    """Name the objectives that cost a point, and not the questions."""
    lost = {grade.name for grade in grades if grade.score < grade.max_score}
    asked = read_notebook_questions(FINAL_TEST).values()
    codes = {each.objective for each in asked if f"check-{slug(each.name)}" in lost}
    return ", ".join(sorted(codes))


def _prepare(api: NbGraderAPI, source: Path, course: Path) -> None:
    """Let nbgrader know a notebook, unless it knows this very one."""
    book = without_authors_cells(nbformat.read(source, as_version=4))
    path = course / "source" / source.stem / source.name
    made = course / "release" / source.stem / source.name
    text = nbformat.writes(book)
    if made.exists() and path.exists() and path.read_text(encoding="utf-8") == text:
        return
    made.unlink(missing_ok=True)  # so that a run that stops here isn't taken for a whole one
    _write(path, text)
    _refuse_failure(api.generate_assignment(source.stem, force=True, create=True), source.stem)


def _autograde(api: NbGraderAPI, each: HandedIn, course: Path) -> None:
    blank = course / "release" / each.notebook / f"{each.notebook}.ipynb"
    laid = _laid(course, each.student, each.notebook)
    done = course / "autograded" / each.student / each.notebook / laid.name
    text = nbformat.writes(lay_in(nbformat.read(blank, as_version=4), each.book))
    if done.exists() and laid.exists() and laid.read_text(encoding="utf-8") == text:
        return
    done.unlink(missing_ok=True)
    _write(laid, text)
    graded = api.autograde(each.notebook, each.student, force=True, create=True)
    _refuse_failure(graded, f"{each.student}, {each.notebook}")


def _laid(course: Path, student: str, name: str) -> Path:
    return course / "submitted" / student / name / f"{name}.ipynb"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _refuse_failure(done: dict[str, object], what: str) -> None:
    """Raise CourseError with the last line of nbgrader's reason, which tells what happened.

    nbgrader also takes Control and C for a failure; here it is raised again.
    """
    if not done["success"]:
        reason = str(done.get("error") or done.get("log")).strip().splitlines()[-1]
        if reason == KeyboardInterrupt.__name__:
            raise KeyboardInterrupt
        raise CourseError(f"{what}: nbgrader stopped. {reason}")
