"""From exports to session records without names, and a report on how well people are hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd

from analysis.cells import say_left_out
from analysis.records import RecordsError, check_records
from massage.aside import work_aside, write_aside
from massage.intake.as_records import code_visits
from massage.intake.attack import days_of_first_visit
from massage.intake.attack_closures import place_by_closures
from massage.intake.closed_days import ClosedDays, find_closed_days, list_closings, tell_closed_days
from massage.intake.codes import Key, find_same, give_codes, read_key, write_key
from massage.intake.ledger import read_ledger
from massage.intake.mapping import Mapping
from massage.intake.people import normalise
from massage.intake.privacy import (
    Hiding,
    Merged,
    TooFewClientsError,
    add_book,
    apply_policy,
    attack_each_policy,
    measure_hiding,
    measure_without,
    merge_rare_conditions,
)
from massage.intake.sessions import list_visits
from massage.intake.status_words import Told, tell_unsaid_words
from massage.intake.tables import ExportError, read_exports
from massage.intake.warned import Warned, find_warnings, tell_warnings, write_warnings
from massage.intake.wording import say, say_in
from massage.provenance import mark_synthetic, sha256
from massage.shipped import SHIPPED
from massage.small_groups import is_small
from massage.stopping import undisturbed
from massage.templates import render
from massage.words.formats import SMALLEST_GROUP, whole

EXAMPLE = SHIPPED / "docs" / "example" / "appointments.csv"
ROLES = {"therapist_id": "therapist", "modality": "service"}


@dataclass(frozen=True)
class Anonymised:
    """Session records without names, what is to be said about them, and the key to be kept.

    ``warnings`` stay with the records, and so do ``words``: those of the status column that nothing
    explains and that may be told, by the warning that is about them. ``contradicted`` says at which
    lines exports contradict each other, ``torn`` which lines of the ledger aren't whole. ``closed``
    holds what closed days say, with dates; ``coded`` are the records before any policy, and what
    the report on privacy measures is worked out when it is asked for.
    """

    records: pd.DataFrame
    counts: dict[str, int]
    merged: Merged
    coded: pd.DataFrame
    policy: str
    fewest: int
    key: Key
    synthetic: bool
    warnings: Warned = field(default_factory=dict)
    words: Told = field(default_factory=dict)
    contradicted: Sequence[str] = ()
    torn: Sequence[int] = ()
    closed: ClosedDays = field(default_factory=lambda: ClosedDays(pd.DataFrame()))

    @cached_property
    def hiding(self) -> Hiding:
        """How well people are hidden in the records."""
        return measure_hiding(self.records)

    @cached_property
    def attacks(self) -> pd.DataFrame:
        """What acquaintances could find out under each policy."""
        return attack_each_policy(self.coded)


def anonymise(
    paths: Sequence[Path],
    mapping: Mapping,
    key_path: Path,
    *,
    policy: str = "practice",
    fewest: int = 5,
    today: date | None = None,
) -> Anonymised:
    """Turn exports into session records with random codes.

    Exports of different days show where appointments stood; so does the ledger beside the key.

    The key at ``key_path`` gives everybody the same code in every run; new people are added to it
    when the records are kept. Nothing is written. Raises ExportError, KeyFileError and
    TooFewClientsError with the reason in words that hold no cell of the exports.
    """
    exports = read_exports(paths, mapping)
    said = say_left_out(exports.left_out)
    key = read_key(key_path)
    ledger = read_ledger(key_path, key)
    try:
        told = list_visits(exports, mapping, today or date.today(), find_same(key), ledger)
        visits, counts = told.visits, told.counts
        key = give_codes(key, "clients", visits["person"])
        therapists = normalise(visits["therapist_name"])
        key = give_codes(key, "therapists", set(therapists) - {""})
        closed = find_closed_days(visits, mapping, policy)
        visits = visits.join(closed.columns)
        coded = code_visits(visits, key["clients"], key["therapists"])
        records, merged = merge_rare_conditions(apply_policy(coded, policy), fewest)
    except ExportError as error:
        raise ExportError([*error.broken, *said]) from None
    except TooFewClientsError as error:
        raise TooFewClientsError("\n".join([str(error), *said])) from None
    return Anonymised(
        records,
        {say_in("counted", what): n for what, n in counts.items()} | exports.left_out,
        merged,
        coded,
        policy,
        fewest,
        key,
        synthetic=all(map(is_example, paths)),
        warnings=find_warnings(counts, exports.left_out, mapping),
        words=tell_unsaid_words(told.lines, mapping, exports.names),
        contradicted=told.contradicted,
        torn=ledger.torn,
        closed=closed,
    )


def keep(found: Anonymised, key_path: Path, path: Path) -> None:
    """Check the records as any others, keep the key, and put the records in place.

    All files can be read by their owner only; what was warned of lies beside the records. Raises
    RecordsError, before anything is written, where the records break the record format, and
    KeyFileError where the key has changed meanwhile.
    """
    text = found.records.to_csv(index=False, lineterminator="\n")
    with work_aside(path.parent, len(text.encode())) as folder:
        (folder / path.name).write_text(text, encoding="utf-8", newline="")
        broken = check_records(folder / path.name).broken
    if broken:
        raise RecordsError(broken)
    write_key(key_path, found.key)
    write_aside(path, text, private=True)
    write_warnings(path, found.warnings, found.words, list_closings(found.closed))
    if found.synthetic:
        mark_synthetic(path)


def keep_with_report(found: Anonymised, key_path: Path, path: Path) -> None:
    """Keep the records as ``keep`` does, and the report on how well people are hidden beside."""
    report = write_privacy_report(found)
    with undisturbed():
        keep(found, key_path, path)
        write_aside(place_report(path), report, private=True)


def place_report(records: Path) -> Path:
    """Where the report of records lies: beside ``sessions.csv``, ``sessions.privacy.md``."""
    return records.with_suffix(".privacy.md")


def is_example(path: Path) -> bool:
    """Whether a file is the made-up export that the docs carry, or a copy of it."""
    return EXAMPLE.exists() and path.is_file() and sha256(path) == sha256(EXAMPLE)


def write_privacy_report(found: Anonymised) -> str:
    """Write the report as Markdown; it holds numbers and the record's own words only."""
    records, attacks = found.records, found.attacks
    shares = attacks[found.policy] / attacks["tried"]
    k_without = measure_without(records)
    return render(
        "massage.intake",
        "privacy.md.j2",
        found=found,
        warnings=tell_warnings(found.warnings, found.words),
        hiding=found.hiding,
        n_clients=records["client_id"].nunique(),
        rarest=_hide_small(found.hiding.rarest),
        conditions=records.groupby("condition")["client_id"].nunique()
        if "condition" in records
        else pd.Series(dtype=int),
        best=attacks.loc[shares.idxmax()],
        least=attacks.loc[shares.idxmin()],
        book=add_book(attacks, found.policy).to_dict("records"),
        in_book=count_known(records),
        first_days=days_of_first_visit(records),
        k_without=k_without,
        closed_days=tell_closed_days(found.closed),
        placed=None if found.closed.why_not else place_by_closures(found.closed),
        left_out_by={trait: role for trait, role in ROLES.items() if trait in k_without},
    )


def count_known(records: pd.DataFrame) -> dict[str, int]:
    """Count visits after a client's first, and those for which the day in the book is known."""
    known = records.get("agreed_known", pd.Series(dtype=object))
    return {"later": int(records["day"].gt(0).sum()), "known": int(known.eq("yes").sum())}


def _hide_small(rarest: pd.DataFrame) -> pd.DataFrame:
    """The rarest combinations, without saying how few share those of under five."""
    if rarest.empty:
        return rarest
    shown = [say("under", fewest=SMALLEST_GROUP) if is_small(n) else whole(n) for n in rarest["n"]]
    return rarest.assign(n=shown)
