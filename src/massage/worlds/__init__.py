"""Practices whose truth is known, to try every analysis on before it is believed."""

from massage.worlds.records import simulate_sessions
from massage.worlds.world import WORLDS, World

__all__ = ["WORLDS", "World", "simulate_sessions"]
