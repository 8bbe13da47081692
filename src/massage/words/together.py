"""Both questions in one sentence, by the plan's table; threats and question 2 in words."""

from __future__ import annotations

import pandas as pd

from analysis.plan import PLAN, Plan
from analysis.practice import Practice
from analysis.question_1 import Association
from analysis.question_2 import Comparison
from massage.words import decisions
from massage.words.answers import HARDLY, explain_few
from massage.words.codes import tell
from massage.words.decisions import decide
from massage.words.formats import count, coverage, interval, listed, number, p_value, points
from massage.words.threats import THREATS, tell_meaning

PLAN_AS_PUBLISHED = "The plan of analysis is the published one ({fingerprint})."
PLAN_CHANGED = "The plan of analysis ({fingerprint}) is changed from the published plan."
FEW_DIFFER = f"The intervals of few clients differ: {HARDLY}. "
LIMITS = (
    "It holds only if every moved visit is on record. It may have other reasons than massage, and "
    "is about one interval, not about coming twice as often."
)


def answer_both(found: Association, compared: Comparison, plan: Plan | None = None) -> str:
    """Answer for one outcome from both questions, in one sentence, by the plan's table.

    The plan is the one that was followed, unless another is given.

    A blocked question 2 gives no number: what blocked it, and what would lift that.
    """
    plan = plan or found.plan
    shown = show_between(found, plan), show_within(compared, plan)
    sentence = decide(*shown).template.format(
        name=found.outcome.name,
        between=_between(found, plan),
        within=_within(compared, plan),
        remedy=explain_remedy(compared),
    )
    return f"{explain_few(found)}{sentence.removesuffix('.')}{_unchecked(compared)}."


def show_between(found: Association, plan: Plan | None = None) -> str:
    """Name what question 1 shows: more, less, unclear, or none where there is no number."""
    if not found.correlation.answered:
        return decisions.NONE
    if not found.p_holm < (plan or found.plan).sure:
        return decisions.UNCLEAR
    return decisions.MORE if found.correlation.estimate > 0 else decisions.LESS


def show_within(compared: Comparison, plan: Plan | None = None) -> str:
    """Name what question 2 shows: blocked, better, worse, unclear, or none without a number."""
    if compared.blocked_by:
        return decisions.BLOCKED
    if not compared.answered:
        return decisions.NONE
    if not compared.p_holm < (plan or compared.plan).sure:
        return decisions.UNCLEAR
    return decisions.BETTER if compared.estimate > 0 else decisions.WORSE


def explain_block(compared: Comparison) -> str:
    """Say what blocks question 2, one sentence per threat; empty where nothing does."""
    return " ".join(_blocking_sentences(compared))


def explain_remedy(compared: Comparison) -> str:
    """Say what the practice could record to unblock question 2."""
    remedies = [THREATS[name].remedy for name in compared.blocked_by]
    text = listed(list(dict.fromkeys(remedies)))
    return f"to make it usable, {text.format(name=compared.outcome.name)}"


def answer_within(compared: Comparison, plan: Plan | None = None) -> str:
    """Answer question 2 alone, with interval and n; a blocked one without a number."""
    plan = plan or compared.plan
    name = compared.outcome.name
    if compared.blocked_by:
        remedy = explain_remedy(compared)
        short = "" if compared.answered else f" Besides, {tell(compared.reason)}."
        return (
            f"Question 2 can't be answered for {name}. {explain_block(compared)} "
            f"{remedy[0].upper()}{remedy[1:]}.{short}"
        )
    if not compared.answered:
        return f"Question 2 can't be answered for {name}: {tell(compared.reason)}."
    shown = {
        decisions.BETTER: f"The same client arrived better in {name} after a shorter interval",
        decisions.WORSE: f"The same client arrived worse in {name} after a shorter interval",
        decisions.UNCLEAR: "These records can't tell whether the same client arrives better or "
        f"worse in {name} after a shorter interval",
    }[show_within(compared, plan)]
    few = FEW_DIFFER if compared.n_deciding < plan.few_deciding else ""
    text = f"{few}{shown} ({_within(compared, plan)})."
    matters = compared.outcome.smallest
    if matters is not None and abs(compared.low) < matters and abs(compared.high) < matters:
        text = f"{text} The whole interval lies below the smallest difference that matters, "
        text = f"{text}{points(matters)}."
    return f"{text} {LIMITS}"


def tabulate_threats(practice: Practice) -> pd.DataFrame:
    """One row per outcome and threat: what was found, and what it means."""
    table = practice.threats
    found = table["fired"].map({True: "fired", False: "not seen"})
    found = found.where(table["checked"], "could not be checked")
    shown = table["value"].map(lambda value: "" if value != value else number(value))
    return pd.DataFrame(
        {
            "outcome": table["outcome"],
            "threat": table["name"],
            "then": table["blocks"].map({True: "blocks", False: "warns"}),
            "found": found,
            "value": shown,
            "p": table["p_value"].map(lambda p: "" if p != p else p_value(p)),
            "meaning": tell_meanings(practice),
        }
    )


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
    text = PLAN_AS_PUBLISHED if plan.is_published else PLAN_CHANGED
    return text.format(fingerprint=plan.fingerprint)


def _between(found: Association, plan: Plan) -> str:
    correlation = found.correlation
    if not correlation.answered:
        return tell(correlation.reason)
    return (
        f"rank correlation {number(correlation.estimate)}, {interval(correlation)}; "
        f"n = {count(correlation.n_clients, 'client')}"
        f"{_allowed_for(correlation.p_value, found.p_holm, plan)}"
    )


def _within(compared: Comparison, plan: Plan) -> str:
    if compared.blocked_by:
        clauses = [s[0].lower() + s[1:].rstrip(".") for s in _blocking_sentences(compared)]
        short = [] if compared.answered else [f"besides, {tell(compared.reason)}"]
        return "; ".join(clauses + short)
    if not compared.answered:
        return tell(compared.reason)
    return f"{_points_better(compared)}{_allowed_for(compared.p_value, compared.p_holm, plan)}"


def _allowed_for(p: float, p_holm: float, plan: Plan) -> str:
    """Say why an interval that leaves out 0 is no answer; empty where it is one, or holds 0."""
    if not p < plan.sure <= p_holm:
        return ""
    return f"; p = {p_value(p_holm)} once several questions are allowed for"


def _blocking_sentences(compared: Comparison) -> list[str]:
    name, plan = compared.outcome.name, compared.plan
    return [
        tell_meaning(threat, look, name, plan)
        for threat, look in compared.looks.items()
        if threat in compared.blocked_by
    ]


def _points_better(compared: Comparison) -> str:
    return (
        f"one interval cut in half: {_better_or_worse(compared.estimate, ' points')}, "
        f"{coverage(compared.level)} interval {_better_or_worse(compared.low)} to "
        f"{_better_or_worse(compared.high)}; n = {count(compared.n_clients, 'client')} with "
        f"{count(compared.n_intervals, 'interval')}"
    )


def _better_or_worse(points_better: float, unit: str = "") -> str:
    way = "worse" if points_better < 0 else "better"
    return f"{number(abs(points_better))}{unit} {way}"


def _unchecked(compared: Comparison) -> str:
    """Say that bookings may follow the outcome unseen, where clients are few."""
    checked = (look.is_checked(compared.plan) for look in compared.looks.values())
    if not compared.usable or all(checked):
        return ""
    return f"; it could not be checked whether bookings foresee {compared.outcome.name}"
