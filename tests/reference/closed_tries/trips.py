"""Clients' own days away: when they go, what it does to their pain, and where they come then."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from unittest.mock import patch

import numpy as np
import pandas as pd

from massage.worlds import around, drawn, simulate
from massage.worlds.calendar import Calendar, _find_last, _find_next
from massage.worlds.diary import Visit
from massage.worlds.drawn import Practices, Seed
from massage.worlds.sizes import World

YEAR, TRIPS, LENGTHS, GAP = 365, 11, (14, 7, 7), 21  # days; of chance; of trips; between them
SCHOOL_WEEKS = (6, 13, 14, 26, 27, 28, 29, 30, 31, 42, 43)
FAMILIES, BOOKS_AHEAD, LASTS = 0.6, 14, 0.84  # share; days; of rest from one day to the next


@dataclass(frozen=True)
class Habit:
    """Why clients are away when they are.

    ``by_wellbeing``: log odds of going per SD of the slow swing two weeks before, below usual.
    ``school``: points off the pain of families in school holidays, which is when they go.
    ``rest``: points off one's own pain while away; half of it is left after four days.
    """

    by_wellbeing: float = 0.0
    school: float = 0.0
    rest: float = 0.0


@dataclass(frozen=True)
class Away:
    """Trips, a row each: ``who`` (position over all practices), calendar days, both ends away."""

    who: np.ndarray
    first: np.ndarray
    last: np.ndarray

    def mark(self, n_clients: int, n_days: int) -> np.ndarray:
        """On which calendar days each client is away."""
        marked = np.zeros((n_clients, n_days), dtype=bool)
        for who, first, last in zip(self.who, self.first, self.last, strict=True):
            marked[who, first : last + 1] = True
        return marked


@contextmanager
def going_away(habit: Habit) -> Iterator[Callable[[], Away]]:
    """Let clients go away while practices are simulated; gives the last batch's trips."""
    drawn_last: list[Away] = []
    own: list[Calendar] = []

    def draw(world: World, n_clients: int, seeds: Sequence[Seed]) -> Practices:
        practices = drawn.draw_practices(world, n_clients, seeds)
        away, families = draw_trips(practices, habit, world, n_clients, seeds)
        drawn_last[:], own[:] = [away], [keep_home(practices, away, world)]
        return feel(practices, habit, away, families)

    usual = around._look_up

    def look_up(visit: Visit, which: str, therapist: np.ndarray, day: np.ndarray) -> np.ndarray:
        if which == "nearest":
            return usual(visit, which, therapist, day)
        start = visit.people["start"]
        return own[0].look_up(which, visit.who, start + day) - start

    with patch.object(simulate, "draw_practices", draw), patch.object(around, "_look_up", look_up):
        yield lambda: drawn_last[0]


def draw_trips(
    practices: Practices, habit: Habit, world: World, n_clients: int, seeds: Sequence[Seed]
) -> tuple[Away, np.ndarray]:
    """Two weeks and twice one week in every year since the first visit; and who has children."""
    slow = practices.body.slow / world.slow_sd
    start = practices.people["start"]
    trips, families = [], np.zeros(len(start), dtype=bool)
    for practice, seed in enumerate(seeds):
        rng = np.random.default_rng([*np.atleast_1d(seed), TRIPS])
        for who in range(practice * n_clients, (practice + 1) * n_clients):
            families[who] = bool(habit.school) and rng.random() < FAMILIES
            for year in range(0, world.records_days - int(start[who]), YEAR):
                own = np.arange(year, min(year + YEAR, world.records_days - start[who]))
                odds = -habit.by_wellbeing * slow[np.maximum(own - BOOKS_AHEAD, 0), who]
                weight = np.exp(odds.astype(float))
                if families[who]:
                    weight[~is_school_holiday(start[who] + own)] = 0.0
                wanted = rng.random(len(LENGTHS)) < len(own) / YEAR
                for length in np.array(LENGTHS)[wanted]:
                    if not weight.any():
                        break
                    at = int(rng.choice(len(own), p=weight / weight.sum()))
                    weight[max(0, at - GAP) : at + length + GAP] = 0.0
                    trips.append((who, start[who] + own[at], start[who] + own[at] + length - 1))
    who, first, last = np.array(trips, dtype=int).reshape(-1, 3).T
    return Away(who, first, last), families


def is_school_holiday(day: np.ndarray) -> np.ndarray:
    """Whether calendar days lie in a school holiday."""
    return np.isin(day % YEAR // 7, SCHOOL_WEEKS)


def keep_home(practices: Practices, away: Away, world: World) -> Calendar:
    """The open days of each client's therapist on which she is at home herself."""
    calendar, people = practices.calendar, practices.people
    hers = people["practice"] * world.therapists + people["therapist"]
    day = np.arange(calendar.next_known.shape[1])
    home = ~away.mark(len(hers), len(day))
    known, is_open = (
        (which[hers] == day) & home for which in (calendar.next_known, calendar.next_open)
    )
    return Calendar(
        nearest=calendar.nearest[hers],
        next_known=_find_next(known),
        last_known=_find_last(known),
        next_open=_find_next(is_open),
        away=~home,
    )


def feel(practices: Practices, habit: Habit, away: Away, families: np.ndarray) -> Practices:
    """Take off pain what being away, or the school holidays, do to it."""
    body, start = practices.body, practices.people["start"]
    off = np.zeros_like(body.pain)
    own = np.arange(len(off))[:, None]
    if habit.school:
        off += habit.school * (families & is_school_holiday(start + own))
    if habit.rest:
        marked = away.mark(len(start), int(start.max()) + len(off))
        gone, rested = marked[np.arange(len(start)), start + own], np.zeros(len(start))
        for day in range(len(off)):
            rested = np.where(gone[day], 1.0, LASTS * rested)
            off[day] += habit.rest * rested
    return replace(practices, body=replace(body, pain=body.pain - off, swing=body.swing - off))


def list_trips(visits: pd.DataFrame, away: Away, n_clients: int) -> pd.DataFrame:
    """One practice's trips between its clients' visits: ``client``, ``first`` and ``last`` day."""
    practice = int(visits["practice"].iloc[0])
    own = away.who // n_clients == practice
    trips = pd.DataFrame({"client": away.who[own] % n_clients, "first": away.first[own],
                          "last": away.last[own]})  # fmt: skip
    calendar = visits["start"] + visits["day"]
    spans = calendar.groupby(visits["client"]).agg(["min", "max"]).reindex(trips["client"])
    between = (trips["first"].to_numpy() > spans["min"].to_numpy()) & (
        trips["first"].to_numpy() < spans["max"].to_numpy()
    )
    return trips[between]
