"""Each notebook of the course runs, blank and solved, and is what its source makes."""

import ast
import re
from html import escape

import pytest

from course.mark import mark_cells
from course.release import make_student_version
from course.source import called, read_questions
from course.syllabus import COMPUTED, count_computed
from massage.course.store import read_notebook_questions
from tests.massage.course.books import NAMES, PREDICTED, UNITS, read_book, run_book, says

pytest.importorskip("nbgrader")
from nbgrader.utils import determine_grade, is_grade

PREDICT = re.compile(r"### Question (\d\.\d+): predict before you look")
UNKNOWN = ("**One thing first.**", "**I don't know the word")
pytestmark = pytest.mark.filterwarnings("ignore")  # nbgrader's and the kernel's own


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


def graded(cells):
    return [cell for cell in cells if is_grade(cell) and cell.cell_type == "code"]


def test_nothing_fails_in_a_notebook_that_was_left_blank(name):
    for cell in run_book(name)[0]:
        if cell.cell_type != "code":
            continue
        for output in cell.outputs:
            assert output.output_type in ("display_data", "execute_result"), cell.source
        assert not any((told or "").startswith(UNKNOWN) for _, told in says(cell)), cell.source


def test_a_blank_answer_gets_no_point_and_a_kind_sentence(name):
    cells = graded(run_book(name)[0])
    assert cells
    for cell in cells:
        points, _ = determine_grade(cell)
        assert points == 0
        assert says(cell)[0][1].startswith("**Not answered yet.**")


@pytest.mark.parametrize("name", UNITS)
def test_the_solutions_get_every_point(name):
    cells = graded(run_book(name)[1])
    assert len(cells) == len(graded(run_book(name)[0]))
    for cell in cells:
        points, most = determine_grade(cell)
        assert points == most, cell.source


def test_a_written_answer_waits_for_a_person_and_a_blank_one_does_not(name):
    source, student = read_book("source", name), read_book("release", name)
    models = [c for c in source.cells if c.cell_type == "markdown" and is_grade(c)]
    blanks = [c for c in student.cells if c.cell_type == "markdown" and is_grade(c)]
    assert [determine_grade(cell)[0] for cell in models] == [None] * len(models)
    assert [determine_grade(cell)[0] for cell in blanks] == [0] * len(models)


def test_the_student_version_is_what_the_source_makes(name):
    source = read_book("source", name)
    questions = read_notebook_questions(name)
    marked = mark_cells(source, questions)
    assert marked == source
    made = make_student_version(marked, name)
    committed = read_book("release", name)
    assert [dict(c, outputs=0, execution_count=0) for c in made.cells] == [
        dict(c, outputs=0, execution_count=0) for c in committed.cells
    ]


def test_learners_get_no_result_that_they_have_not_made(name):
    for cell in read_book("release", name).cells:
        if cell.cell_type == "code":
            assert not cell.outputs
            assert cell.execution_count is None


def test_what_is_predicted_first_is_shown_once_it_is():
    asked = 0
    for unit in UNITS:
        cells, solved, _ = run_book(unit)
        for place, cell in enumerate(cells):
            if PREDICT.match(cell.source):
                name = PREDICT.match(cell.source)[1]
                shown = [
                    one for one in cells[place:] if f'predicted("{name}", answers)' in one.source
                ]
                asked += bool(shown)
                sources = [one.source for one in shown]
                for one in solved:
                    if one.source in sources:
                        assert not any("Predict first" in said for said, _ in says(one))
                for one in shown:
                    (_, said), *more = says(one)
                    assert said.startswith("**Predict first.**")
                    assert not more
    assert asked == 8


@pytest.mark.parametrize("name", UNITS)
def test_the_feedback_data_is_what_the_source_and_the_records_make(name):
    values = run_book(name)[2]
    found = ast.literal_eval(values[0].outputs[-1].data["text/plain"]) if values else {}
    made = read_questions(read_book("source", name), found, name)
    committed = read_notebook_questions(name)
    assert made.keys() == committed.keys()
    for question in made.values():
        kept = committed[question.name]
        assert [o.text for o in question.options] == [o.text for o in kept.options]
        numbers = [o.value for o in question.options if o.value is not None]
        assert numbers == pytest.approx([o.value for o in kept.options if o.value is not None])


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_says_that_it_is_not_medical_advice(unit):
    said = ""
    for cell in run_book(unit)[0]:
        if cell.cell_type == "code" and called(cell) is None:
            said += " ".join(plain or "" for plain, _ in says(cell))
    assert "This is not medical advice. See a doctor for a diagnosis." in said


def test_figures_have_alternatives_and_nothing_is_defined(name):
    for cell in run_book(name)[0]:
        if cell.cell_type != "code":
            continue
        assert not re.search(r"^\s*(def|class) |lambda", cell.source, re.M)
        for output in cell.outputs:
            if "image/svg+xml" in output.data:
                said = f'aria-label="{escape(output.data["text/plain"])}"'
                assert said in output.data["image/svg+xml"]


@pytest.mark.parametrize("name", UNITS)
def test_the_words_that_are_computed_are_counted(name):
    blank, solved, _ = run_book(name)
    predicted = [cell for cell in solved if PREDICTED in cell.source]
    shown = [cell for cell in blank if PREDICTED not in cell.source]
    counted = count_computed([*shown, *predicted])
    assert read_book("release", name).metadata[COMPUTED] == counted
    assert 100 < counted < 800
