"""The article's claims as a hand-out: one table, what the records say beside what was printed."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from massage.claims.claim import CLAIMS, CONFIRMATORY, Claim
from massage.claims.evidence import (
    NOT_FOUND,
    cite,
    describe_evidence_base,
    find_headlines,
    read_evidence,
)
from massage.practice import Practice
from massage.report.browser import fill_template
from massage.report.deck import notes
from massage.words.codes import read_words
from massage.words.formats import plain


@dataclass(frozen=True)
class Row:
    """A claim, what the records say to it, and what was printed, each with its DOI if any."""

    number: str
    claim: str
    records: tuple[str, ...]
    printed: tuple[tuple[str, str], ...]


def write_handout(practice: Practice, footer: str) -> str:
    """Return the claims as an HTML page to print, in whose table no group is small."""
    table, evidence = practice.examined, read_evidence()
    return fill_template(
        "claims.html.j2",
        words=read_words("slides")["claims"],
        rows=list_rows(table, evidence),
        limits=notes.list_limits(table),
        evidence=describe_evidence_base(evidence),
        source=notes.tell_source(practice),
        footer=footer,
    )


def list_rows(table: pd.DataFrame, evidence: pd.DataFrame) -> list[Row]:
    """One row per claim; ``table`` is the one of ``examine_claims``."""
    return [
        Row(claim.id.removeprefix("C"), claim.words, _tell(table, claim), _cite(evidence, claim))
        for claim in CLAIMS
    ]


def _tell(table: pd.DataFrame, claim: Claim) -> tuple[str, ...]:
    """Return a claim's sentences, each once; the first of claims 1 and 2 holds both questions."""
    rows = table[table["id"] == claim.id]
    texts = rows["text"].iloc[:1] if rows["kind"].eq(CONFIRMATORY).all() else rows["text"]
    return tuple(dict.fromkeys(map(plain, texts)))


def _cite(evidence: pd.DataFrame, claim: Claim) -> tuple[tuple[str, str], ...]:
    """Return the headline figures of a claim as sentences, each with its DOI, empty without one."""
    rows = find_headlines(evidence, claim.id).fillna({"doi": ""})
    return tuple((cite(row), row.doi) for row in rows.itertuples()) or ((NOT_FOUND, ""),)
