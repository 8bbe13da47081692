"""Practices whose truth is known, to try every analysis on before it is believed."""

from analysis.worlds.records import simulate_sessions
from analysis.worlds.world import WORLDS, World

__all__ = ["WORLDS", "World", "simulate_sessions"]
