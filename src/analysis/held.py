"""What the records hold, as far as it decides which terms there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

CODED = ("therapist_id", "closure_block", "period_block")


@dataclass(frozen=True)
class Held:
    """Which columns of the records have a value; the codes of therapists and blocks, in order."""

    columns: frozenset[str]
    codes: dict[str, pd.Index]

    @classmethod
    def of(cls, sessions: pd.DataFrame) -> Held:
        """Read it from session records."""
        columns = frozenset(str(name) for name in sessions if sessions[name].notna().any())
        codes = {name: sessions[name].dropna().unique() for name in CODED if name in columns}
        return cls(columns, {name: _order(one) for name, one in codes.items()})

    def __contains__(self, column: str) -> bool:
        return column in self.columns

    def __add__(self, other: Held) -> Held:
        both = {**other.codes, **self.codes}
        shared = self.codes.keys() & other.codes.keys()
        both |= {name: _order(self.codes[name].union(other.codes[name])) for name in shared}
        return Held(self.columns | other.columns, both)

    def number(self, sessions: pd.DataFrame, column: str) -> np.ndarray:
        """Return a number for each session's code, NaN where missing."""
        if column not in self.codes:
            return np.full(len(sessions), np.nan)
        places = self.codes[column].get_indexer(pd.Index(sessions[column], dtype=object))
        return np.where(places < 0, np.nan, places)


def _order(codes: Any) -> pd.Index:  # noqa: ANN401
    return pd.Index(codes, dtype=object).sort_values()
