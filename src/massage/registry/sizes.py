"""From which size on records are large: DuckDB reads them, and claims wait to be asked for.

Measured by ``analysis results`` without claims: of 100,000 sessions (9 MB of CSV) pandas takes 3 s
of CPU and 0.4 GB, of a million (89 MB) 17 s and 1.8 GB. DuckDB takes 5 and 20 s, and 0.6 GB.
"""

from __future__ import annotations

from pathlib import Path

LARGE = {"csv": 60_000_000, "parquet": 6_000_000}  # bytes; from here on pandas takes a gigabyte


def may_be_large(path: str | Path) -> bool:
    """Whether what is there has to be looked at: a large file, a folder, an address."""
    if "://" in str(path):
        return True
    path = Path(path)
    return path.is_dir() or (path.is_file() and path.stat().st_size >= min(LARGE.values()))
