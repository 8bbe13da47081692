"""Every threat to question 2's answer: what looks for it, and whether it forbids the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from analysis import looks
from analysis.drop_out import look_at_drop_out
from analysis.intervals import has_values, list_intervals
from analysis.looks import Asked, Look
from analysis.plan import Plan
from analysis.schema import PAIN, Outcome

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
    "drop_out": Threat(look_at_drop_out, blocks=False),
    "not_standing": Threat(looks.look_at_standing, blocks=False),
    "gap_spread": Threat(looks.look_at_spread, blocks=False),
}
BLOCKING = tuple(name for name, threat in THREATS.items() if threat.blocks)
WARNING = tuple(name for name, threat in THREATS.items() if not threat.blocks)


def look_for(names: tuple[str, ...], asked: Asked, of_pain: Looks) -> Looks:
    """Look for these threats; ``of_pain`` holds pain's own looks where another rating is asked."""
    found = {name: THREATS[name].look(asked) for name in names}
    return found | {
        name: look
        for name, look in of_pain.items()
        if name in found and look.fired and not found[name].fired
    }


def look_at_pain(asked: Mapping[str, Asked], sessions: pd.DataFrame, plan: Plan) -> Looks:
    """Look once at pain for the threats that follow it, where another rating is asked about."""
    outcomes = [one.outcome for one in asked.values()]
    if not has_values(sessions, PAIN.column) or all(o.column == PAIN.column for o in outcomes):
        return {}
    pain = next((outcome for outcome in outcomes if outcome.column == PAIN.column), PAIN)
    own = asked.get(pain.name) if pain in outcomes else None
    own = own or Asked(sessions, list_intervals(sessions, pain, plan), pain, plan)
    following = [name for name, threat in THREATS.items() if threat.follows_pain]
    return {name: replace(THREATS[name].look(own), about=pain.name) for name in following}


def tabulate_looks(found: Mapping[str, Look], outcome: Outcome, plan: Plan) -> pd.DataFrame:
    """One row per look, as ``find_threats`` returns them."""
    return pd.DataFrame(
        {
            "outcome": outcome.name,
            "name": name,
            "value": look.value,
            "p_value": look.p_value,
            "fired": bool(look.fired),
            "blocks": THREATS[name].blocks,
            "checked": look.is_checked(plan),
        }
        for name, look in found.items()
    )
