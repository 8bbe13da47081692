"""Read a Parquet file into cells, numbers kept as numbers; true and false become yes and no."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pyarrow
from pandas.api import types
from pyarrow import compute, parquet

from analysis.cells.table import Cells, as_text, check_header, refuse
from analysis.people import as_written


def read_parquet(content: bytes) -> Cells:
    """Read every column; line numbers count the first row as line 2, as in a CSV file."""
    try:
        table = parquet.read_table(io.BytesIO(content))
        check_header(table.column_names)
        frame = _say_yes_and_no(table).to_pandas(ignore_metadata=True)
    except (pyarrow.ArrowException, OSError, ValueError):
        raise refuse("parquet_damaged") from None
    if frame.empty:
        raise refuse("no_rows")
    cells = {name: _read(column) for name, column in frame.items()}
    return Cells(pd.DataFrame(cells).set_axis(range(2, len(frame) + 2)))


def _say_yes_and_no(table: pyarrow.Table) -> pyarrow.Table:
    """Replace true and false, which leave no doubt, by the words of the record format."""
    for place, field in enumerate(table.schema):
        if pyarrow.types.is_boolean(field.type):
            said = compute.if_else(table.column(place), "yes", "no")
            table = table.set_column(place, field.name, said)
    return table


def _read(column: pd.Series) -> pd.Series:
    """Numbers and text stay, but for numbers too large for their type to hold each of them."""
    if isinstance(column.dtype, pd.StringDtype):
        return column.fillna("")
    if not types.is_numeric_dtype(column):
        return column.map(as_text, na_action="ignore").fillna("")
    if not types.is_float_dtype(column):
        return column
    rounded = column.abs().between(
        2 / np.finfo(column.to_numpy().dtype).eps, np.inf, inclusive="left"
    )
    if rounded.any():
        return column.map("{:.16E}".format, na_action="ignore").fillna("")
    return pd.Series(as_written(column), column.index)
