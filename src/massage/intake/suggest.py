"""Write a mapping for an export, each guess explained, and what the export can answer."""

from __future__ import annotations

import json

import pandas as pd

from analysis.schema import CONDITIONS
from massage.intake.guess import Guess, guess_mapping
from massage.words.formats import listed

WRITE_NAME = "Write its name, and take away the first #"
OPEN = {
    "client": f'# client = "..."   # Which column says who came? {WRITE_NAME}',
    "start": f'# start = "..."   # Which column says when? {WRITE_NAME}',
    "status": "# No column was recognised that says who came: as it stands, every line up to\n"
    "# today counts as attended. If there is one, write its name, and under [status] what its\n"
    "# words mean.\n"
    "status = []",
}
USE = "# to use it, take away the # before it"
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
    lines = [*_say_questions(guess), "", *(f"# {text}" for text in guess.remarks)]
    if guess.preset:
        lines += ["", f"# The columns are those of {guess.preset.capitalize()}.",
                  f'preset = "{guess.preset}"']  # fmt: skip
    if guess.date_order:
        lines += ["", "# Some days are beyond 12, so this is the order of all.",
                  f'date_order = "{guess.date_order}"']  # fmt: skip
    if not guess.preset or guess.appointments or guess.open_roles:
        lines += ["", "[appointments]"]
        lines += [f"{role} = {_quote(names)}" for role, names in guess.appointments.items()]
        lines += [f"{OPEN[role]}" for role in guess.open_roles]
    if guess.states:
        lines += ["", "# Words of the status column that are known.", "[status]"]
        lines += [f"{state} = {json.dumps(words)}" for state, words in guess.states.items()]
    lines += ["", "# Ratings: the question speaks of it, and the answers are numbers from 0 to 10.",
              "[scores]"]  # fmt: skip
    lines += [f"{name} = {_quote([column])}" for name, column in guess.scores.items()]
    lines += _offer_words(guess)
    return "\n".join(lines) + "\n"


def _offer_words(guess: Guess) -> list[str]:
    """Lines that can be used by taking away their #: columns whose words are one's own."""
    lines = [f"# {name} = {_quote([column])}   {USE}" for name, column in guess.words.items()]
    if "condition" not in guess.words:
        return lines
    return [
        *lines,
        "",
        "# Your clients' words on the left, the record's on the right:",
        f"# {listed(CONDITIONS)}.",
        "# [conditions]",
        '# "A pulled muscle" = "strain"',
    ]


def _say_questions(guess: Guess) -> list[str]:
    """Which questions these columns can answer, and what to start recording."""
    rated = [name for name in ("pain_before", "sleep_quality") if name in guess.scores]
    lacking = [name for name in ("pain_before", "sleep_quality") if name not in guess.scores]
    lines = ["# What this export can answer"]
    if rated:
        lines.append(f"# - Do clients who come more often improve more? Yes: {listed(rated)}.")
    else:
        lines.append("# - Do clients who come more often improve more? No: nothing is rated.")
    absent = [what for role, what in MOVES.items() if role not in guess.roles]
    asked = "# - Does the same client arrive better after a shorter interval?"
    if absent:
        lines.append(f"{asked} No: for that it takes")
        lines.append(f"#   {listed(absent)}.")
    else:
        lines.append(f"{asked} Yes, if every move is on record: say moves_recorded = true then.")
    lines += ["# What to start recording"] if lacking or absent else []
    lines += [f"# - {name}, from 0 to 10, at every visit" for name in lacking]
    lines += [f"# - {what}" for role, what in MOVES.items() if role not in guess.roles]
    return lines


def _quote(names: list[str]) -> str:
    quoted = [json.dumps(str(name), ensure_ascii=False) for name in names]
    return quoted[0] if len(quoted) == 1 else f"[{', '.join(quoted)}]"
