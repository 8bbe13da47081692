"""What a deck shows in short: each claim beside print, and what to record next."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.claims import CLAIMS
from analysis.claims.claim import CONFIRMATORY, Claim
from analysis.claims.evidence import answer_from_print
from analysis.comparison import Examination
from analysis.intervals import has_values
from analysis.presenting.figure_data import FEWEST_SHOWN
from analysis.schema import COLUMNS
from analysis.together import explain_remedy
from analysis.words import count, listed, plain

VERDICTS_CAPTION = "What these records say to each part of the article's thirteen claims"
CLAIMS_CAPTION = "Much eases with time alone, and clients chose: no line says what massage does."
SMALL = re.compile(rf"n = [0-{FEWEST_SHOWN - 1}]\b(?![,.]\d)")
EVERY_MOVE = (
    "Keep writing down every moved appointment with the day first agreed. Question 2 holds only "
    "if all of them are there."
)


def tabulate_claims_briefly(table: pd.DataFrame, evidence: pd.DataFrame) -> pd.DataFrame:
    """One row of words per claim: the claim, what records say, what was found in print.

    ``table`` is the one of ``examine_claims``. The claims' limits are left to ``CLAIMS_CAPTION``
    and to what the speaker says.
    """
    return pd.DataFrame(
        {
            "claim": f"{claim.id.removeprefix('C')}. {claim.words}",
            "these records": " ".join(dict.fromkeys(_texts(table, claim))),
            "published": answer_from_print(evidence, claim.id),
        }
        for claim in CLAIMS
    )


def tabulate_verdicts(table: pd.DataFrame) -> pd.DataFrame:
    """One row per verdict: on how many parts of claims it was reached, and of which claims."""
    numbers = table["id"].str.removeprefix("C")
    found = numbers.groupby(table["verdict"], sort=False).agg(
        [len, lambda ids: listed(list(dict.fromkeys(ids)))]
    )
    shown = (
        found.set_axis(["parts", "of claims"], axis=1).rename_axis("these records").reset_index()
    )
    return shown.sort_values("parts", ascending=False, kind="stable", ignore_index=True)


def list_limits(table: pd.DataFrame, claims: Sequence[Claim] = CLAIMS) -> str:
    """Say once each what the claims' numbers can't know."""
    asked = set(table["id"])
    return " ".join(dict.fromkeys(claim.limit for claim in claims if claim.id in asked)).strip()


def suggest_recording(sessions: pd.DataFrame, examined: Mapping[str, Examination]) -> list[str]:
    """Say what to record from now on: to unblock question 2, and for the article's claims."""
    blocked = [
        f"Question 2 for {name}: {explain_remedy(one)}."
        for name, one in examined.items()
        if one.comparison.blocked_by
    ]
    needed = dict.fromkeys(c for claim in CLAIMS for part in claim.parts for c in part.columns)
    missing = [plain(column) for column in needed if not has_values(sessions, column)]
    held = sum(has_values(sessions, column) for column in COLUMNS)
    claims = (
        f"For the article's claims, also record: {listed(missing)}."
        if missing
        else "The columns that the article's claims need are all there."
    )
    return [
        *blocked,
        claims,
        EVERY_MOVE,
        f"{count(len(sessions), 'session')} hold {held} of the {len(COLUMNS)} columns of the "
        "record format.",
    ]


def _texts(table: pd.DataFrame, claim: Claim) -> list[str]:
    """Return a claim's sentences; the first of claims 1 and 2 holds both questions.

    How many clients are in a group of fewer than five isn't told.
    """
    rows = table[table["id"] == claim.id]
    texts = rows["text"].iloc[:1] if rows["kind"].eq(CONFIRMATORY).all() else rows["text"]
    return [SMALL.sub(f"n under {FEWEST_SHOWN}", text) for text in texts]
