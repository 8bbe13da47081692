"""Both questions in one sentence, by the plan's table; question 2 and its threats in words."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from analysis.plan import PLAN, Plan
from analysis.practice import Practice
from analysis.question_1 import Association
from analysis.question_2 import Comparison
from analysis.threats import Look
from massage.words.answers import WORDS, explain_few
from massage.words.codes import fill, join, read_words, say, tell
from massage.words.decisions import BLOCKED, NONE, decide, show_between, show_within
from massage.words.formats import listed, number, p_value, sentence

THREATS = "threats"


def answer_both(found: Association, compared: Comparison, plan: Plan | None = None) -> str:
    """Answer for one outcome from both questions, in one sentence, by the plan's table.

    The plan is the one that was followed, unless another is given.

    A blocked question 2 gives no number: what blocked it, and what would lift that.
    """
    plan = plan or found.plan
    answer = decide(
        show_between(found, plan),
        show_within(compared, plan),
        name=found.outcome.name,
        between=_between(found, plan),
        within=_within(compared, plan),
        remedy=explain_remedy(compared),
        unchecked=_unchecked(compared),
    )
    return join(explain_few(found), answer)


def answer_within(compared: Comparison, plan: Plan | None = None) -> str:
    """Answer question 2 alone, with interval and n; a blocked one without a number."""
    plan = plan or compared.plan
    shown = show_within(compared, plan)
    key = f"within_{shown}"
    if shown == NONE:
        return say(WORDS, key, compared=compared)
    if shown == BLOCKED:
        clauses = [*_blocking_clauses(compared), explain_remedy(compared), *_besides(compared)]
        return join(say(WORDS, key, compared=compared), *map(sentence, clauses))
    matters = compared.outcome.smallest
    ends = abs(compared.low), abs(compared.high)
    below = matters is not None and all(end < matters for end in ends)
    keys = (
        "few_differ" if compared.n_deciding < plan.few_deciding else "",
        key,
        "below_what_matters" if below else "",
        "limits",
    )
    return say(WORDS, *keys, compared=compared, numbers=_within(compared, plan))


def explain_block(compared: Comparison) -> str:
    """Say what blocks question 2, one sentence per threat; empty where nothing does."""
    return join(*map(sentence, _blocking_clauses(compared)))


def explain_remedy(compared: Comparison) -> str:
    """Say what the practice could record to unblock question 2."""
    words, places = read_words(THREATS), {"name": compared.outcome.name}
    places["by_lot"] = words["said"]["by_lot"]
    remedies = dict.fromkeys(fill(words[name]["remedy"], places) for name in compared.blocked_by)
    return say(WORDS, "remedy", remedies=listed(list(remedies)))


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
    return pd.DataFrame(
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


def _write_known(values: pd.Series, write: Callable[[float], str]) -> pd.Series:
    return values.map(write).where(values.notna(), "")


def tell_meanings(practice: Practice) -> list[str]:
    """What each row of the practice's threats means, in one sentence."""
    return [
        tell_meaning(threat, look, name, practice.plan)
        for name, looks in practice.looks.items()
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


def _between(found: Association, plan: Plan) -> str:
    if not found.correlation.answered:
        return tell(found.correlation.reason)
    allowed = _allowed_for(found.correlation.p_value, found.p_holm, plan)
    return say(WORDS, "both_between", found=found, allowed=allowed)


def _within(compared: Comparison, plan: Plan) -> str:
    if compared.blocked_by:
        return "; ".join(_blocking_clauses(compared) + _besides(compared))
    if not compared.answered:
        return tell(compared.reason)
    return say(
        WORDS,
        "both_within",
        compared=compared,
        points=_better_or_worse(compared.estimate, "points_{}"),
        low=_better_or_worse(compared.low),
        high=_better_or_worse(compared.high),
        allowed=_allowed_for(compared.p_value, compared.p_holm, plan),
    )


def _allowed_for(p: float, p_holm: float, plan: Plan) -> str:
    """Say why an interval that leaves out 0 is no answer; empty where it is one, or holds 0."""
    return say(WORDS, "allowed" if p < plan.sure <= p_holm else "", p=p_holm)


def _better_or_worse(points_better: float, key: str = "{}") -> str:
    way = "worse" if points_better < 0 else "better"
    return say(WORDS, key.format(way), size=abs(points_better))


def _blocking_clauses(compared: Comparison) -> list[str]:
    return [
        _tell_fired(threat, look, compared.outcome.name)
        for threat, look in compared.looks.items()
        if threat in compared.blocked_by
    ]


def _besides(compared: Comparison) -> list[str]:
    return [] if compared.answered else [say(WORDS, "besides", reason=compared.reason)]


def _tell_fired(threat: str, look: Look, name: str) -> str:
    return fill(read_words(THREATS)[threat]["fired"], {"name": look.about or name})


def _unchecked(compared: Comparison) -> str:
    """Say that bookings may follow the outcome unseen, where clients are few."""
    checked = (look.is_checked(compared.plan) for look in compared.looks.values())
    missed = compared.usable and not all(checked)
    return say(WORDS, "unchecked" if missed else "", compared=compared)
