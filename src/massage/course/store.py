"""Where the questions' feedback is kept: one file per notebook, out of sight."""

from __future__ import annotations

import json
import os
import zlib
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FINAL_TEST = "final_test"
ELSEWHERE = "COURSE_FEEDBACK"  # names another folder, for a course that isn't installed


@dataclass(frozen=True)
class Option:
    """One answer that somebody may give, and what is said to it.

    ``key`` is a letter, or None for a number: then ``value`` is that number, and an answer at most
    ``within`` away from it counts as this one.
    """

    text: str
    right: bool
    key: str | None = None
    value: float | None = None
    within: float | None = None


@dataclass(frozen=True)
class Question:
    """One question: every answer that is foreseen, and what is said to any other.

    ``kind`` is ``choice``, ``number`` or ``written``; the options of a written one are the points
    of its checklist, and ``model`` is one good answer. ``points`` is the most that can be had. A
    place of the final test has no options here: they differ from learner to learner.
    """

    name: str
    kind: str
    objective: str
    points: int
    options: tuple[Option, ...]
    otherwise: str = ""
    model: str = ""


def home_of(name: str) -> str:
    """Return a question's notebook: ``2.1`` is in ``unit_2``, ``T2.1`` in ``final_test``."""
    return FINAL_TEST if name.startswith("T") else f"unit_{name.split('.')[0]}"


def encode(questions: dict[str, Question]) -> str:
    """Pack questions as text.

    This is no secret: anyone who wants to can unpack it. It is only out of sight, so that nobody
    reads an answer by accident.
    """
    return pack({name: asdict(question) for name, question in questions.items()})


def decode(text: str) -> dict[str, Question]:
    """Unpack what ``encode`` packed."""
    return {
        name: Question(**{**asked, "options": tuple(Option(**each) for each in asked["options"])})
        for name, asked in unpack(text).items()
    }


def pack(plain: dict[str, Any]) -> str:
    """Pack what JSON can hold as text that can't be read at a glance."""
    packed = zlib.compress(json.dumps(plain, ensure_ascii=False).encode(), level=9)
    return json.dumps({"packed": b64encode(packed).decode()}) + "\n"


def unpack(text: str) -> dict[str, Any]:
    """Unpack what ``pack`` packed."""
    return json.loads(zlib.decompress(b64decode(json.loads(text)["packed"])))


def feedback_folder() -> Path:
    """Return the folder of the package data, or the one that is named."""
    return Path(os.environ.get(ELSEWHERE) or Path(__file__).parent / "feedback")


def read_notebook_questions(notebook: str) -> dict[str, Question]:
    """Return the questions of a notebook by name; none where nothing was written for it."""
    path = feedback_folder() / f"{notebook}.json"
    return decode(path.read_text(encoding="utf-8")) if path.exists() else {}


def find_question(name: str) -> Question | None:
    """Return a question by its name, or None."""
    return read_notebook_questions(home_of(name)).get(name)
