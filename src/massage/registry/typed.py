"""SQL that gives the columns of a file their types, and says which cells break a rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import isfinite
from typing import Literal

from jinja2 import Environment, StrictUndefined

from analysis.records import NUMBER
from analysis.schema import COLUMNS, Column, Outcome, record_columns

Found = Literal["text", "string", "parsed", "number", "whole", "single", "yes_or_no"]
NUMBERS = ("number", "whole", "single")
NAN = "CAST('NaN' AS DOUBLE)"
READABLE = f"^(?:{NUMBER})$".replace(r"\.", "[.]")


@dataclass(frozen=True)
class CellRule:
    """A rule of single rows: the column that it is told of, and when a row breaks it."""

    column: str
    rule: str
    holds: str

    @property
    def key(self) -> str:
        """A name that SQL takes."""
        return f"n_{self.rule}_{self.column}"


@dataclass(frozen=True)
class Layout:
    """Columns of records in a file: what each takes, and as what the file holds it.

    ``found`` has the columns that are there, by their names in the file: ``text`` are cells of CSV,
    ``string`` text that was stored as it is, ``parsed`` what an engine's reader made of CSV. In SQL
    each has its name in the record format, an outcome of one's own ``own_0`` and so on. ``kept``
    are rules, by column and rule, that the file's own statistics show to be kept.
    """

    columns: Mapping[str, Column]
    found: Mapping[str, Found]
    outcomes: tuple[Outcome, ...]
    kept: frozenset[tuple[str, str]] = frozenset()

    @property
    def names(self) -> dict[str, str]:
        """The name in SQL of each column that is there."""
        own = [name for name in self.columns if name not in COLUMNS]
        safe = {name: name for name in COLUMNS} | {name: f"own_{k}" for k, name in enumerate(own)}
        return {name: safe[name] for name in self.columns if name in self.found}

    @property
    def outcome_columns(self) -> list[str]:
        """The name in SQL of each outcome's column, with or without a column in the file."""
        return [self.safe(one.column) for one in self.outcomes]

    def safe(self, name: str) -> str:
        """The name in SQL of a column, whether it is there or not."""
        own = [one for one in self.columns if one not in COLUMNS]
        return name if name in COLUMNS else f"own_{own.index(name)}"

    def select(self, cells: str, kept: Sequence[str] = ()) -> str:
        """SELECT of the typed columns, ``raw_`` ones as found, ``broken`` and those kept."""
        typed = [
            f"{_type(self.columns[name], self.found[name], safe)} AS {safe}, {safe} AS raw_{safe}"
            for name, safe in self.names.items()
        ]
        typed += [f"{_nothing(name)} AS {self.safe(name)}" for name in self._no]
        inner = f"SELECT {', '.join([*typed, *kept])} FROM ({cells})"
        return f"SELECT *, {self.broken} AS broken FROM ({inner})"

    @property
    def _no(self) -> list[str]:
        return [name for name in self.columns if name not in self.found]

    def list_rules(self) -> list[CellRule]:
        """Every rule of single rows; cells are columns of ``typed``, as found ``raw_``."""
        rules = [
            CellRule(safe, rule, holds)
            for name, safe in self.names.items()
            for rule, holds in _break(self.columns[name], self.found[name], safe)
            if (name, rule) not in self.kept
        ]
        if "booked_day" in self.found:
            rules.append(CellRule("booked_day", "booked_after", "booked_day > day"))
        if "agreed_day" in self.found:
            early = "day = 0 AND agreed_day > 0"
            rules.append(CellRule("agreed_day", "agreed_at_first", early))
        return rules

    @property
    def broken(self) -> str:
        """Whether a row breaks any rule of single rows."""
        return " OR ".join(f"({one.holds})" for one in self.list_rules()) or "FALSE"


def lay_out(
    found: Mapping[str, Found],
    outcomes: Sequence[Outcome],
    ends: Mapping[str, tuple[float, float]] | None = None,
) -> Layout:
    """Lay out the columns that a file has, for records that carry these outcomes.

    ``ends`` are the lowest and highest number of columns whose file says so.
    """
    columns = record_columns(outcomes)
    there = {name: found[name] for name in columns if name in found}
    kept = {
        (name, rule)
        for name, (low, high) in (ends or {}).items()
        if name in there and columns[name].is_number
        for rule, holds in {
            "below_zero": low >= columns[name].low,
            "too_low": low >= columns[name].low,
            "too_high": high <= columns[name].high,
        }.items()
        if holds
    }
    return Layout(columns, there, tuple(outcomes), frozenset(kept))


def _nothing(name: str) -> str:
    number = name not in COLUMNS or COLUMNS[name].is_number
    return f"CAST(NULL AS {'DOUBLE' if number else 'STRING'})"


def _type(column: Column, found: Found, cell: str) -> str:
    if column.is_number:
        if found == "parsed":
            return cell
        if found == "whole":
            return f"CAST({cell} AS DOUBLE)"
        if found == "number":
            return f"nullif(CAST({cell} AS DOUBLE), {NAN})"
        if found == "single":  # as it is written: 0.1, not 0.10000000149
            return f"nullif(CAST(CAST({cell} AS STRING) AS DOUBLE), {NAN})"
        text = _text(found, cell)
        sign = f"CASE WHEN {text} LIKE '-%' THEN -1 ELSE 1 END"
        too_large = f"{sign} * CAST('Infinity' AS DOUBLE)"
        number = f"coalesce(try_cast({text} AS DOUBLE), {too_large})"
        return f"CASE WHEN regexp_replace({text}, '{READABLE}', '') = '' THEN {number} END"
    return _text(found, cell)


def _text(found: Found, cell: str) -> str:
    if found == "yes_or_no":
        return f"CASE WHEN {cell} THEN 'yes' WHEN NOT {cell} THEN 'no' END"
    if found == "text":
        return f"nullif(trim({cell}), '')"
    if found == "string":
        return f"nullif({cell}, '')"
    return cell if found == "parsed" else f"CAST({cell} AS STRING)"


def _break(column: Column, found: Found, cell: str) -> Iterator[tuple[str, str]]:
    """Each rule of a column, and the SQL of a cell that breaks it."""
    if column.is_number and found == "parsed":
        if not isfinite(column.high):  # NaN is above every number, for engines
            yield "unreadable", f"{cell} = {NAN}"
    elif column.is_number and found not in NUMBERS:
        raw = _text(found, f"raw_{cell}")
        yield "unreadable", f"regexp_replace({raw}, '{READABLE}', '') <> ''"
        if column.required:
            yield "empty", f"{raw} IS NULL"
    if column.required and not (column.is_number and found not in (*NUMBERS, "parsed")):
        yield "empty", f"{cell} IS NULL"
    if column.is_number:
        if isfinite(column.low):
            yield "too_low" if column.low else "below_zero", f"{cell} < {column.low!r}"
            yield "too_high", f"{cell} > {column.high!r}"
        if column.kind == "whole" and found != "whole":
            whole = f"{cell} < 1e15 AND floor({cell}) < {cell}"
            yield "not_whole", f"{whole} OR abs({cell}) = CAST('Infinity' AS DOUBLE)"
    elif column.allowed:
        rule = "not_known" if column.kind == "category" else "not_yes_or_no"
        raw = f"raw_{cell}" if found == "string" else cell
        empty = ["''"] * (found == "string")
        yield rule, f"{raw} NOT IN ({', '.join([*map(quote, column.allowed), *empty])})"


def quote(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


@cache
def _templates() -> Environment:
    made = Environment(trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    made.globals.update(quote=quote)
    return made


def render(name: str, **places: object) -> str:
    """A statement of ``sql``, with these places filled."""
    text = files("massage.registry").joinpath("sql", f"{name}.sql").read_text("utf-8")
    return _templates().from_string(text).render(places)
