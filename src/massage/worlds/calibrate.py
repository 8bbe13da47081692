"""How often each analysis is right in each world: error rates, power, coverage, bias, blocking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
import pandas as pd
from tqdm import tqdm

from analysis.plan import PLAN
from massage.aside import write_aside
from massage.shipped import SHIPPED
from massage.worlds.analyses import ANALYSES, USUAL, open_practices
from massage.worlds.records import write_down
from massage.worlds.simulate import simulate_visits
from massage.worlds.truth import find_truths
from massage.worlds.workers import deaf, open_pool
from massage.worlds.world import PLANNED, WORLDS

BATCH_CLIENTS = 2_000  # simulated at once: more would not fit in a processor's cache
LEVEL = 0.05
CALIBRATIONS = SHIPPED / "data" / "calibration"
Job = tuple[str, Sequence[str], int, list[tuple[int, ...]]]  # world, analyses, clients, seeds


class OtherSettingsError(Exception):
    """The file holds a calibration made with other settings."""


@dataclass(frozen=True)
class Settings:
    """What a calibration was run with; the plan by its fingerprint."""

    clients: int = 200
    runs: int = 1000
    seed: int = 1
    plan: str = PLAN.fingerprint


def calibrate(
    path: Path,
    worlds: Sequence[str] = tuple(PLANNED),
    analyses: Sequence[str] = USUAL,
    settings: Settings = Settings(),
) -> pd.DataFrame:
    """Run analyses over worlds on all cores and write one row per world and analysis to ``path``.

    Every world is written when it is done; a calibration that was stopped goes on where it was.
    Returns the whole table: ``world``, ``analysis``, the settings, ``answered`` (runs with a
    number), ``truth``, and ``significant``, ``in_favour`` (significant in favour of massage),
    ``claimed`` (significant and not blocked), ``bias``, ``coverage`` and ``blocked`` (shares of
    runs), each with its Monte Carlo error (``_error``).

    Raises OtherSettingsError when ``path`` holds a calibration with other settings.
    """
    done = _read(path, settings)
    have = set(zip(done["world"], done["analysis"], strict=True))
    left = {world: [name for name in analyses if (world, name) not in have] for world in worlds}
    left = {world: missing for world, missing in left.items() if missing}
    with (
        tqdm(total=len(left) * settings.runs, desc="Practices", unit="practice") as bar,
        open_pool() as pool,
    ):
        for world, missing in left.items():
            jobs = list(_jobs(world, missing, settings))
            with deaf():
                truths = pool.submit(find_truths, WORLDS[world], missing)
                parts = pool.map(_run, jobs)
            found = []
            for job, part in zip(jobs, parts, strict=True):
                found.append(part)
                bar.update(len(job[-1]))
            rows = _summarise(pd.concat(found), world, truths.result(), settings)
            done = pd.concat([done, rows], ignore_index=True) if len(done) else rows
            write_aside(path, done.round(6).to_csv(index=False, lineterminator="\n"))
    return done


def read_calibrations(folder: str | Path = CALIBRATIONS) -> pd.DataFrame:
    """Read every calibration in a folder as one table: those that come along unless named."""
    return pd.concat([pd.read_csv(path) for path in sorted(Path(folder).glob("*.csv"))])


def _read(path: Path, settings: Settings) -> pd.DataFrame:
    if not path.exists():
        return pd.DataFrame(columns=["world", "analysis"])
    done = pd.read_csv(path)
    for name, value in asdict(settings).items():
        if name not in done or not (done[name].astype(str) == str(value)).all():
            raise OtherSettingsError(
                f"{path} holds a calibration with another {name}: name another file, or delete it"
            )
    return done


def _jobs(world: str, analyses: Sequence[str], settings: Settings) -> Iterator[Job]:
    batch = max(1, BATCH_CLIENTS // settings.clients)
    for start in range(0, settings.runs, batch):
        runs = range(start, min(start + batch, settings.runs))
        seeds = [(settings.seed, crc32(world.encode()), run) for run in runs]
        yield world, analyses, settings.clients, seeds


def _run(job: Job) -> pd.DataFrame:
    """Simulate one batch of practices and analyse each: one row per practice and analysis."""
    world, analyses, n_clients, seeds = job
    visits = simulate_visits(WORLDS[world], n_clients, seeds)
    sessions = write_down(visits, WORLDS[world]).assign(agreed_day=visits["agreed_day"])
    rows = [
        {"analysis": name, **asdict(ANALYSES[name](practice))}
        for practice in open_practices(sessions)
        for name in analyses
    ]
    return pd.DataFrame(rows)


def _summarise(
    runs: pd.DataFrame, world: str, truth: dict[str, float], settings: Settings
) -> pd.DataFrame:
    rows = []
    for name, found in runs.groupby("analysis", sort=False):
        answered = found.dropna(subset=["p_value"])
        significant = found["p_value"] < LEVEL
        covered = (answered["low"] <= truth[name]) & (truth[name] <= answered["high"])
        bias = answered["estimate"] - truth[name]
        rows.append(
            {"world": world, "analysis": name, **asdict(settings)}
            | {"answered": len(answered), "truth": truth[name]}
            | share_of("significant", significant)
            | share_of("in_favour", significant & (found["estimate"] > 0))
            | share_of("claimed", significant & ~found["blocked"])
            | {"bias": bias.mean(), "bias_error": bias.std() / np.sqrt(len(bias))}
            | share_of("coverage", covered)
            | share_of("blocked", found["blocked"])
        )
    return pd.DataFrame(rows)


def share_of(name: str, happened: pd.Series) -> dict[str, float]:
    """Return the share of runs with its Monte Carlo error; NaN where no run could be judged."""
    share = float(happened.mean())
    error = float(np.sqrt(share * (1 - share) / max(len(happened), 1)))
    return {name: share, f"{name}_error": error}
