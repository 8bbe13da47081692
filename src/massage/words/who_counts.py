"""How many clients there are and are counted, told so that no small group can be worked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from analysis.question_1 import Association
from analysis.schema import Outcome
from massage.small_groups import is_small, merge_smallest
from massage.words import formats
from massage.words.codes import read_words, say, tell_left_out
from massage.words.formats import count, plain, whole


def can_tell_all(associations: Mapping[str, Association]) -> bool:
    """Whether the number of all clients may be told: not where a question leaves out one to four.

    The number it counts is told with its answer, and the difference would be theirs.
    """
    return not any(is_small(int(found.left_out.sum())) for found in associations.values())


def explain_who_counts(associations: Mapping[str, Association]) -> list[str]:
    """Say for each outcome how many clients stand behind question 1, and why the others don't.

    Reasons of few clients are told together with the next. No reason has a number where the number
    of all clients isn't told, or where fewer than five are counted.
    """
    numbers = can_tell_all(associations)
    return [_explain(found, numbers=numbers) for found in associations.values()]


def list_parts(associations: Mapping[str, Association], name: str) -> pd.DataFrame:
    """List who is counted for an outcome and who is left out, few clients' reasons put together.

    One row per part: ``reason`` (short words; "counted" first) and ``clients``. No rows where these
    numbers aren't told.
    """
    found, words = associations[name], read_words("sure")
    counted, left = found.correlation.n_clients, found.left_out[found.left_out > 0]
    if not can_tell_all(associations) or is_small(counted) or is_small(counted + int(left.sum())):
        return pd.DataFrame(columns=["reason", "clients"])
    parts = [("counted", counted)]
    for codes, n in sorted(merge_smallest(left), key=lambda part: -part[1]):
        reason = words["reasons"][max(codes, key=lambda code: left[code])]
        merged = say("sure", "counted_merged" if codes[1:] else "counted_alone", reason=reason)
        parts.append((merged, n))
    return pd.DataFrame(parts, columns=["reason", "clients"])


def count_all(n_sessions: int, n_clients: int, associations: Mapping[str, Association]) -> str:
    """Write ``3,775 sessions of 240 clients``; the clients only where their number may be told."""
    sessions = count(n_sessions, "session")
    if not can_tell_all(associations):
        return sessions
    return say("sure", "sessions_of", sessions=sessions, n=n_clients)


def name_plainly(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """Return the outcomes with names of words: ``pain_before`` is called ``pain before``."""
    return tuple(replace(one, name=plain(str(one.name))) for one in outcomes)


def _explain(found: Association, *, numbers: bool) -> str:
    left, counted = tell_left_out(found.left_out), found.correlation.n_clients
    left = left[left > 0]
    total, name = int(left.sum()) + counted, plain(str(found.outcome.name))
    if not total:
        return say("sure", "nobody")
    if is_small(total):
        return say("sure", "few_there")
    if left.empty:
        return say("sure", "all_counted", n=total, name=name)
    if not numbers or is_small(counted):
        key, reasons = "part_counted" if numbers else "some_counted", list(left.index)
    else:
        either = formats.WORDS["or"].join
        reasons = [f"{either(names)} ({whole(n)})" for names, n in merge_smallest(left)]
        key = "part_counted"
    places = {"counted": counted, "n": total, "name": name, "reasons": "; ".join(reasons)}
    return say("sure", key, "left_out", **places)
