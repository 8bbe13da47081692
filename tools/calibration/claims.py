"""How often each part of a claim is wrong: every claim asked of practices whose truth is known."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import pandas as pd
from tqdm import tqdm

from analysis import Practice
from massage.aside import write_aside
from massage.claims.claim import COMPARISON, NAMED
from massage.claims.examine import examine_claims
from massage.worlds.calibrate import LEVEL, Settings, share_of
from massage.worlds.records import simulate_sessions
from massage.worlds.workers import deaf, open_pool
from massage.worlds.world import CLAIMS_ONLY, IDENTIFIABLE_NULLS, WORLDS, even_out

NOTHING_THERE = (*IDENTIFIABLE_NULLS, *CLAIMS_ONLY)
ANY_ID, ANY = "any", "of the comparisons"
CHUNK = 10


def try_claims(
    path: Path, worlds: Sequence[str], settings: Settings, *, natural: bool = False
) -> pd.DataFrame:
    """Ask every claim in many simulated practices of each world, and write what came out.

    Returns one row per world and part of a claim: ``world``, ``id``, ``part``, ``kind``,
    ``clients``, ``runs``, ``answered`` (runs with a p-value), ``significant`` (share of those with
    p < .05), ``announced`` (share of all runs with a verdict other than that it can't be told) and
    their Monte Carlo errors; and one per world for ``any`` of the comparisons: the
    share of practices in which at least one of them is announced. Conditions are made about equally
    frequent, so that every claim finds clients to be asked about, unless they are left ``natural``.
    """
    jobs = [(world, settings.clients, (settings.seed, crc32(world.encode()), run), natural)
            for world in worlds for run in range(settings.runs)]  # fmt: skip
    with open_pool(len(jobs)) as pool:
        with deaf():
            answers = pool.map(_ask, jobs, chunksize=CHUNK)
        found = pd.concat(tqdm(answers, total=len(jobs), desc="Practices", unit="practice"))
    table = _summarise(found, settings)
    write_aside(path, table.round(6).to_csv(index=False, lineterminator="\n"))
    return table


def _ask(job: tuple[str, int, tuple[int, ...], bool]) -> pd.DataFrame:
    world, n_clients, seed, natural = job
    sizes = WORLDS[world] if natural else even_out(WORLDS[world])
    found = examine_claims(Practice(simulate_sessions(sizes, n_clients=n_clients, seed=seed)))
    return found[["id", "part", "kind", "p_value", "verdict"]].assign(world=world, run=seed[-1])


def _summarise(found: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    rows, asked = [], {"clients": settings.clients, "runs": settings.runs}
    tested = found[found["p_value"].notna().groupby([found["id"], found["part"]]).transform("any")]
    names = ["world", "id", "part", "kind"]
    for key, one in tested.groupby(names, sort=False):
        answered = one["p_value"].dropna()
        rows.append(
            dict(zip(names, key, strict=True))
            | {**asked, "answered": len(answered)}
            | share_of("significant", answered < LEVEL)
            | share_of("announced", one["verdict"].isin(NAMED))
        )
    compared = found[found["kind"] == COMPARISON]
    named = compared["verdict"].isin(NAMED).groupby([compared["world"], compared["run"]]).any()
    for world, happened in named.groupby("world", sort=False):
        rows.append(
            {"world": world, "id": ANY_ID, "part": ANY, "kind": COMPARISON, **asked}
            | share_of("announced", happened)
        )
    return pd.DataFrame(rows)
