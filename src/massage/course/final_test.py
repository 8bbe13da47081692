"""The final test: answers are noted without a word, and judged once all of them are given."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

from massage.course.checking import Feedback, check, match, pick
from massage.course.read_answer import is_blank, read_number
from massage.course.store import FINAL_TEST, Question, find_question, read_notebook_questions
from massage.words.formats import count, listed

PASS_SHARE = 0.8
NOTED = "Noted. You can change it until you run the last cell."
NOT_NOTED = "**Not answered yet.**"
NOT_READ = "**Not noted yet.** {text}"
NEXT = "Save this notebook now. What comes next stands above this cell."
AGAIN = (
    "Read the notes below, and look at the units again. Then change those answers, run their "
    "cells, and run this one again."
)


def note(name: str, answers: object) -> Feedback:
    """Note the answer to a test question; the points are there for the instructor. Never raises."""
    question = find_question(name)
    answer = pick(name, answers)
    if question is None or is_blank(answer):
        return Feedback(0, NOT_NOTED if question else check(name, answers).text)
    if not _readable(question, answer):
        return Feedback(0, NOT_READ.format(text=_after(check(name, answers).text)))
    return Feedback(check(name, answers).points, NOTED)


def finish(answers: Mapping[str, object]) -> Feedback:
    """Judge the test once every question has an answer: marks, and a word to each wrong one.

    Passed from 80 % of the points. Until all are answered it only says which are missing.
    """
    questions = read_notebook_questions(FINAL_TEST)
    missing = [
        name
        for name, question in questions.items()
        if is_blank(pick(name, answers)) or not _readable(question, pick(name, answers))
    ]
    if missing:
        asked = count(len(missing), "question")
        return Feedback(0, f"Still to be answered: {asked} ({listed(missing)}).")
    said = {name: check(name, answers) for name in questions}
    points = sum(each.points for each in said.values())
    most = sum(question.points for question in questions.values())
    passed = has_passed(points, most)
    wrong = [f"- {name}: {_after(each.text)}" for name, each in said.items() if not each.points]
    return Feedback(points, "\n".join([_headline(points, most, passed), "", *wrong]))


def has_passed(points: float, most: float) -> bool:
    """Whether these are 80 % of the points or more."""
    return points >= PASS_SHARE * most


def _readable(question: Question, answer: object) -> bool:
    """Whether an answer has the right form, whatever it says."""
    if question.kind == "choice":
        return match(question, answer) is not None
    return read_number(answer) is not None


def _headline(points: float, most: int, passed: bool) -> str:
    got, needed = f"{points:g} of {count(most, 'point')}", ceil(PASS_SHARE * most)
    if passed:
        return f"**{got}: passed.** {needed} were needed. {NEXT}"
    return f"**{got}: not passed yet.** {needed} are needed. {AGAIN}"


def _after(text: str) -> str:
    return text.removeprefix("**Not yet.** ")
