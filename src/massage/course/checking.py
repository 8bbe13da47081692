"""Check the answers of a unit one by one, and say something to each without an instructor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from IPython.display import display

from massage.course.reading import has_more_letters, is_blank, read_letter, read_number
from massage.course.store import FINAL_TEST, Option, Question, find_question, home_of
from massage.words.codes import fill, read_words
from massage.words.formats import listed, short


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
        return short(self.points)


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
    if question is None or home_of(name) == FINAL_TEST:
        return Feedback(0, say("unknown", name=name))
    answer = _pick(name, answers)
    if is_blank(answer):
        return Feedback(0, say("blank"))
    points, said = _judge(question, answer)
    return Feedback(points, say("right" if points else "wrong", said=said))


def predicted(name: str, answers: object) -> bool:
    """Whether a question was answered; says kindly that it should be, where it wasn't."""
    is_answered = not is_blank(_pick(name, answers))
    if not is_answered:
        display(Feedback(0, say("predict_first", name=name)))
    return is_answered


def check_written(name: str, *, written: object = "no") -> Feedback:
    """Show what a good written answer contains, and a model, once one is written. Never raises."""
    question = find_question(name)
    if question is None:
        return Feedback(0, say("unknown", name=name))
    if str(written).strip().lower() not in {"yes", "y", "true"}:
        return Feedback(0, say("write_first"))
    points = "\n".join(f"- {option.text}" for option in question.options)
    return Feedback(0, say("checklist", points=points, model=question.model))


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


def _pick(name: str, answers: object) -> object:
    """Return the answer to this question from all answers, or the one answer that was given."""
    return answers.get(name) if isinstance(answers, Mapping) else answers


def _judge(question: Question, answer: object) -> tuple[float, str]:
    """Return the points of an answer that isn't blank, and what is said to it."""
    option = match(question, answer)
    if option is not None:
        return question.points if option.right else 0, option.text
    if question.kind != "choice" and read_number(answer) is not None:
        return 0, question.otherwise
    return 0, ask_again(question, answer, [option.key for option in question.options])


def ask_again(question: Question, answer: object, letters: Sequence[str]) -> str:
    """Say which form an answer should have, one of these letters or a number."""
    if question.kind != "choice":
        return say("write_a_number")
    if has_more_letters(answer):
        return say("one_letter")
    return say("write_a_letter", letters=listed(letters))


def say(key: str, part: str = "answers", **facts: object) -> str:
    """Fill one of the course's sentences."""
    return fill(read_words("course")[part][key], facts)
