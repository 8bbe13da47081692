"""Records at an address: what DuckDB needs to reach them, and in words why it can't."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import duckdb

from analysis.records import RecordsError
from analysis.rules import broken
from massage.registry.place import Place, PlaceError
from massage.registry.typed import quote
from massage.words.codes import say

PACKAGED = "httpfs"  # comes as a Python package, too, so that nobody has to let DuckDB fetch it
NEEDED = re.compile(r"required extension '?(\w+)")
WHY = {
    "not_trusted": re.compile("SSL peer certificate|certificate verify"),
    "forbidden": re.compile(r"HTTP 40[13]\b"),
    "not_found": re.compile(r"HTTP 404\b|No files found"),
    "no_answer": re.compile("Could not (connect|resolve)|[Tt]imed? ?out"),
}


def load_extension(connection: duckdb.DuckDBPyConnection) -> None:
    """Load the extension from its package, where that is installed and made for this DuckDB.

    A store whose certificate isn't a public one is trusted where ``SSL_CERT_FILE`` names it.
    """
    package = find_spec(f"duckdb_extension_{PACKAGED}")
    for folder in (package.submodule_search_locations or ()) if package else ():
        version = Path(folder, "extensions", f"v{duckdb.__version__}")
        for path in version.glob(f"{PACKAGED}.duckdb_extension"):
            connection.execute(f"LOAD {quote(str(path))}")
            if trusted := os.environ.get("SSL_CERT_FILE"):
                connection.execute(f"SET ca_cert_file = {quote(trusted)}")


@contextmanager
def reaching(place: Place | None) -> Iterator[None]:
    """Raise PlaceError where an address can't be read, RecordsError for a damaged Parquet file."""
    try:
        yield
    except duckdb.Error as error:
        if place and place.kind == "parquet" and isinstance(error, duckdb.InvalidInputException):
            raise RecordsError([broken("parquet_damaged")]) from None
        if place is None or place.is_local:
            raise
        raise PlaceError(_tell_why(place, str(error))) from None


def _tell_why(place: Place, error: str) -> str:
    if found := NEEDED.search(error):
        name = "no_store" if found[1] == PACKAGED else "no_extension"
        return say("large", name, place=place.name, extension=found[1])
    for name, pattern in WHY.items():
        if pattern.search(error):
            return say("large", name, place=place.name)
    why = error.split("\n", 1)[0].replace(place.paths[0], place.name)
    return say("large", "unreachable", place=place.name, why=why)
