"""An answer given before anything else has run gets a sentence that says what to run."""

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from course.source import answered, called
from massage.course import kindly, unknown_words
from massage.words.codes import fill, read_words
from tests.massage.course.books import NAMES, read_book

WORDS = read_words("course")["answers"]
KINDLY = "from massage.course import kindly; kindly()"
FOR_THE_LEARNER = ("ask(", "example(", "explore(", "recall(")


@pytest.fixture(scope="module")
def shell():
    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()


@pytest.fixture
def begin(shell):
    """Forget all that has run, and return what runs a cell: it gives what is told and printed."""
    there = set(shell.user_ns)

    def run(source):
        with capture_output() as captured:
            shell.run_cell(source)
        told = [output.data["text/markdown"] for output in captured.outputs]
        return told, captured.stdout + captured.stderr

    def begin_anew():
        for name in set(shell.user_ns) - there:
            del shell.user_ns[name]
        shell.set_custom_exc((), None)
        return run

    yield begin_anew
    begin_anew()


def may_come_first(cell):
    """Whether somebody who comes back may run this cell before any other."""
    return cell.cell_type == "code" and bool(
        answered(cell)
        or called(cell)
        or any(line.startswith(FOR_THE_LEARNER) for line in cell.source.splitlines())
    )


@pytest.mark.parametrize("name", NAMES)
def test_each_answer_check_and_slider_says_what_to_run_first(name, begin):
    cells = [cell for cell in read_book("release", name).cells if may_come_first(cell)]
    assert sum(answered(cell) is not None for cell in cells) >= 6
    for cell in cells:
        run = begin()
        assert run(cell.source) == ([WORDS["run_above"]], ""), cell.source


def test_the_sentence_is_one_and_says_what_to_choose():
    assert WORDS["run_above"] == (
        "**One thing first.** The cells above haven't run since this page was opened: choose *Run* "
        "at the top, *Run All Above Selected Cell*, then run this cell again."
    )


def test_an_answer_without_quotes_is_asked_for_them_once_the_first_cell_has_run(begin):
    run = begin()
    run(f"answers = {{}}\n{KINDLY}")
    told, printed = run('answers["1.1"] = thirteen')
    assert told == [fill(WORDS["unknown_word"], {"name": "thirteen"})]
    assert told[0].startswith(
        "**I don't know the word thirteen.** If it is your answer, put quotes"
    )
    assert printed == ""


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("from tests.massage.course.faulty import lose\nlose()", "'nowhere' is not defined"),
    ],
)
def test_other_faults_and_faults_inside_a_function_are_shown_as_ever(begin, source, shown):
    run = begin()
    run(KINDLY)
    told, printed = run(source)
    assert told == []
    assert shown in printed


def test_outside_of_a_notebook_nothing_happens(monkeypatch):
    monkeypatch.setattr(unknown_words, "get_ipython", lambda: None)
    kindly()
