"""Both questions in one sentence, by the plan's table; threats and question 2 in words."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.association import Association
from analysis.comparison import Examination
from analysis.plan import PLAN, Plan
from massage.words import decisions
from massage.words.answers import HARDLY, explain_few
from massage.words.codes import tell
from massage.words.decisions import decide
from massage.words.formats import count, coverage, interval, listed, number, p_value, points
from massage.words.threats import THREATS

PLAN_AS_PUBLISHED = "The plan of analysis is the published one ({fingerprint})."
PLAN_CHANGED = "The plan of analysis ({fingerprint}) is changed from the published plan."
FEW_DIFFER = f"The intervals of few clients differ: {HARDLY}. "
LIMITS = (
    "It holds only if every moved visit is on record. It may have other reasons than massage, and "
    "is about one interval, not about coming twice as often."
)


def answer_both(found: Association, examined: Examination, plan: Plan | None = None) -> str:
    """Answer for one outcome from both questions, in one sentence, by the plan's table.

    The plan is the one that was followed, unless another is given.

    A blocked question 2 gives no number: what blocked it, and what would lift that.
    """
    plan = plan or found.plan
    shown = show_between(found, plan), show_within(examined, plan)
    sentence = decide(*shown).template.format(
        name=found.outcome.name,
        between=_between(found, plan),
        within=_within(examined, plan),
        remedy=explain_remedy(examined),
    )
    return f"{explain_few(found)}{sentence.removesuffix('.')}{_unchecked(examined)}."


def show_between(found: Association, plan: Plan | None = None) -> str:
    """Name what question 1 shows: more, less, unclear, or none where there is no number."""
    if not found.correlation.answered:
        return decisions.NONE
    if not found.p_holm < (plan or found.plan).sure:
        return decisions.UNCLEAR
    return decisions.MORE if found.correlation.estimate > 0 else decisions.LESS


def show_within(examined: Examination, plan: Plan | None = None) -> str:
    """Name what question 2 shows: blocked, better, worse, unclear, or none without a number."""
    comparison = examined.comparison
    if comparison.blocked_by:
        return decisions.BLOCKED
    if not comparison.answered:
        return decisions.NONE
    if not examined.p_holm < (plan or examined.plan).sure:
        return decisions.UNCLEAR
    return decisions.BETTER if comparison.estimate > 0 else decisions.WORSE


def explain_block(examined: Examination) -> str:
    """Say what blocks question 2, one sentence per threat; empty where nothing does."""
    return " ".join(_blocking_sentences(examined))


def explain_remedy(examined: Examination) -> str:
    """Say what the practice could record to unblock question 2."""
    remedies = [THREATS[name].remedy for name in examined.comparison.blocked_by]
    text = listed(list(dict.fromkeys(remedies)))
    return f"to make it usable, {text.format(name=examined.outcome.name)}"


def answer_within(examined: Examination, plan: Plan | None = None) -> str:
    """Answer question 2 alone, with interval and n; a blocked one without a number."""
    plan = plan or examined.plan
    name, comparison = examined.outcome.name, examined.comparison
    if comparison.blocked_by:
        remedy = explain_remedy(examined)
        short = "" if comparison.answered else f" Besides, {tell(comparison.reason)}."
        return (
            f"Question 2 can't be answered for {name}. {explain_block(examined)} "
            f"{remedy[0].upper()}{remedy[1:]}.{short}"
        )
    if not comparison.answered:
        return f"Question 2 can't be answered for {name}: {tell(comparison.reason)}."
    shown = {
        decisions.BETTER: f"The same client arrived better in {name} after a shorter interval",
        decisions.WORSE: f"The same client arrived worse in {name} after a shorter interval",
        decisions.UNCLEAR: "These records can't tell whether the same client arrives better or "
        f"worse in {name} after a shorter interval",
    }[show_within(examined, plan)]
    few = FEW_DIFFER if comparison.n_deciding < plan.few_deciding else ""
    text = f"{few}{shown} ({_within(examined, plan)})."
    matters = examined.outcome.smallest
    if matters is not None and abs(comparison.low) < matters and abs(comparison.high) < matters:
        text = f"{text} The whole interval lies below the smallest difference that matters, "
        text = f"{text}{points(matters)}."
    return f"{text} {LIMITS}"


def tabulate_threats(examined: Mapping[str, Examination]) -> pd.DataFrame:
    """One row per outcome and threat: what was found, and what it means."""
    table = pd.concat([one.threats for one in examined.values()], ignore_index=True)
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
            "meaning": table["meaning"],
        }
    )


def list_warnings(examined: Examination) -> list[str]:
    """Sentences of the threats that fired, and of those that could not be checked."""
    threats = examined.threats
    return list(threats.loc[threats["fired"] | ~threats["checked"], "meaning"])


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


def _within(examined: Examination, plan: Plan) -> str:
    comparison = examined.comparison
    if comparison.blocked_by:
        clauses = [s[0].lower() + s[1:].rstrip(".") for s in _blocking_sentences(examined)]
        short = [] if comparison.answered else [f"besides, {tell(comparison.reason)}"]
        return "; ".join(clauses + short)
    if not comparison.answered:
        return tell(comparison.reason)
    return f"{_points_better(examined)}{_allowed_for(comparison.p_value, examined.p_holm, plan)}"


def _allowed_for(p: float, p_holm: float, plan: Plan) -> str:
    """Say why an interval that leaves out 0 is no answer; empty where it is one, or holds 0."""
    if not p < plan.sure <= p_holm:
        return ""
    return f"; p = {p_value(p_holm)} once several questions are allowed for"


def _blocking_sentences(examined: Examination) -> list[str]:
    blocking = examined.threats["name"].isin(examined.comparison.blocked_by)
    return list(examined.threats.loc[blocking, "meaning"])


def _points_better(examined: Examination) -> str:
    comparison = examined.comparison
    return (
        f"one interval cut in half: {_better_or_worse(comparison.estimate, ' points')}, "
        f"{coverage(comparison.level)} interval {_better_or_worse(comparison.low)} to "
        f"{_better_or_worse(comparison.high)}; n = {count(comparison.n_clients, 'client')} with "
        f"{count(comparison.n_intervals, 'interval')}"
    )


def _better_or_worse(points_better: float, unit: str = "") -> str:
    way = "worse" if points_better < 0 else "better"
    return f"{number(abs(points_better))}{unit} {way}"


def _unchecked(examined: Examination) -> str:
    """Say that bookings may follow the outcome unseen, where clients are few."""
    threats = examined.threats
    if not examined.comparison.usable or threats.loc[threats["blocks"], "checked"].all():
        return ""
    return f"; it could not be checked whether bookings foresee {examined.outcome.name}"
