"""One door for frames: what a function is given keeps the rules that a file must keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
import pandas as pd
from pandas.api import types

from analysis.people import as_written
from analysis.records import RecordsError, find_others, read_column
from analysis.rules import CODES, ROW, Broken, Rows, broken, find_broken, quote
from analysis.schema import PAIN, SLEEP, Column, Outcome, record_columns

SAID = {True: "yes", False: "no"}
columns_of = lru_cache(record_columns)


def check_sessions(
    sessions: pd.DataFrame, outcomes: Sequence[Outcome] = (PAIN, SLEEP), *, alone: bool = False
) -> pd.DataFrame:
    """Return the columns of the record format, checked as those of a file are.

    Every public function that takes sessions asks this once. Rows keep their order and are counted
    from 0, and ``day`` is whole. What ``load_sessions`` returned passes as it is. A Polars or Arrow
    table becomes a frame, an index level called like a column becomes one, True and False become
    yes and no, and text in a column of numbers is read as in a file. With ``alone`` the answer
    rests on these outcomes only: other ratings may have a range of their own.

    Raises RecordsError, which lists every broken rule in a file's words, with the row's index in
    place of the line; ValueError for outcomes that can't be asked about together.
    """
    columns = columns_of(tuple(outcomes), alone=alone)
    frame, labels = _take_columns(sessions, columns)
    if is_sound(frame, columns):
        whole = frame["day"].dtype.kind == "i"
        return frame if whole else frame.assign(day=frame["day"].astype("int64"))
    frame.index = labels
    read = {name: _read(frame[name], columns[name]) for name in map(str, frame)}
    unreadable = [one for _, found in read.values() for one in found]
    frame = pd.DataFrame({name: one for name, (one, _) in read.items() if one is not None})
    others = find_others(Rows(frame, columns, ROW), unreadable)
    wrong = [*unreadable, *sorted(others, key=lambda one: one.order)]
    if wrong:
        raise RecordsError(wrong)
    return frame.reset_index(drop=True).astype({"day": "int64"})


def is_sound(frame: pd.DataFrame, columns: Mapping[str, Column]) -> bool:
    """Whether columns have ``load_sessions``' types (codes may be numbers), and break no rule."""
    plain = all(_is_plain(values, columns[str(name)]) for name, values in frame.items())
    return plain and not any(True for _ in find_broken(Rows(frame, columns)))


def _is_plain(values: pd.Series, column: Column) -> bool:
    dtype = values.dtype
    if isinstance(dtype, pd.StringDtype):
        plain = dtype.na_value is np.nan and not column.is_number
        return plain and not (values.array == "").any()
    return dtype in (np.float64, np.int64) and (column.is_number or values.name in CODES)


def _take_columns(
    sessions: pd.DataFrame, columns: Mapping[str, Column]
) -> tuple[pd.DataFrame, pd.Index]:
    """Return the format's columns with rows counted from 0, and what to call each row."""
    if not isinstance(sessions, pd.DataFrame) and hasattr(sessions, "to_pandas"):
        sessions = sessions.to_pandas()
    if not isinstance(sessions, pd.DataFrame):
        raise RecordsError([broken("no_table", kind=type(sessions).__name__)])
    if sessions.columns.nlevels > 1:
        raise RecordsError([broken("several_levels")])
    there = [name for name in sessions.columns if name in columns]
    twice = [name for name in there if there.count(name) > 1]
    if twice:
        raise RecordsError([broken("two_columns", name=twice[0])])
    levels = [name for name in sessions.index.names if name in columns and name not in there]
    frame = sessions.reset_index(levels) if levels else sessions
    frame = frame if len(there) == frame.shape[1] else frame[[*levels, *there]]
    missing = [name for name, one in columns.items() if one.required and name not in frame]
    if missing:
        raise RecordsError([broken("no_column", name=name) for name in missing])
    index, places = sessions.index, pd.RangeIndex(len(frame))
    if index.equals(places):
        return frame.rename_axis(None) if index.name else frame, places
    counted = levels or not (types.is_integer_dtype(index.dtype) and index.is_unique)
    return frame.set_axis(places), places if counted else pd.Index(index, name=None)


def _read(values: pd.Series, column: Column) -> tuple[pd.Series | None, list[Broken]]:
    """Return a column in plain types, None where it can't be one, and what is wrong with it."""
    name, dtype = str(values.name), values.dtype
    like_numbers = types.is_numeric_dtype(dtype) and not types.is_bool_dtype(dtype)
    if column.is_number and like_numbers and not types.is_complex_dtype(dtype):
        return pd.Series(as_written(values), values.index, name=name), []
    cells = values.astype(object).where(values.notna(), np.nan)
    known = cells.dropna()
    if column.kind == "yes / no":
        said = known.map(lambda one: SAID[bool(one)] if isinstance(one, bool | np.bool_) else one)
        cells = cells.mask(cells.notna(), said)
    if name in CODES and known.map(lambda one: isinstance(one, str)).nunique() > 1:
        return None, [broken("two_kinds", column=name)]
    cells = cells.map(str, na_action="ignore")
    found, unreadable = read_column(cells, column, ROW)
    if len(unreadable) > 1 and len(unreadable) == len(known):
        first = quote(cells.dropna().iloc[0])
        return None, [broken("no_numbers", column=name, value=first, right=column.right)]
    return found, unreadable
