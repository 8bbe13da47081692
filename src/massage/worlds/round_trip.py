"""Simulated books on their way through an export and ``anonymise``, back to session records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from massage.intake.anonymise import anonymise
from massage.intake.mapping import make_mapping
from massage.worlds.forms import FIRST_DAY, map_form, write_export
from massage.worlds.simulate import Seed, simulate_book
from massage.worlds.world import World


def read_back(
    world: World,
    n_clients: int,
    seeds: Sequence[Seed],
    form: str,
    every: int | None = None,
) -> Iterator[pd.DataFrame]:
    """Yield the session records of one practice per seed, as its export gives them.

    The mapping says how the world's program moves appointments. Where exports are taken ``every``
    so many days, from the first day on, all of them are given, each with its date in its name; the
    last is of the records' last day. Raises as ``write_export`` does.
    """
    moving = "in place" if world.moves_in == "place" else "new line"
    mapping = make_mapping(map_form(form, moving=moving))
    last = world.records_days - 1
    for seed in seeds:
        visits, lines = simulate_book(world, n_clients, [seed])
        with TemporaryDirectory() as folder:
            paths = []
            for day in [*(range(0, last, every) if every else ()), last]:
                tables = write_export(visits, lines, form, on=day)
                paths += _write(tables, Path(folder), day, is_last=day == last)
            today = FIRST_DAY + timedelta(days=world.records_days)
            yield anonymise(paths, mapping, Path(folder) / "key.json", today=today).records


def _write(tables: dict[str, pd.DataFrame], folder: Path, day: int, is_last: bool) -> list[Path]:
    """Write the tables that hold anything; those beside the appointments of the last one alone."""
    kept = {name: table for name, table in tables.items()
            if len(table) and (is_last or name == "appointments")}  # fmt: skip
    taken = FIRST_DAY + timedelta(days=day)
    paths = [folder / f"{name} {taken.isoformat()}.csv" for name in kept]
    for path, table in zip(paths, kept.values(), strict=True):
        table.to_csv(path, index=False)
    return paths
