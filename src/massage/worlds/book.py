"""The appointment book of a simulated practice: what stands in it, and what becomes of that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from massage.worlds.diary import Visit, first_flare, leaving, plan_from
from massage.worlds.lines import ATTENDED, CANCELLED, MISSED, Arrays, keep, list_slots, write_line
from massage.worlds.people import Body
from massage.worlds.sizes import World
from massage.worlds.slots import FAR, Slots

SORE_DAYS = (3, 11)
PAUSE_DAYS = 21
MOST_GONE = 3  # slots in a row that a client doesn't come to
FOR_VISIT, FOR_SLOT = 5, 5
BOOK_LUCK = FOR_VISIT + MOST_GONE * FOR_SLOT  # rows of draws beyond those of every world


@dataclass(frozen=True)
class Luck:
    """Chance at one visit, a column per client.

    ``normal`` has one row per visit that a client may book at one time, ``uniform`` ten rows, and
    ``book`` those that only worlds with ``needs_luck_with_book`` have.
    """

    normal: np.ndarray
    uniform: np.ndarray
    book: np.ndarray


@dataclass(frozen=True)
class Booking:
    """The next visit of each client; ``original`` is NaN unless it was moved and written down.

    ``agreed`` is the day that stood in the book at the end of this one, NaN where none did.
    ``lines`` are what the book holds of all this, ``at`` the client's position in the visit.
    """

    goes_on: np.ndarray
    day: np.ndarray
    booked: np.ndarray
    original: np.ndarray
    agreed: np.ndarray
    normal: np.ndarray
    is_extra: np.ndarray
    slots: Slots
    lines: list[Arrays]


@dataclass(frozen=True)
class _Gone:
    """Slots that a client doesn't come to: how many, the day of the last, the day it was known."""

    count: np.ndarray
    last: np.ndarray
    known: np.ndarray
    lines: list[Arrays]


@dataclass(frozen=True)
class _Next:
    """Where each client goes: the slot first agreed, the day in the end, when and whether moved."""

    target: np.ndarray
    day: np.ndarray
    late: np.ndarray
    moved: np.ndarray
    by_chance: np.ndarray


def go_on(visit: Visit, slots: Slots, body: Body, world: World, luck: Luck) -> Booking:
    """Book at the desk, let happen what happens, and find each client's next visit, or let her go.

    What stands in the book is shown as it was at the end of the day of this visit.
    """
    day, n = visit.day, len(visit.who)
    planned = plan_from(day, visit, body, world, luck.normal[0])
    pauses = np.zeros(n, dtype=bool)
    if world.package_pause:
        pauses = _books_ahead(visit) & visit.was_booked & (luck.book[0] < world.package_pause)
    slots = _book_at_desk(visit, slots, planned, pauses, body, world, luck)
    first = slots.day[:, 0]
    has_any = first < FAR
    extra = np.zeros(n, dtype=bool)
    if world.extra_in_flare:
        flare = first_flare(day, visit, body, world)
        extra = has_any & ~visit.is_extra & (luck.book[1] < world.extra_in_flare) & (flare < first)
    left = leaving(visit, world) > luck.uniform[8]
    gone = _find_gone(visit, slots, has_any & ~extra, body, world, luck)
    chosen = slots.at(gone.count)
    ends_void = _void(chosen, visit, np.full(n, FAR))
    has = has_any & ~extra & (chosen.day < FAR) & ~ends_void
    rebooks = has_any & ~extra & ~has
    target = np.where(has, chosen.day, planned)
    following = slots.at(gone.count + 1).day
    to = _move(visit, target, has, pauses & ~has_any, gone.last, following, body, world, luck)
    actual, booked = to.day, np.where(has, chosen.made, to.late)
    normal = np.where(has, chosen.normal, luck.normal[0])
    if rebooks.any():
        again, made = _rebook(visit, gone, chosen.day, ends_void, luck)
        actual, booked = np.where(rebooks, again, actual), np.where(rebooks, made, booked)
    if extra.any():
        made = np.maximum(day + 1, flare - (3 * luck.book[4]).astype(int))
        actual, booked = np.where(extra, flare, actual), np.where(extra, made, booked)
    on_record = to.moved & (to.by_chance | (luck.uniform[9] < world.moves_recorded))
    left |= (actual > visit.people["stays"]) | (visit.number == world.most_sessions - 1)
    goes_on = ~left & (actual < world.records_days - visit.people["start"])
    later = slots.drop(gone.count + has)
    notice = (6 * luck.uniform[7]).astype(int)
    off = np.where(left, np.maximum(day + 1, np.minimum(first - notice, visit.told)), FAR)
    comes = [*gone.lines, *_line_up(visit, to, actual, booked, has & to.moved, world)]
    void = _void(later, visit, np.where(goes_on, actual, FAR)) & ~left[:, None]
    stays = (~left & ~goes_on)[:, None] & ~void & (later.day < FAR)
    lines = [
        *(keep(part, ~left[part["at"]]) for part in comes),
        list_slots(slots, visit, left[:, None] & (slots.day < FAR), off),
        list_slots(later, visit, void, visit.told),
        list_slots(later, visit, stays),
    ]
    later = Slots(np.where(void, FAR, later.day), later.made, later.normal)
    return Booking(
        goes_on=goes_on,
        day=actual,
        booked=np.where(on_record, to.late, booked),
        original=np.where(on_record, target, np.nan),
        agreed=np.where(has_any, first, np.nan),
        normal=np.where(rebooks | extra, 0.0, normal),
        is_extra=extra,
        slots=later,
        lines=lines,
    )


def _void(slots: Slots, visit: Visit, today: np.ndarray) -> np.ndarray:
    """Which slots are void by today because their therapist leaves."""
    ends, told, today = (
        values[:, None] if slots.day.ndim == 2 else values
        for values in (visit.ends, visit.told, today)
    )
    return (slots.day < FAR) & (slots.day >= ends) & (slots.made < told) & (told <= today)


def _books_ahead(visit: Visit) -> np.ndarray:
    return visit.people.get("books_ahead", np.zeros(len(visit.who), dtype=bool))


def _book_at_desk(
    visit: Visit,
    slots: Slots,
    planned: np.ndarray,
    pauses: np.ndarray,
    body: Body,
    world: World,
    luck: Luck,
) -> Slots:
    """Book one visit or a series where nothing stands in the book."""
    empty, ahead = slots.day[:, 0] == FAR, _books_ahead(visit)
    books = empty & ~pauses & (ahead | (luck.uniform[0] < world.standing))
    day, made, normal = (values.copy() for values in (slots.day, slots.made, slots.normal))
    on = planned
    for place in range(day.shape[1]):
        if place:
            books = books & ahead
            on = plan_from(on, visit, body, world, luck.normal[place])
        day[books, place] = on[books]
        made[books, place] = visit.day[books]
        normal[books, place] = luck.normal[place][books]
    return Slots(day, made, normal)


def _find_gone(
    visit: Visit, slots: Slots, waits: np.ndarray, body: Body, world: World, luck: Luck
) -> _Gone:
    """Find the slots that are skipped or cancelled before the one that the client comes to."""
    n = len(visit.who)
    count, last, known = np.zeros(n, dtype=int), visit.day.copy(), visit.day.copy()
    lines: list[Arrays] = []
    for turn in range(MOST_GONE if len(luck.book) else 0):
        chance = luck.book[FOR_VISIT + FOR_SLOT * turn :]
        slot = slots.at(count)
        waits = waits & (slot.day < FAR) & ~_void(slot, visit, np.full(n, FAR))
        swing = body.swing[np.minimum(slot.day, len(body.swing) - 1), visit.who]
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
        last, known = (
            np.where(waits, slot.day, last),
            np.where(waits, np.where(missed, slot.day, off), known),
        )
        count = count + waits
    return _Gone(count, last, known, lines)


def _rebook(
    visit: Visit, gone: _Gone, void_day: np.ndarray, is_void: np.ndarray, luck: Luck
) -> tuple[np.ndarray, np.ndarray]:
    """Return the day of a visit in place of the last one gone, and when it was made."""
    known = np.where(is_void, visit.told, gone.known)
    last = np.where(is_void, void_day, gone.last)
    made = known + (4 * luck.book[2]).astype(int)
    return np.maximum(made + 1, last + 1 + (9 * luck.book[3]).astype(int)), made


def _move(
    visit: Visit,
    target: np.ndarray,
    standing: np.ndarray,
    pauses: np.ndarray,
    after: np.ndarray,
    before: np.ndarray,
    body: Body,
    world: World,
    luck: Luck,
) -> _Next:
    """Move what was agreed, by chance or because of pain, after one day and before another.

    What isn't standing is booked late, some of it not before a flare.
    """
    uniform = luck.uniform
    by_chance = standing & (uniform[1] < world.moved)
    shift = np.where(uniform[2] < 0.5, -1, 1) * (1 + (5 * uniform[3]).astype(int))
    actual = np.where(by_chance, np.maximum(after + 1, target + shift), target)
    by_pain = np.zeros(len(visit.who), dtype=bool)
    if world.flare_moves or world.flare_books:
        flare = first_flare(after, visit, body, world)
        earlier = standing & ~by_chance & (uniform[4] < world.flare_moves) & (flare < target)
        waits = ~standing & (uniform[4] < world.flare_books)
        actual = np.where(earlier | waits, flare, actual)
        by_pain |= earlier
    if pauses.any():
        actual = np.where(pauses, first_flare(visit.day + PAUSE_DAYS, visit, body, world), actual)
    if world.sore_puts_off:
        on_the_day = body.swing[np.minimum(target, len(body.swing) - 1), visit.who]
        sore = on_the_day > world.flare_size
        put_off = standing & ~by_chance & ~by_pain & sore & (uniform[5] < world.sore_puts_off)
        later = target + SORE_DAYS[0] + ((SORE_DAYS[1] - SORE_DAYS[0]) * uniform[6]).astype(int)
        actual = np.where(put_off, later, actual)
        by_pain |= put_off
    actual = np.minimum(actual, before - 1)
    notice = (6 * uniform[7]).astype(int)
    first = visit.day + 1
    late = np.maximum(first, np.where(standing, np.minimum(target, actual), actual) - notice)
    moved = (by_chance | by_pain) & (actual != target)
    return _Next(target, actual, late, moved, by_chance)


def _line_up(
    visit: Visit,
    to: _Next,
    actual: np.ndarray,
    booked: np.ndarray,
    moved: np.ndarray,
    world: World,
) -> list[Arrays]:
    """Write the next visit down, and where it stood before."""
    everyone = np.ones(len(visit.who), dtype=bool)
    if world.moves_in == "place":
        stood = {"moved_on": np.where(moved, to.late, np.nan),
                 "stood_on": np.where(moved, to.target, np.nan)}  # fmt: skip
        return [write_line(everyone, visit, booked, actual, ATTENDED, **stood)]
    return [
        write_line(moved, visit, booked, to.target, CANCELLED, to.late),
        write_line(everyone, visit, np.where(moved, to.late, booked), actual, ATTENDED),
    ]
