"""The final test as one learner gets it: her questions, by her code and by form, without a key.

A learner's code settles which pair of forms she gets and what her records are. Which option is
right, and what a number should be, stands nowhere here: an instructor's tools know it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from massage.course.draws import draw
from massage.course.reading import is_blank, read_number
from massage.course.store import feedback_folder, unpack
from massage.words.tables import read_words

CODE, FORM = "T0.1", "T0.2"  # where a learner types her code, and 1 or 2
LETTERS = "abcd"
FILE = "forms.json"


@dataclass(frozen=True)
class Asked:
    """One question as a learner sees it: ``options`` in the order of their letters, or none.

    ``facts`` are those of the draw, empty for a choice; ``entry`` is its name in the bank.
    """

    entry: str
    stem: str
    options: tuple[str, ...]
    facts: Mapping[str, Any]


def read_learner(answers: object) -> tuple[str, int] | None:
    """Return a learner's code and form from her answers; None where one of them is missing.

    Capitals and blanks don't count in a code. The form is 1 or 2.
    """
    if not isinstance(answers, Mapping) or is_blank(answers.get(CODE)):
        return None
    form = read_number(answers.get(FORM))
    code = "".join(str(answers[CODE]).casefold().split())
    return (code, int(form)) if form in (1, 2) else None


def draw_question(code: str, form: int, name: str) -> Asked:
    """Return the question that a learner gets at a place such as ``"T1.1"``.

    Raises KeyError for a place that isn't in the test.
    """
    forms = read_forms(str(feedback_folder()))
    pair = forms["pairs"][_number(code) % len(forms["pairs"])]
    entry, order = pair[form - 1][name]
    found = forms["questions"][entry]
    if "draw" in found:
        both = sorted(each[name][0] for each in pair)
        records = forms["records"][" ".join(both)]
        seeds = records[_number(code, name) % len(records)]
        facts = draw(found["draw"], Random(seeds[both.index(entry)]))
        return Asked(entry, found["stem"].replace("{shown}", facts["shown"]), (), facts)
    options = [found["options"][int(order[place])] for place in _letters(code, form)]
    return Asked(entry, found["stem"], tuple(options), {})


def write_question(name: str, asked: Asked) -> str:
    """Return the question as Markdown, its options with their letters."""
    options = [
        f"- **{letter}** {option}" for letter, option in zip(LETTERS, asked.options, strict=False)
    ]
    title = read_words("course")["answers"]["question"].format(name=name)
    return "\n".join([f"### {title}", "", asked.stem, "", *options]).rstrip()


@cache
def read_forms(folder: str) -> dict[str, Any]:
    """Return the questions of the bank without their key, the pairs of forms, and ``records``.

    Those are, for each two questions with numbers that may stand at one place of a pair, seeds of
    the draws of both, the first for the name that comes first.
    """
    return unpack((Path(folder) / FILE).read_text(encoding="utf-8"))


def _letters(code: str, form: int) -> list[int]:
    """In which order a learner's letters are dealt out, so that she rarely shares a neighbour's."""
    places = range(len(LETTERS))
    return Random(_number(code, str(form), "letters")).sample(places, len(places))


def _number(*parts: str) -> int:
    return int.from_bytes(sha256("|".join(parts).encode()).digest()[:8], "big")
