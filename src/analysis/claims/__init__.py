"""The article's claims against the records and against print."""

from analysis.claims.article import CLAIMS
from analysis.claims.evidence import read_evidence
from analysis.claims.examine import examine_claims
from analysis.claims.tell import answer_claims

__all__ = ["CLAIMS", "answer_claims", "examine_claims", "read_evidence"]
