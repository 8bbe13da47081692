"""Practices whose truth is known, to try every analysis on before it is believed."""

from massage.worlds.records import simulate_sessions
from massage.worlds.world import HIDDEN, IDENTIFIABLE_NULLS, WORLDS, World

__all__ = ["HIDDEN", "IDENTIFIABLE_NULLS", "WORLDS", "World", "simulate_sessions"]
