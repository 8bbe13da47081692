"""What could make question 2's answer wrong: the list, and what is looked for of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from analysis.drop_out import look_at_drop_out
from analysis.looks import (
    Asked,
    Look,
    look_at_late_bookings,
    look_at_past,
    look_at_short_gaps,
    look_at_spread,
    look_at_standing,
    look_at_unrated,
)
from analysis.schema import PAIN
from analysis.weekdays import look_at_weekdays

Looks = dict[str, Look]
Find = Callable[[Asked], Look | None]
UNRATED = "unrated"


class Threat(NamedTuple):
    """What looks for a threat; ``blocks`` where it forbids the answer, else it warns.

    The look is None where the records leave no room for the threat. One that is ``bounded`` looks
    for moves that left no trace, which is what bounds suppose.
    """

    look: Find
    blocks: bool
    bounded: bool = False


def certain(fired: bool) -> Look:
    """Return a look at a fact, which chance has no part in: 1 where it is so, else 0."""
    return Look(float(fired), fired=fired)


def look_for_month(asked: Asked) -> Look:
    """Do the records hold no month?"""
    return certain("month" not in asked.held)


def look_for_booking(asked: Asked) -> Look:
    """Do the records hold no day of booking, and no day that stood in the book?"""
    return certain(not any(name in asked.held for name in ("booked_day", "agreed_day")))


def look_for_moves(asked: Asked) -> Look:
    """Are moves not recorded, and is no day known that stood in the book?

    ``original_day`` may be empty: then it says that nothing was moved.
    """
    if "agreed_day" not in asked.sessions:
        return certain("original_day" not in asked.sessions)
    known = asked.intervals[["standing", "moved"]].to_numpy() > 0
    return certain(not asked.everyone.add(int(known.sum())).value)


def look_at_one_client(asked: Asked) -> Look:
    """Does one client alone decide question 2's number?"""
    return certain(asked.one_client)


THREATS = {
    "past_pain": Threat(look_at_past, blocks=True),
    "short_gap": Threat(look_at_short_gaps, blocks=True, bounded=True),
    "no_booking_dates": Threat(look_for_booking, blocks=True),
    "no_move_record": Threat(look_for_moves, blocks=True, bounded=True),
    "no_season": Threat(look_for_month, blocks=True),
    "one_client": Threat(look_at_one_client, blocks=True),
    UNRATED: Threat(look_at_unrated, blocks=True),
    "late_booking": Threat(look_at_late_bookings, blocks=False),
    "drop_out": Threat(look_at_drop_out, blocks=False),
    "not_standing": Threat(look_at_standing, blocks=False),
    "gap_spread": Threat(look_at_spread, blocks=False),
    "off_weekday": Threat(look_at_weekdays, blocks=False),
}
# found of pain, they go for other ratings: bookings that foresee it, visits that are left out
GO_WITH_PAIN = {"past_pain", "short_gap", UNRATED}
BLOCKING = tuple(name for name, threat in THREATS.items() if threat.blocks)
WARNING = tuple(name for name, threat in THREATS.items() if not threat.blocks)


def look_for(names: Iterable[str], asked: Asked, pain: Asked | None = None) -> Looks:
    """Look for these threats; what is asked of ``pain``, for ratings of anything else."""
    finds = {name: THREATS[name].look for name in names}
    looks = {name: asked.once(name, find) for name, find in finds.items()}
    found = {name: look for name, look in looks.items() if look is not None}
    return add_pain(found, finds, GO_WITH_PAIN, pain)


def add_pain(looks: Looks, finds: Mapping[str, Find], names: set[str], pain: Asked | None) -> Looks:
    """Let what is found of pain stand where nothing was found of the outcome itself."""
    found = dict(looks)
    if pain is not None:
        for name in names & looks.keys():
            look = pain.once(name, finds[name])
            if look is not None and look.fired and not looks[name].fired:
                found[name] = replace(look, about=pain.outcome.name)
    return found


def ask_of_pain(asked: Sequence[Asked]) -> Asked | None:
    """Return what is asked of pain on arrival, here or else anew; None where it has no value."""
    if not asked or PAIN.column not in asked[0].held:
        return None
    here = (one for one in asked if one.outcome.column == PAIN.column)
    return next(here, replace(asked[0], outcome=PAIN, found={}))
