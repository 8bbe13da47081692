"""How often each analysis is right in each world: error rates, power, coverage, bias, blocking."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from zlib import crc32

import numpy as np
import pandas as pd
from tqdm import tqdm

from analysis.plan import PLAN
from analysis.practice import Practice
from massage.aside import write_aside
from massage.shipped import SHIPPED
from massage.words.codes import say
from massage.worlds.analyses import ANALYSES, open_practices
from massage.worlds.drawn import Seed
from massage.worlds.records import write_down
from massage.worlds.simulate import simulate_visits
from massage.worlds.truth import find_truths
from massage.worlds.workers import deaf, open_pool
from massage.worlds.world import WORLDS, World

BATCH_CLIENTS = 2_000  # simulated at once: more would not fit in a processor's cache
LEVEL = 0.05
CALIBRATIONS = SHIPPED / "data" / "calibration"


class OtherSettingsError(Exception):
    """The file holds a calibration made with other settings."""


@dataclass(frozen=True)
class Settings:
    """What a calibration was run with; the plan by its fingerprint, without what isn't used.

    ``through`` is the form of the exports through which records went, None for none.
    """

    clients: int = 200
    runs: int = 1000
    seed: int = 1
    plan: str = PLAN.fingerprint_without_closed_days
    through: str | None = None

    @property
    def columns(self) -> dict[str, object]:
        """The settings as columns of a table; those that are None aren't there."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def simulate_practices(
    world: World, settings: Settings, seeds: Sequence[Seed]
) -> Iterable[Practice]:
    """Simulate practices from their records, with what stood in the book."""
    visits = simulate_visits(world, settings.clients, seeds)
    return open_practices(write_down(visits, world).assign(agreed_day=visits["agreed_day"]))


def calibrate(
    path: Path,
    worlds: Sequence[str],
    analyses: Sequence[str],
    settings: Settings,
    simulate: Callable[..., Iterable[Practice]] = simulate_practices,
) -> pd.DataFrame:
    """Run analyses over worlds on all cores and write one row per world and analysis to ``path``.

    Every world is written when it is done; a calibration that was stopped goes on where it was.
    Returns the whole table: ``world``, ``analysis``, the settings, ``answered`` (runs with a
    number), ``truth``, and ``significant``, ``in_favour`` (significant in favour of massage),
    ``claimed`` (significant and not blocked), ``bias``, ``coverage`` and ``blocked`` (shares of
    runs), each with its Monte Carlo error (``_error``); ``half_width`` (mean, of the interval).
    ``simulate`` makes practices of a world, settings and seeds.

    Raises OtherSettingsError when ``path`` holds a calibration with other settings.
    """
    done = _read(path, settings)
    have = set(zip(done["world"], done["analysis"], strict=True))
    left = {world: [name for name in analyses if (world, name) not in have] for world in worlds}
    left = {world: missing for world, missing in left.items() if missing}
    names = {"desc": say("commands", "practices"), "unit": say("commands", "practice")}
    with (
        tqdm(total=len(left) * settings.runs, **names) as bar,
        open_pool(len(list_batches("", settings))) as pool,
    ):
        for world, missing in left.items():
            batches = list_batches(world, settings)
            with deaf():
                truths = pool.submit(find_truths, WORLDS[world], missing)
                parts = pool.map(partial(_run, world, missing, settings, simulate), batches)
            found = []
            for batch, part in zip(batches, parts, strict=True):
                found.append(part)
                bar.update(len(batch))
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
    wanted = settings.columns
    for name in asdict(settings):
        same = name in done and (done[name].astype(str) == str(wanted.get(name))).all()
        if not same and (name in done or name in wanted):
            raise OtherSettingsError(say("commands", "other_settings", path=path, name=name))
    return done


def list_batches(world: str, settings: Settings) -> list[list[Seed]]:
    """Return the seeds of a world's practices, in batches that are simulated at once.

    Those that go through exports do so one by one.
    """
    step = 1 if settings.through else max(1, BATCH_CLIENTS // settings.clients)
    seeds = [(settings.seed, crc32(world.encode()), run) for run in range(settings.runs)]
    return [seeds[start : start + step] for start in range(0, len(seeds), step)]


def _run(
    world: str,
    analyses: Sequence[str],
    settings: Settings,
    simulate: Callable[..., Iterable[Practice]],
    seeds: list[Seed],
) -> pd.DataFrame:
    """Simulate one batch of practices and analyse each: one row per practice and analysis."""
    rows = [
        {"analysis": name, **asdict(ANALYSES[name](practice))}
        for practice in simulate(WORLDS[world], settings, seeds)
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
            {"world": world, "analysis": name, **settings.columns}
            | {"answered": len(answered), "truth": truth[name]}
            | share_of("significant", significant)
            | share_of("in_favour", significant & (found["estimate"] > 0))
            | share_of("claimed", significant & ~found["blocked"])
            | {"bias": bias.mean(), "bias_error": bias.std() / np.sqrt(len(bias))}
            | share_of("coverage", covered)
            | {"half_width": ((answered["high"] - answered["low"]) / 2).mean()}
            | share_of("blocked", found["blocked"])
        )
    return pd.DataFrame(rows)


def share_of(name: str, happened: pd.Series) -> dict[str, float]:
    """Return the share of runs with its Monte Carlo error; NaN where no run could be judged."""
    share = float(happened.mean())
    error = float(np.sqrt(share * (1 - share) / max(len(happened), 1)))
    return {name: share, f"{name}_error": error}
