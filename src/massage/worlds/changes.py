"""What becomes of booked visits: skipped, cancelled, void, moved, booked anew."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from massage.worlds.diary import Visit, first_flare
from massage.worlds.lines import CANCELLED, MISSED, Arrays, write_line
from massage.worlds.slots import FAR, Slots

SORE_DAYS = (3, 11)
PAUSE_DAYS = 21
MOST_GONE = 3  # slots in a row that a client doesn't come to
FOR_VISIT, FOR_SLOT = 5, 5
BOOK_LUCK = FOR_VISIT + MOST_GONE * FOR_SLOT  # rows of draws beyond those of every world


@dataclass(frozen=True)
class Gone:
    """Slots that a client doesn't come to: how many, the day of the last, the day it was known."""

    count: np.ndarray
    last: np.ndarray
    known: np.ndarray
    lines: list[Arrays]


@dataclass(frozen=True)
class Next:
    """Where each client goes: the slot first agreed, the day in the end, when and whether moved."""

    target: np.ndarray
    day: np.ndarray
    late: np.ndarray
    moved: np.ndarray
    by_chance: np.ndarray


def are_void(slots: Slots, visit: Visit, today: np.ndarray) -> np.ndarray:
    """Which slots are void by today because their therapist leaves."""
    ends, told, today = (
        values[:, None] if slots.day.ndim == 2 else values
        for values in (visit.ends, visit.told, today)
    )
    return (slots.day < FAR) & (slots.day >= ends) & (slots.made < told) & (told <= today)


def find_gone(visit: Visit, slots: Slots, waits: np.ndarray) -> Gone:
    """Find the slots that are skipped or cancelled before the one that the client comes to."""
    n, world, luck = len(visit.who), visit.world, visit.luck
    count, last, known = np.zeros(n, dtype=int), visit.day.copy(), visit.day.copy()
    lines: list[Arrays] = []
    for turn in range(MOST_GONE if len(luck.book) else 0):
        chance = luck.book[FOR_VISIT + FOR_SLOT * turn :]
        slot = slots.at(count)
        waits = waits & (slot.day < FAR) & ~are_void(slot, visit, np.full(n, FAR))
        swing = visit.swing_on(slot.day)
        by_practice = chance[0] < world.practice_cancels
        skipped = (swing > world.flare_size) & (chance[1] < world.skips_sore)
        skipped |= (swing < -world.flare_size) & (chance[1] < world.skips_well)
        skipped |= chance[2] < world.skips
        waits = waits & (by_practice | skipped)
        missed = skipped & ~by_practice & (chance[3] < 0.5)
        notice = np.where(by_practice, 1 + 5 * chance[4], 4 * chance[4]).astype(int)
        off = np.maximum(visit.day + 1, slot.day - notice)
        lines.append(write_line(waits & missed, visit, slot.made, slot.day, MISSED))
        lines.append(write_line(waits & ~missed, visit, slot.made, slot.day, CANCELLED, off))
        last = np.where(waits, slot.day, last)
        known = np.where(waits, np.where(missed, slot.day, off), known)
        count = count + waits
    return Gone(count, last, known, lines)


def rebook(
    visit: Visit, gone: Gone, void_day: np.ndarray, is_void: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the day of a visit in place of the last one gone, and when it was made."""
    known = np.where(is_void, visit.told, gone.known)
    last = np.where(is_void, void_day, gone.last)
    made = known + (4 * visit.luck.book[2]).astype(int)
    return np.maximum(made + 1, last + 1 + (9 * visit.luck.book[3]).astype(int)), made


def move(
    visit: Visit,
    target: np.ndarray,
    standing: np.ndarray,
    pauses: np.ndarray,
    after: np.ndarray,
    before: np.ndarray,
) -> Next:
    """Move what was agreed, by chance or because of pain, after one day and before another.

    What isn't standing is booked late, some of it not before a flare.
    """
    world, uniform = visit.world, visit.luck.uniform
    by_chance = standing & (uniform[1] < world.moved)
    shift = np.where(uniform[2] < 0.5, -1, 1) * (1 + (5 * uniform[3]).astype(int))
    actual = np.where(by_chance, np.maximum(after + 1, target + shift), target)
    by_pain = np.zeros(len(visit.who), dtype=bool)
    if world.flare_moves or world.flare_books:
        flare = first_flare(after, visit)
        earlier = standing & ~by_chance & (uniform[4] < world.flare_moves) & (flare < target)
        waits = ~standing & (uniform[4] < world.flare_books)
        actual = np.where(earlier | waits, flare, actual)
        by_pain |= earlier
    if pauses.any():
        actual = np.where(pauses, first_flare(visit.day + PAUSE_DAYS, visit), actual)
    if world.sore_puts_off:
        sore = visit.swing_on(target) > world.flare_size
        put_off = standing & ~by_chance & ~by_pain & sore & (uniform[5] < world.sore_puts_off)
        later = target + SORE_DAYS[0] + ((SORE_DAYS[1] - SORE_DAYS[0]) * uniform[6]).astype(int)
        actual = np.where(put_off, later, actual)
        by_pain |= put_off
    actual = np.minimum(actual, before - 1)
    notice = (6 * uniform[7]).astype(int)
    first = visit.day + 1
    late = np.maximum(first, np.where(standing, np.minimum(target, actual), actual) - notice)
    moved = (by_chance | by_pain) & (actual != target)
    return Next(target, actual, late, moved, by_chance)
