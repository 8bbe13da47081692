"""Take the final test: questions are shown and answers noted; only an instructor learns the points.

Without the key, which an instructor's tools write while they grade, every answer has 0 points.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from massage.course.checking import Feedback, ask_again, say
from massage.course.forms import LETTERS, draw_question, read_learner, write_question
from massage.course.reading import is_blank, read_number, read_only_letter
from massage.course.store import FINAL_TEST, Question, find_question, read_notebook_questions
from massage.words.formats import count, listed

KEY = "COURSE_KEY"  # names a file with one learner's right answers while she is graded


def ask(name: str, answers: object) -> Feedback:
    """Show a learner her question at a place of the test. Never raises."""
    learner = read_learner(answers)
    if find_question(name) is None:
        return Feedback(0, say("unknown", name=name))
    if learner is None:
        return Feedback(0, say("no_code", FINAL_TEST, name=name))
    return Feedback(0, write_question(name, draw_question(*learner, name)))


def note(name: str, answers: object) -> Feedback:
    """Note an answer to a test question; it has points only while an instructor grades.

    Never raises. An answer that isn't one letter, or one number, isn't noted, and why is said.
    """
    question = find_question(name)
    if question is None:
        return Feedback(0, say("unknown", name=name))
    answer = answers.get(name) if isinstance(answers, Mapping) else None
    if is_blank(answer):
        return Feedback(0, say("blank", FINAL_TEST))
    if not _is_readable(question, answer):
        return Feedback(0, say("not_noted", FINAL_TEST, said=ask_again(question, answer, LETTERS)))
    return Feedback(_points(question, answer), say("noted", FINAL_TEST))


def finish(answers: Mapping[str, object]) -> Feedback:
    """Say which questions still want an answer, or that the test can be handed in."""
    asked = read_notebook_questions(FINAL_TEST)
    if read_learner(answers) is None:
        return Feedback(0, say("no_code_yet", FINAL_TEST))
    missing = [name for name in asked if not _is_readable(asked[name], answers.get(name))]
    if missing:
        questions = count(len(missing), "question")
        return Feedback(0, say("missing", FINAL_TEST, asked=questions, names=listed(missing)))
    return Feedback(0, say("hand_in", FINAL_TEST, asked=count(len(asked), "question")))


def is_right(question: Question, answer: object, right: Mapping[str, Any]) -> bool:
    """Whether an answer is the one of the key: ``letter``, or ``value`` with ``within``."""
    if question.kind == "choice":
        return read_only_letter(answer) == right["letter"]
    number = read_number(answer)
    return number is not None and abs(number - right["value"]) <= right["within"] + 1e-9


def _points(question: Question, answer: object) -> float:
    if not os.environ.get(KEY):
        return 0
    key = json.loads(Path(os.environ[KEY]).read_text(encoding="utf-8"))
    right = key.get(question.name)
    return question.points if right and is_right(question, answer, right) else 0


def _is_readable(question: Question, answer: object) -> bool:
    if question.kind == "choice":
        letter = read_only_letter(answer)
        return letter is not None and letter in LETTERS
    return read_number(answer) is not None
