"""Ask records about every claim of the article: one row per part of a claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd
from scipy import stats

from analysis.codes import Code
from analysis.estimate import NAN, Estimate
from analysis.plan import Plan
from analysis.practice import Practice
from massage.claims.claim import (
    AGAINST,
    AGREES,
    BETTER,
    CANT_TELL,
    CHANGE,
    COMPARISON,
    DESCRIBED,
    DESCRIPTION,
    LINK,
    PRINT_ONLY,
    VERDICTS,
    WORSE,
    WRITTEN,
    Claim,
    Part,
    list_outcomes,
    write_claims,
)
from massage.claims.groups import Records, summarise_practice
from massage.claims.tell import tell_besides, tell_numbers
from massage.words import decisions
from massage.words.codes import fill, join, tell
from massage.words.formats import group_size, listed, p_value, plain
from massage.words.together import answer_both, answer_within, show_between, show_within

NOT_RECORDED, TOO_FEW = VERDICTS["not_recorded"], VERDICTS["too_few"]
NO_ANSWER, NOT_ASKED = VERDICTS["no_answer"], VERDICTS["not_asked"]
BY_ANSWER = {
    decisions.MORE: AGREES,
    decisions.BETTER: AGREES,
    decisions.LESS: AGAINST,
    decisions.WORSE: AGAINST,
    decisions.UNCLEAR: CANT_TELL,
    decisions.NONE: NO_ANSWER,
    decisions.BLOCKED: NO_ANSWER,
}
BOOKINGS = {"agreed_day", "month"}
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

    def judged(self, verdict: str, saying: str, **places: object) -> Answer:
        """Return it with its verdict and the sentence that goes with it."""
        return replace(self, verdict=verdict, text=fill(WRITTEN["sayings"][saying], places))


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
    claims = write_claims(practice.outcomes, practice.plan) if claims is None else claims
    about = list(list_outcomes(practice.outcomes).values())
    records = summarise_practice(practice, about)
    parts = [(claim, part) for claim in claims for part in claim.parts]
    answers = [_answer(part, practice, records) for _, part in parts]
    rows = [
        {
            "id": claim.id,
            "claim": claim.words,
            "part": part.name,
            "kind": part.kind,
            "agreement": part.agreement,
            "unit": part.unit,
            **{name: getattr(one.found, name) for name in NUMBERS},
            "p_adjusted": one.p_adjusted,
            "level": practice.plan.level,
            "verdict": one.verdict,
            "text": one.text,
        }
        for (claim, part), one in zip(parts, _adjust(answers, practice.plan), strict=True)
    ]
    return pd.DataFrame(rows)


def _answer(part: Part, practice: Practice, records: Records) -> Answer:
    """Answer one part, or say why there is no answer; what needs adjusting has no verdict yet."""
    answer = Answer(part)
    if part.kind == PRINT_ONLY:
        return answer.judged(PRINT_ONLY, "not_from_records")
    missing = part.find_missing(practice.sessions)
    if missing:
        booked = [column for column in missing if column in BOOKINGS]
        asked = [column for column in missing if column not in BOOKINGS]
        places = [
            WRITTEN[key].format(columns=listed(columns))
            for columns, key in ((asked, "asked_on_form"), (booked, "booked"))
            if columns
        ]
        return answer.judged(NOT_RECORDED, "not_recorded", places=listed(places))
    if part.refused:
        return replace(answer, verdict=NO_ANSWER, text=part.refused)
    if part.question:
        return _answer_question(answer, practice)
    found = part.ask(records)
    answer = replace(answer, found=found)
    if found.answered:
        return answer
    if "needed" in found.reason.facts:
        why = f"; {tell(found.reason)}" if found.n_clients >= records.plan.fewest_clients else ""
        name, n = _capital(part.name), group_size(found.n_clients)
        return answer.judged(TOO_FEW, "too_few", name=name, n=n, why=why)
    about = part.unclear or WRITTEN["not_told"].format(name=part.name)
    return answer.judged(NO_ANSWER, "no_answer", about=about, reason=found.reason)


def _answer_question(answer: Answer, practice: Practice) -> Answer:
    """Answer question 1 or 2 as it is asked about all outcomes."""
    outcome = answer.part.outcome
    if outcome not in practice.outcomes:
        return answer.judged(NOT_ASKED, "not_asked", asked=_capital(plain(outcome.name)))
    between, within = practice.question_1[outcome.name], practice.question_2[outcome.name]
    if answer.part.question == 1:
        verdict, text = BY_ANSWER[show_between(between)], answer_both(between, within)
        return replace(
            answer, found=between.correlation, p_adjusted=between.p_holm, verdict=verdict, text=text
        )
    verdict, text = BY_ANSWER[show_within(within)], answer_within(within)
    return replace(answer, found=within, p_adjusted=within.p_holm, verdict=verdict, text=text)


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def _adjust(answers: Sequence[Answer], plan: Plan) -> list[Answer]:
    """Adjust p-values within each exploratory kind, and say what they show."""
    judged = list(answers)
    for kind in (CHANGE, COMPARISON, LINK, DESCRIPTION):
        open_ones = [
            at for at, one in enumerate(answers) if one.part.kind == kind and not one.verdict
        ]
        p_values = [answers[at].found.p_value for at in open_ones]
        if kind != DESCRIPTION and open_ones:
            p_values = stats.false_discovery_control(p_values)
        for at, p in zip(open_ones, p_values, strict=True):
            one = _judge(replace(answers[at], p_adjusted=float(p)), plan)
            besides = tell_besides(one.found, **one.part.tell)
            judged[at] = replace(one, text=join(one.text, besides))
    return judged


def _judge(answer: Answer, plan: Plan) -> Answer:
    part, found, p = answer.part, answer.found, answer.p_adjusted
    numbers = tell_numbers(found, **part.tell)
    if part.kind == DESCRIPTION:
        return answer.judged(DESCRIBED, "described", begins=part.yes, numbers=numbers)
    better, worse = (BETTER, WORSE) if part.kind == CHANGE else (AGREES, AGAINST)
    if p < plan.sure and found.estimate > 0:
        return answer.judged(part.verdict or better, "judged", begins=part.yes, numbers=numbers)
    if p < plan.sure:
        return answer.judged(worse, "judged", begins=part.no, numbers=numbers)
    by_chance = "judged_by_chance" if found.p_value < plan.sure else "judged"
    places = {"begins": part.unclear, "numbers": numbers, "p": p_value(p)}
    return answer.judged(CANT_TELL, by_chance, **places)
