"""Rules of the record format: what a cell, a row or a client breaks, and the line that says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.codes import Code
from analysis.schema import Column

QUOTED = 40  # characters of a cell that a message quotes
FEW = 5  # lines that are told one by one
ROUNDED = re.compile(r"\d(?:[.,]\d+[eE][+-]?|[eE]\+)\d{1,3}")  # 2.98725E+13
LONG = re.compile(r"\d{12,}(\.0)?")
CUT = re.compile(r"(\d{6,}0{6,}|\d{15}0+)(\.0)?")  # six or fifteen digits, then zeros
FEWEST_CUT = 3
CODES = ("client_id", "therapist_id")
LINE, ROW = "line", "row"  # where messages say that something stands: in a file, in a frame
ROUNDED_ID = (
    "a number that a spreadsheet has rounded, so that several people may have become one: in "
    "the spreadsheet that the numbers come from, format the column as text, and export again"
)
SITES = (
    "Were client codes given out anew at each site, so that one code stands for several people? "
    "Then put the site's code in front of each, such as A-12 and B-12."
)
FROM_AN_EXPORT = (
    "is this an export of practice software? It becomes session records, with random codes in "
    "place of names, by analysis anonymise (docs/your-own-records.md)"
)
A_TABLE = "give session records as a table, one row per session, such as load_sessions returns"
TWO_CODES = "if these are two people, such as of two sites, give them two codes"
LINES = {
    "no_table": f"this is a {{kind}}: {A_TABLE}",
    "several_levels": "the columns have names of several levels: give each one name",
    "two_columns": "there are two columns called {name}: keep the one that is meant",
    "turned": "the file has {n} columns; session records have one row per session and at most "
    "{most} columns: is it turned on its side, or another kind of table?",
    "no_column": "there is no column {name}",
    "another_name": "there is no column {name}; the nearest name is {near}: rename it {name}",
    "names_of_people": "there is no column {name}; {near} seems to hold names, which must not be "
    f"records: {FROM_AN_EXPORT}",
    "neither_column": f"neither client_id nor day is there: {FROM_AN_EXPORT}",
    "no_outcome": "there is no outcome; at least one of {names} is needed",
    "no_value": "no value in the whole file, so there is no outcome to study",
    "two_kinds": "some codes are text and some are numbers: write all of them as text",
    "no_numbers": "no value is a number, the first is {value}: write {right}",
    "empty_line": "the line is empty: remove it",
    "empty_lines": "the lines from here to line {last} are empty: remove them",
    "many_cells": "{found} cells where the header has {n}: a value that contains the separator "
    "needs quotation marks around it",
    "few_cells": "{found} cells where the header has {n}: is the file cut short, or a separator "
    "missing?",
    "beside": "there is something in this column, and no name above it: write one into the line "
    "that names the columns, or move what doesn't belong to the table to another sheet",
    "not_calculated": "a formula whose result isn't stored: copy the cells and paste them as "
    "values, then save again",
    "empty": "the cell is empty: every session needs {right}",
    "no_days": "{n:,} lines have no day, this one first: every session needs {right}. Lines "
    "without a visit, such as those that REDCap writes for what is asked once (age, condition), "
    "are no sessions: copy what you need of them into the client's other lines, then remove them",
    "missing_word": "{value} is text: leave the cell empty where nothing was recorded",
    "comma": "{value} can be {thousands} or {decimal_comma}: write it without a comma",
    "thousands": "{value} is written with a comma between thousands: write {thousands}",
    "decimal_comma": "{value} is written with a decimal comma: write {decimal_comma}",
    "date": "{value} is a date: write {right}",
    "not_a_number": "{value} is not a number: write {right}",
    "below_zero": "{value} is below zero: write {right}",
    "not_finite": "{value} is not a finite number: write {right}",
    "not_known": "{value} is not a known value: write {right}",
    "not_whole": "{value} is not a whole number: write {right}",
    "not_yes_or_no": "{value} is not yes or no in small letters: write {right}",
    "too_high": "{value} is too high: write {right}",
    "too_low": "{value} is too low: write {right}",
    "rounded": "{value}{more} is " + ROUNDED_ID,
    "already_there": "{value} is already there for client {client} ({where} {earlier}): keep one "
    f"row per client and day; {TWO_CODES}",
    "all_already_there": "{n:,} {where}s have a client and day that an earlier {where} has, this "
    f"one first ({{value}}, client {{client}}, {{where}} {{earlier}}). {SITES} Only where it is "
    "the same person, keep one row per client and day",
    "starts_late": "{value} is the first day of client {client}: count days from the client's "
    "first session, which is day 0",
    "booked_after": "{value} is after the session's day, {day}: write the day on which the "
    "appointment was fixed, which can't be later",
    "two_answers": "{value} is not what an earlier row of client {client} says: write the same "
    f"answer in every row of a client; {TWO_CODES}",
    "all_two_answers": "{n:,} clients have both answers, this one first (client {client}). "
    f"{SITES} Only where it is the same person, write the same answer in all her rows",
}


@dataclass(frozen=True)
class Broken:
    """A broken rule with its facts, and where: in a cell, a line, a column, or the whole table.

    Its text is the line that an error shows.
    """

    rule: Code
    line: int | None = None
    column: str = ""
    where: str = LINE

    def __str__(self) -> str:
        line = "" if self.line is None else f"{self.where} {self.line}"
        place = ", ".join(part for part in (line, self.column) if part)
        said = LINES[self.rule].format(where=self.where, **self.rule.facts)
        return f"{place}: {said}" if place else said

    @property
    def order(self) -> tuple[int, bool, str, str]:
        """Lines from above, columns by name, then what concerns the line as a whole."""
        return self.line or 0, not self.column, self.column, self.rule


def broken(rule: str, line: int | None = None, column: str = "", where: str = LINE,
           **facts: object) -> Broken:  # fmt: skip
    """A broken rule with these facts."""
    return Broken(Code(rule, **facts), line, column, where)


def quote(cell: object) -> str:
    """Show a cell in a message: short, on one line, numbers without needless zeros."""
    text = f"{cell:g}" if isinstance(cell, float) else str(cell)
    text = "".join(letter if letter.isprintable() else "?" for letter in text)
    return text if len(text) <= QUOTED else text[:QUOTED] + "..."


@dataclass(frozen=True)
class Rows:
    """Sessions in plain types, whose index says where each row stands."""

    frame: pd.DataFrame
    columns: Mapping[str, Column]
    where: str = LINE

    def broken(self, row: int, column: str, rule: str, **facts: object) -> Broken:
        """A rule that the cell in this row, counted from 0, breaks."""
        value = quote(self.frame[column].iloc[row])
        line = int(self.frame.index[row])
        return broken(rule, line, column, self.where, value=value, **facts)

    @cached_property
    def client(self) -> np.ndarray:
        """A number for the client of each row, -1 where there is none."""
        return self.frame["client_id"].array.factorize()[0]

    @cached_property
    def day(self) -> np.ndarray:
        """The day of each row, NaN where there is none."""
        return self.frame["day"].to_numpy(dtype=float)

    @cached_property
    def by_day(self) -> np.ndarray:
        """Rows with a client and a day, client by client, in order of days and then of rows."""
        known = np.flatnonzero((self.client >= 0) & ~np.isnan(self.day))
        return known[np.lexsort((self.day[known], self.client[known]))]

    @cached_property
    def rounded(self) -> np.ndarray:
        """Whether the client's code is a number that a spreadsheet has rounded."""
        return is_rounded(self.frame["client_id"]).to_numpy()

    @cached_property
    def repeated(self) -> tuple[np.ndarray, np.ndarray]:
        """Rows whose client and day an earlier row has, and the first such row of each."""
        client, day = self.client[self.by_day], self.day[self.by_day]
        again = np.zeros(len(day), dtype=bool)
        again[1:] = (client[1:] == client[:-1]) & (day[1:] == day[:-1])
        first = self.by_day[~again][np.cumsum(~again) - 1]
        again &= ~self.rounded[self.by_day]
        in_order = np.argsort(self.by_day[again])
        return self.by_day[again][in_order], first[again][in_order]

    @cached_property
    def shared(self) -> np.ndarray:
        """Whether the client has a day that stands in more than one row."""
        found = np.zeros(self.client.max(initial=-1) + 2, dtype=bool)
        found[self.client[self.repeated[0]]] = True
        return found[self.client]


def is_rounded(codes: pd.Series) -> pd.Series:
    """Whether each code is a number that a spreadsheet has rounded.

    So is 2.98725E+13; and so are long numbers where all of them end in zeros.
    """
    unlike = [str(code) for code in codes.dropna().unique()]
    rounded, long = ([one for one in unlike if form.fullmatch(one)] for form in (ROUNDED, LONG))
    cut = [one for one in long if CUT.fullmatch(one)]
    return codes.isin(rounded + cut if len(long) == len(cut) >= FEWEST_CUT else rounded)


def find_wrong(values: pd.Series, column: Column) -> Iterator[tuple[str, np.ndarray]]:
    """Yield each rule of single cells, and which of these values break it; missing ones don't."""
    if column.required:
        yield "empty", values.isna().to_numpy()
    if column.is_number:
        numbers = values.to_numpy(dtype=float)
        infinite = np.isinf(numbers)
        if column.free:
            yield "not_finite", infinite
        else:
            yield "too_low" if column.low else "below_zero", numbers < column.low
            yield "too_high", numbers > column.high
        if column.kind == "whole":
            yield "not_whole", (np.floor(numbers) < numbers) | infinite
    elif column.allowed:
        known = values.isin([*column.allowed, np.nan]).to_numpy()
        yield "not_known" if column.kind == "category" else "not_yes_or_no", ~known


def _find_wrong_cells(rows: Rows) -> Iterator[Broken]:
    for name, values in rows.frame.items():
        column = rows.columns[name]
        right = column.right if column.required else f"{column.right}, or leave the cell empty"
        for rule, wrong in find_wrong(values, column):
            places = np.flatnonzero(wrong)
            if name == "day" and rule == "empty" and len(places) > 1:
                line = int(rows.frame.index[places].min())
                yield broken("no_days", line, name, rows.where, n=len(places), right=right)
                continue
            for line, value in values.iloc[places].items():
                yield broken(rule, int(line), name, rows.where, value=quote(value), right=right)


def _find_rounded(rows: Rows) -> Iterator[Broken]:
    for name in [name for name in CODES if name in rows.frame]:
        of_client = name == "client_id"
        places = np.flatnonzero(rows.rounded if of_client else is_rounded(rows.frame[name]))
        if len(places):
            more = f" (and {len(places) - 1:,} more like it)" if len(places) > 1 else ""
            yield rows.broken(places[0], name, "rounded", more=more)


def _find_repeated_day(rows: Rows) -> Iterator[Broken]:
    n = len(rows.repeated[0])
    for row, before in list(zip(*rows.repeated, strict=True))[: None if n <= FEW else 1]:
        facts = {"client": quote(rows.frame["client_id"].iloc[row]), "n": n}
        rule = "already_there" if n <= FEW else "all_already_there"
        yield rows.broken(row, "day", rule, earlier=rows.frame.index[before], **facts)


def _find_late_start(rows: Rows) -> Iterator[Broken]:
    client = rows.client[rows.by_day]
    first = rows.by_day[np.diff(client, prepend=-1) > 0]
    late = first[rows.day[first] > 0]
    for row in late[~np.isin(rows.client[late], rows.client[np.isnan(rows.day)])]:
        client = quote(rows.frame["client_id"].iloc[row])
        yield rows.broken(row, "day", "starts_late", client=client)


def _find_booked_after(rows: Rows) -> Iterator[Broken]:
    for row in np.flatnonzero(rows.frame["booked_day"].to_numpy(dtype=float) > rows.day):
        yield rows.broken(row, "booked_day", "booked_after", day=quote(float(rows.day[row])))


def _find_two_answers(column: str) -> Callable[[Rows], Iterator[Broken]]:
    def find(rows: Rows) -> Iterator[Broken]:
        yes, no = (rows.frame[column].eq(one).to_numpy() for one in ("yes", "no"))
        told = np.flatnonzero((yes | no) & ~rows.shared & (rows.client >= 0))
        first = np.zeros(rows.client.max(initial=-1) + 1, dtype=bool)
        first[rows.client[told[::-1]]] = yes[told[::-1]]
        changed = told[yes[told] != first[rows.client[told]]]
        changed = changed[~pd.Series(rows.client[changed]).duplicated().to_numpy()]
        for row in changed[: None if len(changed) <= FEW else 1]:
            client = quote(rows.frame["client_id"].iloc[row])
            rule = "two_answers" if len(changed) <= FEW else "all_two_answers"
            yield rows.broken(row, column, rule, client=client, n=len(changed))

    return find


PER_DAY = ("client_id", "day")
RULES = {
    "rounded": (("client_id",), _find_rounded),
    "repeated_day": (PER_DAY, _find_repeated_day),
    "late_start": (PER_DAY, _find_late_start),
    "booked_after": (("day", "booked_day"), _find_booked_after),
    "new_client": ((*PER_DAY, "new_client"), _find_two_answers("new_client")),
    "active": ((*PER_DAY, "active"), _find_two_answers("active")),
}


def find_broken(rows: Rows) -> Iterator[Broken]:
    """Yield what single cells break, then what breaks the rules across columns and rows."""
    yield from _find_wrong_cells(rows)
    for needs, find in RULES.values():
        if set(needs) <= set(rows.frame):
            yield from find(rows)
