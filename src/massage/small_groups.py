"""Which counts of clients may be told, so that no group of one to four can be worked out.

Decided on numbers, before any sentence, figure, table or note is made of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

import numpy as np
import pandas as pd
from scipy import stats

from massage.words.formats import SMALLEST_GROUP

MOST_PLACES = 13  # along one axis of a figure of cells


class Told(Enum):
    """How a part of a known whole is told, so that neither side gives a small group away."""

    EXACTLY, FEW, ALL_BUT_FEW, SOME = range(4)


def is_small(n: int) -> bool:
    """Whether so few clients are in a group that someone could be known in it."""
    return 0 < n < SMALLEST_GROUP


def how_to_tell(part: int, whole: int) -> Told:
    """Say how ``part`` of ``whole`` clients is told where the whole is known.

    A wholly known whole under nine gives away one side where the other is told as small, so then
    neither is told.
    """
    if not (is_small(part) or is_small(whole - part)):
        return Told.EXACTLY
    if whole < 2 * SMALLEST_GROUP - 1:
        return Told.SOME
    return Told.FEW if is_small(part) else Told.ALL_BUT_FEW


def possible_parts(part: int, whole: int) -> range:
    """Every part that would be told in the same way as this one."""
    few = SMALLEST_GROUP - 1
    return {
        Told.EXACTLY: range(part, part + 1),
        Told.FEW: range(1, few + 1),
        Told.ALL_BUT_FEW: range(whole - few, whole),
        Told.SOME: range(1, whole),
    }[how_to_tell(part, whole)]


def widest_interval(possible: Sequence[tuple[int, int]], level: float) -> tuple[float, float]:
    """Ends of one interval around the exact ones of every possible ``(part, whole)``.

    It covers at least as often as each of them (Clopper & Pearson 1934,
    doi:10.1093/biomet/26.4.404), and is the same whichever of them is true.
    """
    tail = (1 - level) / 2
    lows = [stats.beta.ppf(tail, k, n - k + 1) if k else 0.0 for k, n in possible]
    highs = [stats.beta.isf(tail, k + 1, n - k) if k < n else 1.0 for k, n in possible]
    return float(min(lows)), float(max(highs))


def follows_from_rest(groups: Sequence[int]) -> bool:
    """Whether small groups among these are known once all the others and the whole are.

    So where there is one, or where all of several must hold one or four clients.
    """
    small = [n for n in groups if is_small(n)]
    ends = (len(small), (SMALLEST_GROUP - 1) * len(small))
    return len(small) == 1 or (len(small) > 1 and sum(small) in ends)


def merge_smallest(parts: pd.Series) -> list[tuple[list[str], int]]:
    """Return names and counts of a partition, the smallest put together until no count is small.

    What stays small by itself is all there is.
    """
    ordered = parts[parts > 0].sort_values(kind="stable")
    merged: list[tuple[list[str], int]] = []
    for name, n in ordered.items():
        if merged and is_small(merged[-1][1]):
            names, so_far = merged.pop()
            merged.append(([*names, str(name)], so_far + int(n)))
        else:
            merged.append(([str(name)], int(n)))
    return merged[::-1]


def merge_neighbours(counts: Sequence[int], fewest: int = SMALLEST_GROUP) -> np.ndarray:
    """Number the places of an order so that those with one number hold ``fewest`` or none."""
    group, so_far, numbers = 0, 0, []
    for n in counts:
        numbers.append(group)
        so_far += n
        if so_far >= fewest:
            group, so_far = group + 1, 0
    merged = np.array(numbers, dtype=int)
    if so_far and group:
        merged[merged == group] = group - 1
    return merged


def merge_values(values: pd.Series, people: pd.Series, fewest: int = SMALLEST_GROUP) -> pd.Series:
    """Number rows by ranges of neighbouring values, each with ``fewest`` people or more.

    ``people`` says whose each row is. All have one number where there are fewer people than that.
    """
    by_value = people.groupby(values).unique()
    numbers, seen, group = {}, set(), 0
    for value, here in by_value.items():
        numbers[value] = group
        seen |= set(here)
        if len(seen) >= fewest:
            group, seen = group + 1, set()
    last = max(group - 1, 0)
    return values.map(numbers).clip(upper=last if seen else None)


def list_ranges(values: pd.Series, people: pd.Series, fewest: int = SMALLEST_GROUP) -> pd.DataFrame:
    """One row per range: its ends ``low`` and ``high``, its ``rows`` and ``clients``."""
    table = pd.DataFrame({"value": values, "person": people}).dropna()
    grouped = table.groupby(merge_values(table["value"], table["person"], fewest))
    ranges = grouped.agg(
        low=("value", "min"),
        high=("value", "max"),
        rows=("value", "size"),
        clients=("person", "nunique"),
    )
    return ranges.reset_index(drop=True)


def list_cells(
    x: pd.Series, y: pd.Series, people: pd.Series, fewest: int = SMALLEST_GROUP
) -> pd.DataFrame:
    """Put rows into cells of neighbours: mean ``x`` and ``y``, ``rows`` and ``clients`` of each.

    Every row is in one cell, and each cell holds ``fewest`` people or more.
    """
    table = pd.DataFrame({"x": x, "y": y, "person": people}).dropna()
    columns = {"x": ("x", "mean"), "y": ("y", "mean"), "rows": ("x", "size")}
    columns["clients"] = ("person", "nunique")
    strip = merge_values(_on_grid(table["x"]), table["person"], fewest)
    parts = [
        own.groupby(merge_values(_on_grid(own["y"]), own["person"], fewest)).agg(**columns)
        for _, own in table.groupby(strip)
    ]
    if not parts:
        return pd.DataFrame(columns=list(columns))
    return pd.concat(parts, ignore_index=True)


def _on_grid(values: pd.Series) -> pd.Series:
    """Return the values on so many places that each can hold several; few values stay."""
    if values.nunique() <= MOST_PLACES:
        return values
    step = np.ptp(values) / (MOST_PLACES - 1)
    return (values / step).round() * step
