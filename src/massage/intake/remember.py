"""Keep of an export what is needed to see later where appointments stood on its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from massage.intake.appointments import NOBODY, read_appointments
from massage.intake.codes import (
    SECRETS,
    KeyFileError,
    find_same,
    give_codes,
    give_secret,
    read_key,
    write_key,
)
from massage.intake.history import Batch, find_books, follow, list_views, take_up_all, tell
from massage.intake.ledger import Ledger, append, held_ledger, open_ledger
from massage.intake.mapping import Mapping
from massage.intake.people import is_nobody, name_people
from massage.intake.snapshots import GONE, STANDS, Change, View
from massage.intake.tables import ExportError, Exports, read_exports
from massage.intake.taken import find_taken
from massage.intake.views import tell_apart
from massage.intake.wording import say
from massage.stopping import undisturbed


@dataclass(frozen=True)
class Remembered:
    """What was kept: the days of the exports, and what the last of them tells.

    ``moved`` appointments stand on another day than on ``before``, the day of the export before
    (None where there is none). ``older`` exports are of days before the last that was there
    already, and weren't kept; ``torn`` are the numbers of the ledger's lines that aren't whole.
    """

    days: Sequence[date]
    last: date
    before: date | None
    n_appointments: int
    n_clients: int
    moved: int
    older: int
    torn: Sequence[int]


def remember(
    paths: Sequence[Path],
    mapping: Mapping,
    key_path: Path,
    *,
    today: date | None = None,
) -> Remembered:
    """Keep in the ledger beside a key what exports tell of appointments: no name, no score.

    Files of one day are one export. Raises ExportError and KeyFileError with the reason in words
    that hold no cell of the exports.
    """
    today = today or date.today()
    exports = read_exports(paths, mapping)
    exports = replace(exports, scores=exports.scores.iloc[:0])
    told, shown = tell_apart(exports.appointments)
    exports = replace(exports, appointments=told)
    person, _ = name_people(exports, mapping)
    kept = read_appointments(told, mapping, today)
    nobody = is_nobody(person)
    kept["state"] = kept["state"].mask(nobody, NOBODY)
    with undisturbed(), held_ledger(key_path) as file:
        key = read_key(key_path)
        person = person.replace(find_same(key))
        content = file.read()
        if content and SECRETS not in key:
            raise KeyFileError(say("ledger_of_other_key"))
        key = give_secret(give_codes(key, "clients", set(person[~nobody])))
        ledger = open_ledger(content, key)
        kept["who"] = ledger.name(person)
        shown = _find_exports(shown, exports, kept, mapping, today, ledger)
        views = list_views(shown, tell(kept))
        batches, found = _compare(views, ledger)
        write_key(key_path, key)
        append(file, batches, key_path.parent)
    return found


def _find_exports(
    shown: pd.DataFrame,
    exports: Exports,
    kept: pd.DataFrame,
    mapping: Mapping,
    today: date,
    ledger: Ledger,
) -> pd.DataFrame:
    """Return the lines of files with the day of each, and what each is followed by.

    Files that have nothing in common, such as one for each status or site, are parts of one export,
    as new as the newest of them. Raises ExportError for a file whose day isn't known, and for
    appointments of which the ledger knows none.
    """
    followed = follow(exports.appointments, kept, ledger.secret)
    shown = shown.assign(followed=shown["row"].map(followed), day=shown["row"].map(kept["day"]))
    if ledger.batches and not set(followed) & set(ledger.days):
        raise ExportError([say("ledger_strange")])
    lines = shown[["row", "file"]].join(kept.drop(columns="file"), on="row")
    places = {file: exports.places[file] for file in sorted(shown["file"].unique())}
    days, broken = find_taken(places, lines, mapping, today)
    broken += [say("taken_unknown", file=file) for file, day in days.items() if day is None]
    if broken:
        raise ExportError(broken)
    numbered = "id" in exports.appointments
    taken = shown["file"].map(days)
    if len(set(find_books(shown, numbered).values())) == len(places):
        taken = taken.mask(taken.notna(), taken.max())
    return shown.assign(taken=taken)


def _compare(views: Sequence[View], ledger: Ledger) -> tuple[list[Batch], Remembered]:
    """Return what each export tells otherwise than those before, and what is to be said of it."""
    book, _ = take_up_all([], ledger.batches)
    there = {day for day, _ in ledger.batches}
    newest = max(there, default=0)
    batches, changes, older = [], [], 0
    for view in views:
        if view.taken < newest:
            older += view.taken not in there
            continue
        changes = list(book.take_up(view))
        if changes or view.taken not in there:
            batches.append((view.taken, [(one.followed, one.place, one.told) for one in changes]))
    days = sorted({day for day, _ in batches})
    last = views[-1]
    before = max((day for day in {*there, *days} if day < last.taken), default=None)
    lines = [told for shown in last.lines.values() for told, _ in shown]
    return batches, Remembered(
        days=[date.fromordinal(day) for day in days],
        last=date.fromordinal(last.taken),
        before=before and date.fromordinal(before),
        n_appointments=len(lines),
        n_clients=len({told.client for told in lines} - {""}),
        moved=sum(map(_is_moved, changes)),
        older=older,
        torn=ledger.torn,
    )


def _is_moved(change: Change) -> bool:
    before = change.before
    return (
        before is not None
        and before.state == STANDS
        and change.told.state != GONE
        and change.told.day != before.day
    )
