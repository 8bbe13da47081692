"""Ask records about every claim of the article: one row per part of a claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd
from scipy import stats

from analysis.codes import Code
from analysis.estimate import NAN, Estimate
from analysis.intervals import has_values
from analysis.plan import Plan
from analysis.practice import Practice
from massage.claims.claim import (
    CHANGE,
    CLAIMS,
    COMPARISON,
    DESCRIPTION,
    LINK,
    PRINT_ONLY,
    Claim,
    Part,
    list_outcomes,
    write_claims,
)
from massage.claims.groups import Records, summarise_records_checked
from massage.words import decisions
from massage.words.codes import tell
from massage.words.formats import group_size, listed, p_value, plain
from massage.words.together import answer_both, answer_within, show_between, show_within

AGREES, AGAINST = "agrees", "points the other way"
BETTER, WORSE = "better, cause not known", "worse, cause not known"
CANT_TELL, DESCRIBED = "can't tell", "described"
NOT_RECORDED, TOO_FEW, NO_ANSWER = "not recorded", "too few to tell", "no answer"
NOT_ASKED = "not asked about"
VERDICTS = {
    decisions.MORE: AGREES,
    decisions.BETTER: AGREES,
    decisions.LESS: AGAINST,
    decisions.WORSE: AGAINST,
    decisions.UNCLEAR: CANT_TELL,
    decisions.NONE: NO_ANSWER,
    decisions.BLOCKED: NO_ANSWER,
}
BOOKINGS = {"booked_day", "original_day", "month"}
OWN_VERDICTS = {part.verdict for claim in CLAIMS for part in claim.parts if part.verdict}
NAMED = (AGREES, AGAINST, BETTER, WORSE, *OWN_VERDICTS)
NOT_FROM_RECORDS = "Session records can't speak to this."
NUMBERS = ("estimate", "low", "high", "p_value", "n_clients", "n_rows")
NOTHING = Estimate.blank(Code("none"), 0.95).unanswered(Code("not_worked_out"))


@dataclass(frozen=True)
class Answer:
    """What records say to one part of a claim."""

    part: Part
    found: Estimate = NOTHING
    p_adjusted: float = NAN
    verdict: str = ""
    text: str = ""


def examine_claims(practice: Practice, claims: Sequence[Claim] | None = None) -> pd.DataFrame:
    """Ask a practice about every claim, or about those of ``write_claims`` that are given.

    Where one of its outcomes is a rating that a claim is about (by its column, or a column of one's
    own by its name, pain or sleep), the claim is about it as it was asked: its column, range and
    direction. A part whose marks are fixed for another scale says so.

    Returns
    -------
    One row per part of a claim, in the article's order: ``id``, ``claim``, ``part``, ``kind``,
    ``agreement`` (what would count as agreement), ``unit``, ``estimate``, ``low``, ``high``,
    ``p_value`` (positive estimates are in the claim's favour; NaN where there is no number),
    ``n_clients``, ``n_rows``, ``p_adjusted``, ``level`` (of the interval), ``verdict``, ``text``.

    Claims 1 and 2 are confirmatory: the answers of questions 1 and 2, adjusted by Holm over all
    outcomes that were asked about, so that one question has one p-value wherever it stands. One
    that wasn't asked about has no number. The others are exploratory: their false discovery rate
    is held (Benjamini & Hochberg 1995,
    doi:10.1111/j.2517-6161.1995.tb02031.x), among changes, among comparisons and for the link of
    stress with pain by themselves: time alone makes many changes, and stress goes with pain in most
    records, and either would let more comparisons through. Descriptions have no p-value. Missing
    columns, too few clients and a question 2 that is blocked give a verdict that says so.
    """
    sessions, outcomes, plan = practice.sessions, practice.outcomes, practice.plan
    claims = write_claims(outcomes, plan) if claims is None else claims
    about = list(list_outcomes(outcomes).values())
    records = summarise_records_checked(sessions, about, plan)
    asked = {
        (claim.id, part.name): _refuse(part, sessions)
        or (_answer_question(part, practice) if part.question else _ask(part, records))
        for claim in claims
        for part in claim.parts
    }
    judged = _adjust(asked, plan)
    words = {claim.id: claim.words for claim in claims}
    rows = [_flatten(key[0], words[key[0]], one, plan) for key, one in judged.items()]
    return pd.DataFrame(rows)


def _refuse(part: Part, sessions: pd.DataFrame) -> Answer | None:
    """Say what is not recorded; None where everything is."""
    if part.kind == PRINT_ONLY:
        return Answer(part, verdict=PRINT_ONLY, text=NOT_FROM_RECORDS)
    missing = [column for column in part.columns if not has_values(sessions, column)]
    if not missing:
        return Answer(part, verdict=NO_ANSWER, text=part.refused) if part.refused else None
    booked = [column for column in missing if column in BOOKINGS]
    asked = [column for column in missing if column not in BOOKINGS]
    places = [
        f"{listed(columns)} to your {place}"
        for columns, place in ((asked, "intake form"), (booked, "booking records"))
        if columns
    ]
    text = f"This is {NOT_RECORDED}: add {listed(places)}."
    return Answer(part, verdict=NOT_RECORDED, text=text)


def _answer_question(part: Part, practice: Practice) -> Answer:
    """Answer question 1 or 2 as it is asked about all outcomes."""
    name = part.outcome.name
    if part.outcome not in practice.outcomes:
        asked = plain(name)
        text = f"{asked[0].upper()}{asked[1:]} was {NOT_ASKED}, so there is no answer here."
        return Answer(part, verdict=NOT_ASKED, text=text)
    between, within = practice.question_1[name], practice.question_2[name]
    if part.question == 1:
        verdict, text = VERDICTS[show_between(between)], answer_both(between, within)
        return Answer(part, between.correlation, between.p_holm, verdict, text)
    verdict, text = VERDICTS[show_within(within)], answer_within(within)
    return Answer(part, within, within.p_holm, verdict, text)


def _ask(part: Part, records: Records) -> Answer:
    """Ask about one part, or say why there is no answer."""
    found = part.ask(records)
    if found.answered:
        return Answer(part, found)
    if "needed" in found.reason.facts:
        why = f"; {tell(found.reason)}" if found.n_clients >= records.plan.fewest_clients else ""
        n = group_size(found.n_clients)
        text = f"{part.name[0].upper()}{part.name[1:]}: {TOO_FEW} ({n}{why})."
        return Answer(part, found, verdict=TOO_FEW, text=text)
    about = part.unclear or f"{part.name} can't be told"
    return Answer(part, found, verdict=NO_ANSWER, text=f"{about}: {tell(found.reason)}.")


def _adjust(asked: dict[tuple[str, str], Answer], plan: Plan) -> dict[tuple[str, str], Answer]:
    """Adjust p-values within each exploratory kind, and say what they show."""
    judged = dict(asked)
    for kind in (CHANGE, COMPARISON, LINK):
        family = [key for key, one in asked.items() if one.part.kind == kind and not one.verdict]
        p_values = [asked[key].found.p_value for key in family]
        adjusted = stats.false_discovery_control(p_values) if family else []
        for key, p in zip(family, adjusted, strict=True):
            judged[key] = _judge(replace(asked[key], p_adjusted=float(p)), plan)
    for key, one in asked.items():
        if one.part.kind == DESCRIPTION and not one.verdict:
            text = f"{one.part.yes}: {one.part.tell(one.found)}."
            judged[key] = replace(one, verdict=DESCRIBED, text=text)
    return judged


def _judge(answer: Answer, plan: Plan) -> Answer:
    part, found = answer.part, answer.found
    better, worse = (BETTER, WORSE) if part.kind == CHANGE else (AGREES, AGAINST)
    if not answer.p_adjusted < plan.sure:
        verdict, begins = CANT_TELL, part.unclear
    elif found.estimate > 0:
        verdict, begins = part.verdict or better, part.yes
    else:
        verdict, begins = worse, part.no
    numbers = part.tell(found)
    if verdict == CANT_TELL and found.p_value < plan.sure:
        allowed = p_value(answer.p_adjusted)
        numbers = f"{numbers}; p = {allowed} once several questions are allowed for"
    return replace(answer, verdict=verdict, text=f"{begins} ({numbers}).")


def _flatten(claim: str, words: str, answer: Answer, plan: Plan) -> dict[str, object]:
    part = answer.part
    numbers = {name: getattr(answer.found, name) for name in NUMBERS}
    return {
        "id": claim,
        "claim": words,
        "part": part.name,
        "kind": part.kind,
        "agreement": part.agreement,
        "unit": part.unit,
        **numbers,
        "p_adjusted": answer.p_adjusted,
        "level": plan.level,
        "verdict": answer.verdict,
        "text": answer.text,
    }
