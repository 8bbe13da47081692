"""What the records hold, as far as it decides which terms there are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.rules import are_in_order
from analysis.totals import Codes

CODED = ("therapist_id", "closure_block", "period_block")
YES, NO = ("yes", True), ("no", False)


def says(answers: pd.Series, answer: tuple[str, bool]) -> np.ndarray:
    """Whether each cell of a column gives this answer."""
    numbers, different = pd.factorize(answers)
    return np.append(pd.Index(different, dtype=object).isin(answer), False)[numbers]


def read_answers(sessions: pd.DataFrame, column: str) -> np.ndarray:
    """Return each session's answer in a column: 1 for yes, 0 for no, NaN for neither."""
    if column not in sessions:
        return np.full(len(sessions), np.nan)
    return np.select([says(sessions[column], one) for one in (YES, NO)], [1.0, 0.0], np.nan)


def order_sessions(sessions: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """Order session records by client and day, and number their clients in that order.

    Records that are in order stay as they are.
    """
    client, codes = pd.factorize(sessions["client_id"])
    in_order = are_in_order(client, sessions["day"].to_numpy(dtype=float))
    if in_order and pd.Index(codes).is_monotonic_increasing:
        return sessions, client
    ordered = sessions.sort_values(["client_id", "day"], kind="stable", ignore_index=True)
    return ordered, pd.factorize(ordered["client_id"])[0]


@dataclass(frozen=True)
class Held:
    """Which columns of the records have a value, and the codes of therapists and blocks."""

    columns: frozenset[str]
    codes: dict[str, Codes]

    @classmethod
    def of(cls, sessions: pd.DataFrame) -> Held:
        """Read it from session records."""
        columns = frozenset(str(name) for name in sessions if sessions[name].notna().any())
        codes = {name: Codes.of(sessions[name]) for name in CODED if name in columns}
        return cls(columns, codes)

    def __contains__(self, column: str) -> bool:
        return column in self.columns

    def __add__(self, other: Held) -> Held:
        codes = other.codes | self.codes
        codes |= {name: codes[name] + other.codes[name] for name in other.codes}
        return Held(self.columns | other.columns, codes)

    def read(self, sessions: pd.DataFrame, column: str) -> np.ndarray:
        """Return each session's number in a column, NaN where the records don't hold it."""
        if column not in self:
            return np.full(len(sessions), np.nan)
        return sessions[column].to_numpy(dtype=float)

    def number(self, sessions: pd.DataFrame, column: str) -> np.ndarray:
        """Return a number for each session's code, NaN where missing."""
        if column not in self.codes:
            return np.full(len(sessions), np.nan)
        return self.codes[column].number(sessions[column])
