"""One door for frames: what a function is given keeps the rules that a file must keep."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandas.api import types

from analysis.complete import as_written
from analysis.records import RecordsError, find_broken, read_column
from analysis.rules import ROW, RULES, quote
from analysis.schema import OUTCOME_COLUMNS, PAIN, SLEEP, Outcome, record_schema

IDS = ("client_id", "therapist_id")
NUMBERS, YES_NO = ("number", "whole"), "yes / no"
SAID = {True: "yes", False: "no"}
FINITE = pa.Check(np.isfinite, error="not a finite number")
A_TABLE = "give session records as a table, one row per session, such as load_sessions returns"


def check_sessions(
    sessions: pd.DataFrame, outcomes: Sequence[Outcome] = (PAIN, SLEEP), *, alone: bool = False
) -> pd.DataFrame:
    """Return the columns of the record format, checked as those of a file are.

    Every public function that takes sessions asks this once; functions that get its result don't
    ask again. Rows keep their order and are counted from 0, and ``day`` is whole. What
    ``load_sessions`` returned for these outcomes passes as it is. A Polars or Arrow table becomes
    a frame, an index level called like a column becomes one, True and False become yes and no, and
    text in a column of numbers is read as in a file. With ``alone`` the answer rests on
    these outcomes only, so that other ratings may have a range of their own.

    Raises RecordsError, which lists every broken rule in a file's words, with the row's index in
    place of the line; ValueError for outcomes that can't be asked about together.
    """
    schema = _schema(tuple(outcomes), alone)
    frame, labels = _take_columns(sessions, schema)
    if _is_plain(frame, schema) and _is_sound(frame, schema):
        whole = frame["day"].dtype.kind == "i"
        return frame if whole else frame.assign(day=frame["day"].astype("int64"))
    frame.index = labels
    columns, broken = {}, []
    for name in frame:
        columns[name], unreadable = _read(frame[name], schema.columns[name])
        broken.extend(unreadable)
    read = pd.DataFrame({name: one for name, one in columns.items() if one is not None})
    unreadable = {text.split(":")[0] for text in broken}
    found = [text for _, text in sorted(find_broken(read, schema, ROW))]
    broken.extend(text for text in found if text.split(":")[0] not in unreadable)
    if broken:
        raise RecordsError(broken)
    return read.reset_index(drop=True).astype({"day": "int64"})


@lru_cache
def _schema(outcomes: tuple[Outcome, ...], alone: bool) -> pa.DataFrameSchema:
    schema = record_schema(outcomes)
    asked = {outcome.column for outcome in outcomes}
    others = [name for name in OUTCOME_COLUMNS if name not in asked]
    return schema.update_columns({name: {"checks": [FINITE]} for name in others if alone})


def _take_columns(
    sessions: pd.DataFrame, schema: pa.DataFrameSchema
) -> tuple[pd.DataFrame, pd.Index]:
    """Return the format's columns with rows counted from 0, and what to call each row."""
    if not isinstance(sessions, pd.DataFrame) and hasattr(sessions, "to_pandas"):
        sessions = sessions.to_pandas()
    if not isinstance(sessions, pd.DataFrame):
        raise RecordsError([f"this is a {type(sessions).__name__}: {A_TABLE}"])
    if sessions.columns.nlevels > 1:
        raise RecordsError(["the columns have names of several levels: give each one name"])
    there = [name for name in sessions.columns if name in schema.columns]
    levels = [name for name in sessions.index.names if name in schema.columns]
    levels = [name for name in levels if name not in there]
    if len(set(there)) < len(there):
        twice = next(name for name in there if there.count(name) > 1)
        raise RecordsError([f"there are two columns called {twice}: keep the one that is meant"])
    frame = sessions.reset_index(levels) if levels else sessions
    frame = frame if len(there) == frame.shape[1] else frame[[*levels, *there]]
    missing = [name for name, one in schema.columns.items() if one.required and name not in frame]
    if missing:
        raise RecordsError([f"there is no column {name}" for name in missing])
    index, places = sessions.index, pd.RangeIndex(len(frame))
    if index.equals(places):
        return frame.rename_axis(None) if index.name else frame, places
    counted = levels or not (types.is_integer_dtype(index.dtype) and index.is_unique)
    return frame.set_axis(places), places if counted else pd.Index(index, name=None)


def _is_plain(frame: pd.DataFrame, schema: pa.DataFrameSchema) -> bool:
    """Whether each column has a type that ``load_sessions`` gives, or holds numbers as codes."""
    columns = schema.columns
    for name, dtype in zip(frame.columns, frame.dtypes, strict=True):
        number = columns[name].metadata["kind"] in NUMBERS
        if isinstance(dtype, pd.StringDtype):
            plain = dtype.na_value is np.nan and not number
        else:
            plain = dtype in (np.float64, np.int64) and (number or name in IDS)
        if not plain:
            return False
    return True


def _is_sound(frame: pd.DataFrame, schema: pa.DataFrameSchema) -> bool:
    """Whether a plain frame surely keeps every rule."""
    client, codes = frame["client_id"].array.factorize()
    day = frame["day"].to_numpy()
    if (client < 0).any() or np.isnan(day).any() or (codes == "").any():
        return False
    columns, there = schema.columns, set(frame.columns)
    if not all(_keeps(frame[name].array, columns[name]) for name in there - {"client_id"}):
        return False
    return all(rule.holds(client, day, frame) for rule in RULES if there.issuperset(rule.needs))


def _keeps(values: pd.api.extensions.ExtensionArray, column: pa.Column) -> bool:
    """Whether each value keeps a column's own rules; an empty text may not."""
    if column.metadata["kind"] not in NUMBERS:
        known = {one for one in values.unique() if one == one}
        allowed = [check.statistics["allowed_values"] for check in column.checks]
        return "" not in known and all(known <= set(one) for one in allowed)
    numbers = values.to_numpy(dtype=float)
    numbers = numbers[~np.isnan(numbers)]
    if not len(numbers):
        return True
    limits = {key: value for check in column.checks for key, value in check.statistics.items()}
    low, high = numbers.min(), numbers.max()
    whole = column.metadata["kind"] == "number" or (numbers == np.floor(numbers)).all()
    within = limits.get("min_value", low) <= low and high <= limits.get("max_value", high)
    return bool(np.isfinite([low, high]).all() and whole and within)


def _read(values: pd.Series, column: pa.Column) -> tuple[pd.Series | None, list[str]]:
    """Return a column in plain types, None where it can't be one, and what is wrong with it."""
    name, kind, dtype = str(values.name), column.metadata["kind"], values.dtype
    like_numbers = types.is_numeric_dtype(dtype) and not types.is_bool_dtype(dtype)
    if kind in NUMBERS and like_numbers and not types.is_complex_dtype(dtype):
        return pd.Series(as_written(values), values.index, name=name), []
    cells = values.astype(object).where(values.notna(), np.nan)
    known = cells.dropna()
    if kind == YES_NO:
        said = known.map(lambda one: SAID[bool(one)] if isinstance(one, bool | np.bool_) else one)
        cells = cells.mask(cells.notna(), said)
    if name in IDS and known.map(lambda one: isinstance(one, str)).nunique() > 1:
        return None, [
            f"{name}: some codes are text and some are numbers: write all of them as text"
        ]
    cells = cells.map(str, na_action="ignore")
    found, unreadable = read_column(cells, column, ROW)
    if len(unreadable) > 1 and len(unreadable) == len(known):
        first, right = quote(cells.dropna().iloc[0]), column.metadata["right"]
        return None, [f"{name}: no value is a number, the first is {first}: write {right}"]
    return found, [text for _, text in unreadable]
