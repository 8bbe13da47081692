"""Load session records, or list every rule they break in words that anyone understands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from analysis.cells import UnreadableError, read_cells
from analysis.plan import PLAN, Plan
from analysis.refusal import Refusal
from analysis.rules import LINE, RULES, quote
from analysis.schema import COLUMNS, OUTCOME_COLUMNS, PAIN, SLEEP, Outcome, is_empty, record_schema

NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
LIKE_A_PERSON = r"[@ ]|^[^\W\d_]{3,}$|\d{7,}"  # a space or @, letters only, many digits
FROM_AN_EXPORT = (
    "is this an export of practice software? It becomes session records, with random codes in "
    "place of names, by analysis anonymise (docs/your-own-records.md)"
)
MOST_COLUMNS = 200
TURNED = (
    "the file has {n} columns; session records have one row per session and at most {most} "
    "columns: is it turned on its side, or another kind of table?"
)
NO_DAY = (
    "{n} lines have no day, this one first: every session needs {right}. Lines without a visit, "
    "such as those that REDCap writes for what is asked once (age, condition), are no sessions: "
    "copy what you need of them into the client's other lines, then remove them"
)
THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+")
DECIMAL_COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+")
MISSING_WORDS = {"na", "n/a", "nan", "null", "none", "-", "--", "?", ".", "#n/a", "missing"}


class RecordsError(Refusal, ValueError):
    """Session records break the format; ``broken`` lists every rule, one sentence each."""

    def __init__(self, broken: Sequence[str], remarks: Sequence[str] = ()) -> None:
        self.broken = tuple(broken)
        super().__init__("\n".join([*broken, *(f"Remark: {remark}." for remark in remarks)]))


@dataclass(frozen=True)
class CheckedRecords:
    """Sessions as read, every broken rule (none when sound), and remarks.

    Remarks say what is thin in sound records, and what of the file was left out in any.
    """

    sessions: pd.DataFrame
    broken: tuple[str, ...]
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
    schema = record_schema(outcomes)
    try:
        cells = read_cells(path)
    except UnreadableError as error:
        return CheckedRecords(pd.DataFrame(), (str(error),), error.remarks)
    if "client_id" not in cells.frame and len(cells.frame.columns) > MOST_COLUMNS:
        turned = TURNED.format(n=len(cells.frame.columns), most=MOST_COLUMNS)
        return CheckedRecords(pd.DataFrame(), (turned,), cells.remarks)
    known = [name for name in schema.columns if name in cells.frame]
    columns, broken = {}, []
    for name in known:
        columns[name], unreadable = read_column(cells.frame[name], schema.columns[name])
        broken.extend(unreadable)
    frame = pd.DataFrame(columns, index=cells.frame.index)
    unreadable_places = {text.split(":")[0] for _, text in broken}
    broken.extend(
        (line, text)
        for line, text in find_broken(frame, schema)
        if text.split(":")[0] not in unreadable_places
    )
    header = [
        *_find_missing_columns(cells.frame, outcomes),
        *_find_no_outcome(cells.frame, outcomes),
    ]
    in_order = header + [text for _, text in sorted([*_with_lines(cells.broken), *broken])]
    sessions = frame.reset_index(drop=True)
    if in_order:
        return CheckedRecords(sessions, tuple(in_order), cells.remarks)
    remarks = (
        *cells.remarks,
        *_find_remarks(cells.frame, frame, outcomes, plan.fewest_clients),
    )
    return CheckedRecords(sessions.astype({"day": "int64"}), (), remarks)


def _with_lines(messages: Sequence[str]) -> Iterator[tuple[int, str]]:
    return ((int(re.findall(r"\d+", text)[0]), text) for text in messages)


def read_column(
    cells: pd.Series, column: pa.Column, place: str = LINE
) -> tuple[pd.Series, list[tuple[int, str]]]:
    """Turn cells into numbers or text; report cells that can't be numbers."""
    empty = cells.isna() | cells.eq("")
    if column.metadata["kind"] not in ("number", "whole"):
        return cells.astype(str).mask(empty), []
    if pd.api.types.is_numeric_dtype(cells):
        return cells.astype(float), []
    readable = cells.str.fullmatch(NUMBER)
    numbers = pd.to_numeric(cells.where(readable)).astype(float)
    wrong = cells[~readable & ~empty]
    messages = [
        (line, f"{place} {line}, {column.name or cells.name}: {_explain_text(cell, column)}")
        for line, cell in wrong.items()
    ]
    return numbers, messages


def _explain_text(cell: str, column: pa.Column) -> str:
    right = column.metadata["right"]
    shown = quote(cell)
    if cell.lower() in MISSING_WORDS:
        return f"{shown} is text: leave the cell empty where nothing was recorded"
    if comma := _explain_comma(cell, column):
        return f"{shown} {comma}"
    if re.match(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}", cell):
        return f"{shown} is a date: write {right}"
    return f"{shown} is not a number: write {right}"


def _explain_comma(cell: str, column: pa.Column) -> str | None:
    """What a comma may mean: only numbers that the column can hold are proposed."""
    is_whole = column.metadata["kind"] == "whole"
    thousands, decimal = cell.replace(",", ""), cell.replace(",", ".")
    can_be_thousands = bool(THOUSANDS.fullmatch(cell)) and _is_allowed(thousands, column)
    can_be_decimal = bool(DECIMAL_COMMA.fullmatch(cell)) and _is_allowed(decimal, column)
    if is_whole and THOUSANDS.fullmatch(cell):
        can_be_decimal = False
    if can_be_thousands and can_be_decimal:
        return f"can be {thousands} or {decimal}: write it without a comma"
    if can_be_thousands:
        return f"is written with a comma between thousands: write {thousands}"
    return f"is written with a decimal comma: write {decimal}" if can_be_decimal else None


def _is_allowed(number: str, column: pa.Column) -> bool:
    return all(check(pd.Series([float(number)])).check_passed for check in column.checks)


def find_broken(
    frame: pd.DataFrame, schema: pa.DataFrameSchema, place: str = LINE
) -> list[tuple[int, str]]:
    """Rules of single cells from the schema, then rules across columns and rows."""
    present = {name: column for name, column in schema.columns.items() if name in frame}
    try:
        pa.DataFrameSchema(present).validate(frame, lazy=True)
        failures = pd.DataFrame(columns=["column", "check", "failure_case", "index"])
    except pa.errors.SchemaErrors as errors:
        failures = errors.failure_cases
    no_day = failures[failures["check"].eq("not_nullable") & failures["column"].eq("day")]
    found = []
    if len(no_day) > 1:
        failures = failures.drop(no_day.index)
        line = int(no_day["index"].min())
        said = NO_DAY.format(n=f"{len(no_day):,}", right=present["day"].metadata["right"])
        found.append((line, f"{place} {line}, day: {said}"))
    for failure in failures.itertuples():
        column = present[failure.column]
        where = f"{place} {failure.index}, {failure.column}"
        if failure.check == "not_nullable":
            text = f"the cell is empty: every session needs {column.metadata['right']}"
        else:
            text = f"{quote(failure.failure_case)} is {failure.check}: write {_right(column)}"
        found.append((int(failure.index), f"{where}: {text}"))
    for rule in RULES:
        if set(rule.needs) <= set(frame):
            found.extend(rule.find(frame, place))
    return found


def _right(column: pa.Column) -> str:
    right = str(column.metadata["right"])
    return f"{right}, or leave the cell empty" if column.nullable else right


def _find_missing_columns(cells: pd.DataFrame, outcomes: Sequence[Outcome]) -> Iterator[str]:
    own = [outcome.column for outcome in outcomes if outcome.column not in COLUMNS]
    for name in ["client_id", "day", *own]:
        if name not in cells:
            yield f"line 1: there is no column {name}{_suggest(name, cells)}"
    if not {"client_id", "day"} & set(cells):
        yield f"line 1: neither client_id nor day is there: {FROM_AN_EXPORT}"


def _suggest(name: str, cells: pd.DataFrame) -> str:
    spare = {re.sub(r"\W+", "_", str(c).lower()): c for c in cells if c not in COLUMNS}
    near = get_close_matches(name.lower(), spare, n=1, cutoff=0.6)
    if not near:
        return ""
    column = spare[near[0]]
    if name == "client_id" and _holds_people(cells[column]):
        return f"; {quote(column)} seems to hold names, which must not be records: {FROM_AN_EXPORT}"
    return f"; the nearest name is {quote(column)}: rename it {name}"


def _holds_people(cells: pd.Series) -> bool:
    return bool(cells.astype(str).str.contains(LIKE_A_PERSON, na=False).any())


def _find_no_outcome(cells: pd.DataFrame, outcomes: Sequence[Outcome]) -> Iterator[str]:
    names = list(dict.fromkeys([*(outcome.column for outcome in outcomes), *OUTCOME_COLUMNS]))
    there = [name for name in names if name in cells]
    if not there:
        yield f"line 1: there is no outcome; at least one of {', '.join(names)} is needed"
    elif len(cells) and (cells[there].isna() | cells[there].eq("")).all(axis=None):
        yield f"{', '.join(there)}: no value in the whole file, so there is no outcome to study"


def _find_remarks(
    cells: pd.DataFrame, frame: pd.DataFrame, outcomes: Sequence[Outcome], fewest: int
) -> Iterator[str]:
    if "client_id" in frame and _holds_people(frame["client_id"]):
        yield "some client codes look like a name, a phone number or an address; use random codes"
    extra = [name for name in cells if name not in frame]
    if extra:
        yield f"columns that are not part of the format were left out: {len(extra)}"
    for name in [name for name in COLUMNS if name not in frame]:
        near = get_close_matches(name, [str(c).lower() for c in extra], n=1, cutoff=0.85)
        if near:
            yield f"a column left out is called {quote(near[0])}: is it {name}?"
    for outcome in outcomes:
        if outcome.column not in frame or is_empty(frame[outcome.column]):
            yield f"{outcome.column} has no values, so nothing can be said about {outcome.name}"
    for name in frame:
        if name != "client_id" and not is_empty(frame[name]) and frame[name].nunique() == 1:
            yield f"{name} has the same value in every row that has one"
    clients = frame["client_id"].nunique() if "client_id" in frame else 0
    if clients < fewest:
        yield f"few clients: {clients}; no answer is given with fewer than {fewest}"
    if "new_client" not in frame or is_empty(frame["new_client"]):
        yield "new_client is not recorded, so everyone counts as new and day 0 as the first visit"
