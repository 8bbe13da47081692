"""Which of two numbers in an export's dates is the day."""

from __future__ import annotations

import pandas as pd

from massage.intake.dates import (
    DAY_FIRST,
    MONTH_FIRST,
    NUMBERS,
    is_elsewhere,
    without_midnight,
)
from massage.intake.wording import say


def find_order(
    tables: list[tuple[pd.DataFrame, dict[str, list[str]]]], remarks: list[str]
) -> str | None:
    """Which of two numbers is the day, where some are beyond 12; a remark where it stays open."""
    named = [
        frame[roles[role][0]] for frame, roles in tables for role in ("start", "booked", "date")
        if role in roles and roles[role][0] in frame
    ]  # fmt: skip
    cells = pd.concat([pd.Series(dtype=str), *map(without_midnight, named)])
    cells = cells[cells.str.strip().ne("")]
    pairs = cells.str.extract(rf"^\s*{NUMBERS}")[["one", "two", "year"]].dropna()
    may_begin_with_year = pairs["year"].str.len().eq(2).any() and (
        pairs["one"].nunique() <= pairs["year"].nunique()
    )
    pairs = pairs.astype(int)
    beyond = {
        DAY_FIRST: pairs["one"].gt(12).any() and not may_begin_with_year,
        MONTH_FIRST: pairs["two"].gt(12).any(),
    }
    if any(map(is_elsewhere, cells.unique())):
        remarks.append(say("elsewhere"))
    if all(beyond.values()):
        remarks.append(say("two_orders"))
    elif any(beyond.values()):
        return next(order for order, there in beyond.items() if there)
    elif may_begin_with_year:
        remarks.append(say("year_first"))
    elif len(pairs):
        remarks.append(say("order_open"))
    return None
