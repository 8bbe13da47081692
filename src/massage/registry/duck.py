"""Records that DuckDB reads: a file, a folder of Parquet files, an address, or frames."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

import duckdb
import pandas as pd
import pyarrow

from analysis.records import RecordsError
from analysis.schema import Outcome, record_columns
from analysis.sources import CLIENT_AND_DAY, T, Work
from massage.registry.cut import cut_along, cut_apart
from massage.registry.engine import Cells, Engine
from massage.registry.pieces import Pieces
from massage.registry.place import Place, refuse_unlike
from massage.registry.store import load_extension, reaching
from massage.registry.typed import Found, lay_out, quote
from massage.words.codes import say

MEMORY = "1GB"
TOLD = ("number", "whole")
TORN = {
    "MISSING COLUMNS": "few_cells",
    "TOO MANY COLUMNS": "many_cells",
    "UNQUOTED VALUE": "quote_open",
    "INVALID ENCODING": "not_utf_8",
}


class Duck(Engine):
    """Records on DuckDB, with the one SQL text's views ``records`` and ``numbered``.

    ``careful`` reads every cell of a CSV file as text, which takes longer and can say of any cell
    what is wrong with it. What is written aside goes to a folder of its own, which ``close``
    removes.
    """

    name, mark, text = "duckdb", '"', "VARCHAR"
    numbers = ("DOUBLE", "DECIMAL")
    whole = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT",
             "UINTEGER", "UBIGINT", "UHUGEINT")  # fmt: skip
    kinds: ClassVar[Mapping[str, Found]] = {
        "BOOLEAN": "yes_or_no", "FLOAT": "single", "VARCHAR": "string"
    }  # fmt: skip
    errors = (duckdb.ConversionException, duckdb.InvalidInputException)

    def __init__(
        self, given: Place | pd.DataFrame, outcomes: Sequence[Outcome], *, careful: bool = False
    ) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="analysis-"))
        self.place = given if isinstance(given, Place) else None
        settings = {"temp_directory": str(self.folder / "spilled"), "memory_limit": MEMORY}
        settings |= {"autoinstall_known_extensions": "false"}  # no address but the user's
        self._connection = duckdb.connect(config=settings)
        self._connection.execute("SET enable_progress_bar = false")  # it would go into the JSON
        self._connection.execute("CREATE MACRO size(found) AS len(found)")
        self.careful, self.outcomes = careful, tuple(outcomes)
        self._pieces: Pieces | None = None
        self._runs = 0
        try:
            self.found, self.given = self._find(given)
            kinds = {name: kind for name, (kind, _) in self.found.items()}
            self.layout = lay_out(kinds, outcomes, {} if careful else self._read_ends(kinds))
            self._make_views()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the records, and remove what was written aside."""
        if self._pieces:
            self._pieces.close()
        with suppress(duckdb.Error):
            self._connection.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def select(self, statement: str) -> pd.DataFrame:
        """Return what a statement selects."""
        with reaching(self.place):
            return self._connection.sql(statement).to_arrow_table().to_pandas()

    def keep_clients(self, codes: pd.Index) -> None:
        """Keep only the rows of these clients in ``records``, by their codes in order."""
        kept = pyarrow.table({"client_id": codes.to_numpy(dtype=object)})
        self._connection.register("given_codes", kept)
        self._connection.execute("CREATE TABLE kept AS SELECT client_id FROM given_codes")
        self._connection.execute("ALTER VIEW records RENAME TO everybody")
        self._connection.execute(
            "CREATE VIEW records AS SELECT * FROM everybody "
            "WHERE client_id IN (SELECT client_id FROM kept)"
        )
        self._runs = len(codes)

    def is_torn(self, error: Exception) -> bool:
        """Whether this is how the reader of a CSV file gives up: any error is."""
        return isinstance(error, self.errors)

    def find_torn(self) -> pd.DataFrame:
        """Lines that can't be read as text, in order: ``line``, ``rule``, ``found`` cells."""
        read = f"{self.given.removesuffix(')')}, store_rejects = true)"
        try:
            self._connection.execute(f"CREATE TABLE passed AS SELECT count(*) AS n FROM {read}")
        except self.errors:
            raise RecordsError([say("large", "mixed_ends")]) from None
        cells = "CAST(nullif(regexp_extract(error_message, 'Found: ([0-9]+)', 1), '') AS INTEGER)"
        found = self.ask(
            f"SELECT line, error_type, CASE error_type WHEN 'MISSING COLUMNS' THEN min({cells}) "
            f"ELSE max({cells}) END AS found FROM reject_errors "
            "GROUP BY line, error_type ORDER BY line"
        )
        found["rule"] = found["error_type"].map(TORN)
        return found

    def count_rows(self) -> list[tuple[str, int]]:
        """How many rows each Parquet file has, by its name."""
        files = self.ask(f"SELECT file_name, num_rows FROM parquet_file_metadata({self._paths})")
        return sorted(zip(files["file_name"], files["num_rows"], strict=True))

    def map_clients(self, work: Work[T], columns: Sequence[str]) -> Iterator[T]:
        """Apply ``work`` to frames of whole clients, ordered by client and day, one by one.

        Two processes at most, where there is more than one piece.
        """
        wanted = tuple(dict.fromkeys((*CLIENT_AND_DAY, *columns)))
        if self._pieces is None or not {*wanted} <= {*self._pieces.columns}:
            if self._pieces:
                self._pieces.close()
            with reaching(self.place):
                self._pieces = Pieces(self._cut(wanted), wanted)
        return self._pieces.map(work, columns)

    def _cut(self, columns: Sequence[str]) -> tuple[str, ...]:
        """Write pieces of whole clients aside: as they stand in the file, where each stands once.

        DuckDB doesn't promise to keep the file's order through every plan of its own, so it is
        looked at, not relied on.
        """
        names = (f"{self.layout.names[name]} AS {self.quote(name)}" for name in columns)
        select = f"SELECT {', '.join(names)} FROM records"
        if self.in_order:
            pieces, runs = zip(*cut_along(self._connection, select, self.folder), strict=True)
            if sum(runs) == self._runs:
                return pieces
        return tuple(cut_apart(self._connection, select, self.folder))

    def _find(self, given: Place | pd.DataFrame) -> tuple[Cells, str]:
        """As what each column is found and the SQL of its cells; and what reads all of them."""
        if not isinstance(given, Place):
            self._connection.register("given", given)
            return self._describe("given"), "given"
        if given.kind == "csv":
            return self._find_in_csv(given)
        if not given.is_local:
            load_extension(self._connection)
            refuse_unlike(self._name_columns(), self.outcomes)
        read = f"read_parquet({self._paths})"
        return self._describe(read), read

    def _name_columns(self) -> dict[str, list[str]]:
        """The columns of each Parquet file, by its name without settings, which may hold a key."""
        found = self.ask(
            "SELECT split_part(file_name, '?', 1) AS file, list(name) AS names "
            f"FROM parquet_schema({self._paths}) GROUP BY ALL"
        )
        return dict(zip(found["file"], found["names"], strict=True))

    @property
    def _paths(self) -> str:
        assert self.place
        return f"[{', '.join(map(quote, self.place.paths))}]"

    def _find_in_csv(self, given: Place) -> tuple[Cells, str]:
        names = [str(name) for name in given.head]
        columns = record_columns(self.outcomes)
        numbers = (
            ()
            if self.careful
            else [one for one in names if one in columns and columns[one].is_number]
        )
        kinds = ", ".join(f"'c{k}': '{'DOUBLE' if name in numbers else 'VARCHAR'}'"
                          for k, name in enumerate(names))  # fmt: skip
        read = (
            f"read_csv({quote(given.paths[0])}, header = true, auto_detect = false, "
            f"delim = '{given.separator}', quote = '\"', escape = '\"', columns = {{{kinds}}})"
        )
        kind: Found = "text" if self.careful else "parsed"
        return {name: (kind, f"c{k}") for k, name in enumerate(names)}, read

    def _describe(self, read: str) -> Cells:
        types = self.ask(f"DESCRIBE SELECT * FROM {read}")
        return self.name_cells(dict(zip(types["column_name"], types["column_type"], strict=True)))

    def _read_ends(self, kinds: Mapping[str, Found]) -> dict[str, tuple[float, float]]:
        """The lowest and highest number of columns of Parquet files that say so of every part."""
        if not (self.place and self.place.kind == "parquet"):
            return {}
        said = self.ask(
            "SELECT path_in_schema AS name, min(try_cast(stats_min_value AS DOUBLE)) AS low, "
            "max(try_cast(stats_max_value AS DOUBLE)) AS high FROM "
            f"parquet_metadata({self._paths}) GROUP BY 1 HAVING bool_and(stats_null_count = "
            "num_values OR (try_cast(stats_min_value AS DOUBLE) IS NOT NULL "
            "AND try_cast(stats_max_value AS DOUBLE) IS NOT NULL))"
        ).dropna()
        rows = zip(said["name"], said["low"], said["high"], strict=True)
        return {name: (low, high) for name, low, high in rows if kinds.get(name) in TOLD}

    def count_runs(self) -> int:
        """How many stretches of one client's rows a Parquet file has, 0 unless days rise in each.

        As many stretches as clients: then no client has a day twice.
        """
        if not (self.place and self.place.kind == "parquet"):
            return 0
        found = self.ask(
            "SELECT CAST(count_if(client_id IS DISTINCT FROM earlier) AS BIGINT) AS runs, "
            "CAST(count_if(client_id = earlier AND NOT coalesce(day > before, false)) AS BIGINT) "
            "AS wrong FROM (SELECT client_id, day, lag(client_id) OVER () AS earlier, "
            "lag(day) OVER () AS before FROM records)"
        ).iloc[0]
        self._runs = 0 if found["wrong"] else int(found["runs"])
        return self._runs

    def _make_views(self) -> None:
        """``records`` are typed rows; ``numbered`` have their place in the file, counted from 1."""
        cells = [f"{self.found[name][1]} AS {safe}" for name, safe in self.layout.names.items()]
        place = "row_number() OVER () AS place"
        for name, more, kept in (("records", [], []), ("numbered", [place], ["place"])):
            raw = f"SELECT {', '.join([*cells, *more]) or '0'} FROM {self.given}"
            self._connection.execute(f"CREATE VIEW {name} AS {self.layout.select(raw, kept)}")
