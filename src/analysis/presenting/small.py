"""Counts of fewer than five clients as words, so that nobody in a small group is told of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from analysis.association import Association
from analysis.presenting.figure_data import FEWEST_SHOWN
from analysis.schema import Outcome
from analysis.show import say
from analysis.words import count, listed, plain

FEW, MANY = "fewer than five", "five or more"
ONE_TO_FOUR = rf"(?<![\d.,\N{{MINUS SIGN}}])[1-{FEWEST_SHOWN - 1}]"
HIDDEN = (
    (rf"\bn = [0-{FEWEST_SHOWN - 1}]\b(?![,.]\d)", f"n under {FEWEST_SHOWN}"),
    (rf"{ONE_TO_FOUR} of ([\d,]+) clients, [^,;]*%, (?=95 % interval)", rf"{FEW} of \1 clients, "),
    (rf"\bof {ONE_TO_FOUR} who had it at first, \d+ no longer did", f"{FEW} had it at first"),
    (rf"{ONE_TO_FOUR}(?= no longer did| had improved| had the same value| were worse)", FEW),
    (rf"(?<=: ){ONE_TO_FOUR}(?=, (?:where|with|without)\b)", FEW),
    (rf"{ONE_TO_FOUR} clients?\b", f"{FEW} clients"),
)


def hide_small(text: str) -> str:
    """Return a sentence about clients with counts from one to four as words.

    What was found in print isn't meant: a published case report may say ``n = 1``.
    """
    for pattern, words in HIDDEN:
        text = re.sub(pattern, words, text)
    return text


def present(*sentences: str) -> None:
    """Show sentences as one paragraph, small counts as words."""
    say(*map(hide_small, sentences))


def explain_who_counts(found: Association) -> str:
    """Say how many clients stand behind question 1, and why the others don't.

    Reasons of fewer than five clients come without a number. Where those make fewer than five
    together, the smallest of the others does too, or its number would follow from the rest.
    """
    left, counted = found.left_out.sort_values(ascending=False), found.correlation.n_clients
    total, name = int(left.sum()) + counted, plain(str(found.outcome.name))
    if not total:
        return "There are no clients."
    if left.empty:
        return f"All {_shown(total)} clients are counted for {name}."
    large, small = left[left >= FEWEST_SHOWN], left[left < FEWEST_SHOWN]
    reasons = [f"{reason} ({n})" for reason, n in large.items()]
    if len(large) and 0 < small.sum() < FEWEST_SHOWN:
        reasons[-1] = f"{large.index[-1]} ({MANY})"
    if len(small):
        each = " each" if len(small) > 1 else ""
        reasons.append(f"{listed(list(small.index))} ({FEW}{each})")
    return (
        f"Of {_shown(total)} clients, {_shown(counted)} are counted for {name}. "
        f"Left out: {'; '.join(reasons)}."
    )


def count_all(n_sessions: int, n_clients: int) -> str:
    """Write ``3,775 sessions of 240 clients``."""
    return f"{count(n_sessions, 'session')} of {hide_small(count(n_clients, 'client'))}"


def name_plainly(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """Return the outcomes with names of words: ``pain_before`` is called ``pain before``."""
    return tuple(replace(one, name=plain(str(one.name))) for one in outcomes)


def _shown(n: int) -> str:
    return FEW if 0 < n < FEWEST_SHOWN else f"{n:,}"
