"""Follow appointments through exports of different days, and tell from them where each stood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

from massage.intake.plan import SPACING_DAYS

CAME, STANDS, OFF, NOT_IN_BOOK, GONE = "came", "stands", "off", "not_in_book", "gone"
OTHER_CLIENT, OTHER_DAY, UNDONE = "other_client", "other_day", "undone"
LINES = ["person", "booked", "day", "until", "seen", "undated"]


class Told(NamedTuple):
    """What an export tells of one appointment; days count from any one day.

    ``state`` is one of ``CAME`` (before the day of the export), ``STANDS`` (to come, missed, or
    that very day), ``OFF`` (cancelled, moved away), ``NOT_IN_BOOK`` (no massage, nobody's) and
    ``GONE`` (an earlier export had it).
    """

    client: str
    booked: int | None
    day: int
    cancelled: int | None
    state: str


class Change(NamedTuple):
    """An appointment that an export tells otherwise than those before; ``row`` is where, else -1.

    ``followed`` is what it is followed by, ``place`` which it is of those that are told alike.
    """

    followed: str
    place: int
    taken: int
    told: Told
    row: int
    before: Told | None
    row_before: int


@dataclass
class View:
    """One export: its day, the first day of its lines, and each line by what it is followed by."""

    taken: int
    first: int
    lines: dict[str, list[tuple[Told, int]]]


@dataclass
class Book:
    """Every appointment as it was last told."""

    last: dict[str, list[tuple[Told, int]]] = field(default_factory=dict)

    def take_up(self, view: View) -> Iterator[Change]:
        """Take up an export, and yield what it tells otherwise."""
        for followed, shown in view.lines.items():
            for place, (told, row) in match(self.last.get(followed, []), shown):
                yield from self.put(followed, place, view.taken, told, row)
        for followed, known in self.last.items():
            shown = view.lines.get(followed, [])
            if len(shown) < len(known) and any(told.day >= view.first for told, _ in known):
                there = {place for place, _ in match(known, shown)}
                for place, (told, _) in enumerate(known):
                    if place not in there and told.day >= view.first:
                        gone = told._replace(state=GONE)
                        yield from self.put(followed, place, view.taken, gone, -1)

    def put(self, followed: str, place: int, taken: int, told: Told, row: int) -> Iterator[Change]:
        """Put what is told of an appointment in place of what was, and yield it if it differs."""
        known = self.last.setdefault(followed, [])
        if place >= len(known):
            known.append((told, row))
            yield Change(followed, len(known) - 1, taken, told, row, None, -1)
            return
        before, row_before = known[place]
        known[place] = (told, row_before if row < 0 else row)
        if told != before:
            yield Change(followed, place, taken, told, row, before, row_before)


def match(
    known: Sequence[tuple[Told, int]], shown: Sequence[tuple[Told, int]]
) -> list[tuple[int, tuple[Told, int]]]:
    """Return of each line that is shown which of those alike it is: its place, and the line.

    Those of one day are the same; of the others, the earliest is the earliest. What is left is new.
    """
    if len(known) <= 1 and len(shown) == 1:
        return [(0, shown[0])]
    by_day: dict[int, list[tuple[Told, int]]] = {}
    for line in sorted(shown, key=lambda line: line[0].day, reverse=True):
        by_day.setdefault(line[0].day, []).append(line)
    found, free = [], []
    for place in sorted(range(len(known)), key=lambda place: known[place][0].day):
        same = by_day.get(known[place][0].day)
        if same:
            found.append((place, same.pop()))
        else:
            free.append(place)
    left = [line for lines in reversed(by_day.values()) for line in reversed(lines)]
    free.sort(key=lambda place: known[place][0].state == GONE)
    new = range(len(known), len(known) + len(left))
    return [*found, *zip([*free, *new], left, strict=False)]


def find_contradictions(changes: Iterable[Change], status_told: bool) -> Iterator[tuple[str, int]]:
    """Yield what can't be: a visit that a later export doesn't have, or of other day or client.

    Each with the row of the later telling, or of the visit where nothing later tells of it.
    Without ``status_told`` a visit that is later called off was never called attended.
    """
    for change in changes:
        before, told = change.before, change.told
        if before is None or before.state != CAME:
            continue
        row = change.row if change.row >= 0 else change.row_before
        if told.state == GONE:
            yield GONE, row
        elif told.client != before.client:
            yield OTHER_CLIENT, row
        elif told.day != before.day:
            yield OTHER_DAY, row
        elif told.state != CAME and status_told:
            yield UNDONE, row


def place_lines(
    changes: Sequence[Change], days: Sequence[int], spacing: int = SPACING_DAYS
) -> pd.DataFrame:
    """Return where each appointment stood and since when, as ``read_book`` takes lines.

    ``days`` are those on which exports were taken. One row per appointment and time during which it
    stood on one day, with ``person``, ``day``, ``booked`` (since when), ``until`` (when not),
    ``seen`` (an export shows it) and ``undated``.

    On an evening between two exports the earlier one shows where it stood. Before the first export
    that has it, this one shows it, if it was taken at most ``spacing`` days after, if another was
    taken on or before that evening, and if it was booked no earlier than that other one was taken.
    """
    told = _tabulate(changes)
    if told.empty:
        return pd.DataFrame(columns=LINES)
    ends = told["next_taken"].fillna(np.inf)
    stands = told["state"].eq(STANDS)
    seen = _make(told, told["taken"], _earliest(ends, told["last_day"], told["next_cancelled"]))
    follows = told["next_state"].isin([CAME, STANDS, OFF])
    passed = told.assign(client=told["next_client"], day=told["next_day"])
    until = _earliest(ends, told["next_cancelled"])
    again = _make(passed, told["taken"], until, seen=False)
    later = _make(passed, told[["taken", "day"]].max(axis=1), until, seen=False)
    parts = [
        seen[stands],
        again[told["state"].eq(GONE) & follows],
        later[stands & follows & (told["day"] < ends) & (told["next_day"] > told["day"])],
        *_place_before(told, np.asarray(days, dtype=float), spacing),
    ]
    lines = pd.concat([part for part in parts if len(part)] or [seen[stands]])
    return lines[lines["booked"] < lines[["until", "day"]].min(axis=1)].reset_index(drop=True)


def _place_before(told: pd.DataFrame, days: np.ndarray, spacing: int) -> Iterator[pd.DataFrame]:
    """Where appointments stood from when they were booked until the first export that has them."""
    first = told[told["is_first"] & told["state"].ne(NOT_IN_BOOK)]
    at = np.searchsorted(days, first["taken"])
    earlier = pd.Series(np.where(at > 0, days[at - 1], np.nan), first.index)
    until = _earliest(first["taken"], first["cancelled"])
    undated = first["booked"].isna()
    yield _make(first, earlier.fillna(-np.inf), until, seen=False, undated=True)[undated]
    new = first["booked"] >= earlier
    shown = (first["taken"] - spacing).clip(lower=first["booked"])
    shown = shown.where(new, first["taken"])
    yield _make(first, first["booked"], _earliest(until, shown), seen=False)[~undated]
    yield _make(first, shown, until)[~undated & new]


def _make(
    told: pd.DataFrame,
    since: pd.Series,
    until: pd.Series,
    seen: bool = True,
    undated: bool = False,
) -> pd.DataFrame:
    return pd.DataFrame(
        {"person": told["client"], "booked": since.astype(float), "day": told["day"],
         "until": until, "seen": seen, "undated": undated}
    )  # fmt: skip


def _earliest(*days: pd.Series) -> pd.Series:
    return pd.concat(days, axis=1).min(axis=1)


def _tabulate(changes: Sequence[Change]) -> pd.DataFrame:
    """One row per change, with what the next of the same appointment tells, and its last day."""
    told = pd.DataFrame(
        [(one.followed, one.place, one.taken, *one.told) for one in changes],
        columns=["followed", "place", "taken", *Told._fields],
    )
    told[["booked", "cancelled"]] = told[["booked", "cancelled"]].astype(float)
    same = ["followed", "place"]
    told = told.sort_values([*same, "taken"], kind="stable", ignore_index=True)
    told = told[~told.duplicated([*same, "taken"], keep="last")].reset_index(drop=True)
    by_line = told.groupby(same, sort=False)
    for name in ("taken", "client", "day", "cancelled", "state"):
        told[f"next_{name}"] = by_line[name].shift(-1)
    told["next_cancelled"] = told["next_cancelled"].where(told["next_state"].eq(OFF))
    told["last_day"] = by_line["day"].transform("last")
    told["is_first"] = by_line.cumcount().eq(0)
    return told
