"""Why a figure is left out of what is handed on; an empty text where it isn't."""

from __future__ import annotations

from analysis.courses import centre_intervals
from analysis.estimate import FEWEST_CLIENTS
from analysis.presenting import figure_data
from analysis.presenting.figure_data import FEWEST_SHOWN, keep_large
from analysis.presenting.material import Material
from analysis.schema import Outcome
from analysis.together import answer_within, explain_block
from analysis.unrecorded import answer_put_off, can_be_undone

FEWEST_COURSES = 30  # clients whose thin lines hide one another
FOLLOWED = f"with fewer than {FEWEST_COURSES} clients, single courses could be followed by eye"
FEWER = f"fewer than {FEWEST_CLIENTS} clients have the values for it"
FEW = f"fewer than {FEWEST_SHOWN} clients have the values for it"
ALONE = f"no {FEWEST_SHOWN} clients are alike in it"
ONE_CLIENT = "it shows single clients' courses"
NO_ANSWER = "these records give no answer for it"


def when(condition: bool, reason: str) -> str:
    """Return the reason where the condition holds, else an empty text."""
    return reason if condition else ""


def few_rated(m: Material, outcome: Outcome) -> str:
    """Refuse where few clients have ratings."""
    return when(_rated(m, outcome) < FEWEST_SHOWN, FEW)


def few_came(m: Material, _: object) -> str:
    """Refuse where no five clients came equally often."""
    return when(keep_large(figure_data.count_frequencies(m.clients)).empty, ALONE)


def few_courses(m: Material, outcome: Outcome) -> str:
    """Refuse where so few clients have ratings that an eye can follow each of them."""
    return few_rated(m, outcome) or when(_rated(m, outcome) < FEWEST_COURSES, FOLLOWED)


def few_changed(m: Material, outcome: Outcome) -> str:
    """Refuse where few clients have a first value and a follow-up."""
    known = m.clients[[f"{outcome.name}_improvement", "frequency"]].dropna()
    return few_rated(m, outcome) or when(len(known) < FEWEST_CLIENTS, FEWER)


def few_relieved(m: Material, _: object) -> str:
    """Refuse where few clients have both ratings, or no five of them are in one bar."""
    relieved = figure_data.count_relief(m.sessions)
    few = when(relieved["clients"].sum() < FEWEST_CLIENTS, FEWER)
    return few or when(keep_large(relieved).empty, ALONE)


def blocked_or_few(m: Material, outcome: Outcome) -> str:
    """Refuse where question 2 is blocked, or few clients are behind a mean."""
    blocks = explain_block(m.examined[str(outcome.name)])
    if blocks:
        return f"question 2 is blocked, and these dots would be read as its answer. {blocks}"
    rows = centre_intervals(m.sessions, outcome)
    clients = figure_data.average_tenths(m.sessions, outcome)["clients"] if len(rows) else []
    return when(len(rows) == 0 or min(clients) < FEWEST_SHOWN, FEW)


def no_halving(m: Material, _: object) -> str:
    """Refuse where no outcome has a number for question 2."""
    if any(one.comparison.usable for one in m.examined.values()):
        return ""
    return " ".join(answer_within(one) for one in m.examined.values())


def nothing_to_undo(m: Material, outcome: Outcome) -> str:
    """Refuse where question 2 is blocked, or has no answer to undo."""
    one = m.examined[str(outcome.name)]
    if can_be_undone(one):
        return ""
    return explain_block(one) or answer_put_off(m.supposed[str(outcome.name)], one)


def _rated(m: Material, outcome: Outcome) -> int:
    """Count the clients who have a rating."""
    if outcome.column not in m.sessions:
        return 0
    return m.sessions.loc[m.sessions[outcome.column].notna(), "client_id"].nunique()
