"""Which rows of large records break a rule: the first of them in words, and counts per rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.records import RecordsError, find_others, read_column
from analysis.rules import CODES, FEW, LINE, Broken, Rows, broken, is_rounded, quote, say
from massage.registry.engine import Engine
from massage.registry.typed import CellRule, render
from massage.registry.typed import quote as quote_sql
from massage.words import codes

FIRST = 20  # rows that are told one by one
MOST_VALUES = 10_000  # different cells that can't be read, of which each gets its rule
MOST_CODES = 1_000  # codes that a statement names
ACROSS = {
    "repeated_day": ("already_there", "day"),
    "late_start": ("starts_late", "day"),
    "new_client": ("two_answers", "new_client"),
    "active": ("two_answers", "active"),
    "agreed_early": ("agreed_early", "agreed_day"),
}


@dataclass(frozen=True)
class Findings:
    """The rules that the first rows break, and how many cells or rows break each in all."""

    first: tuple[Broken, ...]
    counts: dict[tuple[str, str], int]
    more: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[Broken | str, ...]:
        """What an error lists: the first rows, then counts by column and rule."""
        if not self.counts:
            return (*self.first, *self.more)
        total = codes.say("large", "counted", n=sum(self.counts.values()), first=FIRST)
        names = codes.read_words("large")["rules"]
        by_rule = [
            codes.say("large", "of_rule", column=column, rule=names[rule], n=n)
            for (column, rule), n in sorted(self.counts.items(), key=lambda one: (-one[1], one[0]))
        ]
        return (*self.first, total, *by_rule, *self.more)


class CountedError(RecordsError):
    """Large records break the format; ``findings`` has the first rows, and counts by rule."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        super().__init__(findings.lines)


def find_broken(engine: Engine, gathered: pd.DataFrame) -> Findings:
    """Find what breaks the rules, in passes of which none holds the records in memory.

    ``gathered`` is what ``gather`` returned of the same records.
    """
    engine.number_rows()
    counts: Counter[tuple[str, str]] = Counter()
    told = [*_find_rounded(engine, gathered, counts)]
    if gathered["n_broken"].any():
        _count_cells(engine, counts)
        told += _find_first_cells(engine)
    told += _find_across(engine, gathered, counts)
    told.sort(key=lambda one: (one.where, one.order))
    lines = list(dict.fromkeys((one.where, one.line) for one in told))[:FIRST]
    return Findings(tuple(one for one in told if (one.where, one.line) in lines), dict(counts))


def _count_cells(engine: Engine, counts: Counter[tuple[str, str]]) -> None:
    rules = engine.layout.list_rules()
    found = engine.ask(render("cells", rules=rules)).iloc[0]
    own = {safe: name for name, safe in engine.layout.names.items()}
    for rule in rules:
        if not (n := int(found[rule.key])):
            continue
        if rule.rule == "unreadable":
            counts.update(_tell_apart(engine, rule, own[rule.column], n))
        else:
            counts[own[rule.column], rule.rule] += n


def _tell_apart(engine: Engine, rule: CellRule, name: str, n: int) -> Counter[tuple[str, str]]:
    """Count cells that can't be read by what they are taken for."""
    cell = f"raw_{rule.column}"
    cells = engine.ask(
        f"SELECT trim(CAST({cell} AS STRING)) AS cell, count(*) AS n FROM numbered "
        f"WHERE {rule.holds} GROUP BY 1 ORDER BY n DESC LIMIT {MOST_VALUES}"
    )
    _, unreadable = read_column(cells["cell"], engine.layout.columns[name])
    counts = Counter[tuple[str, str]]()
    for one in unreadable:
        counts[name, str(one.rule)] += int(cells["n"][one.line])
    counts[name, "not_a_number"] += n - counts.total()
    return +counts


def _find_first_cells(engine: Engine) -> Iterator[Broken]:
    """What the first rows with a broken cell break, by the rules that small files are held to."""
    layout = engine.layout
    rows = engine.ask(f"SELECT * FROM numbered WHERE broken ORDER BY place LIMIT {FIRST}")
    across = {rule for rule, _ in ACROSS.values()}
    for k in range(len(rows)):
        where, line = engine.locate(int(rows["place"][k]))
        read = {}
        for name, safe in layout.names.items():
            column = layout.columns[name]
            found = layout.found[name]
            as_found = found in ("text", "string") and column.is_number
            cells = rows[f"raw_{safe}" if as_found else safe].iloc[[k]].set_axis([line])
            if not column.is_number or as_found:
                cells = cells.astype(object).fillna("").map(str).astype("str")
                cells = cells.str.strip() if found == "text" else cells
            read[name] = read_column(cells.rename(name), column, where)
        frame = pd.DataFrame({name: values for name, (values, _) in read.items()})
        unreadable = [one for _, wrong in read.values() for one in wrong]
        others = find_others(Rows(frame, layout.columns, where), unreadable)
        yield from unreadable
        yield from (one for one in others if one.rule not in across)


def _find_across(
    engine: Engine, gathered: pd.DataFrame, counts: Counter[tuple[str, str]]
) -> Iterator[Broken]:
    """What rows break against other rows of the same client."""
    rounded = pick_rounded(pd.Series(gathered.index.dropna()))[:MOST_CODES]
    answers = [name for name in ("new_client", "active") if name in engine.layout.found]
    asked = render(
        "across", rounded=", ".join(map(quote_sql, rounded)), answers=answers, first=FIRST
    )
    found = engine.ask(asked)
    for row in found.to_dict("records"):
        rule, column = ACROSS[row["rule"]]
        n, client = int(row["n"]), quote(row["client_id"])
        is_first = (column, rule) not in counts
        counts[column, rule] = n
        where, line = engine.locate(int(row["place"]))
        facts = {"client": client, "n": n, "value": quote(float(row["value"]))}
        if rule == "two_answers":
            facts["value"] = "yes" if row["value"] else "no"
        if rule in ("already_there", "agreed_early"):
            file, earlier = engine.locate(int(row["earlier"]))
            name = file.removesuffix(f", {LINE}")
            elsewhere = codes.say("large", "of_file", line=earlier, file=name)
            facts["earlier"] = earlier if file == where else elsewhere
        if rule == "agreed_early":
            facts["day"] = quote(float(row["before"]))
        many = is_first and n > FEW and rule in ("already_there", "two_answers")
        yield broken(f"all_{rule}" if many else rule, line, column, where, **facts)


def pick_rounded(codes: pd.Series) -> list[str]:
    """Different codes that a spreadsheet rounded, of which each begins with a digit."""
    with_digit = codes[codes.str.slice(0, 1).str.isdigit().to_numpy(dtype=bool)]
    return with_digit[is_rounded(with_digit).to_numpy()].tolist()


def _find_rounded(
    engine: Engine, gathered: pd.DataFrame, counts: Counter[tuple[str, str]]
) -> Iterator[Broken]:
    """Codes that a spreadsheet rounded: the first of each column, and how many there are."""
    for name in [name for name in CODES if name in engine.layout.found]:
        if name == "client_id":
            found = pd.Series(gathered.index.dropna())
        else:
            found = engine.ask(f"SELECT DISTINCT {name} FROM records")[name].dropna()
        rounded: Sequence[str] = pick_rounded(found)[:MOST_CODES]
        if not rounded:
            continue
        named = ", ".join(map(quote_sql, rounded))
        first = engine.ask(
            f"SELECT min(place) AS place, min_by({name}, place) AS code, count(*) AS n "
            f"FROM numbered WHERE {name} IN ({named})"
        ).iloc[0]
        n = int(first["n"])
        counts[name, "rounded"] = n
        more = codes.say("large", "more_like_it", n=n - 1) if n > 1 else ""
        where, line = engine.locate(int(first["place"]))
        what = say("rounded_code")
        yield broken("rounded", line, name, where, value=quote(first["code"]), more=more, what=what)
