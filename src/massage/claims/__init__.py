"""The article's claims against the records and against print."""

from massage.claims.claim import CLAIMS, write_claims
from massage.claims.evidence import read_evidence
from massage.claims.examine import examine_claims
from massage.claims.tell import answer_claims

__all__ = ["CLAIMS", "answer_claims", "examine_claims", "read_evidence", "write_claims"]
