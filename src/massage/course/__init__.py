"""What the course's notebooks call: answers are checked, and figures can be slid through.

Names are looked up when they are first used, so that checking an answer doesn't wait for figures.
"""

from importlib import import_module

_HOMES = {
    "check": "checking",
    "check_written": "checking",
    "explore": "slider",
    "find_practice": "records",
    "finish": "final_test",
    "note": "final_test",
    "open_records": "records",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
