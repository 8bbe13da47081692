"""Which engine reads records: as asked, or by their size; beyond it claims are left out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from massage.registry.engine import Engine
from massage.registry.place import Place, PlaceError, find_place
from massage.registry.sizes import LARGE
from massage.words.codes import say

PANDAS, DUCKDB, SPARK = ("pandas", "duckdb", "spark")
MEGABYTE = 1_000_000


def is_large(place: Place) -> bool:
    """Whether records are more than a practice has: then DuckDB reads them, and claims wait."""
    return not place.is_one_file or place.size >= LARGE[place.kind]


def choose(place: Place, engine: str = "", master: str = "") -> str:
    """Choose an engine: the one named, Spark where its master is, else by size.

    Raises PlaceError where what it takes isn't installed, or pandas can't read what is there.
    """
    large = is_large(place)
    chosen = engine or (SPARK if master else DUCKDB if large else PANDAS)
    if chosen == PANDAS and not place.is_one_file:
        raise PlaceError(say("large", "no_pandas", place=place.name))
    if chosen == DUCKDB and not find_spec("duckdb"):
        by_size = large and not engine and place.size
        size = round(place.size / MEGABYTE)
        key = "no_duckdb" if by_size else "no_duckdb_asked"
        raise PlaceError(say("large", key, size=size))
    if chosen == SPARK and not find_spec("pyspark"):
        raise PlaceError(say("large", "no_pyspark"))
    return chosen


def find(path: str | Path, engine: str = "", master: str = "") -> tuple[Place, str]:
    """Find records and the engine that reads them, as ``find_place`` and ``choose`` do."""
    place = find_place(str(path))
    return place, choose(place, engine, master)


def opener(chosen: str, master: str = "") -> Callable[..., Engine]:
    """What opens records on DuckDB or Spark."""
    if chosen == SPARK:
        from massage.registry.spark import Spark

        return partial(Spark, master=master)
    from massage.registry.duck import Duck

    return Duck
