"""Practices whose truth is known, to try every analysis on before it is believed."""

from analysis.lazily import look_up

_HOMES = {
    "HIDDEN": "world",
    "IDENTIFIABLE_NULLS": "world",
    "WORLDS": "world",
    "World": "world",
    "simulate_sessions": "records",
}
__all__ = list(_HOMES)
__getattr__, __dir__ = look_up(__name__, _HOMES)
