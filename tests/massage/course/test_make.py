"""`make course` on a small course: what it writes, and what it refuses without writing."""

import re
import sys

import nbformat
import pytest

from course import CourseError
from course.make import make_course
from massage.course.store import decode, unpack
from tests.massage.course.small import answer, code, text, unit, write_book, write_course

pytestmark = pytest.mark.filterwarnings("ignore")  # nbgrader's and the kernel's own


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    write_course(root)
    make_course(root)
    return root


def files(root):
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_it_writes_the_student_version(made):
    path = made / "notebooks" / "course" / "release" / "unit_9" / "unit_9.ipynb"
    sources = [cell.source for cell in nbformat.read(path, as_version=4).cells]
    assert sources[4] == (
        "from massage.course import kindly; kindly()\n"
        'answers["9.1"] = "___"\n'
        "# Type your answer between the quotes. Run this cell, then the next one."
    )
    assert sources[8].startswith("*Write your answer here:")
    assert not any("Feedback" in source or "model answer" in source for source in sources)


def test_it_writes_feedback_with_numbers_from_the_records(made):
    data = made / "src" / "massage" / "course" / "feedback" / "unit_9.json"
    questions = decode(data.read_text())
    assert [option.text for option in questions["9.1"].options] == [
        "That is the lowest of 3.5.", "Yes, 3.5.", "That is the highest.",
    ]  # fmt: skip
    assert questions["9.2"].options[0].value == 3.5
    assert questions["9.3"].points == 2


def test_it_writes_the_test_without_its_key(made):
    folder = made / "src" / "massage" / "course" / "feedback"
    assert decode((folder / "final_test.json").read_text())["T9.1"].options == ()
    forms = unpack((folder / "forms.json").read_text())
    found = {"stem": "How many?", "options": ["Eight", "Forty", "Seven", "Three"]}
    assert forms["questions"]["q0"] == found
    assert {pair[0]["T9.1"][0] for pair in forms["pairs"]} == {"q0", "q1"}


def test_a_place_that_the_notebook_does_not_ask_for_is_named(tmp_path):
    write_course(tmp_path)
    bank = tmp_path / "notebooks/course/source/final_test/bank/unit_9.toml"
    bank.write_text(bank.read_text().replace("T9.1", "T9.2"))
    with pytest.raises(CourseError, match=r"one cell note\(\.\.\.\); look at T9\.1, T9\.2"):
        make_course(tmp_path, ["final_test"])


def test_it_writes_the_pages(made):
    syllabus = (made / "docs" / "course" / "syllabus.md").read_text()
    assert (
        "| unit 9 | 9a | 9.1, 9.2, 9.3 | T9.1 | Somebody. https://doi.org/10.1000/182 |" in syllabus
    )
    assert "The final test has 1 question and 1 point; 1 or more pass." in syllabus
    assert "Without their 5 minutes it is 0.3 hours" in syllabus
    assert "### Unit 9: How many?\n\n- **9a** Count." in syllabus
    guide = (made / "docs" / "course" / "instructor-guide.md").read_text()
    assert "### 9.3 (objective 9a, 2 points)\n\n- It says how many.\n- It says when." in guide


def with_cell(place, cell):
    cells = unit()
    cells[place] = cell
    return cells


BROKEN = {
    "no end": (
        with_cell(4, code('answers["9.1"] = "___"\n### BEGIN SOLUTION\nanswers["9.1"] = "b"')),
        r"unit_9, cell 5: a solution begins with the line ### BEGIN SOLUTION and ends with the "
        r"line ### END SOLUTION; here one of them is missing\.",
    ),
    "no blank": (
        with_cell(4, code('### BEGIN SOLUTION\nanswers["9.1"] = "b"\n### END SOLUTION')),
        r'unit_9, cell 5: a solution stands below a line like answers\["2\.1"\]',
    ),
    "wrong solution": (
        with_cell(4, answer("9.1", "c")),
        r"unit_9: the solution of 9\.1 is not the answer that its feedback calls right\.",
    ),
    "no feedback": (
        with_cell(6, text("Nothing.")),
        r"unit_9: each question needs one check cell and one feedback cell; look at 9\.1\.",
    ),
    "bad feedback": (
        with_cell(6, text("Feedback 9.1\n- a: No.", "feedback")),
        r"unit_9: a feedback cell starts like 'Feedback 2\.1, objective 2a'",
    ),
    "no right answer": (
        with_cell(6, text("Feedback 9.1, objective 9a\n\n- a: No.\n- b: No.", "feedback")),
        r"unit_9, feedback 9\.1: one answer is marked \(right\)",
    ),
    "unknown value": (
        with_cell(6, text("Feedback 9.1, objective 9a\n\n- b (right): {median}.", "feedback")),
        r"unit_9, feedback 9\.1: 'median' is not among the values",
    ),
    "bad values": (with_cell(15, code("mean", "values")), "ends in a dict of plain numbers"),
    "an error": (with_cell(3, code("mean = 7 / 0")), "cell 2 fails with ZeroDivisionError"),
    "no model": (with_cell(10, text("?")), r'the cell before check_written\("9\.3"'),
    "no sources": (with_cell(14, text("?")), "unit_9 lacks a readable cell tagged sources"),
}


@pytest.mark.parametrize(("cells", "message"), BROKEN.values(), ids=BROKEN)
def test_a_source_that_cannot_be_used_is_refused_and_nothing_changes(
    tmp_path, monkeypatch, cells, message
):
    if cells not in (
        BROKEN["bad values"][0],
        BROKEN["an error"][0],
    ):  # whose fault is seen in a run
        monkeypatch.setattr("course.release.read_values", lambda *_: ({"mean": 3.5}, 0))
    write_course(tmp_path)
    write_book(tmp_path, "unit_9", cells)
    before = files(tmp_path)
    with pytest.raises(CourseError, match=message):
        make_course(tmp_path, ["unit_9"])
    assert files(tmp_path) == before


def test_the_command_says_so_and_ends_with_1(root, tmp_path, monkeypatch, capsys):
    monkeypatch.syspath_prepend(str(root / "tools"))
    import make_course as command

    write_course(tmp_path)
    write_book(tmp_path, "unit_9", BROKEN["no end"][0])
    assert command.main(tmp_path, ["unit_9"]) == 1
    assert re.match(r"Nothing was made\. unit_9, cell 5: a solution begins", last_line(capsys))
    assert command.main(tmp_path, ["unit_8"]) == 1
    assert "there is no source notebook unit_8" in last_line(capsys)
    sys.modules.pop("make_course")


def last_line(capsys):
    return capsys.readouterr().err.strip().splitlines()[-1]
