"""From exports to session records without names, and a report on how well people are hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from analysis.cells import say_left_out
from analysis.records import RecordsError, check_records
from massage.aside import work_aside, write_aside
from massage.intake.codes import find_same, give_codes, read_key, write_key
from massage.intake.example import is_example
from massage.intake.mapping import Mapping
from massage.intake.people import normalise
from massage.intake.privacy import (
    Hiding,
    Merged,
    TooFewClientsError,
    apply_policy,
    attack_each_policy,
    measure_hiding,
    merge_rare_conditions,
)
from massage.intake.sessions import code_visits, list_visits
from massage.intake.tables import ExportError, read_exports
from massage.provenance import mark_synthetic

Key = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Anonymised:
    """Session records without names, what is to be said about them, and the key to be kept."""

    records: pd.DataFrame
    counts: dict[str, int]
    merged: Merged
    hiding: Hiding
    attacks: pd.DataFrame
    policy: str
    fewest: int
    key: Key
    synthetic: bool


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

    The key at ``key_path`` gives everybody the same code in every run; new people are added to it
    when the records are kept. Nothing is written. Raises ExportError, KeyFileError and
    TooFewClientsError with the reason in words that hold no cell of the exports.
    """
    exports = read_exports(paths, mapping)
    said = say_left_out(exports.left_out)
    key = read_key(key_path)
    try:
        visits = list_visits(exports, mapping, today or date.today(), find_same(key))
        key = give_codes(key, "clients", visits.table["person"])
        therapists = normalise(visits.table["therapist_name"])
        key = give_codes(key, "therapists", set(therapists) - {""})
        coded = code_visits(visits.table, key["clients"], key["therapists"])
        records, merged = merge_rare_conditions(apply_policy(coded, policy), fewest)
    except ExportError as error:
        raise ExportError([*error.broken, *said]) from None
    except TooFewClientsError as error:
        raise TooFewClientsError("\n".join([str(error), *said])) from None
    return Anonymised(
        records,
        visits.counts | exports.left_out,
        merged,
        measure_hiding(records),
        attack_each_policy(coded),
        policy,
        fewest,
        key,
        synthetic=all(map(is_example, paths)),
    )


def keep(found: Anonymised, key_path: Path, path: Path) -> None:
    """Check the records as any others, keep the key, and put the records in place.

    Both files can be read by their owner only. Raises RecordsError, before anything is written,
    where the records break the record format, and KeyFileError where the key has changed meanwhile.
    """
    text = found.records.to_csv(index=False, lineterminator="\n")
    with work_aside(path.parent, len(text.encode())) as folder:
        (folder / path.name).write_text(text, encoding="utf-8", newline="")
        broken = check_records(folder / path.name).broken
    if broken:
        raise RecordsError(broken)
    write_key(key_path, found.key)
    write_aside(path, text, private=True)
    if found.synthetic:
        mark_synthetic(path)
