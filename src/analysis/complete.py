"""Pick the complete rows of a table whose rows are people, and say when they are not enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.estimate import FEWEST_CLIENTS
from analysis.words import told


@dataclass(frozen=True)
class CompleteRows:
    """Rows without a missing value, how many were left out, and why they may not be enough."""

    frame: pd.DataFrame
    n_dropped: int
    reason: str | None

    @property
    def counts(self) -> dict[str, int]:
        """Counts under the names that Estimate gives them."""
        n = len(self.frame)
        return {"n_clients": n, "n_rows": n, "n_dropped": self.n_dropped}

    @property
    def numbers(self) -> np.ndarray:
        """The rows as a float array. Raises ValueError when a column holds text."""
        text = [name for name in self.frame if not is_number(self.frame[name])]
        if text:
            raise ValueError(f"{', '.join(text)} must hold numbers, not text")
        return self.frame.to_numpy(dtype=float)


def is_number(column: pd.Series) -> bool:
    """Whether a column holds numbers (or yes and no as True and False)."""
    return pd.api.types.is_numeric_dtype(column)


def complete_rows(table: pd.DataFrame, columns: Sequence[str]) -> CompleteRows:
    """Return the rows of ``table`` that have every value of ``columns``.

    Raises ValueError when a column isn't in the table.
    """
    columns = list(dict.fromkeys(columns))
    missing = [column for column in columns if column not in table]
    if missing:
        raise ValueError(f"no column {', '.join(missing)}; there are {', '.join(table.columns)}")
    usable = table[columns].replace([np.inf, -np.inf], np.nan).notna().all(axis=1)
    frame = table.loc[usable, columns]
    reason = None
    if "client_id" in table and table.loc[usable, "client_id"].duplicated().any():
        reason = "a client has more than one row: rows are not people, summarise them first"
    elif len(frame) < FEWEST_CLIENTS:
        reason = (
            f"clients with all the values: {told(len(frame))}, where {FEWEST_CLIENTS} are needed"
        )
    return CompleteRows(frame, len(table) - len(frame), reason)
