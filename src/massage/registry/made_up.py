"""Practices that a simulator made up, what they share, and what they answer together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from analysis.plan import PLAN, Plan
from massage.practice import Practice
from massage.registry.command import write_json
from massage.registry.files import read_all
from massage.registry.pool import Registry, pool_sums
from massage.registry.share import Json, share_sums
from massage.worlds import simulate_sessions

SMALLEST, LARGEST = 60, 200  # clients


def simulate_practices(worlds: Mapping[str, int], seed: int) -> list[Practice]:
    """Simulate so many practices of each kind, of 60 to 200 clients each."""
    names = [name for name, n in worlds.items() for _ in range(n)]
    sizes = np.random.default_rng(seed).integers(SMALLEST, LARGEST + 1, len(names))
    practices = []
    for place, (name, n) in enumerate(zip(names, sizes, strict=True)):
        sessions = simulate_sessions(name, n_clients=int(n), seed=(seed, place))
        practice = Practice(sessions)
        practice.made_up = True
        practices.append(practice)
    return practices


def share_all(practices: Iterable[Practice], seed: int) -> list[Json]:
    """What each of them shares, its groups of clients drawn by one seed."""
    rng = np.random.default_rng(seed)
    return [share_sums(practice, rng) for practice in practices]


def pool_all(shared: Sequence[Json], plan: Plan = PLAN) -> Registry:
    """Write what was shared into files, read them as ``pool`` does, and pool them."""
    with TemporaryDirectory() as folder:
        paths = [Path(folder, f"practice_{place}.json") for place in range(1, len(shared) + 1)]
        for path, content in zip(paths, shared, strict=True):
            write_json(path, content)
        return pool_sums(read_all(paths, plan), plan)
