"""The answers in words that a thirteen-year-old can read: short sentences, n and interval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.estimate import Estimate
from analysis.question_1 import Association
from analysis.question_2 import Comparison
from analysis.schema import Outcome
from massage.words import decisions
from massage.words.codes import tell
from massage.words.formats import clients as clients_of
from massage.words.formats import count, listed, plain, points, visible
from massage.words.together import show_between, show_within
from massage.words.who_counts import can_tell_all

MORE_OFTEN = "Did clients who came more often get better by more?"
SOONER = "Did the same client come in feeling better after a shorter gap?"
CANT_KNOW = (
    "Clients chose how often to come. Some had more pain, and some had more time or more hope. No "
    "sums can take that out.",
    "People come when they feel worst. Most feel better later, with or without help.",
    "So we can't say what the massage did. And we can't say what would change for you if you came "
    "more often.",
)
ONLY_IF = (
    "What we say about gaps holds only if each moved visit is in the records. It may have other "
    "reasons than massage. It is about one gap, and not about coming twice as often."
)
BLOCKS = {
    "past_pain": "It looks as if visits were planned with past scores in mind.",
    "short_gap": "It looks as if some visits were set for bad days, or moved with no note of it.",
    "no_booking_dates": "No one wrote down when each visit was booked. A visit made on a bad day "
    "can't be told from one that was planned.",
    "no_move_record": "No one wrote down which visits were moved. Visits put off on bad days look "
    "just like a gain from coming sooner.",
    "no_season": "The month was not kept. In some months people feel worse and book more, and "
    "that can fool us.",
    "one_client": "All of it would rest on one client.",
}
KEEP = {
    "past_pain": "Plan some visits by chance, such as by a coin toss, and write that down.",
    "short_gap": "For each moved visit, write down the first date, even for small moves.",
    "no_booking_dates": "Write down the day on which each visit is booked.",
    "no_move_record": "For each moved visit, write down the first date.",
    "no_season": "Keep the month of each visit.",
    "one_client": "Keep going until more clients have gaps of more than one length.",
}
CHANCE = "We asked more than one thing at once, so chance alone may do that."
KEEP_ON = "Keep a note of each moved visit and its first date. Ask for a score each time."


@dataclass(frozen=True)
class Finding:
    """What is said of one outcome: its name, and the answer to either question."""

    name: str
    more_often: tuple[str, ...]
    sooner: tuple[str, ...]


def tell_asked(sessions: pd.DataFrame, associations: Mapping[str, Association]) -> str:
    """Say what was looked at: visits, clients and scores."""
    outcomes = [one.outcome for one in associations.values()]
    clients = sessions["client_id"].nunique()
    scores = listed(
        [f"{_name(o)} ({o.low:g} to {o.high:g}, {o.better} is better)" for o in outcomes]
    )
    by = f" by {clients_of(clients)}" if can_tell_all(associations) else ""
    counted = f"{count(len(sessions), 'visit')}{by}"
    return f"We looked at the records of {counted}. Clients gave a score for {scores}."


def tell_left_out(findings: Sequence[Finding]) -> tuple[str, ...]:
    """Say of which scores one sheet has no room for the answers, and where those are."""
    if not findings:
        return ()
    names = listed([one.name for one in findings])
    return (f"There was no room here for {names}. The full report has the answers.",)


def tell_finding(found: Association, compared: Comparison) -> Finding:
    """Put both answers for one outcome into plain words; a blocked one without a number."""
    return Finding(_name(found.outcome), tell_more_often(found), tell_sooner(compared))


def tell_more_often(found: Association) -> tuple[str, ...]:
    """Answer question 1: what was seen, how sure that is, and how many clients were counted."""
    correlation, slope = found.correlation, found.told_slope
    if not correlation.answered:
        return ("These records can't tell.", _why(correlation))
    shown = show_between(found)
    counted = f"We could count {count(correlation.n_clients, 'client')}."
    if shown == decisions.UNCLEAR:
        begins = ("We can't tell.", counted)
    else:
        way = "more" if shown == decisions.MORE else "less"
        begins = (f"They got better by {way} in these records.", counted)
        if slope.answered and not slope.low * slope.high > 0:
            return (*begins, "By how much, we can't say.")
    if not slope.answered or (shown == decisions.UNCLEAR and slope.low * slope.high > 0):
        return (*begins, "By how much, we can't say.")
    return (
        *begins,
        f"Clients with one more visit a week got better by {_range(slope, 'less', 'more')}: any "
        "number in that range fits the records.",
        *_small(slope, found.outcome),
    )


def tell_sooner(found: Comparison) -> tuple[str, ...]:
    """Answer question 2, or say what blocks it."""
    if found.blocked_by:
        return (
            "We can't use these records for this.",
            *(BLOCKS[name] for name in found.blocked_by),
        )
    if not found.answered:
        return ("These records can't tell.", _why(found))
    begins = {
        decisions.BETTER: "They did, in these records.",
        decisions.WORSE: "They came in feeling worse, in these records.",
        decisions.UNCLEAR: "We can't tell.",
    }[show_within(found)]
    return (
        begins,
        f"We could count {count(found.n_clients, 'client')} and {count(found.n_intervals, 'gap')}.",
        f"After half the gap, scores were {_range(found, 'worse', 'better')}: any number in that "
        "range fits the records.",
        *((CHANCE,) if begins == "We can't tell." and found.low * found.high > 0 else ()),
        *_small(found, found.outcome),
    )


def tell_keep(compared: Iterable[Comparison]) -> tuple[str, ...]:
    """Say what to write down from now on."""
    names = dict.fromkeys(name for one in compared for name in one.blocked_by)
    return tuple(dict.fromkeys(KEEP[name] for name in names)) or (KEEP_ON,)


def _range(found: Estimate, down: str, up: str) -> str:
    """Write an interval in words: ``0.07 points worse to 0.15 points better``."""
    sizes = [visible(abs(end)) for end in (found.low, found.high)]
    ways = [down if end < 0 else up for end in (found.low, found.high)]
    if ways[0] != ways[1]:
        return f"{sizes[0]} points {ways[0]} to {sizes[1]} points {ways[1]}"
    nearer, further = sizes if ways[0] == up else reversed(sizes)
    return f"{nearer} to {further} points {ways[0]}"


def _small(found: Estimate, outcome: Outcome) -> tuple[str, ...]:
    """Say so where the whole interval lies below the smallest difference that matters."""
    matters = outcome.smallest
    if matters is None or max(abs(found.low), abs(found.high)) >= matters:
        return ()
    return (f"All of it is under {points(matters)}, the smallest change that matters to people.",)


def _why(found: Estimate) -> str:
    reason = plain(tell(found.reason))
    return f"{reason[0].upper()}{reason[1:]}."


def _name(outcome: Outcome) -> str:
    return plain(str(outcome.name))
