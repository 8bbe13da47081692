"""What clients do whose next visit would fall on days on which their therapist is away."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from massage.worlds.changes import Next
from massage.worlds.diary import SHORTEST, Visit

AROUND_LUCK = 4  # rows of draws at each visit


@dataclass(frozen=True)
class Around:
    """Where clients plan to come instead, to whom, and who will not come back."""

    day: np.ndarray
    therapist: np.ndarray
    stays_away: np.ndarray


def go_around(planned: np.ndarray, visit: Visit) -> Around:
    """Plan visits on working days: those that closings would hit go later unless a share says so.

    Shares of them come before, leave one visit out, go to a colleague, or come before when sore and
    later when well. Of those who are well, ``stays_away`` never come again.
    """
    world, first = visit.world, visit.day + SHORTEST
    wish = np.maximum(_look_up(visit, "nearest", visit.hers, planned), visit.day + 1)
    later = _look_up(visit, "next_known", visit.hers, wish)
    is_hit = later != wish
    earlier = _look_up(visit, "last_known", visit.hers, wish)
    before = np.where(earlier >= first, earlier, later)
    skipped = _look_up(visit, "next_known", visit.hers, wish + (planned - visit.day))
    shares = (world.comes_before, world.skips_closed, world.switches, world.chooses_by_pain)
    style = np.searchsorted(np.cumsum(shares), visit.luck.around[0], side="right")
    is_sore = visit.swing_on(visit.day) > 0
    by_pain = np.where(is_sore, before, later)
    day = np.where(is_hit, np.choose(style, [before, skipped, later, by_pain, later]), wish)
    therapist = visit.hers
    if world.switches:
        client = visit.people["client"]
        other = (therapist + 1 + client % max(1, world.therapists - 1)) % world.therapists
        theirs = np.maximum(_look_up(visit, "nearest", other, planned), visit.day + 1)
        takes = _look_up(visit, "next_known", other, theirs) == theirs
        goes = is_hit & (style == 2) & takes & (other != therapist)
        day, therapist = np.where(goes, theirs, day), np.where(goes, other, therapist)
    stays = is_hit & ~is_sore & (visit.luck.around[1] < world.stays_away)
    return Around(day, therapist, stays)


def keep_open(to: Next, standing: np.ndarray, therapist: np.ndarray, visit: Visit) -> Next:
    """Put visits on open days; one that stood where an illness fell is moved, and on record."""
    day = _look_up(visit, "next_open", therapist, to.day)
    by_illness = standing & ~to.moved & (day != to.day)
    late = np.where(by_illness, to.target, to.late)
    moved = (to.moved & (day != to.target)) | by_illness
    return replace(to, day=day, late=late, moved=moved, by_chance=to.by_chance | by_illness)


def _look_up(visit: Visit, which: str, therapist: np.ndarray, day: np.ndarray) -> np.ndarray:
    """What the calendar says of days since each client's first visit."""
    row, start = visit.first_row + therapist, visit.people["start"]
    return visit.calendar.look_up(which, row, start + day) - start
