"""What the answer board says: headline, line, size and numbers, from codes and verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.estimate import Estimate
from analysis.schema import Outcome
from analysis.verdicts import (
    BETWEEN,
    BOUNDS,
    CANT_TELL,
    CLOSED_DAYS,
    NO_ANSWER,
    WITHIN,
    Bounds,
    Verdict,
    disagree,
    find_source,
)
from massage.practice import Practice
from massage.words.codes import fill, read_words, tell
from massage.words.formats import listed, plain, sentence, visible

WORDS = "board"
EITHER_WAY = "either_way"


def pick_headline(verdicts: Mapping[str, Any]) -> str:
    """Pick the kind of headline for one outcome: a key of the words."""
    source = find_source(verdicts)
    if source in ("", BOUNDS):
        return source or NO_ANSWER
    if disagree(verdicts):
        return CANT_TELL
    found = verdicts[source]
    if found.is_named:
        return found.direction
    return CANT_TELL if found.excludes is None else EITHER_WAY


def write_headline(verdicts: Mapping[str, Any], outcome: Outcome) -> str:
    """Answer for one outcome in at most five words (six where its name has two)."""
    words, source, key = read_words(WORDS), find_source(verdicts), pick_headline(verdicts)
    table = words["headlines" if source in ("", WITHIN, BOUNDS) else "headlines_of_closed_days"]
    key = next(one for one in (f"{key}_{outcome.better}", key) if one in words["headlines"])
    mark = verdicts[source].excludes if source else None
    said = table.get(key, words["headlines"][key])
    return fill(said, {"name": plain(outcome.name), "mark": mark})


def write_line(practice: Practice, names: Mapping[str, str]) -> str:
    """Say what stands in the way of an answer, then what question 1 found, in its own words."""
    words, said = read_words(WORDS)["lines"], []
    for name, found in practice.verdicts.items():
        key = pick_headline(found)
        if key in (BOUNDS, NO_ANSWER):
            blocked = tell_block(practice.question_2[name].blocked_by)
            said.append(blocked or words["other"]["few"])
            if key == BOUNDS:
                said.append(fill(words["other"][BOUNDS], vars(found[BOUNDS])))
        elif key not in (CANT_TELL, EITHER_WAY):
            said.append(words["other"]["named"])
        if disagree(found):
            said.append(words["other"]["disagree"])
        elif find_source(found) == CLOSED_DAYS:
            said.append(words["other"][CLOSED_DAYS])
            if practice.closed_days[name].stands_apart:
                said.append(words["other"]["stands_apart"])
    ways: dict[str, list[str]] = {}
    for name, found in practice.verdicts.items():
        ways.setdefault(found[BETWEEN].direction, []).append(names[name])
    said += [fill(words[BETWEEN][way], {"names": listed(about)}) for way, about in ways.items()]
    return " ".join(dict.fromkeys(said))


def tell_scale(outcomes: Sequence[Outcome]) -> str:
    """Name the scale that all outcomes share; empty where they don't share one."""
    ranges = {(one.low, one.high) for one in outcomes}
    (low, high), *others = ranges
    if others:
        return ""
    return fill(read_words(WORDS)["sizes"]["scale"], {"low": low, "high": high})


def tell_size(found: Verdict | Bounds) -> str:
    """Say which mark the whole interval stays under; empty where it reaches all, or isn't there."""
    if found.excludes is None:
        return ""
    key = "under" if isinstance(found, Verdict) and found.is_named else "under_either_way"
    return fill(read_words(WORDS)["sizes"][key], {"mark": found.excludes})


def tell_numbers(drawn: Estimate) -> str:
    """Write estimate, interval with its level, and n; or why there is none."""
    words = read_words(WORDS)
    if drawn.answered:
        told = {"middle": _better_or_worse(drawn.estimate), "ends": _tell_ends(drawn)}
        return fill(words["numbers"], {"level": drawn.level, "n": drawn.n_clients, **told})
    if blocked := tell_block(getattr(drawn, "blocked_by", ())):
        return blocked
    if {"n", "needed"} <= set(drawn.reason.facts):
        return fill(words["needed"], drawn.reason.facts)
    return sentence(tell(drawn.reason))


def tell_block(blocked_by: Sequence[str]) -> str:
    """Say what blocks question 2 first; empty where nothing does."""
    return read_words("threats")[blocked_by[0]]["on_board"] if blocked_by else ""


def tell_bounds(found: Bounds) -> str:
    """Write how far from 0 bounds reach, either way, and what is supposed."""
    told = {"per_hundred": found.per_hundred, "size": found.size}
    return fill(read_words(WORDS)["supposed"], told)


def tell_weekdays(practice: Practice) -> str:
    """Say how many visits fell off their client's weekday; empty where that isn't known."""
    found = [looks["off_weekday"].value for looks in practice.looks.values()
             if "off_weekday" in looks]  # fmt: skip
    if not found or found[0] != found[0]:
        return ""
    share = round(100 * found[0])
    return fill(read_words(WORDS)["weekdays" if share else "weekdays_kept"], {"share": share})


def tell_note(found: Verdict) -> str:
    """Say what else is to be known of a verdict; empty where nothing is."""
    return sentence(tell(found.note)) if found.note else ""


def has_no_answer(verdicts: Mapping[str, Any]) -> bool:
    """Whether question 2 has no answer for an outcome."""
    return verdicts[WITHIN].direction == NO_ANSWER


def _tell_ends(found: Estimate) -> str:
    """Write both ends; the way once where both lie on one side of 0."""
    low, high = _better_or_worse(found.low), _better_or_worse(found.high)
    if found.low * found.high > 0:
        low = visible(abs(found.low))
    return read_words(WORDS)["ends"].format(low=low, high=high)


def _better_or_worse(points: float) -> str:
    words = read_words(WORDS)
    if points == 0:
        return words["nought"]
    return words["better" if points > 0 else "worse"].format(size=visible(abs(points)))
