"""What the records hold, as far as it decides which terms there are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Held:
    """Which columns of the records have a value, and the codes of their therapists in order."""

    columns: frozenset[str]
    therapists: pd.Index

    @classmethod
    def of(cls, sessions: pd.DataFrame) -> Held:
        """Read it from session records."""
        columns = frozenset(str(name) for name in sessions if sessions[name].notna().any())
        codes = sessions["therapist_id"] if "therapist_id" in columns else pd.Series(dtype=object)
        return cls(columns, pd.Index(codes.dropna().unique(), dtype=object).sort_values())

    def __contains__(self, column: str) -> bool:
        return column in self.columns

    def __add__(self, other: Held) -> Held:
        return Held(self.columns | other.columns, self.therapists.union(other.therapists))

    def number_therapists(self, sessions: pd.DataFrame) -> np.ndarray:
        """Return a number for each session's therapist, NaN where missing."""
        places = self.therapists.get_indexer(pd.Index(sessions["therapist_id"], dtype=object))
        return np.where(places < 0, np.nan, places)
