"""Every answer that is foreseen gets what was written for it, and no answer leaks."""

import json
import re

import pytest

from course.mark import is_for_authors
from course.source import BEGIN, answered, called
from massage.course import check, check_written, note
from massage.course.store import FINAL_TEST, encode, read_notebook_questions
from massage.words.codes import read_words
from tests.massage.course.books import ASKED, NAMES, UNITS, read_book

WORDS = read_words("course")["answers"]
CHECKED = [q for name, q in ASKED if q.kind != "written" and name != FINAL_TEST]
TYPED = ("{}", " {} ", "{})", "({})", "Answer {}", "{}.")


def right_of(question):
    return next(option for option in question.options if option.right)


def given(option):
    return option.key or option.value


def test_each_option_gets_its_own_words():
    for question in CHECKED:
        for option in question.options:
            asked = f"{question.name}, {given(option)}"
            found = check(question.name, {question.name: given(option)})
            assert option.text in found.text, asked
            assert found.points == (question.points if option.right else 0), asked
            assert repr(found) == f"{found.points:g}"
            mark = "**Right.**" if option.right else "**Not yet.**"
            assert found._repr_markdown_().startswith(mark), asked


def test_no_two_options_share_their_words():
    for question in CHECKED:
        texts = [option.text for option in question.options] + [question.otherwise]
        assert len(set(texts)) == len(texts), question.name
        assert all(len(option.text.split()) >= 4 for option in question.options), question.name
        assert sum(option.right for option in question.options) == 1, question.name
        assert len(question.options) >= 3, question.name


def test_no_wrong_number_counts_as_the_right_one():
    for question in CHECKED:
        right = right_of(question)
        for option in question.options:
            if question.kind == "number" and not option.right:
                assert abs(option.value - right.value) > right.within + 1e-6, question.name


def test_nine_in_ten_wrong_options_have_words_of_their_own():
    wrong = [option.text for q in CHECKED for option in q.options if not option.right]
    assert len(set(wrong)) >= 0.9 * len(wrong)


@pytest.mark.parametrize("kind", ["choice", "number"])
@pytest.mark.parametrize(
    "answer", ["___", "", "  ", None, [], {}, 3 + 2j, "z", "hello", True, "5 or 6"]
)
def test_nothing_that_is_typed_makes_an_error(kind, answer):
    question = next(question for question in CHECKED if question.kind == kind)
    of_test = next(q for q in read_notebook_questions(FINAL_TEST).values() if q.kind == kind)
    for call, asked in ((check, question), (note, of_test)):
        found = call(asked.name, {asked.name: answer})
        assert found.points == 0
        assert found.text


def test_answers_are_read_generously():
    for question in CHECKED:
        right = right_of(question)
        if question.kind == "choice":
            letters = (right.key, right.key.upper())
            typed = [form.format(letter) for form in TYPED for letter in letters]
        else:
            text = f"{right.value:.6f}"
            typed = [text, text.replace(".", ","), f"about {text} points", float(text)]
        for answer in typed:
            assert check(question.name, {question.name: answer}).points == 1, (
                question.name,
                answer,
            )


@pytest.mark.parametrize("name", UNITS)
def test_the_options_that_are_asked_are_the_options_that_are_answered(name):
    questions = read_notebook_questions(name)
    cells = read_book("release", name).cells
    for place, cell in enumerate(cells):
        if (asked := answered(cell)) in questions and questions[asked].kind == "choice":
            letters = re.findall(r"^- \*\*([a-h])\*\* ", cells[place - 1].source, re.M)
            assert letters == [option.key for option in questions[asked].options], asked


@pytest.mark.parametrize("name", NAMES)
def test_no_answer_and_no_feedback_stands_in_the_student_version(name):
    source, student = read_book("source", name), read_book("release", name)
    text = json.dumps(student, ensure_ascii=False)
    plain = " ".join(json.loads(json.dumps(c.source)) for c in student.cells)
    assert BEGIN not in text
    assert not any(is_for_authors(cell) for cell in student.cells)
    for cell in student.cells:
        if answered(cell):
            assert re.findall(r"answers\[.*\] = (.*)", cell.source) == ['"___"']
    for cell in source.cells:
        if "written" in cell.metadata.get("tags", []):
            assert cell.source not in plain
    for question in read_notebook_questions(name).values():
        for option in question.options:
            assert option.text not in text
        assert not question.otherwise or question.otherwise not in text
    assert "(right)" not in text


def test_the_data_file_can_not_be_read_at_a_glance():
    packed = encode({question.name: question for _, question in ASKED})
    for _, question in ASKED:
        assert all(option.text[:12] not in packed for option in question.options), question.name


def test_where_there_is_no_such_question():
    assert (
        check("2.99", {}).text == "There is no question 2.99 in this course. Was the cell changed?"
    )
    assert check("77.1", {}).points == 0
    assert check("x", {}).points == 0
    assert check_written("2.99", written="yes").points == 0


def test_words_for_blank_and_unreadable_answers():
    assert check("2.1", {}).text == WORDS["blank"]
    assert check("2.1", {"2.1": 2}).text == (
        "**Not yet.** Please write one of the letters a, b, c and d between the quotes."
    )
    assert check("2.2", {"2.2": "many"}).text == f"**Not yet.** {WORDS['write_a_number']}"
    assert check("2.2", {"2.2": (4, 8)}).points == 1


@pytest.mark.parametrize("answer", ["c and d", "a, b", "b/c", ("c", "d"), "a or b", "a b c d"])
def test_two_letters_are_no_answer_and_one_is_kindly_asked_for(answer):
    for question in CHECKED:
        if question.kind == "choice":
            found = check(question.name, {question.name: answer})
            assert found.points == 0
            assert found.text == f"**Not yet.** {WORDS['one_letter']}"


def test_a_checklist_comes_once_something_was_written():
    assert check_written("2.9", written="no").text == WORDS["write_first"]
    shown = check_written("2.9", written="Yes").text
    for option in read_notebook_questions("unit_2")["2.9"].options:
        assert f"- {option.text}" in shown


def test_every_graded_cell_names_a_question():
    for name in NAMES:
        asked = {call[1] for cell in read_book("release", name).cells if (call := called(cell))}
        assert asked - {""} == set(read_notebook_questions(name))
