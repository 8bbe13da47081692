"""Read a Parquet file into cells, numbers kept as numbers."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pyarrow
from pyarrow import parquet

from analysis.cells.table import NO_ROWS, Cells, UnreadableError, check_header
from analysis.cells.workbook import as_text
from analysis.complete import as_written


def read_parquet(content: bytes) -> Cells:
    """Read every column; line numbers count the first row as line 2, as in a CSV file."""
    try:
        table = parquet.read_table(io.BytesIO(content))
        check_header(table.column_names)
        frame = table.to_pandas(ignore_metadata=True)
    except (pyarrow.ArrowException, OSError, ValueError):
        raise UnreadableError(
            "the Parquet file is damaged or cut short: fetch or save it again"
        ) from None
    if frame.empty:
        raise UnreadableError(NO_ROWS)
    cells = {name: _read(column) for name, column in frame.items()}
    return Cells(pd.DataFrame(cells).set_axis(range(2, len(frame) + 2)))


def _read(column: pd.Series) -> pd.Series:
    """Numbers stay numbers, unless they are too large for their type to hold each of them."""
    if not _is_number(column):
        return column.map(as_text, na_action="ignore").fillna("")
    if not pd.api.types.is_float_dtype(column):
        return column
    rounded = column.abs().between(2 / np.finfo(column.dtype).eps, np.inf, inclusive="left")
    if rounded.any():
        return column.map("{:.16E}".format, na_action="ignore").fillna("")
    return pd.Series(as_written(column), column.index)


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
