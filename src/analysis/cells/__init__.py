"""Read a table of cells from CSV, Excel or Parquet, or say in plain words why it can't be read."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from analysis.cells.table import Cells, UnreadableError, refuse, say_left_out
from analysis.cells.text import decode, read_csv

__all__ = ["Cells", "UnreadableError", "read_cells", "say_left_out"]

OLD_EXCEL = b"\xd0\xcf\x11\xe0"
KINDS_BY_FIRST_BYTES = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"BZh": "compressed (bzip2)",
    b"\xfd7zXZ": "compressed (xz)",
    b"7z\xbc\xaf": "compressed (7-Zip)",
    b"\x28\xb5\x2f\xfd": "compressed (Zstandard)",
    b"SQLite": "a database",
}


def read_cells(
    path: str | Path, *, as_exported: bool = False, header_line: int | None = None
) -> Cells:
    """Read a file by what it holds, whatever its name. The header is line 1.

    ``as_exported`` for what other software wrote: lines above the header are left out and counted,
    and names that several columns have are numbered, ``Paid (1)`` and ``Paid (2)``. Tabs may
    separate cells, and the text may be UTF-16. There ``header_line`` says where the names of the
    columns stand, in place of what is found.

    Raises UnreadableError for anything but a table with a header and rows, and OSError when the
    file can't be opened. Excel and Parquet readers are imported only when such a file is met.
    """
    content = Path(path).read_bytes()
    if not content.strip():
        raise refuse("empty_file")
    if content.startswith(b"PAR1"):
        from analysis.cells.columnar import read_parquet

        return read_parquet(content)
    if content.startswith(b"PK\x03\x04"):
        from analysis.cells.workbook import read_workbook

        return read_workbook(content, as_exported=as_exported, header_line=header_line)
    if content.startswith(OLD_EXCEL):
        from analysis.cells.old_workbook import read_old_workbook

        return read_old_workbook(content, as_exported=as_exported, header_line=header_line)
    if content.startswith(b"\x1f\x8b"):
        raise refuse(_name_gzip(content))
    for start, kind in KINDS_BY_FIRST_BYTES.items():
        if content.startswith(start):
            raise refuse("another_kind", kind=kind)
    return read_csv(
        decode(content, as_exported=as_exported), as_exported=as_exported, header_line=header_line
    )


def _name_gzip(content: bytes) -> str:
    try:
        gzip.decompress(content)
    except (EOFError, OSError, zlib.error):
        return "gzip_damaged"
    return "gzip"
