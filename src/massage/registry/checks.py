"""Records that an engine reads, checked against the record format, or refused in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.codes import Code
from analysis.plan import PLAN, Plan
from analysis.records import LIKE_A_PERSON, RecordsError, find_absent, find_remarks
from analysis.rules import ROW, Broken, broken, say
from analysis.schema import OUTCOME_COLUMNS, Outcome
from massage.registry.broken import FIRST, CountedError, Findings, find_broken, pick_rounded
from massage.registry.clients import gather
from massage.registry.engine import Engine, TornError
from massage.registry.place import Look, Place, Seen, name_columns, refuse_unlike
from massage.registry.typed import render
from massage.words import codes

SAMPLE = 2_000  # rows in which most columns show that they have more than one value
Open = Callable[..., Engine]


@dataclass(frozen=True)
class Checked:
    """Sound records on an engine: what was gathered of each client, remarks, and a fingerprint.

    ``ends`` has two values of each column that differ, one where all are the same, none where it
    is empty, beside codes of clients: all of a few, one that is like a person's if there is any.
    """

    engine: Engine
    gathered: pd.DataFrame
    remarks: tuple[str, ...]
    sha256: str | None
    ends: pd.DataFrame

    @property
    def n_sessions(self) -> int:
        """How many sessions there are."""
        return int(self.gathered["n_sessions"].sum())


def check(
    given: Place | pd.DataFrame,
    outcomes: Sequence[Outcome],
    open_engine: Open,
    plan: Plan = PLAN,
    *,
    fingerprint: bool = False,
) -> Checked:
    """Check records in one pass; only those that break a rule are read again, to say where.

    ``open_engine`` takes what is given, the outcomes and ``careful``. The engine stays open with
    what is returned, which has the file's SHA-256 if ``fingerprint`` asks for it. Raises
    RecordsError, which lists the first broken rows and counts by rule.
    """
    place = given if isinstance(given, Place) else None
    is_csv = bool(place and place.kind == "csv")
    local = place.paths if place and place.is_local else ()
    look = Look(local, text=is_csv, fingerprint=bool(fingerprint and local))
    if local and not is_csv:
        refuse_unlike(name_columns(place), outcomes)
    engine = open_engine(given, outcomes)
    try:
        refuse_absent(engine, outcomes)
        gathered, seen = _gather(engine, outcomes, plan), look.see()
        if gathered is None or (is_csv and _is_unsure(seen, gathered)):
            engine.close()
            engine = open_engine(given, outcomes, careful=True)
            gathered = _gather(engine, outcomes, plan)
            if gathered is None:
                raise CountedError(tell_torn(engine))
            refuse_lines(engine, place, seen, gathered)
        return _judge(engine, gathered, outcomes, plan, seen)
    except BaseException:
        engine.close()
        raise


def _gather(engine: Engine, outcomes: Sequence[Outcome], plan: Plan) -> pd.DataFrame | None:
    """What was gathered; None where an engine's reader of numbers met a cell that isn't one."""
    try:
        return gather(engine, outcomes, plan.windows)
    except TornError:
        return None


def _is_unsure(seen: Seen, gathered: pd.DataFrame) -> bool:
    """Whether an engine's fast reader may have passed over something."""
    lines = seen.n_lines - 1 != gathered["n_sessions"].sum()
    torn = seen.nul or seen.torn_letters
    return lines or torn or seen.padded or seen.joined_digits or _is_wrong(gathered)


def _is_wrong(gathered: pd.DataFrame) -> bool:
    """Whether any client's rows break a rule that is counted client by client."""
    wrong = ["n_broken", "n_repeated", "first_day", "two_new_client", "two_active"]
    return bool(gathered[wrong].astype(float).fillna(0).to_numpy().any())


def _judge(
    engine: Engine, gathered: pd.DataFrame, outcomes: Sequence[Outcome], plan: Plan, seen: Seen
) -> Checked:
    if gathered.empty:
        raise RecordsError([broken("no_rows")])
    if _is_wrong(gathered) or _hides_wrong(engine, gathered):
        raise CountedError(find_broken(engine, gathered))
    ends = find_ends(engine, gathered, plan.fewest_clients)
    _refuse_unrated(ends, outcomes)
    padded = (say("padded"),) if seen.padded and _is_padded(engine) else ()
    remarks = (*padded, *tell_thin(engine, gathered, ends, outcomes, plan))
    return Checked(engine, gathered, remarks, seen.sha256 or None, ends)


def _refuse_unrated(ends: pd.DataFrame, outcomes: Sequence[Outcome]) -> None:
    names = dict.fromkeys([*(outcome.column for outcome in outcomes), *OUTCOME_COLUMNS])
    there = [name for name in names if name in ends]
    if ends[there].isna().all(axis=None):
        raise RecordsError([broken("no_value", column=", ".join(there))])


def _is_padded(engine: Engine) -> bool:
    """Whether any cell has spaces around it, once all are read as text."""
    cells = [f"raw_{safe} <> trim(raw_{safe})" for safe in engine.layout.names.values()]
    asked = f"SELECT count(*) AS n FROM records WHERE {' OR '.join(cells)}"
    return bool(engine.ask(asked)["n"][0])


def _hides_wrong(engine: Engine, gathered: pd.DataFrame) -> bool:
    """Whether a rule is broken that isn't counted client by client."""
    if "agreed_day" in engine.layout.found and engine.ask(render("early"))["n"][0] > 0:
        return True
    codes = [pd.Series(gathered.index)]
    if gathered["n_numbered"].any():
        asked = "SELECT DISTINCT therapist_id FROM records WHERE therapist_id IS NOT NULL"
        codes.append(engine.ask(asked)["therapist_id"])
    return any(pick_rounded(one) for one in codes)


def refuse_absent(engine: Engine, outcomes: Sequence[Outcome]) -> None:
    """Raise RecordsError where columns that must be there aren't, by a look at the first rows."""
    absent = [one for one in find_absent(engine.head(SAMPLE), outcomes) if one.rule != "no_value"]
    if absent:
        raise RecordsError(absent)


def tell_thin(
    engine: Engine,
    gathered: pd.DataFrame,
    ends: pd.DataFrame,
    outcomes: Sequence[Outcome],
    plan: Plan,
) -> Iterator[Code]:
    """What is thin or odd in sound records: the remarks of ``check_records``."""
    names = list(engine.head(1))
    for one in find_remarks(names, ends, outcomes, plan.fewest_clients):
        if one != "book_not_known":
            yield one
    if n := int(gathered["n_unknown"].sum()):
        yield Code("book_not_known", n=n, of=int(gathered["n_agreed"].sum()))


def find_ends(engine: Engine, gathered: pd.DataFrame, fewest: int) -> pd.DataFrame:
    """Some clients' codes, beside two values that differ of each other column: see ``Checked``."""
    codes = gathered.index.to_series()
    like_people = codes[codes.str.contains(LIKE_A_PERSON).to_numpy(dtype=bool)]
    codes = pd.concat([codes[:fewest], like_people[:1]]).drop_duplicates()
    names = {name: safe for name, safe in engine.layout.names.items() if name != "client_id"}
    sample = engine.ask(f"SELECT {', '.join(names.values())} FROM records LIMIT {SAMPLE}")
    found = {name: sample[safe].dropna().drop_duplicates()[:2] for name, safe in names.items()}
    if open_ones := [name for name, values in found.items() if len(values) < 2]:
        asked = ", ".join(
            f"min({names[name]}) AS low_{names[name]}, max({names[name]}) AS high_{names[name]}"
            for name in open_ones
        )
        row = engine.ask(f"SELECT {asked} FROM records").iloc[0]
        for name in open_ones:
            both = pd.Series([row[f"low_{names[name]}"], row[f"high_{names[name]}"]])
            found[name] = both.dropna().drop_duplicates()
    ends = {name: one.reset_index(drop=True) for name, one in found.items()}
    frame = pd.DataFrame(ends).reindex(range(max(2, len(codes))))
    frame["client_id"] = codes.reset_index(drop=True)
    return frame[[*engine.layout.names]]


def refuse_lines(engine: Engine, place: Place, seen: Seen, gathered: pd.DataFrame) -> None:
    """Raise RecordsError for empty lines and NULs; rows are counted where lines can't be."""
    if seen.nul:
        raise RecordsError([broken("nul", _find_line(place.paths[0], lambda line: b"\0" in line))])
    if seen.torn_letters:
        line = _find_line(place.paths[0], _is_not_utf_8)
        raise RecordsError([broken("not_utf_8", line)])
    if seen.n_lines - 1 == gathered["n_sessions"].sum():
        return
    n, first = _find_empty_lines(place.paths[0], seen.n_lines)
    if n:
        lines: list[Broken] = [broken("empty_line", line) for line in first]
        raise CountedError(Findings(tuple(lines), {("lines", "empty_line"): n}))
    engine.line = ROW


def tell_torn(engine: Engine) -> Findings:
    """The first lines that can't be read at all, and how many there are by rule."""
    torn = engine.find_torn()
    if torn.empty:
        return Findings(
            (broken("not_utf_8", _find_line(engine.place.paths[0], _is_not_utf_8)),), {}
        )
    n_columns, first = len(engine.head(0).columns), torn.head(FIRST)
    lines = [
        broken(rule, int(line), found=found, n=n_columns)
        for line, rule, found in zip(first["line"], first["rule"], first["found"], strict=True)
    ]
    counts = {("lines", str(rule)): int(n) for rule, n in torn["rule"].value_counts().items()}
    return Findings(tuple(lines), counts, (codes.say("large", "torn", n=len(torn)),))


def _find_line(path: str, holds: Callable[[bytes], bool]) -> int | None:
    with Path(path).open("rb") as file:
        return next((k for k, line in enumerate(file, 1) if holds(line)), None)


def _is_not_utf_8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return True
    return False


def _find_empty_lines(path: str, last: int) -> tuple[int, list[int]]:
    """How many lines before the last filled one are empty, and the first of these."""
    n, first, waiting = 0, [], []
    with Path(path).open("rb") as file:
        for k, line in enumerate(file, 1):
            if line.strip():
                n += len(waiting)
                first = (first + waiting)[:FIRST]
                waiting = []
            elif k <= last:
                waiting.append(k)
    return n, first
