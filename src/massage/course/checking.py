"""Check one answer and say something to just that answer, without an instructor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from massage.course.read_answer import is_blank, read_letter, read_number
from massage.course.store import Option, Question, find_question
from massage.words.formats import listed

NOT_YET = (
    "**Not answered yet.** Type your answer between the quotes in the cell above, run that cell, "
    "then run this one."
)
NOT_KNOWN = "There is no question {name} in this course. Was the cell changed?"
WRITE_A_NUMBER = "**Not yet.** Please write one number, such as 1.5, between the quotes."
NO_SUCH_LETTER = "**Not yet.** Please write one of the letters {letters} between the quotes."
WRITE_FIRST = (
    "Write your own answer first. Then change `no` to `yes` in this cell and run it: you will see "
    "what a good answer contains."
)


@dataclass(frozen=True)
class Feedback:
    """What is said to an answer: a sentence to read, and as plain text the points alone.

    nbgrader takes the plain text of a graded cell's result as its points.
    """

    points: float
    text: str

    def _repr_markdown_(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"{self.points:g}"


def check(name: str, answers: object) -> Feedback:
    """Check the answer to one question, and say something to it. Never raises.

    Parameters
    ----------
    name : the question, such as ``"2.1"``.
    answers : all answers by question, or just this one answer.

    Returns
    -------
    The points, 0 for a blank or wrong answer, and what is said: for every foreseen answer its own
    sentences.
    """
    question = find_question(name)
    if question is None:
        return Feedback(0, NOT_KNOWN.format(name=name))
    answer = pick(name, answers)
    if is_blank(answer):
        return Feedback(0, NOT_YET)
    option = match(question, answer)
    if option is None:
        return Feedback(0, explain_unmatched(question, answer))
    if option.right:
        return Feedback(question.points, f"**Right.** {option.text}")
    return Feedback(0, f"**Not yet.** {option.text}")


def check_written(name: str, *, written: object = "no") -> Feedback:
    """Show what a good written answer contains, once the learner has written one. Never raises."""
    question = find_question(name)
    if question is None:
        return Feedback(0, NOT_KNOWN.format(name=name))
    if str(written).strip().lower() not in {"yes", "y", "true"}:
        return Feedback(0, WRITE_FIRST)
    points = "\n".join(f"- {option.text}" for option in question.options)
    return Feedback(0, f"A good answer contains these points. Which are in yours?\n\n{points}")


def pick(name: str, answers: object) -> object:
    """Return the answer to this question from all answers, or the one answer that was given."""
    return answers.get(name) if isinstance(answers, Mapping) else answers


def match(question: Question, answer: object) -> Option | None:
    """Return the foreseen answer that this one is, or None."""
    if question.kind == "choice":
        letter = read_letter(answer)
        return next((option for option in question.options if option.key == letter), None)
    number = read_number(answer)
    if number is None:
        return None
    near = (each for each in question.options if abs(number - each.value) <= each.within + 1e-9)
    return next(near, None)


def explain_unmatched(question: Question, answer: object) -> str:
    """Say what an answer that is none of the foreseen ones should look like."""
    if question.kind == "choice":
        return NO_SUCH_LETTER.format(letters=listed([option.key for option in question.options]))
    if read_number(answer) is None:
        return WRITE_A_NUMBER
    return f"**Not yet.** {question.otherwise}"
