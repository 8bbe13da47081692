"""What the speaker is told beside the answers: what could make them wrong, what to record next."""

from __future__ import annotations

import pandas as pd

from analysis.intervals import has_values
from analysis.schema import COLUMNS
from massage.claims.claim import CLAIMS, write_claims
from massage.practice import Practice
from massage.provenance import OWN, SYNTHETIC
from massage.words.codes import fill, join, read_words
from massage.words.formats import listed, plain
from massage.words.together import explain_remedy, list_warnings


def say(key: str, **places: object) -> str:
    """Return one of the sentences that only the speaker is told, with its places filled."""
    return fill(read_words("slides")["tell"][key], places)


def tell_source(practice: Practice) -> str:
    """Say whose records these are, and whether only some clients are looked at."""
    return join(SYNTHETIC if practice.made_up else OWN, practice.tell_who(shared=True))


def list_threats(practice: Practice, name: str) -> list[str]:
    """Say what could make question 2 wrong for an outcome."""
    seen = list_warnings(practice, name) or [say("no_threat")]
    return [say("could_be_wrong", name=name), *seen]


def list_limits(table: pd.DataFrame) -> list[str]:
    """Say what the claims' numbers can't know: one sentence for claims that share a limit.

    ``table`` is the one of ``examine_claims``.
    """
    asked = set(table["id"])
    of: dict[str, list[str]] = {}
    for claim in CLAIMS:
        if claim.limit and claim.id in asked:
            of.setdefault(claim.limit, []).append(claim.id.removeprefix("C"))
    return [
        say("claims" if ids[1:] else "claim", ids=listed(ids), limit=limit)
        for limit, ids in of.items()
    ]


def suggest_recording(practice: Practice) -> list[str]:
    """Say what to record from now on: to unblock question 2, and for the article's claims."""
    sessions, compared = practice.sessions, practice.question_2
    blocked = {name: one for name, one in compared.items() if one.blocked_by}
    parts = [part for claim in write_claims(practice.outcomes) for part in claim.parts]
    missing = dict.fromkeys(plain(one) for part in parts for one in part.find_missing(sessions))
    return [
        *(say("unblock", name=name, remedy=explain_remedy(one)) for name, one in blocked.items()),
        say("record_too", missing=listed(list(missing))) if missing else say("all_there"),
        say("every_move"),
    ]


def tell_held(practice: Practice) -> str:
    """Say how much of the record format the records hold."""
    sessions = practice.sessions
    held = sum(has_values(sessions, column) for column in COLUMNS)
    return say("held", n=len(sessions), held=held, columns=len(COLUMNS))
