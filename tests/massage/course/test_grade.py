"""A class is graded: right, half right, blank, deleted cells, programs in place of answers."""

import os
import shutil
import sys
from copy import deepcopy
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI

from course import CourseError
from course.bank import read_bank
from course.grade import grade_class, has_passed
from course.hand_in import (
    find_handed_in,
    find_left_out,
    find_unreadable,
    lay_in,
    read_answers,
)
from course.key import make_key
from course.mark import mark_cells
from course.release import make_student_version
from course.source import answered, called, read_questions
from massage.course.store import FINAL_TEST, encode
from tests.massage.course.small import code, write_course

pytestmark = pytest.mark.filterwarnings("ignore")  # nbgrader's, SQLAlchemy's and the kernel's own
ANSWERS = {
    "ann": {"9.1": "b", "9.2": "3.5"},
    "Zoë Ł": {"9.1": "B)", "9.2": "7"},
    "cem": {},
    "dan O'Brien": {"9.1": "b", "9.2": "3.5"},
}
PROGRAM = """import os
open("{folder}/ran", "w")
def check(*all): return 1
os._exit(0)"""
WRITTEN = "*Write your answer here:"


def prepare(root):
    """Mark the unit, and write its feedback; return the student version."""
    path = write_course(root)
    book = nbformat.read(path, as_version=4)
    questions = read_questions(book, {"mean": 3.5}, "unit_9")
    marked = mark_cells(book, questions)
    nbformat.write(marked, path)
    (root / "unit_9.json").write_text(encode(questions))
    return make_student_version(marked, "unit_9")


def hand_in(root, student, answers, blank, name="unit_9.ipynb"):
    book = deepcopy(blank)
    for cell in book.cells:
        if (asked := answered(cell)) in answers:
            cell.source = cell.source.replace("___", answers[asked])
        if cell.source.startswith(WRITTEN) and answers:
            cell.source = "Seven, since March."
        if (called(cell) or ("",))[0] == "check" and student == "cem":
            cell.source = "1"  # a graded cell that was tampered with is put back
    if student == "cem":
        book.cells.insert(3, code(PROGRAM.format(folder=root)))
    if student == "dan O'Brien":
        book.cells = [cell for cell in book.cells if called(cell) != ("check", "9.1")]
    folder = root / "handed_in" / student
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(book, folder / name)


@pytest.fixture(scope="module")
def blank(tmp_path_factory):
    return prepare(tmp_path_factory.mktemp("blank"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("class")


@pytest.fixture(scope="module")
def marks(folder):
    blank = prepare(folder)
    patch = pytest.MonkeyPatch()
    patch.setenv("COURSE_FEEDBACK", str(folder))
    for student, answers in ANSWERS.items():
        hand_in(folder, student, answers, blank)
    handed_in = find_handed_in(folder / "handed_in", ["unit_9"])
    found = grade_class(folder, handed_in, folder / "grading")
    again = grade_class(folder, handed_in, folder / "grading")
    patch.undo()
    pd.testing.assert_frame_equal(found, again)
    return found


def test_every_student_gets_what_she_earned(marks):
    rows = [tuple(row) for row in marks.itertuples(index=False)]
    assert rows == [
        ("ann", "unit_9", 2, 0, 2, 4, 1, 0, "", ""),
        ("cem", "unit_9", 0, 0, 0, 4, 0, 3, "", ""),
        ("dan O'Brien", "unit_9", 2, 0, 2, 4, 1, 0, "", ""),
        ("Zoë Ł", "unit_9", 1, 0, 1, 4, 1, 0, "", ""),
    ]


@pytest.fixture
def graded(marks, folder, tmp_path, monkeypatch):  # noqa: ARG001
    """A copy of the class once it was graded, for more to be handed in."""
    copy = shutil.copytree(folder, tmp_path / "class")
    monkeypatch.setenv("COURSE_FEEDBACK", str(copy))
    return copy


@pytest.mark.usefixtures("marks")
def test_nothing_that_a_student_wrote_is_run(folder):
    assert not (folder / "ran").exists()
    assert not any("ran" in path.read_text() for path in (folder / "grading").rglob("*.ipynb"))


def with_answer(blank, source):
    book = deepcopy(blank)
    cell = next(cell for cell in book.cells if answered(cell) == "9.1")
    cell.source = source
    return book


@pytest.mark.parametrize(
    ("source", "read", "unreadable"),
    [
        ('answers["9.1"] = "b"', {"9.1": "b"}, []),
        ("answers['9.1'] = b", {"9.1": "b"}, []),
        ('answers["9.1"] = 0,5', {"9.1": (0, 5)}, []),
        ('answers["9.1"] = -2', {"9.1": -2}, []),
        ('answers["9.1"] = "a"\nanswers["9.1"] = "b"', {"9.1": "b"}, []),
        ('answers["9.1"] = "___"', {}, []),
        ('answers["9.1"] = "b', {}, ["9.1"]),
        ('answers["9.1"] = 7 / 2', {}, ["9.1"]),
        ('answers["9.1"] = open("x", "w")', {}, ["9.1"]),
        ("print(answers)", {}, []),
        ('if True:\n    answers["9.1"] = "b"', {}, ["9.1"]),
        (f'answers["9.1"] = 0x{"f" * 9000}', {}, ["9.1"]),
        ('answers["9.1"] = 1e999', {}, ["9.1"]),
        ('answers["9.1"] = ["b"]', {}, ["9.1"]),
    ],
)
def test_answers_are_read_and_programs_are_named(blank, source, read, unreadable):
    book = with_answer(blank, source)
    assert read_answers(book) == read
    assert find_unreadable(book) == unreadable


def test_an_answer_typed_into_a_cell_of_its_own_is_found(blank):
    book = deepcopy(blank)
    book.cells = [cell for cell in book.cells if answered(cell) != "9.1"]
    book.cells.append(code('answers["9.1"] = "b"'))
    laid = lay_in(blank, book)
    assert [cell.id for cell in laid.cells] == [cell.id for cell in blank.cells]
    assert "answers[\"9.1\"] = 'b'" in [cell.source for cell in laid.cells]


@pytest.mark.parametrize(
    ("typed", "laid"),
    [
        ("Pain <script>x</script>", "Pain &lt;script>x&lt;/script>"),
        ("Pain ![](http://x)", "Pain !\\[](http://x)"),
    ],
)
def test_a_written_answer_is_text_no_tag_and_no_picture(blank, typed, laid):
    book = deepcopy(blank)
    next(c for c in book.cells if c.source.startswith(WRITTEN)).source = typed
    assert laid in [cell.source for cell in lay_in(blank, book).cells]


def test_both_halves_of_a_written_answer_that_was_split_count(blank):
    book = deepcopy(blank)
    first = next(cell for cell in book.cells if cell.source.startswith(WRITTEN))
    second = deepcopy(first)
    first.source, second.source = "Seven clients.", "Since March."
    book.cells.append(second)
    sources = [cell.source for cell in lay_in(blank, book).cells]
    assert "Seven clients.\n\nSince March." in sources


def test_a_renamed_notebook_is_known_and_what_is_no_notebook_of_the_course_is_named(
    blank, tmp_path
):
    hand_in(tmp_path, "ann", {}, blank, "Unit 9 (1).ipynb")
    other = nbformat.v4.new_notebook(cells=[code("1")])
    hidden = ["handed_in/ann/.ipynb_checkpoints/a.ipynb", "handed_in/.DS_Store"]
    places = [
        "handed_in/ann/mine.ipynb", "handed_in/bea/unit_9.ipynb.txt", "handed_in/loose.ipynb",
        "handed_in/nothing", "handed_in/x/ann/deep.ipynb",
    ]  # fmt: skip
    for place in map(tmp_path.joinpath, [*places, *hidden]):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.mkdir() if place.name == "nothing" else nbformat.write(other, place)
    found = find_handed_in(tmp_path / "handed_in", ["unit_9"])
    assert [(each.student, each.notebook) for each in found] == [("ann", "unit_9")]
    left_out = find_left_out(tmp_path / "handed_in", found)
    assert left_out == [tmp_path / place for place in places]


def test_a_notebook_handed_in_twice_and_one_that_is_none_are_named_together(blank, tmp_path):
    hand_in(tmp_path, "ann", {}, blank)
    hand_in(tmp_path, "ann", {}, blank, "unit_9 (1).ipynb")
    hand_in(tmp_path, "bea", {}, blank)
    (tmp_path / "handed_in" / "bea" / "unit_8.ipynb").write_text("")
    with pytest.raises(CourseError) as refused:
        find_handed_in(tmp_path / "handed_in", ["unit_9"])
    first, broken, twice = str(refused.value).splitlines()
    assert first == "Nothing was graded."
    assert "unit_8.ipynb can't be read as a notebook" in broken
    assert twice.startswith("ann handed in unit_9 more than once; keep one: ")


def test_a_folder_that_nbgrader_would_not_find_is_named(blank, tmp_path):
    hand_in(tmp_path, "ann [late]", {}, blank)
    with pytest.raises(CourseError, match=r"The folder ann \[late\] has one of"):
        find_handed_in(tmp_path / "handed_in", ["unit_9"])


def test_a_name_is_the_same_however_its_accents_are_written(blank, tmp_path):
    hand_in(tmp_path, "Zoe\u0308", {}, blank)
    assert find_handed_in(tmp_path / "handed_in", ["unit_9"])[0].student == "Zo\u00eb"


def test_a_folder_without_notebooks_is_refused(tmp_path):
    with pytest.raises(CourseError, match="holds no notebook of the course"):
        find_handed_in(tmp_path, ["unit_1"])


@pytest.fixture
def command(root, monkeypatch):
    monkeypatch.syspath_prepend(str(root / "tools"))
    import grade_course

    yield grade_course.main
    sys.modules.pop("grade_course")


def give_points(folder, student, grade_id, points):
    """Do what the formgrader does when a person types points."""
    with Gradebook(f"sqlite:///{folder}/grading/gradebook.db", "course") as book:
        grade = book.find_grade(grade_id, "unit_9", "unit_9", student)
        grade.manual_score, grade.needs_manual_grade = points, False
        book.db.commit()


@pytest.mark.usefixtures("marks")
def test_the_command_writes_marks_that_a_spreadsheet_reads(command, folder, monkeypatch):
    monkeypatch.setenv("COURSE_FEEDBACK", str(folder))
    give_points(folder, "ann", "written-9-3", 1.5)
    give_points(folder, "ann", "check-9-2", 0)
    assert command(folder, folder / "handed_in", folder) == 0
    written = (folder / "marks.csv").read_bytes()
    assert written.startswith("\ufeffstudent,notebook,".encode())
    assert "Zoë Ł,unit_9,1,0,1,4,1,0,".encode() in written
    assert b"ann,unit_9,1,1.5,2.5,4,0,0," in written


def test_a_run_that_stopped_half_way_is_finished_by_the_next(graded, blank, monkeypatch):
    hand_in(graded, "Zoë Ł", ANSWERS["ann"], blank)
    handed_in = find_handed_in(graded / "handed_in", ["unit_9"])
    with monkeypatch.context() as stopped:
        failed = {"success": False, "error": "Traceback\n  somewhere\nno\n\n"}
        stopped.setattr(NbGraderAPI, "autograde", lambda *_, **__: failed)
        with pytest.raises(CourseError, match=r"Zoë Ł, unit_9: nbgrader stopped\. no$"):
            grade_class(graded, handed_in, graded / "grading")
    marks = grade_class(graded, handed_in, graded / "grading").set_index("student")
    assert marks.loc["Zoë Ł", "points"] == 2


def test_a_folder_may_begin_with_the_sign_for_home(command, root, tmp_path, monkeypatch, capsys):
    for variable in ("HOME", "USERPROFILE"):  # Windows has the second
        monkeypatch.setenv(variable, str(tmp_path))
    assert command(root, Path("~/class"), Path("~/reports")) == 1
    assert f"{tmp_path / 'class'} holds no notebook" in capsys.readouterr().err


def test_control_and_c_leaves_the_marks_that_were_there(
    command, graded, blank, monkeypatch, capsys
):
    hand_in(graded, "eve", {}, blank)
    (graded / "marks.csv").write_text("old")
    stopped = {"success": False, "error": "Traceback\n  somewhere\nKeyboardInterrupt\n"}
    monkeypatch.setattr(NbGraderAPI, "autograde", lambda *_, **__: stopped)
    assert command(graded, graded / "handed_in", graded) == 1
    assert "Stopped. marks.csv is as it was" in capsys.readouterr().err
    assert (graded / "marks.csv").read_text() == "old"


def test_a_refused_folder_leaves_the_marks_that_were_there(command, root, tmp_path, capsys):
    (tmp_path / "marks.csv").write_text("old")
    assert command(root, tmp_path / "nowhere", tmp_path) == 1
    assert "holds no notebook of the course" in capsys.readouterr().err
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("marks.csv", "old")]


@pytest.mark.parametrize(("points", "passed"), [(29, True), (28.8, True), (28, False)])
def test_the_final_test_is_passed_from_80_percent(points, passed):
    assert has_passed(points, 36) is passed


def test_a_final_test_is_graded_by_its_learners_own_key(root, tmp_path):
    """Right on her own form; the same answers under a neighbour's code; and two letters once."""
    bank = read_bank(root / "notebooks" / "course" / "source" / FINAL_TEST / "bank")
    key = make_key(bank, "ann", 2)
    right = {slot: str(each.get("letter", each.get("value"))) for slot, each in key.items()}
    blank = nbformat.read(
        root / "notebooks/course/release" / FINAL_TEST / f"{FINAL_TEST}.ipynb", as_version=4
    )
    two = {"T1.1": f"{right['T1.1']} and {right['T1.2']}", "T6.7": "___"}
    answers = {
        "ann": right | {"T0.1": "ann", "T0.2": "2"} | two,
        "bea": right | {"T0.1": "bea", "T0.2": "2"},
    }
    for student, given in answers.items():
        hand_in(tmp_path, student, given, blank, f"{FINAL_TEST}.ipynb")
    handed_in = find_handed_in(tmp_path / "handed_in", [FINAL_TEST])
    marks = grade_class(root, handed_in, tmp_path / "grading").set_index("student")
    assert marks.loc["ann", "points"] == 34
    assert tuple(marks.loc["ann", ["passed", "not_answered", "read_again"]]) == ("yes", 1, "1a, 6f")
    assert marks.loc["bea", "points"] < 20
    assert marks.loc["bea", "passed"] == "no"
    assert not list((tmp_path / "grading").rglob("key.json"))
    assert "COURSE_KEY" not in os.environ
