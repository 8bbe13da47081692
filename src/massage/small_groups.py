"""Which counts of clients may be told, so that no group of one to four can be worked out.

Decided on numbers, before any sentence, figure, table or note is made of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum

import numpy as np
import pandas as pd

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

    It covers at least as often as each of them, and is the same whichever of them is true.
    """
    lows, highs = surround_shares(*np.array(possible).T, level)
    return float(lows.min()), float(highs.max())


def surround_shares(
    parts: np.ndarray, wholes: np.ndarray, level: float
) -> tuple[np.ndarray, np.ndarray]:
    """Ends of the exact interval around each share (Clopper & Pearson 1934).

    Source: doi:10.1093/biomet/26.4.404.
    """
    from scipy.special import betaincinv  # checks of files don't wait for it

    others, beyond = wholes - parts, (1 - level) / 2
    low = betaincinv(np.maximum(parts, 1), others + 1, beyond)
    high = betaincinv(parts + 1, np.maximum(others, 1), 1 - beyond)
    return np.where(parts > 0, low, 0.0), np.where(others > 0, high, 1.0)


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
        names, so_far = merged.pop() if merged and is_small(merged[-1][1]) else ([], 0)
        merged.append(([*names, str(name)], so_far + int(n)))
    return merged[::-1]


def merge_neighbours(counts: Sequence[int], fewest: int = SMALLEST_GROUP) -> np.ndarray:
    """Number the places of an order so that those with one number hold ``fewest`` or none."""
    return _number([[(place, one) for one in range(n)] for place, n in enumerate(counts)], fewest)


def merge_values(values: pd.Series, people: pd.Series, fewest: int = SMALLEST_GROUP) -> pd.Series:
    """Number rows by ranges of neighbouring values, each with ``fewest`` people or more.

    ``people`` says whose each row is. All have one number where there are fewer people than that.
    """
    by_value = people.groupby(values).unique()
    return values.map(dict(zip(by_value.index, _number(by_value, fewest), strict=True)))


def _number(people: Iterable[Iterable], fewest: int) -> np.ndarray:
    """Number places in order, each with its people; what is left at the end joins the last."""
    group, seen, numbers = 0, set(), []
    for here in people:
        numbers.append(group)
        seen.update(here)
        if len(seen) >= fewest:
            group, seen = group + 1, set()
    last = max(group - 1, 0) if seen else group
    return np.array(numbers, dtype=int).clip(max=last)


def list_ranges(values: pd.Series, people: pd.Series, fewest: int = SMALLEST_GROUP) -> pd.DataFrame:
    """One row per range: its ends ``low`` and ``high``, its ``rows`` and ``clients``."""
    table = pd.DataFrame({"value": values, "person": people}).dropna()
    grouped = table.groupby(merge_values(table["value"], table["person"], fewest))
    ends = {"low": ("value", "min"), "high": ("value", "max"), "rows": ("value", "size")}
    return grouped.agg(**ends, clients=("person", "nunique")).reset_index(drop=True)


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
