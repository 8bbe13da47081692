"""What is built on the core for massage practices: words, figures, claims, reports, the course."""

from analysis.lazily import look_up

_HOMES = {
    "CANT_BE_KNOWN": "words.formats",
    "NOT_ADVICE": "words.formats",
    "Practice": "practice",
    "SYNTHETIC": "provenance",
    "examine_claims": "claims.examine",
    "open_practice": "practice",
    "read_calibrations": "worlds.calibrate",
    "read_evidence": "claims.evidence",
    "say": "notebook",
    "show": "notebook",
    "show_page": "notebook",
    "show_table": "notebook",
    "simulate_sessions": "worlds.records",
}
__all__ = list(_HOMES)
__getattr__, __dir__ = look_up(__name__, _HOMES)
