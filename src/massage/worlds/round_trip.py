"""Simulated books on their way through an export and ``anonymise``, back to session records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from massage.intake.anonymise import anonymise
from massage.intake.mapping import make_mapping, read_toml
from massage.worlds.forms import FIRST_DAY, write_export, write_mapping
from massage.worlds.simulate import Seed, simulate_book
from massage.worlds.world import World

IN_PLACE = "place"


def read_back(
    world: World, n_clients: int, seeds: Sequence[Seed], form: str
) -> Iterator[pd.DataFrame]:
    """Yield the session records of one practice per seed, as its export gives them.

    The mapping says how the world's program moves appointments. Raises as ``write_export`` does.
    """
    moving = "in place" if world.moves_in == IN_PLACE else "new line"
    mapping = make_mapping(read_toml(write_mapping(form, moving=moving)))
    for seed in seeds:
        tables = write_export(*simulate_book(world, n_clients, [seed]), form)
        with TemporaryDirectory() as folder:
            paths = [Path(folder) / f"{name}.csv" for name in tables]
            for path, table in zip(paths, tables.values(), strict=True):
                table.to_csv(path, index=False)
            today = FIRST_DAY + timedelta(days=world.records_days)
            yield anonymise(paths, mapping, Path(folder) / "key.json", today=today).records
