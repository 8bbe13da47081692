"""What a massage practice's own records can say about pain and sleep.

Names are looked up when they are first used, so that a command that only checks a file doesn't wait
for what draws figures and fits models.
"""

from analysis.lazily import look_up

__version__ = "0.1.0"

_HOMES = {
    "PAIN": "schema",
    "PLAN": "plan",
    "Practice": "practice",
    "SLEEP": "schema",
    "Estimate": "estimate",
    "Outcome": "schema",
    "Plan": "plan",
    "RecordsError": "records",
    "Windows": "plan",
    "ancova": "regression",
    "compare_closed_days": "practice",
    "compare_intervals": "practice",
    "correlate": "correlation",
    "find_threats": "practice",
    "load_sessions": "records",
    "summarise_clients": "clients",
}
__all__ = list(_HOMES)
__getattr__, __dir__ = look_up(__name__, _HOMES)
