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
from massage.words.codes import read_words, tell
from massage.words.formats import clients as clients_of
from massage.words.formats import count, listed, plain, points, scale, visible
from massage.words.together import show_between, show_within
from massage.words.who_counts import can_tell_all

WORDS = "plainly"  # the table of words


@dataclass(frozen=True)
class Finding:
    """What is said of one outcome: its name, and the answer to either question."""

    name: str
    more_often: tuple[str, ...]
    sooner: tuple[str, ...]


def say(key: str, **places: object) -> str:
    """Return a sentence of the page, with its places filled."""
    return read_words(WORDS)[key].format(**places)


def tell_asked(sessions: pd.DataFrame, associations: Mapping[str, Association]) -> str:
    """Say what was looked at: visits, clients and scores."""
    outcomes = [one.outcome for one in associations.values()]
    scores = [say("score", name=plain(o.name), scale=scale(o)) for o in outcomes]
    counted = count(len(sessions), "visit")
    if can_tell_all(associations):
        counted += f" by {clients_of(sessions['client_id'].nunique())}"
    return say("asked", counted=counted, scores=listed(scores))


def tell_left_out(findings: Sequence[Finding]) -> tuple[str, ...]:
    """Say of which scores one sheet has no room for the answers, and where those are."""
    names = [one.name for one in findings]
    return (say("no_room", names=listed(names)),) if names else ()


def tell_finding(found: Association, compared: Comparison) -> Finding:
    """Put both answers for one outcome into plain words; a blocked one without a number."""
    return Finding(plain(found.outcome.name), tell_more_often(found), tell_sooner(compared))


def tell_more_often(found: Association) -> tuple[str, ...]:
    """Answer question 1: what was seen, how sure that is, and how many clients were counted."""
    correlation, slope = found.correlation, found.told_slope
    if not correlation.answered:
        return (say("unanswered"), _why(correlation))
    shown = show_between(found)
    unclear, way = shown == decisions.UNCLEAR, "more" if shown == decisions.MORE else "less"
    begins = (
        say("unclear") if unclear else say("seen", way=way),
        say("counted", counted=count(correlation.n_clients, "client")),
    )
    if not slope.answered or (slope.low * slope.high > 0) == unclear:
        return (*begins, say("no_size"))
    size = say("size", range=_range(slope, "less", "more"))
    return (*begins, size, *_small(slope, found.outcome))


def tell_sooner(found: Comparison) -> tuple[str, ...]:
    """Answer question 2, or say what blocks it."""
    if found.blocked_by:
        blocks = read_words(WORDS)["blocks"]
        return (say("blocked"), *(blocks[name] for name in found.blocked_by))
    if not found.answered:
        return (say("unanswered"), _why(found))
    shown = show_within(found)
    by_chance = shown == decisions.UNCLEAR and found.low * found.high > 0
    clients, gaps = count(found.n_clients, "client"), count(found.n_intervals, "gap")
    return (
        say(shown),
        say("counted_gaps", clients=clients, gaps=gaps),
        say("gap_size", range=_range(found, "worse", "better")),
        *([say("chance")] if by_chance else []),
        *_small(found, found.outcome),
    )


def tell_keep(compared: Iterable[Comparison]) -> tuple[str, ...]:
    """Say what to write down from now on."""
    keep = read_words(WORDS)["keep"]
    names = (name for one in compared for name in one.blocked_by)
    return tuple(dict.fromkeys(keep[name] for name in names)) or (say("keep_on"),)


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
    return (say("small", smallest=points(matters)),)


def _why(found: Estimate) -> str:
    reason = plain(tell(found.reason))
    return f"{reason[0].upper()}{reason[1:]}."
