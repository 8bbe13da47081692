"""Pick the complete rows of a table whose rows are people, and say when they are not enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.codes import Code
from analysis.estimate import FEWEST_CLIENTS, Estimate


@dataclass(frozen=True)
class CompleteRows:
    """Rows without a missing value, how many were left out, and why they may not be enough."""

    frame: pd.DataFrame
    n_dropped: int
    reason: Code | None

    def blank(self, method: Code, level: float) -> Estimate:
        """Return an Estimate of these rows: still to be worked out, or why it can't be."""
        n = len(self.frame)
        blank = Estimate.blank(method, level, n, n, self.n_dropped)
        return blank.unanswered(self.reason) if self.reason else blank

    @property
    def numbers(self) -> np.ndarray:
        """The rows as a float array. Raises ValueError when a column holds text."""
        text = [name for name in self.frame if not holds_numbers(self.frame[name])]
        if text:
            raise ValueError(f"{', '.join(map(str, text))} must hold numbers, not text")
        return self.frame.to_numpy(dtype=float)


def holds_numbers(column: pd.Series) -> bool:
    """Whether a column holds numbers (or yes and no as True and False)."""
    types = pd.api.types
    return types.is_numeric_dtype(column) and not types.is_complex_dtype(column)


def as_written(column: pd.Series) -> np.ndarray:
    """Return numbers in double precision; narrower ones as they print: 6.1, not 6.0999999."""
    known = column.to_numpy(dtype=float, na_value=np.nan)
    width = getattr(column.dtype, "numpy_dtype", column.dtype)
    if not (isinstance(width, np.dtype) and width in (np.float32, np.float16)):
        return known
    return known.astype(width).astype(str).astype(float)


def complete_rows(
    table: pd.DataFrame, columns: Sequence[str], fewest: int = FEWEST_CLIENTS
) -> CompleteRows:
    """Return the rows of ``table`` that have every value of ``columns``.

    Raises ValueError when a column isn't in the table, or is there twice, and for what is no table.
    """
    columns, table = list(dict.fromkeys(columns)), _as_frame(table)
    missing = [column for column in columns if column not in table]
    if missing:
        names, there = (", ".join(map(str, one)) for one in (missing, table.columns))
        raise ValueError(f"no column {names}; there are {there}")
    twice = [column for column in columns if list(table.columns).count(column) > 1]
    if twice:
        raise ValueError(f"there are two columns called {twice[0]}: keep the one that is meant")
    usable = table[columns].replace([np.inf, -np.inf], np.nan).notna().all(axis=1)
    frame = table.loc[usable, columns]
    reason = None
    if "client_id" in table and table.loc[usable, "client_id"].duplicated().any():
        reason = Code("repeated_clients")
    elif len(frame) < (needed := max(1, fewest)):
        reason = Code("few_complete", n=len(frame), needed=needed)
    return CompleteRows(frame, len(table) - len(frame), reason)


def _as_frame(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of Polars or Arrow as a frame, and an index of client codes as a column."""
    table = table.to_pandas() if hasattr(table, "to_pandas") else table
    if not isinstance(table, pd.DataFrame):
        raise ValueError(f"this is a {type(table).__name__}: give a table, one row per person")
    indexed = "client_id" in table.index.names and "client_id" not in table
    return table.reset_index("client_id") if indexed else table
