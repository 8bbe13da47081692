"""What questions 1 and 2 show, and what is said of each pair: a table, fixed beforehand."""

from __future__ import annotations

from analysis.question_1 import Association
from analysis.question_2 import Comparison
from massage.words.codes import fill, read_words

MORE, LESS, UNCLEAR, NONE = "more", "less", "unclear", "none"
BETTER, WORSE, BLOCKED = "better", "worse", "blocked"


def show_between(found: Association) -> str:
    """Name what question 1 shows: more, less, unclear, or none where there is no number."""
    return {"better": MORE, "worse": LESS, "cant_tell": UNCLEAR, "no_answer": NONE}[found.direction]


def show_within(compared: Comparison) -> str:
    """Name what question 2 shows: blocked, better, worse, unclear, or none without a number."""
    if compared.blocked_by:
        return BLOCKED
    return {"cant_tell": UNCLEAR, "no_answer": NONE}.get(compared.direction, compared.direction)


def decide(between: str, within: str, /, **places: str) -> str:
    """Fill the sentences for what the two questions show. Raises KeyError where there is none."""
    words = read_words("decisions")
    cell = words["cells"][between][within]
    clauses = {
        "question_1": fill(words["question_1"][between], places),
        "question_2": fill(words["question_2"][within], places),
    }
    return fill(cell, places | words["readings"] | clauses)
