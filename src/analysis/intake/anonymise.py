"""From exports to session records without names, and a report on how well people are hidden."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from analysis.intake.codes import give_codes, read_key, write_key
from analysis.intake.mapping import Mapping
from analysis.intake.people import normalise
from analysis.intake.privacy import (
    Hiding,
    apply_policy,
    attack_each_policy,
    measure_hiding,
    merge_rare_conditions,
)
from analysis.intake.sessions import code_visits, list_visits
from analysis.intake.tables import read_exports
from analysis.records import RecordsError, check_records


@dataclass(frozen=True)
class Anonymised:
    """Session records without names, and what is to be said about them."""

    records: pd.DataFrame
    counts: dict[str, int]
    merged: tuple[str, ...]
    hiding: Hiding
    attacks: pd.DataFrame
    policy: str
    fewest: int


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

    The key at ``key_path`` gives everybody the same code in every run; new people are added to it.
    Nothing is written but the key. Raises ExportError, KeyFileError and TooFewClientsError with the
    reason in words that hold no cell of the exports.
    """
    exports = read_exports(paths, mapping)
    visits = list_visits(exports, mapping, today or date.today())
    key = read_key(key_path)
    key = give_codes(key, "clients", visits.table["person"])
    therapists = normalise(visits.table["therapist_name"])
    key = give_codes(key, "therapists", set(therapists) - {""})
    records = code_visits(visits.table, key["clients"], key["therapists"])
    attacks = attack_each_policy(records)
    records = apply_policy(records, policy)
    records, merged = merge_rare_conditions(records, fewest)
    found = Anonymised(
        records, visits.counts, merged, measure_hiding(records), attacks, policy, fewest
    )
    write_key(key_path, key)
    return found


def write_records(records: pd.DataFrame, path: Path) -> None:
    """Write session records aside, check them as any others, and put them in place.

    Raises RecordsError, without touching what was there, where they break the record format.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".unfinished-", suffix=".csv")
    aside = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            records.to_csv(file, index=False, lineterminator="\n")
        broken = check_records(aside).broken
        if broken:
            raise RecordsError(broken)
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)
