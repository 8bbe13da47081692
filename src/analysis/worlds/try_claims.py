"""How often each part of a claim is wrong: every claim asked of practices whose truth is known."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from zlib import crc32

import numpy as np
import pandas as pd
from tqdm import tqdm

from analysis.claims.examine import AGAINST, AGREES, BETTER, WORSE, examine_claims
from analysis.worlds.calibrate import LEVEL, ONE_THREAD
from analysis.worlds.records import simulate_sessions
from analysis.worlds.world import IDENTIFIABLE_NULLS, WORLDS, World

EVEN_CONDITIONS = (0.22, *[0.13] * 6)
EVEN_MODALITIES = (0.3, 0.2, 0.1, 0.4)
ANNOUNCED = (AGREES, AGAINST, BETTER, WORSE)
NOTHING_THERE = (*IDENTIFIABLE_NULLS, "still")
CHUNK = 10


def even_out(world: World) -> World:
    """Return the world with conditions and kinds of massage frequent enough for every claim."""
    return replace(world, condition_shares=EVEN_CONDITIONS, modality_shares=EVEN_MODALITIES)


def try_claims(
    path: Path,
    worlds: Sequence[str] = NOTHING_THERE,
    *,
    n_clients: int = 200,
    runs: int = 400,
    seed: int = 1,
) -> pd.DataFrame:
    """Ask every claim in many simulated practices of each world, and write what came out.

    Returns one row per world and part of a claim: ``world``, ``id``, ``part``, ``kind``,
    ``clients``, ``runs``, ``answered`` (runs with a p-value), ``significant`` (share of those with
    p < .05), ``announced`` (share of all runs with a verdict other than that it can't be told) and
    their Monte Carlo errors. Conditions are made equally frequent, so that every claim finds
    clients to be asked about.
    """
    jobs = [(world, n_clients, (seed, crc32(world.encode()), run)) for world in worlds
            for run in range(runs)]  # fmt: skip
    os.environ.update(ONE_THREAD)
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        answers = pool.map(_ask, jobs, chunksize=CHUNK)
        found = pd.concat(tqdm(answers, total=len(jobs), desc="Practices", unit="practice"))
    table = _summarise(found, n_clients, runs)
    table.round(6).to_csv(path, index=False, lineterminator="\n")
    return table


def _ask(job: tuple[str, int, tuple[int, ...]]) -> pd.DataFrame:
    world, n_clients, seed = job
    sessions = simulate_sessions(even_out(WORLDS[world]), n_clients=n_clients, seed=seed)
    found = examine_claims(sessions)
    return found[["id", "part", "kind", "p_value", "verdict"]].assign(world=world)


def _summarise(found: pd.DataFrame, n_clients: int, runs: int) -> pd.DataFrame:
    rows = []
    tested = found[found["p_value"].notna().groupby([found["id"], found["part"]]).transform("any")]
    for (world, claim, part, kind), one in tested.groupby(
        ["world", "id", "part", "kind"], sort=False
    ):
        answered = one["p_value"].dropna()
        significant = float((answered < LEVEL).mean())
        announced = float(one["verdict"].isin(ANNOUNCED).mean())
        rows.append(
            {"world": world, "id": claim, "part": part, "kind": kind, "clients": n_clients}
            | {"runs": runs, "answered": len(answered)}
            | _share("significant", significant, len(answered))
            | _share("announced", announced, runs)
        )
    return pd.DataFrame(rows)


def _share(name: str, share: float, n: int) -> dict[str, float]:
    return {name: share, f"{name}_error": float(np.sqrt(share * (1 - share) / max(n, 1)))}
