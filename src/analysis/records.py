"""Load session records, or list every rule they break in words that anyone understands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain
from pathlib import Path

import pandas as pd

from analysis.cells import UnreadableError, read_cells
from analysis.cells.plain import read_plain
from analysis.codes import Code
from analysis.plan import PLAN, Plan
from analysis.refusal import Refusal
from analysis.rules import LINE, Broken, Rows, broken, find_broken, find_wrong, quote
from analysis.schema import COLUMNS, OUTCOME_COLUMNS, PAIN, SLEEP, Column, Outcome, record_columns

NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
LIKE_A_PERSON = r"[@ ]|^[^\W\d_]{3,}$|\d{7,}"  # a space or @, letters only, many digits
THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+")
DECIMAL_COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+")
DATE = re.compile(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}")
MISSING_WORDS = {"na", "n/a", "nan", "null", "none", "-", "--", "?", ".", "#n/a", "missing"}
MOST_COLUMNS = 200
ALIKE, NEARLY_ALIKE = 0.85, 0.6  # of names of columns
THIN = (
    "no_values", "one_value", "few_in_records", "new_not_recorded",
    "skips_not_seen", "book_not_known", "known_of_nothing",
)  # fmt: skip


class RecordsError(Refusal, ValueError):
    """Session records break the format; ``broken`` lists every rule, each with its line as text."""

    def __init__(self, broken: Sequence[Broken | str], remarks: Sequence[str] = ()) -> None:
        self.broken = tuple(broken)
        super().__init__("\n".join([*map(str, broken), *(f"Remark: {one}." for one in remarks)]))


@dataclass(frozen=True)
class CheckedRecords:
    """Sessions as read, every broken rule (none when sound), and remarks.

    Remarks are what the file's reader left out, in words, and in sound records codes of what is
    thin.
    """

    sessions: pd.DataFrame
    broken: tuple[Broken | str, ...]
    remarks: tuple[str, ...]


def load_sessions(path: str | Path, outcomes: Sequence[Outcome] = (PAIN, SLEEP)) -> pd.DataFrame:
    """Load session records from CSV, XLSX or Parquet.

    Returns one row per session with the format's columns that the file has, and the outcomes';
    other columns are left out. ``day`` is an integer, other numbers are floats with NaN where
    missing, the rest is text. Rows keep the file's order.

    Raises RecordsError, which lists every broken rule with line, column, value and what would be
    right; OSError when the file can't be opened. Nothing is guessed, dropped or repaired.
    """
    checked = check_records(path, outcomes)
    if checked.broken:
        raise RecordsError(checked.broken, checked.remarks)
    return checked.sessions


def check_records(
    path: str | Path, outcomes: Sequence[Outcome] = (PAIN, SLEEP), plan: Plan = PLAN
) -> CheckedRecords:
    """Check session records against the format; see ``load_sessions``."""
    columns = record_columns(outcomes)
    if sound := _check_plain(path, outcomes, columns, plan):
        return sound
    try:
        cells = read_cells(path)
    except UnreadableError as error:
        return CheckedRecords(pd.DataFrame(), (error.reason,), error.remarks)
    table = cells.frame
    if "client_id" not in table and len(table.columns) > MOST_COLUMNS:
        turned = broken("turned", n=len(table.columns), most=MOST_COLUMNS)
        return CheckedRecords(pd.DataFrame(), (turned,), cells.remarks)
    names = [name for name in columns if name in table]
    read = {name: read_column(table[name], columns[name]) for name in names}
    frame = pd.DataFrame({name: values for name, (values, _) in read.items()}, index=table.index)
    unreadable = [one for _, found in read.values() for one in found]
    wrong = [*cells.broken, *unreadable, *find_others(Rows(frame, columns), unreadable)]
    wrong = [*find_absent(table, outcomes), *sorted(wrong, key=lambda one: one.order)]
    frame = frame.reset_index(drop=True)
    if wrong:
        return CheckedRecords(frame, tuple(wrong), cells.remarks)
    thin = find_remarks(list(table), frame, outcomes, plan.fewest_clients)
    return CheckedRecords(frame.astype({"day": "int64"}), (), (*cells.remarks, *thin))


def _check_plain(
    path: str | Path, outcomes: Sequence[Outcome], columns: Mapping[str, Column], plan: Plan
) -> CheckedRecords | None:
    """Check a well-formed file the fast way; None where it isn't one, or breaks any rule."""
    if (read := read_plain(path, columns)) is None:
        return None
    frame, names = read
    wrong = chain(find_absent(frame, outcomes), find_broken(Rows(frame, columns)))
    if next(wrong, None):
        return None
    thin = find_remarks(names, frame, outcomes, plan.fewest_clients)
    return CheckedRecords(frame.astype({"day": "int64"}), (), tuple(thin))


def find_others(rows: Rows, unreadable: Sequence[Broken]) -> list[Broken]:
    """Every broken rule, but for cells that can't be read."""
    places = {(one.line, one.column) for one in unreadable}
    return [one for one in find_broken(rows) if (one.line, one.column) not in places]


def read_column(
    cells: pd.Series, column: Column, where: str = LINE
) -> tuple[pd.Series, list[Broken]]:
    """Turn cells into numbers or text; report cells that can't be numbers."""
    empty = cells.isna() | cells.eq("")
    if not column.is_number:
        return cells.astype(str).mask(empty), []
    if pd.api.types.is_numeric_dtype(cells):
        return cells.astype(float), []
    readable = cells.str.fullmatch(NUMBER)
    numbers = pd.to_numeric(cells.where(readable)).astype(float)
    wrong = cells[~readable & ~empty]
    return numbers, [
        Broken(_explain(cell, column), int(line), str(cells.name), where)
        for line, cell in zip(wrong.index, wrong, strict=True)
    ]


def _explain(cell: str, column: Column) -> Code:
    facts = {"value": quote(cell), "right": column.right}
    if cell.lower() in MISSING_WORDS:
        return Code("missing_word", **facts)
    can_be = {
        name: number
        for name, form, number in (
            ("thousands", THOUSANDS, cell.replace(",", "")),
            ("decimal_comma", DECIMAL_COMMA, cell.replace(",", ".")),
        )
        if form.fullmatch(cell) and _can_hold(column, number)
    }
    if column.kind == "whole" and THOUSANDS.fullmatch(cell):
        can_be.pop("decimal_comma", None)
    if can_be:
        return Code(next(iter(can_be)) if len(can_be) == 1 else "comma", **facts, **can_be)
    return Code("date" if DATE.match(cell) else "not_a_number", **facts)


def _can_hold(column: Column, number: str) -> bool:
    return not any(wrong.any() for _, wrong in find_wrong(pd.Series([float(number)]), column))


def find_absent(cells: pd.DataFrame, outcomes: Sequence[Outcome]) -> Iterator[Broken]:
    """Columns that must be there and aren't, and no outcome at all."""
    asked = [outcome.column for outcome in outcomes]
    for name in ["client_id", "day", *(name for name in asked if name not in COLUMNS)]:
        if name not in cells:
            yield _name_absent(name, cells)
    if not {"client_id", "day"} & set(cells):
        yield broken("neither_column", 1)
    names = list(dict.fromkeys([*asked, *OUTCOME_COLUMNS]))
    there = [name for name in names if name in cells]
    if not there:
        yield broken("no_outcome", 1, names=", ".join(names))
    elif len(cells) and (cells[there].isna() | (cells[there] == "")).all(axis=None):
        yield broken("no_value", column=", ".join(there))


def _name_absent(name: str, cells: pd.DataFrame) -> Broken:
    spare = {re.sub(r"\W+", "_", str(one).lower()): one for one in cells if one not in COLUMNS}
    near = get_close_matches(name.lower(), spare, n=1, cutoff=NEARLY_ALIKE)
    if not near:
        return broken("no_column", 1, name=name)
    column = spare[near[0]]
    of_people = name == "client_id" and _holds_people(cells[column])
    rule = "names_of_people" if of_people else "another_name"
    return broken(rule, 1, name=name, near=quote(column))


def _holds_people(cells: pd.Series) -> bool:
    different = cells.drop_duplicates().astype(str)
    return bool(different.str.contains(LIKE_A_PERSON, na=False).any())


def find_remarks(
    names: Sequence[object], frame: pd.DataFrame, outcomes: Sequence[Outcome], fewest: int
) -> Iterator[Code]:
    """What is thin or odd in sound records; ``names`` are those of all columns of the file."""
    if _holds_people(frame["client_id"]):
        yield Code("like_people")
    extra = [name for name in names if name not in frame]
    if extra:
        yield Code("extra_columns", n=len(extra))
    for name in [name for name in COLUMNS if name not in frame]:
        near = get_close_matches(name, [str(one).lower() for one in extra], n=1, cutoff=ALIKE)
        if near:
            yield Code("near_name", found=quote(near[0]), column=name)
    yield from find_thin(frame, outcomes, fewest)


def find_thin(frame: pd.DataFrame, outcomes: Sequence[Outcome], fewest: int) -> Iterator[Code]:
    """What is thin in sound sessions: the remarks whose codes are ``THIN``."""
    filled = frame.columns[frame.notna().any()]
    for outcome in outcomes:
        if outcome.column not in filled:
            yield Code("no_values", column=outcome.column, outcome=outcome.name)
    for name in frame.columns.drop(["client_id", "agreed_known"], errors="ignore"):
        known = frame[name].dropna()
        if len(known) and (known == known.iloc[0]).all():
            yield Code("one_value", column=name)
    clients = frame["client_id"].nunique()
    if clients < fewest:
        yield Code("few_in_records", n=clients, fewest=fewest)
    if "new_client" not in filled:
        yield Code("new_not_recorded")
    yield from _find_unseen_in_book(frame)


def _find_unseen_in_book(frame: pd.DataFrame) -> Iterator[Code]:
    """What isn't known of the days that stood in the book."""
    if "agreed_day" in frame:
        stood = frame["agreed_day"].notna()
        n = int((stood & (frame["agreed_known"] == "no")).sum()) if "agreed_known" in frame else 0
        if n:
            yield Code("book_not_known", n=n, of=int(stood.sum()))
        return
    if "agreed_known" in frame:
        yield Code("known_of_nothing")
    if {"booked_day", "original_day"} & {*frame}:
        yield Code("skips_not_seen")
