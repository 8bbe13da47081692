"""The instructor's key to one learner's form of the final test."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from course.bank import Bank
from course.hand_in import HandedIn, read_answers
from course.worked_out import ANSWERS
from massage.course.final_test import KEY
from massage.course.forms import LETTERS, draw_question, read_learner
from massage.course.store import FINAL_TEST
from massage.words.formats import listed


def make_key(bank: Bank, code: str, form: int) -> dict[str, dict[str, Any]]:
    """Return for each place the right ``letter``, or the right ``value`` and ``within``."""
    key: dict[str, dict[str, Any]] = {}
    for slot in bank.slots:
        asked = draw_question(code, form, slot)
        entry = bank.entries[asked.entry]
        if entry.kind == "choice":
            key[slot] = {"letter": LETTERS[asked.options.index(entry.right)]}
        else:
            value = float(ANSWERS[entry.answer](asked.facts))
            key[slot] = {"value": value, "within": entry.within}
    return key


@contextmanager
def lay_out(bank: Bank, answers: Mapping[str, object], path: Path) -> Iterator[None]:
    """Let ``note(...)`` find one learner's key while she is graded; then it is gone again.

    Without a code and a form there is no key, and no point.
    """
    learner = read_learner(answers)
    key = make_key(bank, *learner) if learner else {}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(key), encoding="utf-8")
    os.environ[KEY] = str(path)
    try:
        yield
    finally:
        del os.environ[KEY]
        path.unlink()


def find_code_faults(handed_in: Sequence[HandedIn]) -> list[str]:
    """Say whose final test has no code or form, and which learners typed the same code."""
    faults, of_code = [], defaultdict(list)
    for each in handed_in:
        if each.notebook != FINAL_TEST:
            continue
        learner = read_learner(read_answers(each.book))
        if learner is None:
            faults.append(
                f"{each.student}, {FINAL_TEST}: no code, or neither 1 nor 2 below it, so no point "
                "could be given. Write them into its first answer cells, and grade again."
            )
        else:
            of_code[learner[0]].append(each.student)
    return faults + [
        f"{listed(students)} typed the same code into the final test, and had the same questions."
        for students in of_code.values()
        if len(students) > 1
    ]
