"""Why a figure is left out of what is handed on; an empty text where it isn't."""

from __future__ import annotations

from analysis.practice import compare_intervals
from analysis.schema import Outcome
from massage.claims.tell import tell_curves
from massage.figures.values import centre_intervals
from massage.report import figure_data
from massage.report.material import Material
from massage.report.small import can_tell_all
from massage.robustness.unrecorded import answer_put_off, can_be_undone
from massage.small_groups import Told, follows_from_rest, how_to_tell, is_small
from massage.words.codes import tell
from massage.words.formats import SMALLEST_GROUP
from massage.words.together import answer_within, explain_block

FEWER = "fewer than {} clients have the values for it"
FEW = f"fewer than {SMALLEST_GROUP} clients have the values for it"
ALONE = f"no {SMALLEST_GROUP} clients are alike in it"
ONE_CLIENT = "it shows single clients' courses"
REST = "with it, the size of a group of fewer than five clients could be worked out"
NO_ANSWER = "these records give no answer for it"


def when(condition: bool, reason: str) -> str:
    """Return the reason where the condition holds, else an empty text."""
    return reason if condition else ""


def few_rated(m: Material, outcome: Outcome) -> str:
    """Refuse where few clients have ratings."""
    return when(_rated(m, outcome) < SMALLEST_GROUP, FEW)


def few_came(m: Material, _: object) -> str:
    """Refuse where few clients came, or their number would tell how many a question leaves out."""
    return _fewer(m, len(m.clients)) or when(not can_tell_all(m.question_1), REST)


def few_courses(m: Material, outcome: Outcome) -> str:
    """Refuse where so few clients have ratings that a band would show single ones."""
    return few_rated(m, outcome) or _fewer(m, _rated(m, outcome))


def few_changed(m: Material, outcome: Outcome) -> str:
    """Refuse where few clients have a first value and a follow-up."""
    known = m.clients[[f"{outcome.name}_improvement", "frequency"]].dropna()
    return few_rated(m, outcome) or _fewer(m, len(known))


def few_relieved(m: Material, _: object) -> str:
    """Refuse where few clients have both ratings."""
    return _fewer(m, figure_data.count_relief(m.sessions, m.records.pain)["clients"].sum())


def few_eased(m: Material, _: object) -> str:
    """Refuse where there are no curves, or the share of a group would be of few clients."""
    curves = m.curves[0]
    ends = [(round((1 - one.share[-1]) * one.n_clients), one.n_clients) for one in curves]
    few = any(how_to_tell(*end) is not Told.EXACTLY for end in ends)
    return when(few, REST) if curves else tell_curves(*m.curves, m.plan)


def few_left_of_changes(m: Material, _: object) -> str:
    """Refuse where no condition has an answer, or one too small to be drawn would be known."""
    known = m.records.clients.dropna(subset=["pain_improvement"])
    groups = known["condition"].fillna("").value_counts()
    follows = when(follows_from_rest(groups.tolist()), REST)
    return when(m.changes.by_condition.empty, NO_ANSWER) or follows


def few_left_of_halving(m: Material, _: object) -> str:
    """Refuse where question 2 is blocked, no condition has an answer, or a small one is known."""
    blocked = tell(m.records.blocked) if m.records.blocked else ""
    blocked = blocked or when(m.halving.by_condition.empty, NO_ANSWER)
    drawn = int(m.halving.by_condition["n_clients"].sum())
    left = compare_intervals(m.sessions, m.records.pain, plan=m.plan).n_clients - drawn
    return blocked or when(is_small(left), REST)


def blocked_or_few(m: Material, outcome: Outcome) -> str:
    """Refuse where question 2 is blocked, or few clients are behind a mean."""
    blocks = explain_block(m.question_2[str(outcome.name)])
    if blocks:
        return f"question 2 is blocked, and these dots would be read as its answer. {blocks}"
    rows = centre_intervals(m.sessions, outcome, m.plan)
    clients = (
        figure_data.average_tenths(m.sessions, outcome, m.plan)["clients"] if len(rows) else []
    )
    return when(len(rows) == 0 or min(clients) < SMALLEST_GROUP, FEW)


def no_halving(m: Material, _: object) -> str:
    """Refuse where no outcome has a number for question 2."""
    if any(one.usable for one in m.question_2.values()):
        return ""
    return " ".join(answer_within(one) for one in m.question_2.values())


def nothing_to_undo(m: Material, outcome: Outcome) -> str:
    """Refuse where question 2 is blocked, or has no answer to undo."""
    one = m.question_2[str(outcome.name)]
    if can_be_undone(one):
        return ""
    return explain_block(one) or answer_put_off(m.supposed[str(outcome.name)], one)


def _fewer(m: Material, clients: int) -> str:
    fewest = m.plan.fewest_clients
    return when(clients < fewest, FEWER.format(fewest))


def _rated(m: Material, outcome: Outcome) -> int:
    """Count the clients who have a rating."""
    if outcome.column not in m.sessions:
        return 0
    return m.sessions.loc[m.sessions[outcome.column].notna(), "client_id"].nunique()
