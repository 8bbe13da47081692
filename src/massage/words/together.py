"""Both questions together, by the plan's table; question 2 and its threats in words."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from analysis.closed_days import ClosedDays
from analysis.closed_looks import PLAIN
from analysis.lean import find_lean
from analysis.looks import Look
from analysis.plan import PLAN, Plan
from analysis.practice import Practice
from analysis.question_1 import Association
from analysis.question_2 import Comparison
from analysis.verdicts import CANT_TELL, judge_within
from massage.words.answers import WORDS, explain_few, tell_size
from massage.words.codes import fill, join, read_words, say, tell
from massage.words.decisions import BLOCKED, NONE, decide, show_between, show_within
from massage.words.formats import number, p_value, sentence

THREATS = "threats"


def answer_both(found: Association, compared: Comparison) -> str:
    """Answer for one outcome from both questions, by the plan's table.

    A blocked question 2 gives no number: what blocked it, and what would lift that.
    """
    answer = decide(
        show_between(found),
        show_within(compared),
        name=found.outcome.name,
        between=_between(found),
        within=_within(compared),
        remedy=explain_remedy(compared),
    )
    return join(explain_few(found), answer, _tell_lean(compared), _unchecked(compared))


def answer_within(compared: Comparison) -> str:
    """Answer question 2 alone, with interval and n; a blocked one without a number."""
    few = "few_differ" if compared.n_deciding < compared.plan.few_deciding else ""
    return _answer_alone(compared, "within", few)


def answer_closed_days(found: ClosedDays) -> str:
    """Answer question 2 by closed days alone, and say where all gaps tell something else."""
    told = _answer_alone(found, "closed")
    if not (found.usable and found.stands_apart):
        return told
    return join(told, tell_meaning(PLAIN, found.looks[PLAIN], found.outcome.name, found.plan))


def _answer_alone(compared: Comparison, way: str, few: str = "") -> str:
    shown = show_within(compared)
    said = say(WORDS, few if shown not in (NONE, BLOCKED) else "", f"{way}_{shown}",
               compared=compared, numbers=_within(compared))  # fmt: skip
    if shown == NONE:
        return said
    if shown == BLOCKED:
        return join(said, _explain_without_number(compared), explain_remedy(compared))
    limits = say(WORDS, f"{way}_limits", compared=compared)
    return join(said, _tell_lean(compared), tell_size(judge_within(compared)), limits)


def explain_block(compared: Comparison) -> str:
    """Say what blocks question 2, one sentence per threat; empty where nothing does."""
    return join(*map(sentence, _blocking_clauses(compared)))


def explain_remedy(compared: Comparison) -> str:
    """Say what the practice could record to unblock question 2; empty where nothing blocks it."""
    words = read_words(THREATS)
    keys = dict.fromkeys(key for name in compared.blocked_by for key in words[name]["remedies"])
    remedies = [words["remedies"][key] for key in keys]
    first = [say(WORDS, "remedy", remedy=one) for one in remedies[:1]]
    return join(*first, *map(sentence, remedies[1:]))


def tell_meaning(name: str, look: Look, outcome_name: str, plan: Plan) -> str:
    """Say in one sentence what a threat's look at the records means."""
    if look.fired:
        return sentence(_tell_fired(name, look, outcome_name))
    words = read_words(THREATS)
    unchecked = "few" if look.worked_out else "not_worked_out"
    key = "checked" if look.is_checked(plan) else unchecked
    what = fill(words[name]["looks_at"], {"name": outcome_name})
    return fill(words["said"][key], {"what": what, "n": look.n_clients})


def tabulate_threats(practice: Practice) -> pd.DataFrame:
    """One row per outcome and threat: what was found, and what it means."""
    table, words = practice.threats, read_words(THREATS)["found"]
    found = table["fired"].map({True: words["fired"], False: words["not_seen"]})
    told = pd.DataFrame(
        {
            "outcome": table["outcome"],
            "threat": table["name"],
            "then": table["blocks"].map({True: words["blocks"], False: words["warns"]}),
            "found": found.where(table["checked"], words["not_checked"]),
            "value": _write_known(table["value"], number),
            "p": _write_known(table["p_value"], p_value),
            "meaning": tell_meanings(practice),
        }
    )
    return told.rename(columns=read_words(WORDS)["columns"])


def _write_known(values: pd.Series, write: Callable[[float], str]) -> pd.Series:
    return values.map(write).where(values.notna(), "")


def tell_meanings(practice: Practice) -> list[str]:
    """What each row of the practice's threats means, in one sentence."""
    closed = {name: found.looks for name, found in practice.closed_days.items()}
    return [
        tell_meaning(threat, look, name, practice.plan)
        for of_all in (practice.looks, closed)
        for name, looks in of_all.items()
        for threat, look in looks.items()
    ]


def list_warnings(practice: Practice, name: str) -> list[str]:
    """Sentences of the threats that fired, and of those that could not be checked."""
    return [
        tell_meaning(threat, look, name, practice.plan)
        for threat, look in practice.looks[name].items()
        if look.fired or not look.is_checked(practice.plan)
    ]


def describe_plan(plan: Plan = PLAN) -> str:
    """Name the plan, and say whether it is the published one."""
    return say(WORDS, "plan_published" if plan.is_published else "plan_changed", plan=plan)


def _between(found: Association) -> str:
    if not found.correlation.answered:
        return tell(found.correlation.reason)
    return say(WORDS, "both_between", found=found, allowed=_allowed_for_points(found))


def _within(compared: Comparison) -> str:
    if compared.blocked_by:
        return _explain_without_number(compared)
    if not compared.answered:
        return tell(compared.reason)
    sure, adjusted = compared.plan.sure, compared.p_holm
    return say(
        WORDS,
        "both_within",
        compared=compared,
        points=_better_or_worse(compared.estimate, "points_{}"),
        low=_better_or_worse(compared.low),
        high=_better_or_worse(compared.high),
        allowed=say(WORDS, "allowed" if compared.p_value < sure <= adjusted else "", p=adjusted),
    )


def _allowed_for_points(found: Association) -> str:
    """Say why a correlation's interval that leaves out 0 is no answer; empty where it is one."""
    sure, by_points = found.plan.sure, found.p_decides >= found.plan.sure
    if not found.correlation.p_value < sure or found.direction != CANT_TELL:
        return ""
    if not found.signs_agree:
        return say(WORDS, "opposite_in_points")
    return say(WORDS, "not_in_points" if by_points else "allowed", p=found.p_holm)


def _better_or_worse(points_better: float, key: str = "{}") -> str:
    way = "worse" if points_better < 0 else "better"
    return say(WORDS, key.format(way), size=abs(points_better))


def _blocking_clauses(compared: Comparison) -> list[str]:
    return [
        _tell_fired(threat, look, compared.outcome.name)
        for threat, look in compared.looks.items()
        if threat in compared.blocked_by
    ]


def _explain_without_number(compared: Comparison) -> str:
    """Say what blocks question 2, and why it had no number anyway, where it hadn't."""
    besides = "" if compared.answered else say(WORDS, "besides", reason=compared.reason)
    return join(explain_block(compared), besides)


def _tell_fired(threat: str, look: Look, name: str) -> str:
    return fill(read_words(THREATS)[threat]["fired"], {"name": look.about or name})


def _tell_lean(compared: Comparison) -> str:
    """Say that an interval leaves out 0 by what the method leans alone; empty where it doesn't."""
    lean = find_lean(compared.outcome, compared.plan)
    return say(WORDS, "lean" if compared.usable and compared.may_be_lean else "", lean=lean)


def _unchecked(compared: Comparison) -> str:
    """Say that bookings may follow the outcome unseen, where clients are few."""
    checked = (look.is_checked(compared.plan) for look in compared.looks.values())
    missed = compared.usable and not all(checked)
    return say(WORDS, "unchecked" if missed else "", compared=compared)
