"""Write a mapping for an export, each guess explained, and what the export can answer."""

from __future__ import annotations

import pandas as pd

from analysis.schema import CONDITIONS
from massage.intake.guess import guess_mapping
from massage.intake.wording import render

RATED = ("pain_before", "sleep_quality")
MOVES = {
    "booked": "the day on which an appointment was fixed",
    "original": "the day first agreed of every appointment that is moved",
}


def suggest_mapping(frame: pd.DataFrame) -> str:
    """Return a mapping file as text, each guess explained in a comment.

    ``frame`` holds the export's cells as text. Column names are written out; of cells nothing is,
    but words for states that are known beforehand.
    """
    guess = guess_mapping(frame)
    return render(
        "mapping.toml.j2",
        guess=guess,
        rated=[name for name in RATED if name in guess.scores],
        lacking=[name for name in RATED if name not in guess.scores],
        absent=[what for role, what in MOVES.items() if role not in guess.roles],
        conditions=CONDITIONS,
    )
