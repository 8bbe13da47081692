"""Every threat to question 2's answer: what looks for it, and whether it forbids the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from analysis import looks
from analysis.intervals import has_values
from analysis.looks import Asked, Look
from analysis.schema import PAIN

Looks = dict[str, Look]


class Threat(NamedTuple):
    """What looks for a threat; ``blocks`` where it forbids the answer, else it warns.

    One that ``follows_pain`` fires for every rating where it fires for pain: sleep and others go
    with pain, so where bookings foresee pain they foresee those too.
    """

    look: Callable[[Asked], Look]
    blocks: bool
    follows_pain: bool = False


THREATS = {
    "past_pain": Threat(looks.look_at_past, blocks=True, follows_pain=True),
    "short_gap": Threat(looks.look_at_short_gaps, blocks=True, follows_pain=True),
    "no_booking_dates": Threat(looks.look_for_column("booked_day"), blocks=True),
    "no_move_record": Threat(looks.look_for_move_record, blocks=True),
    "no_season": Threat(looks.look_for_column("month"), blocks=True),
    "one_client": Threat(lambda asked: looks.certain(asked.one_client), blocks=True),
    "late_booking": Threat(looks.look_at_late_bookings, blocks=False),
    "drop_out": Threat(looks.look_at_drop_out, blocks=False),
    "not_standing": Threat(looks.look_at_standing, blocks=False),
    "gap_spread": Threat(looks.look_at_spread, blocks=False),
}
BLOCKING = tuple(name for name, threat in THREATS.items() if threat.blocks)
WARNING = tuple(name for name, threat in THREATS.items() if not threat.blocks)


def look_for(names: Iterable[str], asked: Asked, pain: Asked | None = None) -> Looks:
    """Look for these threats; what is asked of ``pain``, for ratings of anything else."""
    found = {name: THREATS[name].look(asked) for name in names}
    for name, look in found.items():
        if pain is not None and THREATS[name].follows_pain and not look.fired:
            of_pain = THREATS[name].look(pain)
            found[name] = replace(of_pain, about=pain.outcome.name) if of_pain.fired else look
    return found


def ask_of_pain(asked: Sequence[Asked]) -> Asked | None:
    """Return what is asked of pain on arrival, here or else anew; None where it has no value."""
    if not asked or not has_values(asked[0].sessions, PAIN.column):
        return None
    here = (one for one in asked if one.outcome.column == PAIN.column)
    return next(here, Asked(asked[0].sessions, PAIN, asked[0].plan))
