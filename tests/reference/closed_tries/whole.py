"""Days on which the whole practice is closed, used as days off of each therapist.

Of five weeks of vacation a year, three, or all five, are the same for all therapists.
"""

from collections.abc import Iterator
from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pandas as pd
from tests.reference.closed_choices import Choice, add_four_weeks, answer
from tests.reference.closed_tries.count import CLIENTS, Row, find_truth, note, simulate, write
from tests.reference.closed_tries.trips import LASTS

from analysis import PLAN
from massage.intake import closures
from massage.intake.closures import WHOLE_PRACTICE, Closures
from massage.worlds import calendar, people, records
from massage.worlds.sizes import World
from massage.worlds.world import CLOSED, CLOSED_TRUE

RUNS, DECIDING = 200, ("closed_plain, 3 of 5", "closed_weather, 3 of 5", "closed_season, 3 of 5")
MORE = 500  # practices where it decides
TOGETHER, YEARS = 99, 3  # of chance; years of which some days are drawn
NONE = 1e-9  # no weather that anyone could feel
PLAIN = CLOSED["closed_plain"]
WORLDS = {
    "closed_plain": PLAIN,
    "closed_weather": CLOSED["closed_weather"],
    "weather twice as strong": replace(PLAIN, weather_sd=1.0),
    "half a point less pain while it is closed": replace(PLAIN, weather_sd=NONE, away_relief=0.5),
    "a point less pain while it is closed": replace(PLAIN, weather_sd=NONE, away_relief=1.0),
    "closed_season": CLOSED["closed_season"],
    "closed_flare_moved": CLOSED["closed_flare_moved"],
    "true_closed": CLOSED_TRUE["true_closed"],
}
CLOSED_TOGETHER = {3: tuple(WORLDS), 5: ("closed_plain", "closed_weather", "true_closed")}
draw_own, find_own = calendar._draw_vacations, closures.find_closures
draw_shared = calendar.draw_shared_pain


class Together:
    """Draws vacations of which so many weeks are the whole practice's."""

    def __init__(self, weeks: int) -> None:
        self.weeks = weeks
        self.rng: np.random.Generator | None = None
        self.drawn = 0

    def __call__(self, world: World, rng: np.random.Generator) -> list[tuple[int, int]]:
        """A year of one therapist after the other."""
        if rng is not self.rng:
            self.rng, self.drawn = rng, 0
        seed = rng.bit_generator.seed_seq.entropy[0]
        shared = np.random.default_rng((seed, TOGETHER, self.drawn % YEARS))
        self.drawn += 1
        own = replace(world, vacation_weeks=world.vacation_weeks - self.weeks)
        everyone = replace(world, vacation_weeks=self.weeks)
        return [*draw_own(own, rng), *draw_own(everyone, shared)]


def rest_together(world: World, seed: int) -> np.ndarray:
    """What all clients share; those of this world are at rest while nobody works, not otherwise."""
    shared = draw_shared(replace(world, away_relief=0.0), seed)
    if world.away_relief:
        closed = calendar.draw_calendar(world, seed).away.all(axis=0)
        rested = np.zeros(len(closed))
        for day in range(1, len(closed)):
            rested[day] = 1.0 if closed[day] else LASTS * rested[day - 1]
        shared -= world.away_relief * rested
    return shared


def keep_whole_practice(visits: pd.DataFrame) -> Closures:
    """The closings, those of the whole practice used as others are."""
    found = find_own(visits)
    used = found.runs["left_out"].replace(WHOLE_PRACTICE, "")
    return replace(found, runs=found.runs.assign(left_out=used))


USED = {"used": Choice(), "used, a column for each four weeks": Choice(columns=add_four_weeks)}


def ask_each(world: World, truth: float, runs: int) -> Iterator[Row]:
    """Each practice's answers without the days on which nobody works, and with them."""
    for visits in simulate(world, runs):
        found, _ = answer(write(visits, world), Choice(PLAN))
        yield note("left out, as in the plan", found, truth)
        with patch.object(records, "find_closures", keep_whole_practice):
            sessions = write(visits, world)
        for choice, how in USED.items():
            yield note(choice, answer(sessions, how)[0], truth)


def try_it() -> Iterator[Row]:
    """Each world's practices."""
    for weeks, names in CLOSED_TOGETHER.items():
        for name in names:
            world = WORLDS[name]
            truth = find_truth(world)
            where = {"world": f"{name}, {weeks} of 5", "clients": CLIENTS}
            runs = MORE if where["world"] in DECIDING else RUNS
            with (
                patch.object(calendar, "_draw_vacations", Together(weeks)),
                patch.object(people, "draw_shared_pain", rest_together),
            ):
                for one in ask_each(world, truth, runs):
                    yield where | one
