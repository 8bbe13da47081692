"""What a massage practice's own records can say about pain and sleep.

Names are looked up when they are first used, so that a command that only checks a file doesn't wait
for what draws figures and fits models.
"""

from importlib import import_module

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
    "compare_intervals": "practice",
    "correlate": "correlation",
    "find_threats": "practice",
    "load_sessions": "records",
    "summarise_clients": "clients",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
