"""Check answers, one by one or as a test, and say something to each without an instructor.

What was typed is read generously: ``B)`` is b, ``,5`` is 0.5, ``about 12 %`` is 12.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from numbers import Real

from massage.course.store import (
    FINAL_TEST,
    Option,
    Question,
    find_question,
    read_notebook_questions,
)
from massage.words.codes import fill, read_words
from massage.words.formats import count, listed, short

PASS_SHARE = 0.8
_LETTER = re.compile(r"^(?:answer|option|cloud)?[^a-z0-9]*([a-z])(?![a-z0-9])", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?(?:(?<![.,])[.,])?\d+(?:[.,]\d+)*")
_MINUS = re.compile("(?:[-\N{MINUS SIGN}\N{EN DASH}]|\\bminus)\\s*(?=[.,]?\\d)", re.IGNORECASE)
_OUT_OF = re.compile(r"\s+(?:out\s+)?of\s+\d[\d.,]*", re.IGNORECASE)
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?")


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
    if question is None:
        return Feedback(0, _say("unknown", name=name))
    answer = _pick(name, answers)
    if is_blank(answer):
        return Feedback(0, _say("blank"))
    points, said = _judge(question, answer)
    return Feedback(points, _say("right" if points else "wrong", said=said))


def check_written(name: str, *, written: object = "no") -> Feedback:
    """Show what a good written answer contains, once the learner has written one. Never raises."""
    question = find_question(name)
    if question is None:
        return Feedback(0, _say("unknown", name=name))
    if str(written).strip().lower() not in {"yes", "y", "true"}:
        return Feedback(0, _say("write_first"))
    points = "\n".join(f"- {option.text}" for option in question.options)
    return Feedback(0, _say("checklist", points=points))


def note(name: str, answers: object) -> Feedback:
    """Note the answer to a test question; the points are there for the instructor. Never raises."""
    question, answer = find_question(name), _pick(name, answers)
    if question is None:
        return check(name, answers)
    if is_blank(answer):
        return Feedback(0, _say("blank", FINAL_TEST))
    points, said = _judge(question, answer)
    if not _is_readable(question, answer):
        return Feedback(0, _say("not_noted", FINAL_TEST, said=said))
    return Feedback(points, _say("noted", FINAL_TEST))


def finish(answers: Mapping[str, object]) -> Feedback:
    """Judge the test once every question has an answer: marks, and a word to each wrong one.

    Passed from 80 % of the points. Until all are answered it only says which are missing.
    """
    asked = read_notebook_questions(FINAL_TEST)
    missing = [name for name in asked if not _is_readable(asked[name], answers.get(name))]
    if missing:
        questions = count(len(missing), "question")
        return Feedback(0, _say("missing", FINAL_TEST, asked=questions, names=listed(missing)))
    judged = {name: _judge(question, answers[name]) for name, question in asked.items()}
    got = sum(points for points, _ in judged.values())
    most = sum(question.points for question in asked.values())
    headline = _say(
        "passed" if has_passed(got, most) else "not_passed",
        FINAL_TEST,
        got=repr(Feedback(got, "")),
        most=count(most, "point"),
        needed=ceil(PASS_SHARE * most),
    )
    wrong = [f"- {name}: {said}" for name, (points, said) in judged.items() if not points]
    return Feedback(got, "\n".join([headline, "", *wrong]))


def has_passed(points: float, most: float) -> bool:
    """Whether these are 80 % of the points or more."""
    return points >= PASS_SHARE * most


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


def is_blank(answer: object) -> bool:
    """Whether nothing has been answered yet."""
    return answer is None or (isinstance(answer, str) and not answer.strip(" _\t\n"))


def read_letter(answer: object) -> str | None:
    """Return the letter that was meant, small; None where there is none."""
    found = _LETTER.match(answer.strip()) if isinstance(answer, str) else None
    return found.group(1).lower() if found else None


def read_number(answer: object) -> float | None:
    """Return the number that was meant; None where there is none, or more than one.

    A comma is a decimal comma, unless it can only part thousands (``1,200``). A percent sign and
    other words are left out; ``- 2`` and ``minus 2`` are -2, and ``9 of 40`` is 9.
    """
    if isinstance(answer, tuple) and len(answer) == 2:  # 0,5 typed without quotes
        answer = ",".join(str(part) for part in answer)
    if isinstance(answer, Real) and not isinstance(answer, bool):
        return float(answer)
    if not isinstance(answer, str):
        return None
    found = _NUMBER.findall(_OUT_OF.sub("", _MINUS.sub("-", answer)))
    if len(found) != 1:
        return None
    text = found[0]
    text = text.replace(",", "") if _THOUSANDS.fullmatch(text) else text.replace(",", ".")
    return float(text) if text.count(".") <= 1 else None


def _pick(name: str, answers: object) -> object:
    """Return the answer to this question from all answers, or the one answer that was given."""
    return answers.get(name) if isinstance(answers, Mapping) else answers


def _judge(question: Question, answer: object) -> tuple[float, str]:
    """Return the points of an answer that isn't blank, and what is said to it."""
    option = match(question, answer)
    if option is not None:
        return question.points if option.right else 0, option.text
    if question.kind == "choice":
        letters = listed([option.key for option in question.options])
        return 0, _say("write_a_letter", letters=letters)
    return 0, question.otherwise if _is_readable(question, answer) else _say("write_a_number")


def _is_readable(question: Question, answer: object) -> bool:
    """Whether an answer is there and has the right form, whatever it says."""
    if question.kind == "choice":
        return match(question, answer) is not None
    return read_number(answer) is not None


def _say(key: str, part: str = "answers", **facts: object) -> str:
    return fill(read_words("course")[part][key], facts)
