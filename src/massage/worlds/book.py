"""The appointment book of a simulated practice: what stands in it, and what becomes of that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from massage.worlds.around import go_around, keep_open
from massage.worlds.changes import Next, are_void, find_gone, move, rebook
from massage.worlds.diary import Visit, first_flare, leaving, plan_from
from massage.worlds.lines import ATTENDED, CANCELLED, Arrays, keep, list_slots, write_line
from massage.worlds.slots import FAR, Slots


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
    therapist: np.ndarray
    slots: Slots
    lines: list[Arrays]


def go_on(visit: Visit, slots: Slots) -> Booking:
    """Book at the desk, let happen what happens, and find each client's next visit, or let her go.

    What stands in the book is shown as it was at the end of the day of this visit.
    """
    day, n, world, luck = visit.day, len(visit.who), visit.world, visit.luck
    planned = plan_from(day, visit, luck.normal[0])
    therapist, stays_away = visit.hers, np.zeros(n, dtype=bool)
    if visit.calendar is not None:
        around = go_around(planned, visit)
        planned, therapist, stays_away = around.day, around.therapist, around.stays_away
    pauses = np.zeros(n, dtype=bool)
    if world.package_pause:
        pauses = _books_ahead(visit) & visit.was_booked & (luck.book[0] < world.package_pause)
    slots = _book_at_desk(visit, slots, planned, pauses)
    first = slots.day[:, 0]
    has_any = first < FAR
    extra = np.zeros(n, dtype=bool)
    if world.extra_in_flare:
        flare = first_flare(day, visit)
        extra = has_any & ~visit.is_extra & (luck.book[1] < world.extra_in_flare) & (flare < first)
    left = (leaving(visit) > luck.uniform[8]) | stays_away
    gone = find_gone(visit, slots, has_any & ~extra)
    chosen = slots.at(gone.count)
    ends_void = are_void(chosen, visit, np.full(n, FAR))
    has = has_any & ~extra & (chosen.day < FAR) & ~ends_void
    rebooks = has_any & ~extra & ~has
    target = np.where(has, chosen.day, planned)
    following = slots.at(gone.count + 1).day
    to = move(visit, target, has, pauses & ~has_any, gone.last, following)
    if visit.calendar is not None:
        to = keep_open(to, has, therapist, visit)
    actual, booked = to.day, np.where(has, chosen.made, to.late)
    normal = np.where(has, chosen.normal, luck.normal[0])
    if rebooks.any():
        again, made = rebook(visit, gone, chosen.day, ends_void)
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
    comes = [*gone.lines, *_line_up(visit, to, actual, booked, has & to.moved)]
    void = are_void(later, visit, np.where(goes_on, actual, FAR)) & ~left[:, None]
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
        therapist=therapist,
        slots=later,
        lines=lines,
    )


def _books_ahead(visit: Visit) -> np.ndarray:
    return visit.people.get("books_ahead", np.zeros(len(visit.who), dtype=bool))


def _book_at_desk(visit: Visit, slots: Slots, planned: np.ndarray, pauses: np.ndarray) -> Slots:
    """Book one visit or a series where nothing stands in the book."""
    empty, ahead, luck = slots.day[:, 0] == FAR, _books_ahead(visit), visit.luck
    books = empty & ~pauses & (ahead | (luck.uniform[0] < visit.world.standing))
    day, made, normal = (values.copy() for values in (slots.day, slots.made, slots.normal))
    on = planned
    for place in range(day.shape[1]):
        if place:
            books = books & ahead
            on = plan_from(on, visit, luck.normal[place])
        day[books, place] = on[books]
        made[books, place] = visit.day[books]
        normal[books, place] = luck.normal[place][books]
    return Slots(day, made, normal)


def _line_up(
    visit: Visit, to: Next, actual: np.ndarray, booked: np.ndarray, moved: np.ndarray
) -> list[Arrays]:
    """Write the next visit down, and where it stood before."""
    everyone = np.ones(len(visit.who), dtype=bool)
    if visit.world.moves_in == "place":
        stood = {"moved_on": np.where(moved, to.late, np.nan),
                 "stood_on": np.where(moved, to.target, np.nan)}  # fmt: skip
        return [write_line(everyone, visit, booked, actual, ATTENDED, **stood)]
    return [
        write_line(moved, visit, booked, to.target, CANCELLED, to.late),
        write_line(everyone, visit, np.where(moved, to.late, booked), actual, ATTENDED),
    ]
