"""Simulated books on their way through an export and ``anonymise``, back to session records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from analysis import Practice
from calibration.forms import map_form, write_export
from massage.intake.anonymise import anonymise
from massage.intake.mapping import make_mapping
from massage.worlds.calendar import FIRST_DAY
from massage.worlds.calibrate import Settings
from massage.worlds.simulate import Seed, simulate_book
from massage.worlds.world import World


def open_exports(world: World, settings: Settings, seeds: Sequence[Seed]) -> Iterator[Practice]:
    """Practices as ``calibrate`` takes them, each ``through`` an export of the settings' form."""
    return map(Practice, read_back(world, settings.clients, seeds, str(settings.through)))


def read_back(
    world: World, n_clients: int, seeds: Sequence[Seed], form: str
) -> Iterator[pd.DataFrame]:
    """Yield the session records of one practice per seed, as its export gives them.

    The export is of the records' last day, which is in the names of its files. The mapping says how
    the world's program moves appointments. Raises as ``write_export`` does.
    """
    moving = "in place" if world.moves_in == "place" else "new line"
    mapping = make_mapping(map_form(form, moving=moving))
    taken = FIRST_DAY + timedelta(days=world.records_days - 1)
    for seed in seeds:
        tables = write_export(*simulate_book(world, n_clients, [seed]), form)
        with TemporaryDirectory() as folder:
            paths = [Path(folder) / f"{name} {taken}.csv" for name in tables]
            for path, table in zip(paths, tables.values(), strict=True):
                table.to_csv(path, index=False)
            today = taken + timedelta(days=1)
            yield anonymise(paths, mapping, Path(folder) / "key.json", today=today).records
