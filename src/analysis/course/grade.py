"""Grade a class with nbgrader: a folder of submissions in, a table of marks out."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import nbformat
import pandas as pd
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from tqdm import tqdm

from analysis.course.make import find_sources
from analysis.course.mark import without_authors_cells
from analysis.course.release import nbgrader_config
from analysis.course.store import CourseError

COLUMNS = ["student", "notebook", "automatic", "written", "points", "of", "to_be_read"]


def grade_class(root: Path, submissions: Path, course: Path) -> pd.DataFrame:
    """Grade what a class handed in; ``course`` is the folder that nbgrader works in.

    ``submissions`` holds one folder per student, and in it the notebooks, such as
    ``ann/unit_2.ipynb``. What was graded before and hasn't changed is left as it is, with the marks
    that a person gave.

    Returns one row per student and notebook: ``student``, ``notebook``, ``automatic`` and
    ``written`` points, both together in ``points``, the most that can be had in ``of``, and
    ``to_be_read``, the written answers that nobody has graded yet. Raises CourseError where there
    is nothing to grade, or nbgrader can't run a notebook.
    """
    sources = {path.stem: path for path in find_sources(root)}
    handed_in = find_submissions(submissions, list(sources))
    api = open_course(course)
    for name in sorted({path.stem for _, path in handed_in}):
        _prepare(api, sources[name], course)
    for student, path in tqdm(handed_in, unit="notebook", disable=None):
        _autograde(api, student, path, course)
    return read_marks(api)


def find_submissions(folder: Path, names: list[str]) -> list[tuple[str, Path]]:
    """Return each student with a notebook of the course. Raises CourseError where there is none."""
    found = [
        (path.parent.name, path) for path in sorted(folder.glob("*/*.ipynb")) if path.stem in names
    ]
    if not found:
        raise CourseError(
            f"{folder} holds no notebook of the course. It should hold one folder per student, and "
            f"in it the notebooks under their own names: {folder}/ann/{names[0]}.ipynb"
        )
    return found


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
    return NbGraderAPI(config=config)


def read_marks(api: NbGraderAPI) -> pd.DataFrame:
    """Read the gradebook: one row per student and notebook."""
    with Gradebook(api.coursedir.db_url, api.coursedir.course_id) as book:
        rows = [
            (
                submission.student.id,
                submission.name,
                sum(grade.auto_score or 0 for notebook in submission.notebooks
                    for grade in notebook.grades),
                sum(grade.manual_score or 0 for notebook in submission.notebooks
                    for grade in notebook.grades),
                submission.score,
                submission.max_score,
                sum(grade.needs_manual_grade for notebook in submission.notebooks
                    for grade in notebook.grades),
            )
            for assignment in book.assignments
            for submission in assignment.submissions
        ]  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS).sort_values(["student", "notebook"])


def _prepare(api: NbGraderAPI, source: Path, course: Path) -> None:
    """Let nbgrader know a notebook, unless it knows this very one."""
    book = without_authors_cells(nbformat.read(source, as_version=4))
    path = course / "source" / source.stem / source.name
    text = nbformat.writes(book)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    _refuse_failure(api.generate_assignment(source.stem, force=True, create=True), source.stem)


def _autograde(api: NbGraderAPI, student: str, path: Path, course: Path) -> None:
    laid = course / "submitted" / student / path.stem / path.name
    done = course / "autograded" / student / path.stem / path.name
    if done.exists() and laid.exists() and laid.read_bytes() == path.read_bytes():
        return
    laid.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, laid)
    graded = api.autograde(path.stem, student, force=True, create=True)
    _refuse_failure(graded, f"{student}, {path.stem}")


def _refuse_failure(done: dict[str, object], what: str) -> None:
    if not done["success"]:
        raise CourseError(f"{what}: nbgrader stopped. {done.get('error') or done.get('log')}")
