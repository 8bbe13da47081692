"""Therapists' habits, within clients: each visit may be with another therapist, by lot.

The gaps that the starting visit's therapist gives others stand for the one that follows, where days
off do otherwise; asked is question 2, by the estimator of days off. At half of the visits the
therapist is drawn anew.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from unittest.mock import patch

import numpy as np
import pandas as pd
from scipy.stats import norm
from tests.reference.closed_choices import Choice, answer
from tests.reference.closed_tries.count import Row, find_truth, lift, note
from tests.reference.closed_tries.count import simulate as simulate_practices

from analysis.within import therapist_terms
from massage.worlds import drawn, simulate
from massage.worlds.book import Booking, go_on
from massage.worlds.diary import Visit
from massage.worlds.drawn import Practices, Seed
from massage.worlds.records import write_down
from massage.worlds.sizes import World
from massage.worlds.slots import Slots
from massage.worlds.world import FLARE_MOVED, MODERATE, PEAK

RUNS = 100
SIZES = {6: 200, 30: 600}  # clients, by therapists
BY_VISIT = {"therapist_interval_sd": 0.35, "changes_therapist": 0.5}
LOT = replace(PEAK, **BY_VISIT)


@dataclass(frozen=True)
class Going:
    """What goes with a therapist's habit, per SD by which she gives shorter gaps.

    ``rates``: points by which she writes down less pain. ``treats``: points that a visit to her
    takes off pain, half of it left after 14 days, whatever the gap. ``sore``: how far soreness and
    who is chosen for the next visit go together, where a therapist is chosen anew.
    """

    world: World = LOT
    rates: float = 0.0
    treats: float = 0.0
    sore: float = 0.0


WORLDS = {
    "by lot": Going(),
    "by lot, therapists rate differently": Going(replace(LOT, therapist_rating_sd=0.6)),
    "by lot, who gives short gaps writes down less pain": Going(rates=0.3),
    "by lot, who gives short gaps treats better": Going(treats=0.3),
    "who is sore goes to who gives short gaps": Going(sore=0.7),
    "by lot, every flare moves a visit": Going(
        replace(FLARE_MOVED, moves_recorded=0.0, **BY_VISIT)
    ),
    "by lot, massage does something": Going(
        replace(LOT, relief_pain=MODERATE, relief_sleep=MODERATE)
    ),
}


def go_there(going: Going, stack: ExitStack) -> Callable[[], np.ndarray]:
    """Let a world be so while practices are simulated; gives the last batch's habits."""
    habits: list[np.ndarray] = []
    first: list[Seed] = []

    def draw(world: World, n_clients: int, seeds: Sequence[Seed]) -> Practices:
        practices = drawn.draw_practices(world, n_clients, seeds)
        habit, rating = practices.therapists
        habits[:], first[:] = [habit.reshape(len(seeds), -1)], seeds[:1]
        rating = rating + going.rates * habit / world.therapist_interval_sd
        return replace(practices, therapists=np.stack([habit, rating]))

    def book(visit: Visit, slots: Slots) -> Booking:
        booking, world = go_on(visit, slots), visit.world
        rng = np.random.default_rng([*np.atleast_1d(first[0]), visit.number])
        noise, anew = rng.standard_normal(len(visit.who)), rng.random(len(visit.who))
        sore = visit.swing_on(booking.day) / np.hypot(world.slow_sd, world.fast_sd)
        place = norm.cdf(going.sore * sore + np.sqrt(1 - going.sore**2) * noise)
        place = np.minimum(place * world.therapists, world.therapists - 1).astype(int)
        longest_first = (-habits[0]).argsort(axis=1)
        practice = visit.first_row // world.therapists
        chosen = longest_first[practice, place]
        anew = anew < world.changes_therapist
        return replace(booking, therapist=np.where(anew, chosen, visit.therapist))

    stack.enter_context(patch.object(simulate, "draw_practices", draw))
    if going.sore:
        stack.enter_context(patch.object(simulate, "go_on", book))
    return lambda: habits[0]


def treat(sessions: pd.DataFrame, going: Going, habit: np.ndarray) -> pd.DataFrame:
    """Take off each arrival what the therapist of the visit before does."""
    if not going.treats:
        return sessions
    by_client = sessions.groupby("client_id")
    before = by_client["therapist_id"].shift().fillna(0).astype(int)
    gap = sessions["day"] - by_client["day"].shift()
    sd = going.world.therapist_interval_sd
    off = going.treats * -habit[before] / sd * 0.5 ** (gap / going.world.relief_half_life)
    return sessions.assign(pain_before=sessions["pain_before"] - off.fillna(0.0))


def write_habits(sessions: pd.DataFrame) -> pd.DataFrame:
    """Records in which a therapist's habit stands where days off do."""
    following = sessions["day"].groupby(sessions["client_id"]).shift(-1)
    length = np.log2(following - sessions["day"])
    hers = [sessions["therapist_id"], sessions["client_id"]]
    both = length.groupby(hers).agg(["sum", "count"])
    others = both.groupby(level=0).transform("sum") - both
    habit = (others["sum"] / others["count"].where(others["count"] > 0)).rename("habit")
    habit = sessions.join(habit, on=["therapist_id", "client_id"])["habit"]
    return sessions.assign(
        shift_after=habit, shift_before=0.0, shifted="yes", before_closure="no",
        closure_block=sessions["therapist_id"].map("T{}".format),
        period_block=sessions["month"].map("P{}".format),
    )  # fmt: skip


def hold_next(rows: pd.DataFrame, *others: object) -> list[np.ndarray]:
    """A column for the next visit's therapist, none for the starting one's."""
    return therapist_terms(rows.assign(therapist_before=rows["therapist"]), *others)


def hold_none(*_: object) -> list[np.ndarray]:
    """No column for therapists."""
    return []


LIMITS = lift(fewest_closures=1)
CHOICES = {
    "no therapist held equal": Choice(LIMITS, columns=hold_none),
    "the next visit's therapist held equal": Choice(LIMITS, columns=hold_next),
}


def try_it() -> Iterator[Row]:
    """Each world's practices."""
    for therapists, clients in SIZES.items():
        for name, going in WORLDS.items():
            world = replace(going.world, therapists=therapists)
            truth = find_truth(world)
            where = {"world": f"{name}, {therapists} therapists", "clients": clients}
            with ExitStack() as stack:
                tell_habits = go_there(going, stack)
                for visits in simulate_practices(world, RUNS, clients):
                    habit = tell_habits()[visits["practice"].iloc[0]]
                    sessions = treat(write_down(visits, world), going, habit)
                    for choice, how in CHOICES.items():
                        found, _ = answer(write_habits(sessions), how)
                        yield where | note(choice, found, truth)
