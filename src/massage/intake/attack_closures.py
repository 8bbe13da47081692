"""A second linking attack: can whoever knows the therapists' closed days date a client's visits?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from massage.intake.closed_days import ClosedDays
from massage.intake.moved_closures import push_now
from massage.intake.shifts import find_planned_days, find_rhythm

MOST_TRIED, SEED = 100, 0
FEWEST_VISITS = 6  # five intervals
NEAR, FAR = 3, 14  # days


@dataclass(frozen=True)
class Placed:
    """For how many clients day 0 was found within 3 and 14 days, of how many that were ``tried``.

    ``near_by_chance`` and ``far_by_chance`` are the shares for one who guesses a day.
    """

    tried: int
    near: int
    far: int
    near_by_chance: float
    far_by_chance: float


def place_by_closures(closed: ClosedDays) -> Placed:
    """Slide each client's visits along the therapists' closed days, to where they fit best.

    The attacker knows every closing that is used, whose it is, and which code is whose, and has the
    records; not the months in them. She takes the first day for which the shifts that the closings
    would bring lie nearest to those on record (least squares, means taken off), the middle one of
    several. Clients with five intervals or more are tried, at most 100, drawn at random.
    """
    rows = closed.visits.assign(shift=closed.columns["shift_after"], rhythm=closed.shifts["rhythm"],
                                hers=closed.shifts["hers"])  # fmt: skip
    rows = rows.sort_values(["client", "day"])
    spread = find_rhythm(rows)[1]
    own = rows.groupby("client")
    many = own.size()
    told = own["shift"].count()
    enough = many.index[(many >= FEWEST_VISITS) & (told >= FEWEST_VISITS - 1)]
    drawn = np.random.default_rng(SEED).permutation(len(enough))[:MOST_TRIED]
    first, last = closed.closures.first, closed.closures.last
    off, chance = [], []
    for client in enough[drawn]:
        visits = own.get_group(client)
        start = int(visits["day"].iloc[0])
        starts = np.arange(first, last - (int(visits["day"].iloc[-1]) - start) + 1)
        known = visits.dropna(subset="shift")
        best = _fit(known, starts - start, spread, closed)
        off.append(abs(starts[best[len(best) // 2]] - start))
        chance.append([(abs(starts - start) <= days).mean() for days in (NEAR, FAR)])
    off = np.array(off)
    by_chance = np.mean(chance, axis=0) if chance else (np.nan, np.nan)
    near, far = int((off <= NEAR).sum()), int((off <= FAR).sum())
    return Placed(len(off), near, far, float(by_chance[0]), float(by_chance[1]))


def _fit(known: pd.DataFrame, slid: np.ndarray, spread: float, closed: ClosedDays) -> np.ndarray:
    """Positions of the slides, in days, under which the shifts fit best."""
    day = (known["day"].to_numpy(int) + slid[:, None]).ravel()
    who = np.tile(known["hers"].to_numpy(int), len(slid))
    rhythm = np.tile(known["rhythm"].to_numpy(), len(slid))
    planned = find_planned_days(day, who, rhythm, spread, closed.closures)
    there = push_now(day, who, planned, closed.closures)[:, 0].reshape(len(slid), -1)
    there -= there.mean(axis=1, keepdims=True)
    own = known["shift"].to_numpy() - known["shift"].mean()
    misfit = ((there - own) ** 2).sum(axis=1)
    return np.flatnonzero(misfit <= misfit.min() + 1e-9)
