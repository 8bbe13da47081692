"""Rules of the record format: what a cell, a row or a client breaks, and the line that says so."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, partial
from importlib.resources import files

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


@cache
def _lines() -> dict[str, str]:
    return tomllib.loads(files("analysis").joinpath("lines.toml").read_text("utf-8"))


def say(rule: str, **facts: object) -> str:
    """The line of an error, without its place."""
    return _lines()[rule].format(**facts)


@dataclass(frozen=True)
class Broken:
    """A broken rule with its facts, and where, if anywhere; its text is the line of an error."""

    rule: Code
    line: int | None = None
    column: str = ""
    where: str = LINE

    def __str__(self) -> str:
        line = "" if self.line is None else f"{self.where} {self.line}"
        place = ", ".join(part for part in (line, self.column) if part)
        said = say(self.rule, where=ROW if self.where == ROW else LINE, **self.rule.facts)
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

    def quote_client(self, row: int) -> str:
        """Show the code of the client in this row."""
        return quote(self.frame["client_id"].iloc[row])

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
        client, day = self.client[known], self.day[known]
        return known if are_in_order(client, day) else known[np.lexsort((day, client))]

    @cached_property
    def repeated(self) -> np.ndarray:
        """Rows whose client and day an earlier row has, where the code isn't a rounded one."""
        client, day = self.client[self.by_day], self.day[self.by_day]
        again = (client[1:] == client[:-1]) & (day[1:] == day[:-1])
        if not again.any():
            return np.array([], dtype=int)
        rows = np.sort(self.by_day[1:][again])
        return rows[~is_rounded(self.frame["client_id"]).to_numpy()[rows]]

    @cached_property
    def shared(self) -> np.ndarray:
        """Whether the client has a day that stands in more than one row."""
        return np.isin(self.client, self.client[self.repeated])


def are_in_order(client: np.ndarray, day: np.ndarray) -> bool:
    """Whether rows are ordered by a client's number and day."""
    further, later = np.diff(client), np.diff(day)
    return bool(((further > 0) | ((further == 0) & (later >= 0))).all())


def is_rounded(codes: pd.Series) -> pd.Series:
    """Whether each code was rounded: 2.98725E+13, or long numbers that all end in zeros."""
    unlike = [str(code) for code in codes.array.unique().dropna().tolist()]
    rounded, long = ([one for one in unlike if form.fullmatch(one)] for form in (ROUNDED, LONG))
    cut = [one for one in long if CUT.fullmatch(one)]
    found = rounded + cut if len(long) == len(cut) >= FEWEST_CUT else rounded
    return codes.isin(found) if found else pd.Series(False, index=codes.index)


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
        unknown = [one for one in values.array.unique() if one == one and one not in column.allowed]
        if unknown:
            rule = "not_known" if column.kind == "category" else "not_yes_or_no"
            yield rule, values.isin(unknown).to_numpy()


def _find_wrong_cells(rows: Rows) -> Iterator[Broken]:
    for name in map(str, rows.frame):
        values, column = rows.frame[name], rows.columns[name]
        right = column.right if column.required else f"{column.right}, or leave the cell empty"
        for rule, wrong in find_wrong(values, column):
            places = np.flatnonzero(wrong)
            if name == "day" and rule == "empty" and len(places) > 1:
                line = int(rows.frame.index[places].min())
                yield broken("no_days", line, name, rows.where, n=len(places), right=right)
            elif len(places):
                for line, value in zip(rows.frame.index[places], values.iloc[places], strict=True):
                    yield broken(rule, line, name, rows.where, value=quote(value), right=right)


def _find_rounded(rows: Rows) -> Iterator[Broken]:
    for name in [name for name in CODES if name in rows.frame]:
        places = np.flatnonzero(is_rounded(rows.frame[name]))
        if len(places):
            more = f" (and {len(places) - 1:,} more like it)" if len(places) > 1 else ""
            yield rows.broken(int(places[0]), name, "rounded", more=more, what=say("rounded_code"))


def _find_repeated_day(rows: Rows) -> Iterator[Broken]:
    n = len(rows.repeated)
    rule = "already_there" if n <= FEW else "all_already_there"
    for row in rows.repeated[: n if n <= FEW else 1].tolist():
        same = (rows.client == rows.client[row]) & (rows.day == rows.day[row])
        earlier, client = rows.frame.index[same.argmax()], rows.quote_client(row)
        yield rows.broken(row, "day", rule, earlier=earlier, client=client, n=n)


def _find_late_start(rows: Rows) -> Iterator[Broken]:
    client = rows.client[rows.by_day]
    first = rows.by_day[np.diff(client, prepend=-1) > 0]
    late = first[rows.day[first] > 0]
    for row in late[~np.isin(rows.client[late], rows.client[np.isnan(rows.day)])].tolist():
        yield rows.broken(row, "day", "starts_late", client=rows.quote_client(row))


def _find_booked_after(rows: Rows) -> Iterator[Broken]:
    for row in np.flatnonzero(rows.frame["booked_day"].to_numpy(dtype=float) > rows.day).tolist():
        yield rows.broken(row, "booked_day", "booked_after", day=quote(float(rows.day[row])))


def _find_agreed_early(rows: Rows) -> Iterator[Broken]:
    agreed, at = rows.frame["agreed_day"].to_numpy(dtype=float), rows.by_day
    first = np.diff(rows.client[at], prepend=-1) > 0
    before = np.where(first, np.nan, np.roll(rows.day[at], 1))
    early = (agreed[at] <= before) & (agreed[at] > 0) & ~rows.shared[at]
    for place in np.flatnonzero(early).tolist():
        day, earlier = quote(float(before[place])), int(rows.frame.index[at[place - 1]])
        yield rows.broken(int(at[place]), "agreed_day", "agreed_early", day=day, earlier=earlier)
    for row in np.flatnonzero((rows.day == 0) & (agreed > 0)).tolist():
        yield rows.broken(row, "agreed_day", "agreed_at_first")


def _find_two_answers(rows: Rows, column: str) -> Iterator[Broken]:
    yes, no = (rows.frame[column].array == one for one in ("yes", "no"))
    told = np.flatnonzero((yes | no) & ~rows.shared & (rows.client >= 0))
    _, first, client = np.unique(rows.client[told], return_index=True, return_inverse=True)
    changed = told[yes[told] != yes[told[first]][client]]
    changed = changed[np.sort(np.unique(rows.client[changed], return_index=True)[1])]
    n = len(changed)
    rule = "two_answers" if n <= FEW else "all_two_answers"
    for row in changed[: n if n <= FEW else 1].tolist():
        yield rows.broken(row, column, rule, client=rows.quote_client(row), n=n)


PER_DAY = ("client_id", "day")
RULES: dict[str, tuple[tuple[str, ...], Callable[[Rows], Iterator[Broken]]]] = {
    "rounded": (("client_id",), _find_rounded),
    "repeated_day": (PER_DAY, _find_repeated_day),
    "late_start": (PER_DAY, _find_late_start),
    "booked_after": (("day", "booked_day"), _find_booked_after),
    "agreed_early": ((*PER_DAY, "agreed_day"), _find_agreed_early),
    "new_client": ((*PER_DAY, "new_client"), partial(_find_two_answers, column="new_client")),
    "active": ((*PER_DAY, "active"), partial(_find_two_answers, column="active")),
}


def find_broken(rows: Rows) -> Iterator[Broken]:
    """Yield what single cells break, then what breaks the rules across columns and rows."""
    yield from _find_wrong_cells(rows)
    for needs, find in RULES.values():
        if set(needs) <= set(rows.frame):
            yield from find(rows)
