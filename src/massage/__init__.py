"""What is built on the core for massage practices: words, figures, claims, reports, the course."""

from analysis.lazily import look_up

_HOMES = {
    "NOT_ADVICE": "words.formats",
    "Practice": "practice",
    "examine_claims": "claims.examine",
    "open_practice": "practice",
    "read_evidence": "claims.evidence",
    "say": "show",
    "show": "show",
    "show_table": "show",
}
__all__ = list(_HOMES)
__getattr__, __dir__ = look_up(__name__, _HOMES)
