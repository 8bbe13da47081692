"""What the claims come to, in sentences and tables, beside what was found in print."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from massage.claims.claim import CLAIMS, CONFIRMATORY, Claim
from massage.claims.evidence import answer_from_print
from massage.claims.examine import CANT_TELL, DESCRIBED, NAMED
from massage.words.formats import coverage, number, p_value

UNKNOWN = ""
WITH_NUMBERS = (*NAMED, CANT_TELL, DESCRIBED)


def answer_claims(table: pd.DataFrame, claims: Sequence[Claim] = CLAIMS) -> dict[str, str]:
    """Say per claim, by its id, what the records say: the table's texts, and the claim's limit.

    The first text of claims 1 and 2 holds both questions.
    """
    answers = {}
    for claim in claims:
        rows = table[table["id"] == claim.id]
        texts = rows["text"].iloc[:1] if rows["kind"].eq(CONFIRMATORY).all() else rows["text"]
        limit = [claim.limit] if rows["verdict"].isin(WITH_NUMBERS).any() else []
        answers[claim.id] = " ".join(dict.fromkeys([*texts, *limit])).strip()
    return answers


def name_verdicts(table: pd.DataFrame, claim: str) -> str:
    """Name the verdict on each part of a claim, by its id, in one line."""
    rows = table[table["id"] == claim]
    if len(rows) == 1:
        return str(rows["verdict"].iloc[0])
    return "; ".join(f"{row.part}: {row.verdict}" for row in rows.itertuples())


def tabulate_claims(table: pd.DataFrame) -> pd.DataFrame:
    """Write the table of ``examine_claims`` in words: one row per part, numbers rounded."""
    interval = [
        UNKNOWN if pd.isna(row.low) else f"{number(row.low)} to {number(row.high)}"
        for row in table.itertuples()
    ]
    return pd.DataFrame(
        {
            "claim": table["id"],
            "part": table["part"],
            "kind": table["kind"],
            "would agree if": table["agreement"],
            "unit": table["unit"],
            "estimate": [_write(value, number) for value in table["estimate"]],
            f"{coverage(table['level'].iloc[0])} interval": interval,
            "p": [_write(value, p_value) for value in table["p_value"]],
            "p, adjusted": [_write(value, p_value) for value in table["p_adjusted"]],
            "n": table["n_clients"],
            "verdict": table["verdict"],
        }
    )


def lay_beside(records: Mapping[str, str], evidence: pd.DataFrame) -> pd.DataFrame:
    """Lay what records say beside what print says: one row per claim, in words."""
    return pd.DataFrame(
        {
            "claim": claim.words,
            "these records": records[claim.id],
            "published": answer_from_print(evidence, claim.id),
        }
        for claim in CLAIMS
    )


def _write(value: float, write: Callable[[float], str]) -> str:
    return UNKNOWN if pd.isna(value) else write(value)
