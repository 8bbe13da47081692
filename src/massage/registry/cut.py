"""Pieces of whole clients, written aside as Parquet files from what DuckDB selects."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow
from pyarrow import compute, parquet

from massage.registry.typed import quote

ROWS_AT_ONCE = 250_000  # of a piece: fewer take longer, more take memory


def cut_along(
    connection: duckdb.DuckDBPyConnection, select: str, folder: Path
) -> Iterator[tuple[str, int]]:
    """Write pieces that end where a client does, as rows come; how many stretches each has, too.

    A stretch are rows of one client whose days rise: as many as clients, where each stands once.
    """
    read = connection.sql(select).to_arrow_reader(ROWS_AT_ONCE)
    left = read.schema.empty_table()
    for k, batch in enumerate(read):
        rows = pyarrow.concat_tables([left, pyarrow.Table.from_batches([batch])])
        code = rows["client_id"]
        last = compute.index(code, code[-1]).as_py()
        left = rows.slice(last)
        if last:
            yield _write(folder / f"piece_{k}.parquet", rows.slice(0, last))
    yield _write(folder / "piece_last.parquet", left)


def _write(path: Path, rows: pyarrow.Table) -> tuple[str, int]:
    parquet.write_table(rows, path)
    code, day = rows["client_id"], rows["day"]
    is_next = compute.and_(compute.equal(code[1:], code[:-1]), compute.greater(day[1:], day[:-1]))
    return str(path), len(rows) - (compute.sum(is_next).as_py() or 0)


def cut_apart(connection: duckdb.DuckDBPyConnection, select: str, folder: Path) -> Iterator[str]:
    """Write pieces ordered by client and day; hashes of codes say who goes where."""
    [(n_rows,)] = connection.sql(f"SELECT count(*) FROM ({select})").fetchall()
    n, apart = -(-n_rows // ROWS_AT_ONCE), folder / "apart"
    connection.execute(
        f"COPY (SELECT *, hash(client_id) % {n} AS piece FROM ({select})) "
        f"TO {quote(str(apart))} (FORMAT parquet, PARTITION_BY (piece))"
    )
    for k, part in enumerate(sorted(apart.iterdir())):
        path = folder / f"piece_{k}.parquet"
        rows = f"read_parquet({quote(str(part / '*.parquet'))}, hive_partitioning = false)"
        connection.execute(
            f"COPY (SELECT * FROM {rows} ORDER BY client_id, day) "
            f"TO {quote(str(path))} (FORMAT parquet)"
        )
        shutil.rmtree(part)
        yield str(path)
