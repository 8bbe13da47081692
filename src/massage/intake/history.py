"""Exports of one book on different days, and what all of them together tell."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from massage.intake.appointments import CALLED_OFF, OUTSIDE
from massage.intake.snapshots import (
    CAME,
    GONE,
    NOT_IN_BOOK,
    OFF,
    STANDS,
    Book,
    Change,
    Told,
    View,
    find_contradictions,
    place_lines,
)
from massage.intake.states import ATTENDED

ALIKE = 0.1  # share of the lines without a number that exports of one book have in common, at least
DIGEST = 16
Batch = tuple[int, Sequence[tuple[str, int, Told]]]  # the day of an export, and what it changed


@dataclass
class History:
    """What exports of different days tell together.

    ``now`` are the rows that tell of each appointment last, without those that are gone; ``last``
    is by row the day of the last export of its book, where there are several. ``lines`` are for
    each such book where appointments stood (``place_lines``), ``days`` those of its exports;
    ``contradicted`` is what can't be, with the row at which it stands.
    """

    now: list[int]
    last: dict[int, int] = field(default_factory=dict)
    lines: list[pd.DataFrame] = field(default_factory=list)
    days: list[list[int]] = field(default_factory=list)
    contradicted: list[tuple[str, int]] = field(default_factory=list)


def follow(table: pd.DataFrame, kept: pd.DataFrame, secret: str) -> pd.Series:
    """Return by what each line is followed: its number, else client, service and when it was made.

    As a digest with a secret. A line with neither is followed by its client, service and day.
    """
    number = table["id"].str.strip() if "id" in table else pd.Series("", table.index)
    service = table["service"].str.strip().str.casefold() if "service" in table else ""
    moments = zip(kept["booked"], kept["booked_minute"], kept["day"], strict=True)
    made = [f"on {day}" if np.isnan(booked) else f"{booked} {at}" for booked, at, day in moments]
    written = "by\n" + kept["who"] + "\n" + service + "\n" + pd.Series(made, table.index)
    written = written.where(number.eq(""), "no\n" + number)
    key = secret.encode()
    digests = {
        text: hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:DIGEST]
        for text in written.unique()
    }
    return written.map(digests)


def tell(kept: pd.DataFrame) -> list[Told]:
    """Return what each line tells, as ``CAME`` wherever it tells of a visit that was attended."""
    states = [kept["state"].isin(OUTSIDE), kept["state"].isin(CALLED_OFF),
              kept["state"].eq(ATTENDED)]  # fmt: skip
    state = np.select(states, [NOT_IN_BOOK, OFF, CAME], STANDS)
    columns = (kept["who"], kept["booked"], kept["day"], kept["cancelled"], state)
    return [
        Told(client, _whole(booked), int(day), _whole(cancelled), str(what))
        for client, booked, day, cancelled, what in zip(*columns, strict=True)
    ]


def list_views(shown: pd.DataFrame, told: Sequence[Told]) -> list[View]:
    """Return the exports of one book, in order of days: those of one day are one.

    A visit is attended once its day is over. ``shown`` has a row per line of each file, with
    ``row``, ``followed`` and ``taken``.
    """
    views = []
    for taken, own in shown.groupby("taken"):
        view = View(int(taken), min(told[row].day for row in own["row"]), {})
        once = own.drop_duplicates("row")
        for row, followed in zip(once["row"], once["followed"], strict=True):
            line = told[row]
            if line.state == CAME and line.day >= view.taken:
                line = line._replace(state=STANDS)
            view.lines.setdefault(followed, []).append((line, row))
        views.append(view)
    return views


def _whole(day: float) -> int | None:
    return None if np.isnan(day) else int(day)


def find_books(
    shown: pd.DataFrame, numbered: bool, known: dict[str, int] | None = None
) -> dict[int, int]:
    """Return for each file the book of which it is an export: the lowest number of its files.

    ``shown`` has a row per line and ``file``, with ``followed`` and ``day``. Files are of one book
    that share appointments with a number, or a tenth of those without. Those of a ledger, whose
    lines are ``known`` by ``followed`` with their day, are file 0.
    """
    keys = shown[["followed", "day", "file"]]
    if not known and keys["file"].nunique() == 1:
        return {int(file): int(file) for file in keys["file"].unique()}
    if known:
        ledger = pd.DataFrame({"followed": [*known], "day": [*known.values()], "file": 0})
        keys = pd.concat([ledger, keys])
    by = ["followed"] if numbered else ["followed", "day"]
    keys = keys.drop_duplicates([*by, "file"]).sort_values([*by, "file"])
    keys["before"] = keys.groupby(by)["file"].shift()
    sizes = keys["file"].value_counts()
    shared = keys.dropna().groupby(["before", "file"]).size()
    book = {int(file): int(file) for file in sorted(sizes.index)}
    for (one, other), n in shared.items():
        if numbered or n >= ALIKE * min(sizes[int(one)], sizes[other]):
            first, second = sorted((book[int(one)], book[other]))
            book = {file: first if own == second else own for file, own in book.items()}
    return book


def read_history(
    shown: pd.DataFrame, told: Sequence[Told], status_told: bool, batches: Sequence[Batch]
) -> History:
    """Put together what exports of different days tell.

    ``shown`` has a row per line of each file: ``row`` (a place in ``told``), ``followed``, ``book``
    and ``taken``, the day of the file; ``batches`` are more exports of the book 0.
    """
    found = History(now=[])
    for number, own in shown.groupby("book"):
        kept = batches if number == 0 else ()
        days = sorted({*own["taken"].dropna().astype(int), *(day for day, _ in kept)})
        if len(days) < 2:
            found.now.extend(own["row"].unique())
            continue
        book, changes = take_up_all(list_views(own, told), kept)
        rows = [row for lines in book.last.values() for one, row in lines
                if row >= 0 and one.state != GONE]  # fmt: skip
        found.now.extend(rows)
        found.last.update(dict.fromkeys(rows, int(own["taken"].max())))
        found.lines.append(place_lines(changes, days))
        found.contradicted.extend(find_contradictions(changes, status_told))
        found.days.append(days)
    return found


def take_up_all(views: Sequence[View], batches: Sequence[Batch] = ()) -> tuple[Book, list[Change]]:
    """Take up exports and what a ledger keeps of others, in order of days; return all changes.

    A ledger tells of each export what differed from those that it keeps. What an export changed
    that it doesn't keep is compared with the next that it does.
    """
    book, ledger, touched = Book(), {}, set()
    changes: list[Change] = []
    in_order = [*((day, 0, batch) for day, batch in batches), *((v.taken, 1, v) for v in views)]
    for day, is_view, part in sorted(in_order, key=lambda one: one[:2]):
        if is_view:
            new = list(book.take_up(part))
            touched |= {(one.followed, one.place) for one in new}
        else:
            ledger |= {(followed, place): told for followed, place, told in part}
            touched |= {(followed, place) for followed, place, _ in part}
            new = [one for at in sorted(touched) if at in ledger
                   for one in book.put(*at, day, ledger[at], -1)]  # fmt: skip
            touched = set()
        changes += new
    return book, changes
